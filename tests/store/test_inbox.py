"""The inbox of several processes: nothing twice, nothing out of order, nothing lost with one."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.ports import StoreUnavailable
from bot.store.postgres.database import Database
from bot.store.postgres.inbox import FORGET_EACH, OVERTAKEN_MOST, PATIENCE, REMEMBERED, Inbox
from bot.store.seal import Seal
from bot.timing.clock import VirtualClock
from tests import data_keys
from tests.store.database_shelf import DatabaseShelf
from tests.store.samples import EVENING

ANN, BOB = 1, 2
SECOND = timedelta(seconds=1)


class Inboxes:
    """Two processes' looks into the same inbox, on one clock."""

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        self.url = url
        self.clock = VirtualClock(EVENING)
        self.one = Inbox(database, "one", Seal(), self.clock)
        self.other = Inbox(database, "other", Seal(), self.clock)

    async def forerunners(self, first: int) -> None:
        """Let as many updates as Telegram may send at once have come before, and be done."""
        for number in range(first - OVERTAKEN_MOST, first):
            await self.one.put(number, 0, "{}")
            await self.one.done(number)

    def wait(self, time: timedelta = PATIENCE) -> None:
        """Let so much time go by."""
        self.clock.move_to(self.clock.now() + time)


@pytest.fixture
async def inboxes(database_url: str, tmp_path: Path) -> AsyncIterator[Inboxes]:
    """An empty inbox, into which two processes look."""
    shelf = DatabaseShelf(database_url, tmp_path)
    await shelf.open()
    database = Database(database_url)
    await database.open()
    yield Inboxes(database, database_url)
    await database.close()
    await shelf.end()


async def refuse(query: str, **values: object) -> int:
    """Answer as a database that is away."""
    raise StoreUnavailable("the database refused: away")


async def ids(inbox: Inbox, limit: int = 10) -> list[int]:
    """What is handed out now."""
    return [update_id for update_id, _ in await inbox.take(limit)]


async def test_an_update_is_kept_once(inboxes: Inboxes) -> None:
    """Telegram sends again what it got no answer for, also after it was handled."""
    assert await inboxes.one.put(100, ANN, "{}")
    assert not await inboxes.other.put(100, ANN, "{}")
    inboxes.wait()
    assert await ids(inboxes.one) == [100]
    await inboxes.one.done(100)
    assert not await inboxes.one.put(100, ANN, "{}")
    assert await ids(inboxes.other) == []


async def test_updates_of_a_chat_go_one_after_the_other(inboxes: Inboxes) -> None:
    """Whoever has the first; other chats go on meanwhile."""
    for number, chat in ((100, ANN), (101, ANN), (102, BOB)):
        await inboxes.one.put(number, chat, "{}")
    inboxes.wait()
    assert await ids(inboxes.one) == [100, 102]
    assert await ids(inboxes.other) == []
    await inboxes.one.done(100)
    assert await ids(inboxes.other) == [101]


async def test_one_that_overtook_its_forerunner_waits_for_it(inboxes: Inboxes) -> None:
    """A moment; then it goes on alone, as it may be that none is coming."""
    await inboxes.forerunners(100)
    await inboxes.one.put(101, ANN, "{}")
    assert await ids(inboxes.one) == []
    await inboxes.other.put(100, ANN, "{}")
    assert await ids(inboxes.one) == [100]
    await inboxes.one.done(100)
    assert await ids(inboxes.other) == [101]
    await inboxes.other.done(101)
    await inboxes.one.put(103, ANN, "{}")
    assert await ids(inboxes.one) == []
    inboxes.wait()
    assert await ids(inboxes.one) == [103]


async def test_without_a_gap_nobody_waits(inboxes: Inboxes) -> None:
    """The next update is handed out at once."""
    await inboxes.forerunners(100)
    await inboxes.one.put(100, ANN, "{}")
    assert await ids(inboxes.other) == [100]


async def test_what_could_not_be_handled_is_handed_out_again(inboxes: Inboxes) -> None:
    """Given back, or left by a process that is gone."""
    await inboxes.one.put(100, ANN, "{}")
    inboxes.wait()
    assert await ids(inboxes.one) == [100]
    await inboxes.one.give_back(100)
    assert await ids(inboxes.one) == [100]
    await inboxes.database.tell("free_updates", now=EVENING)
    assert await ids(inboxes.other) == [100]


async def test_what_a_process_could_not_give_back_is_handed_to_it_again(
    inboxes: Inboxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was away when it was handled: nobody waits until that process ends."""
    for number in (100, 101):
        await inboxes.one.put(number, number, "{}")
    inboxes.wait()
    assert await ids(inboxes.one) == [100, 101]
    with monkeypatch.context() as patch:
        patch.setattr(inboxes.database, "tell", refuse)
        for failing in (inboxes.one.give_back, inboxes.one.done):
            with pytest.raises(StoreUnavailable):
                await failing(100)
    assert await ids(inboxes.other) == []
    assert await ids(inboxes.one) == [100]
    assert await ids(inboxes.one) == []


async def test_of_what_is_done_nothing_is_kept_but_its_number(inboxes: Inboxes) -> None:
    """Neither words nor chat, and in two days not even that."""
    await inboxes.one.put(100, 123456789, "the canary sings")
    inboxes.wait()
    await ids(inboxes.one)
    await inboxes.one.done(100)
    with psycopg.connect(inboxes.url) as connection:
        assert connection.execute("SELECT chat, content FROM inbox").fetchall() == [("", b"")]
    inboxes.wait(REMEMBERED + SECOND)
    await inboxes.one.forget()
    assert await inboxes.one.put(100, ANN, "{}")


async def test_with_a_key_an_update_lies_sealed(inboxes: Inboxes) -> None:
    """Its chat by a keyed hash."""
    sealed = Inbox(inboxes.database, "one", Seal([data_keys.NEW]), inboxes.clock)
    await sealed.put(100, 123456789, "the canary sings")
    with psycopg.connect(inboxes.url) as connection:
        chat, content = connection.execute("SELECT chat, content FROM inbox").fetchone() or (
            "",
            b"",
        )
    assert "123456789" not in chat
    assert b"canary" not in content
    inboxes.wait()
    assert await sealed.take(1) == [(100, "the canary sings")]


async def test_old_numbers_are_forgotten_as_new_updates_come(inboxes: Inboxes) -> None:
    """The inbox does not grow for ever."""
    await inboxes.forerunners(100)
    inboxes.wait(REMEMBERED + SECOND)
    for number in range(100, 100 + FORGET_EACH):
        await inboxes.one.put(number, ANN, "{}")
    with psycopg.connect(inboxes.url) as connection:
        kept = connection.execute("SELECT min(update_id), count(*) FROM inbox").fetchall()
    assert kept == [(100, FORGET_EACH)]


async def test_how_many_wait_and_how_long_is_told(inboxes: Inboxes) -> None:
    """For whoever watches."""
    assert await inboxes.one.waiting() == (0, timedelta())
    await inboxes.one.put(100, ANN, "{}")
    inboxes.wait(3 * SECOND)
    await inboxes.one.put(101, BOB, "{}")
    assert await inboxes.other.waiting() == (2, 3 * SECOND)
