"""Who is there, where the database was away: nobody is gone who could not say so, or ends late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.core.outbox import FileId
from bot.ports import StoreUnavailable
from bot.store.postgres.database import Database
from bot.store.postgres_store import PostgresStore
from bot.timing.clock import SharedClock, SystemClock
from tests.store.database_shelf import MakeShelf
from tests.store.samples import ANN, MINUTE, client_file, due_now, row
from tests.wire import Wire

AWAY_SECONDS = 30.0
# Of which the driver waits ten where nothing comes back, not even that a question is taken back.
ENDS_SECONDS = 15.0
LEASE = timedelta(minutes=15)


class Slept(SystemClock):
    """A clock on which time can go by in a moment."""

    slept_seconds = 0.0

    def monotonic(self) -> float:
        """Return the reading with what was slept."""
        return super().monotonic() + self.slept_seconds


async def test_nobody_is_gone_because_the_database_was(make_shelf: MakeShelf) -> None:
    """Whoever comes back first believes in the others, until they have had as long as ever."""
    shelf = make_shelf()
    own = Slept()
    shelf.clock = SharedClock(own)
    first, other = await shelf.open(), await shelf.another()
    await first.create(client_file(ANN, row("a", due_at=shelf.clock.now() - MINUTE)))

    async def handed_to(one: PostgresStore) -> list[FileId]:
        return list(await one.claim_due(shelf.clock.now(), limit=1, lease=LEASE))

    assert await handed_to(other) == [ANN]
    await other.presence.fall_silent()
    own.slept_seconds += AWAY_SECONDS
    await first.presence.tell()
    assert first.presence.others == {"start-1", "start-2"}
    assert await handed_to(first) == []
    for _ in range(5):
        own.slept_seconds += 5.0
        await first.presence.tell()
    assert first.presence.others == {"start-1"}
    assert await handed_to(first) == [ANN]


async def test_what_was_handed_out_before_the_database_went_is_not_kept_from_all(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It went between its two answers: nobody has what the first one handed out."""
    shelf = make_shelf()
    store = await shelf.open()
    await store.create(client_file(ANN, row("a")))
    real = Database.all

    async def cut_short(database: Database, query: str, **values: object) -> list[Any]:
        if query == "claim_due":
            raise StoreUnavailable("the database refused: away")
        return await real(database, query, **values)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "all", cut_short)
        with pytest.raises(StoreUnavailable):
            await due_now(store)
    await store.presence.tell()
    assert await due_now(store) == [ANN]


@pytest.mark.slow
@pytest.mark.parametrize("trouble", [Wire.cut, Wire.hush])
async def test_a_process_ends_in_time_where_the_database_is_away(
    make_shelf: MakeShelf, trouble: Callable[[Wire], None]
) -> None:
    """Before whoever stopped it kills it; that it is gone the others find out by themselves."""
    shelf = make_shelf()
    await shelf.open()
    async with Wire(shelf.url).open() as wire:
        shelf.url = wire.url
        far = await shelf.another()
        trouble(wire)
        began = shelf.clock.monotonic()
        with pytest.raises(StoreUnavailable):
            await far.close()
        assert shelf.clock.monotonic() - began < ENDS_SECONDS
        wire.mend()
