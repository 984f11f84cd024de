"""The same contract where time comes in: what falls due, and who is handed it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.core.client import Alert, Status
from bot.core.clinic_file import ClinicFile
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import FileId, Lane, RowState
from bot.core.pack import Urgency
from bot.ports import Damaged, Store
from tests.store.conftest import Shelf
from tests.store.samples import (
    ANN,
    BOB,
    CAT,
    DAN,
    EVENING,
    HOUR,
    MINUTE,
    claimed_by,
    client_file,
    due_now,
    row,
    told,
)


async def test_what_is_due_is_handed_out_most_overdue_first(store: Store) -> None:
    """Each file once, as many as asked for; what is due later stays."""
    await store.create(client_file(ANN, row("a", due_at=EVENING)))
    await store.create(client_file(BOB, row("b", due_at=EVENING - HOUR)))
    await store.create(client_file(CAT, row("c", due_at=EVENING + MINUTE)))
    assert await due_now(store, limit=1) == [BOB]
    assert await due_now(store) == [ANN]
    assert await due_now(store) == []
    assert await store.next_due() == EVENING + MINUTE


async def test_a_file_is_handed_to_one_caller_until_it_is_released(store: Store) -> None:
    """Whoever asks meanwhile gets others; after the release it is due again unless it changed."""
    await store.create(client_file(ANN, row("a")))
    assert await due_now(store) == [ANN]
    assert await due_now(store) == []
    await store.release(ANN)
    assert await due_now(store) == [ANN]
    await store.change_client(ANN, told(row("a", due_at=EVENING + HOUR)))
    await store.release(ANN)
    await store.release(ANN)
    assert await due_now(store) == []
    assert await store.next_due() == EVENING + HOUR


async def test_a_claim_that_is_never_released_ends_with_its_lease(store: Store) -> None:
    """Until then the lease's end is what the ticker waits for."""
    await store.create(client_file(ANN, row("a")))
    await due_now(store)
    assert await store.next_due() == EVENING + 5 * MINUTE
    later = EVENING + 5 * MINUTE
    assert await store.claim_due(later, limit=10, lease=MINUTE) == [ANN]


async def test_a_clock_that_goes_back_does_not_keep_a_file_claimed(store: Store) -> None:
    """A lease that would end later than one given now was given before the clock moved."""
    await store.create(client_file(ANN, row("a", due_at=EVENING - 48 * HOUR)))
    await due_now(store)
    yesterday = EVENING - 24 * HOUR
    assert await store.claim_due(yesterday, limit=10, lease=5 * MINUTE) == [ANN]


async def test_a_clock_that_is_set_back_a_little_hands_nothing_out_twice(store: Store) -> None:
    """Nor does another caller with a shorter lease."""
    await store.create(client_file(ANN, row("a", due_at=EVENING - HOUR)))
    await due_now(store)
    earlier = EVENING - MINUTE
    assert await store.claim_due(earlier, limit=10, lease=MINUTE) == []


async def test_a_row_falls_due_where_it_is_changed_to(store: Store) -> None:
    """Earlier, later, sent: the lists follow each save."""
    await store.create(client_file(ANN, row("a", due_at=EVENING + HOUR)))
    await store.change_client(ANN, told(row("a", due_at=EVENING + MINUTE)))
    assert await store.next_due() == EVENING + MINUTE
    await store.change_client(ANN, told(row("a", due_at=EVENING + 2 * HOUR)))
    assert await store.next_due() == EVENING + 2 * HOUR
    await store.change_client(ANN, lambda file: (replace(file, erase_at=EVENING), None))
    assert await due_now(store) == [ANN]


async def test_nothing_is_due_for_a_client_who_has_not_agreed(store: Store) -> None:
    """Their rows wait, but rows to staff about them and the erasure do not."""
    invited = client_file(ANN, row("a")).with_client(status=Status.INVITED)
    await store.create(invited)
    assert await store.next_due() is None
    await store.change_client(
        ANN, lambda file: (replace(file, outbox=file.outbox.add([row("b", to=DAN)])), None)
    )
    assert await due_now(store) == [ANN]


async def test_a_desk_falls_due_like_a_client(store: Store) -> None:
    """The rows promised to a chat go the same way."""

    def promise(file: DeskFile) -> tuple[DeskFile, None]:
        return replace(file, outbox=file.outbox.add([row("a", to=DAN)])), None

    await store.change_desk(DAN, promise)
    assert await due_now(store) == [desk_id(DAN)]


@pytest.mark.parametrize("way", ["open", "reopen"])
async def test_what_an_earlier_process_was_sending_is_due_at_once(shelf: Shelf, way: str) -> None:
    """A lease of an earlier start is a doubt at once; one of this start holds until its end."""
    store = await shelf.open()
    await store.create(client_file(ANN, row("a")))
    until = EVENING + HOUR
    await store.change_client(ANN, told(row("a", **claimed_by("start-1", until=until))))
    assert (await due_now(store), await store.next_due()) == ([], until)
    again: Any = await getattr(shelf, way)()
    assert await due_now(again) == [ANN]


async def test_a_change_while_claimed_counts_after_the_release(store: Store) -> None:
    """A row promised while the file is out is found when it comes back."""
    await store.create(client_file(ANN, row("a")))
    await due_now(store)
    await store.change_client(ANN, told(row("a", due_at=EVENING + HOUR), row("b")))
    assert await due_now(store) == []
    await store.release(ANN)
    assert await due_now(store) == [ANN]


async def test_who_waits_for_an_answer_comes_before_what_is_more_overdue(store: Store) -> None:
    """A question asked while thousands of notes are due need not stand in their line."""
    await store.create(client_file(ANN, row("a", due_at=EVENING - HOUR, lane=Lane.BULK)))
    await store.create(client_file(BOB, row("b", due_at=EVENING, lane=Lane.ANSWER)))
    assert await due_now(store, limit=1) == [BOB]
    assert await due_now(store, limit=1) == [ANN]
    await store.release(BOB)
    assert await due_now(store) == [BOB]


def drilled(at: datetime | None) -> Callable[[ClinicFile], tuple[ClinicFile, None]]:
    """Plan the clinic's next drill for that instant."""
    return lambda file: (replace(file, drill_at=at), None)


@pytest.mark.parametrize("way", ["open", "reopen"])
async def test_the_clinics_own_file_falls_due_too(shelf: Shelf, way: str) -> None:
    """By what is planned in it, also after a start; it is handed to one caller at a time."""
    store = await shelf.open()
    assert await store.next_due() is None
    await store.change_clinic(drilled(EVENING + HOUR))
    assert await store.next_due() == EVENING + HOUR
    await store.change_clinic(drilled(EVENING))
    again: Any = await getattr(shelf, way)()
    assert await again.next_due() == EVENING
    assert await due_now(again) == ["clinic"]
    assert await due_now(again) == []
    await again.change_clinic(drilled(None))
    await again.release(FileId("clinic"))
    assert (await due_now(again), await again.next_due()) == ([], None)


async def test_the_clinics_own_file_is_no_chats(store: Store) -> None:
    """Nor a client's."""
    await store.change_clinic(drilled(EVENING))
    await due_now(store)
    assert (await store.desk_ids(), await store.client_ids()) == ([], [])


async def test_a_damaged_clinic_file_keeps_nothing_else_from_falling_due(memory: Shelf) -> None:
    """It is put aside and told when somebody loads it, not here."""
    store = await memory.open()
    await store.change_clinic(drilled(EVENING))
    await store.create(client_file(ANN, row("a")))
    memory.files.write_atomic("clinic.json", b"{")
    assert await due_now(store) == [ANN]
    with pytest.raises(Damaged):
        await store.load_clinic()


@pytest.mark.parametrize("way", ["open", "reopen"])
async def test_open_alerts_are_known_without_loading_a_file(shelf: Shelf, way: str) -> None:
    """Over all clients, until they are closed or the client is erased."""
    store = await shelf.open()
    worried = Alert(id="a-1", concern="a", urgency=Urgency.SAME_DAY, raised_at=EVENING)
    taken = replace(worried, id="a-2", urgency=Urgency.EMERGENCY, claimed_at=EVENING + MINUTE)
    over = replace(worried, id="a-3", closed_at=EVENING + HOUR)
    await store.create(replace(client_file(ANN), alerts=(worried, over)))
    await store.create(replace(client_file(BOB), alerts=(taken,)))
    await store.create(client_file(CAT))
    again: Any = await getattr(shelf, way)()
    assert dict(await again.open_alerts()) == {ANN: worried, BOB: taken}
    await again.change_client(
        ANN, lambda file: (replace(file, alerts=(replace(worried, closed_at=EVENING),)), None)
    )
    await again.erase(BOB)
    assert await again.open_alerts() == []


@pytest.mark.parametrize("way", ["reopen", "open"])
async def test_of_whom_staff_have_something_is_known_without_reading(
    shelf: Shelf, way: str
) -> None:
    """An open alert, or words that stand in a chat or are on their way to one."""
    store = await shelf.open()
    worried = Alert(id="a-1", concern="a", urgency=Urgency.SAME_DAY, raised_at=EVENING)
    shown = row("shown:m1:404:7", to=DAN, shows="m1")
    await store.create(replace(client_file(ANN), alerts=(worried,)))
    await store.create(client_file(BOB, shown))
    await store.create(client_file(CAT, replace(shown, state=RowState.SENT)))
    again: Any = await getattr(shelf, way)()
    assert set(await again.client_ids("with staff")) == {ANN, BOB}
    await again.change_client(BOB, told(replace(shown, state=RowState.SKIPPED)))
    assert await again.client_ids("with staff") == [ANN]
    await again.erase(ANN)
    assert await again.client_ids("with staff") == []
