"""What every store promises, whatever it keeps things in (see `conftest.SHELVES`)."""

import asyncio
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.core.client import ClientFile
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import ChatId, FileId
from bot.ports import Conflict, NotFound, Store
from bot.store import erasures
from tests.store.conftest import Shelf
from tests.store.samples import (
    ANN,
    BOB,
    CAT,
    DAN,
    EVENING,
    GONE,
    HOUR,
    client_file,
    names_of,
    noted,
    row,
    saying,
)


async def test_a_created_client_is_read_back_whole(store: Store) -> None:
    """What was put in comes out, one version on."""
    file = saying(client_file(ANN, row("a"), chat_id=1), "Grüße 🌿 مرحبا")
    await store.create(file)
    assert await store.load(ANN) == replace(file, version=1)


async def test_a_client_is_created_once(store: Store) -> None:
    """A second creation of the same id changes nothing and is refused."""
    await store.create(client_file(ANN))
    with pytest.raises(Conflict):
        await store.create(saying(client_file(ANN), "again"))
    assert await store.load(ANN) == replace(client_file(ANN), version=1)


@pytest.mark.parametrize("file_id", [BOB, "chat404", "..", "../../etc", "", "Bob", "a" * 65])
async def test_a_file_that_is_not_there_is_not_found(store: Store, file_id: FileId) -> None:
    """An unknown id, and what can be no id of ours, both are simply not there."""
    await store.create(client_file(ANN))
    with pytest.raises(NotFound):
        await store.load(file_id)
    with pytest.raises(NotFound):
        await store.change_client(file_id, noted("seen"))


async def test_a_change_returns_what_was_decided_and_is_kept(store: Store) -> None:
    """Load, decide, save is one step, and raises the version."""
    await store.create(client_file(ANN))
    assert await store.change_client(ANN, noted("seen")) == "seen"
    kept = await store.load(ANN)
    assert (names_of(kept), kept.version) == (["seen"], 2)


async def test_what_did_not_change_is_not_written(store: Store) -> None:
    """Neither the same object nor an equal one counts as a change."""
    await store.create(client_file(ANN))
    await store.change_client(ANN, lambda file: (file, None))
    await store.change_client(ANN, lambda file: (replace(file, answers=()), None))
    assert (await store.load(ANN)).version == 1


async def test_a_decision_on_an_older_version_is_refused(store: Store) -> None:
    """A file from before somebody else's change cannot replace it."""
    await store.create(client_file(ANN))
    old = await store.load(ANN)
    await store.change_client(ANN, noted("first"))
    with pytest.raises(Conflict):
        await store.change(ANN, lambda _: (saying(old, "late"), None))
    assert names_of(await store.load(ANN)) == ["first"]


async def test_a_decision_that_fails_changes_nothing(store: Store) -> None:
    """Its exception comes out, the file stays, and the next change goes through."""

    def fail(_: ClientFile) -> tuple[ClientFile, None]:
        raise LookupError

    await store.create(client_file(ANN))
    with pytest.raises(LookupError):
        await store.change_client(ANN, fail)
    await store.change_client(ANN, noted("next"))
    assert names_of(await store.load(ANN)) == ["next"]


async def test_changes_at_the_same_moment_never_lose_each_other(store: Store) -> None:
    """Staff, client and reminders at one file: each change is built on the one before."""
    await store.create(client_file(ANN))
    names = [f"change-{number}" for number in range(20)]
    await asyncio.gather(*(store.change_client(ANN, noted(name)) for name in names))
    kept = await store.load(ANN)
    assert (sorted(names_of(kept)), kept.version) == (sorted(names), 21)


async def test_an_acknowledged_change_survives_a_kill(shelf: Shelf) -> None:
    """A second process that finds the folder as it lies reads every change."""
    killed = await shelf.open()
    await killed.create(client_file(ANN))
    await killed.change_client(ANN, noted("kept"))
    await killed.change_desk(DAN, lambda file: (replace(file, is_staff=True), None))
    store = await shelf.open()
    assert names_of(await store.load(ANN)) == ["kept"]
    assert (await store.load(desk_id(DAN))).version == 1


@pytest.mark.parametrize("chat_id", [404, -1001234567890])
async def test_a_desk_file_is_made_when_it_is_missing(store: Store, chat_id: ChatId) -> None:
    """A chat's first change makes its file, and the id of the file leads back to the chat."""
    await store.change_desk(chat_id, lambda file: (replace(file, is_staff=True), None))
    await store.change(desk_id(chat_id), lambda file: (replace(file, drafts=1), None))
    expected = DeskFile(id=desk_id(chat_id), chat_id=chat_id, is_staff=True, drafts=1, version=2)
    assert await store.load(desk_id(chat_id)) == expected


async def test_looking_at_a_missing_desk_makes_none(store: Store) -> None:
    """Who decides on no change leaves no file behind."""
    await store.change_desk(DAN, lambda file: (file, None))
    with pytest.raises(NotFound):
        await store.load(desk_id(DAN))


async def test_a_client_is_found_by_each_key(shelf: Shelf) -> None:
    """By chat, invitation and reference in any letter case; also after a restart."""
    store = await shelf.open()
    await store.create(client_file(ANN, chat_id=1))
    await store.create(client_file(BOB))
    for is_restarted in (False, True):
        again = await shelf.reopen() if is_restarted else store
        found = (
            await again.client_of_chat(ChatId(1)),
            await again.client_of_token(f"hash of {BOB}"),
            await again.client_of_reference("k-BOB"),
            sorted(await again.client_ids()),
        )
        assert found == (ANN, BOB, BOB, [ANN, BOB])


async def test_keys_that_name_nobody_find_nobody(store: Store) -> None:
    """Unknown and empty keys are nobody's, and a desk is no client."""
    await store.create(replace(client_file(ANN), invitation=None))
    await store.change_desk(DAN, lambda file: (replace(file, is_staff=True), None))
    found = (
        await store.client_of_chat(DAN),
        await store.client_of_token(""),
        await store.client_of_reference(""),
        await store.client_of_reference("K-9"),
        list(await store.client_ids()),
    )
    assert found == (None, None, None, None, [ANN])


async def test_a_key_follows_its_client(store: Store) -> None:
    """A renewed invitation and an unlinked chat: the old key leads nowhere."""

    def renew(file: ClientFile) -> tuple[ClientFile, None]:
        assert file.invitation is not None
        invitation = replace(file.invitation, token_hash="new")
        return replace(file.with_client(chat_id=None), invitation=invitation), None

    await store.create(client_file(ANN, chat_id=1))
    await store.change_client(ANN, renew)
    found = (
        await store.client_of_chat(ChatId(1)),
        await store.client_of_token(f"hash of {ANN}"),
        await store.client_of_token("new"),
    )
    assert found == (None, None, ANN)


async def test_of_two_clients_in_one_chat_the_newest_is_meant(shelf: Shelf) -> None:
    """Who agreed last is meant, whichever was saved last; also after a restart."""
    store = await shelf.open()
    older, newer = client_file(ANN, chat_id=1), client_file(BOB, chat_id=1)
    later = replace(newer.client.consent, at=EVENING + HOUR)  # type: ignore[type-var]
    await store.create(newer.with_client(consent=later))
    await store.create(older)
    assert await store.client_of_chat(ChatId(1)) == BOB
    store = await shelf.reopen()
    assert await store.client_of_chat(ChatId(1)) == BOB
    await store.erase(BOB)
    assert await store.client_of_chat(ChatId(1)) == ANN


async def test_an_erased_client_is_gone_everywhere(shelf: Shelf) -> None:
    """No file, no key, nothing due; erasing again is fine, and a restart finds nothing."""
    store = await shelf.open()
    await store.create(client_file(ANN, row("a"), chat_id=1))
    await store.erase(ANN)
    await store.erase(ANN)
    for is_restarted in (False, True):
        again = await shelf.reopen() if is_restarted else store
        with pytest.raises(NotFound):
            await again.load(ANN)
        found = (
            await again.client_of_chat(ChatId(1)),
            await again.client_of_token(f"hash of {ANN}"),
            await again.client_of_reference("K-ann"),
            list(await again.client_ids()),
            await again.next_due(),
        )
        assert found == (None, None, None, [], None)


async def test_an_erasure_is_remembered_with_who_and_why(shelf: Shelf) -> None:
    """The first word on it holds, of however many names; nobody else is on the list."""
    store = await shelf.open()
    await store.remember_erased([ANN, BOB], GONE, key="key")
    await store.remember_erased([BOB], replace(GONE, by="21"), key="another")
    listed = erasures.read(shelf.files)
    assert [listed.of(each) for each in (ANN, BOB, CAT)] == [GONE, GONE, None]


async def test_codes_count_up_and_never_repeat(shelf: Shelf) -> None:
    """Also for two at once, and after a kill."""
    store = await shelf.open()
    together = await asyncio.gather(*(store.next_code() for _ in range(5)))
    assert sorted(together) == [1, 2, 3, 4, 5]
    assert await (await shelf.open()).next_code() == 6


async def test_a_healthy_store_has_no_problems(store: Store) -> None:
    """Nothing damaged, nothing odd."""
    await store.create(client_file(ANN))
    assert list(await store.problems()) == []


async def test_hours_of_one_instant_in_any_zone_are_the_same(store: Store) -> None:
    """An instant given in a clinic's zone is kept as that instant."""
    in_tokyo = EVENING.astimezone(ZoneInfo("Asia/Tokyo"))
    await store.create(replace(client_file(ANN), erase_at=in_tokyo))
    assert (await store.load(ANN)).erase_at == EVENING
