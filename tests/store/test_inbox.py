"""The inbox of several processes: nothing twice, nothing out of order, nothing lost with one."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.ports import StoreUnavailable
from bot.store.postgres.database import Database
from bot.store.postgres.inbox import FORGET_EACH, OVERTAKEN_MOST, PATIENCE, REMEMBERED, Inbox
from bot.store.seal import Seal, WrongKey
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

    def asks(self, query: str) -> None:
        """Do something to the database beside both of them."""
        with psycopg.connect(self.url) as connection:
            connection.execute(query.encode())

    @contextmanager
    def away(self) -> Iterator[None]:
        """Have the database refuse whatever is asked of the inbox during the block."""
        self.asks("ALTER TABLE inbox RENAME TO elsewhere")
        try:
            yield
        finally:
            self.asks("ALTER TABLE elsewhere RENAME TO inbox")

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


async def test_after_quiet_days_nobody_waits_either(inboxes: Inboxes) -> None:
    """That the forerunners came is known also when the last one did so long ago."""
    await inboxes.forerunners(100)
    inboxes.wait(REMEMBERED + SECOND)
    await inboxes.one.forget()
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


async def test_what_could_not_even_be_given_back_is_handed_out_again(inboxes: Inboxes) -> None:
    """The database may be away for longer than one try; and its chat waits behind the update."""
    for number in (100, 101):
        await inboxes.one.put(number, ANN, "{}")
    inboxes.wait()
    assert await ids(inboxes.one) == [100]
    with inboxes.away():
        await inboxes.one.give_back(100)
    assert await ids(inboxes.one) == [100]
    assert await ids(inboxes.one) == []
    await inboxes.one.done(100)
    assert await ids(inboxes.one) == [101]


async def test_what_was_handed_out_with_nobody_hearing_of_it_is_so_again(inboxes: Inboxes) -> None:
    """The connection may end between the database's work and its answer."""
    await inboxes.one.put(100, ANN, "{}")
    inboxes.asks("UPDATE inbox SET claimed_by = 'one'")
    inboxes.wait()
    assert await ids(inboxes.other) == []
    assert await ids(inboxes.one) == [100]


async def test_what_was_not_noted_as_done_comes_again(inboxes: Inboxes) -> None:
    """Whoever handled it knows its number, and does nothing twice."""
    await inboxes.one.put(100, ANN, "{}")
    inboxes.wait()
    assert await ids(inboxes.one) == [100]
    with inboxes.away(), pytest.raises(StoreUnavailable):
        await inboxes.one.done(100)
    await inboxes.one.give_back(100)
    assert await ids(inboxes.other) == [100]


async def test_what_no_key_opens_waits_and_keeps_nobody_else(inboxes: Inboxes) -> None:
    """Whoever has the key handles it."""
    keyed = Inbox(inboxes.database, "keyed", Seal([data_keys.OLD]), inboxes.clock)
    fresh = Inbox(inboxes.database, "fresh", Seal([data_keys.NEW]), inboxes.clock)
    await keyed.put(100, ANN, "{}")
    await fresh.put(101, BOB, "{}")
    inboxes.wait()
    assert await ids(fresh, 1) == []
    assert await ids(fresh, 1) == [101]
    assert await ids(keyed) == [100]


async def test_what_is_damaged_is_handed_out_empty(inboxes: Inboxes) -> None:
    """As nothing of it can be read, it is put aside; the chat goes on."""
    keyed = Inbox(inboxes.database, "keyed", Seal([data_keys.NEW]), inboxes.clock)
    await keyed.put(100, ANN, "{}")
    inboxes.asks("UPDATE inbox SET content = substring(content for 40) || 'xxxxxxxx'")
    inboxes.wait()
    assert await keyed.take(1) == [(100, "{}")]


async def test_a_start_without_the_key_of_what_waits_is_refused(
    database_url: str, tmp_path: Path
) -> None:
    """Said before anybody waits in vain."""
    shelf = DatabaseShelf(database_url, tmp_path, Seal([data_keys.NEW]))
    store = await shelf.open()
    database = Database(database_url)
    await database.open()
    old = Inbox(database, "old", Seal([data_keys.OLD]), shelf.clock)
    await old.put(100, ANN, "{}")
    with pytest.raises(WrongKey):
        await shelf.another()
    await database.close()
    await store.close()
    await shelf.end()


async def test_of_what_is_done_nothing_is_kept_but_its_number(inboxes: Inboxes) -> None:
    """Neither words nor chat, and in two days not even that, but of the last ones."""
    await inboxes.one.put(100, 123456789, "the canary sings")
    inboxes.wait()
    await ids(inboxes.one)
    await inboxes.one.done(100)
    with psycopg.connect(inboxes.url) as connection:
        assert connection.execute("SELECT chat, content FROM inbox").fetchall() == [("", b"")]
    await inboxes.forerunners(102 + OVERTAKEN_MOST)
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
    await inboxes.forerunners(100 - OVERTAKEN_MOST)
    await inboxes.forerunners(100)
    inboxes.wait(REMEMBERED + SECOND)
    for number in range(100, 100 + FORGET_EACH):
        await inboxes.one.put(number, ANN, "{}")
    with psycopg.connect(inboxes.url) as connection:
        kept = connection.execute("SELECT min(update_id), count(*) FROM inbox").fetchall()
    assert kept == [(100 - OVERTAKEN_MOST, OVERTAKEN_MOST + FORGET_EACH)]


async def test_how_many_wait_and_how_long_is_told(inboxes: Inboxes) -> None:
    """For whoever watches."""
    assert await inboxes.one.waiting() == (0, timedelta())
    await inboxes.one.put(100, ANN, "{}")
    inboxes.wait(3 * SECOND)
    await inboxes.one.put(101, BOB, "{}")
    assert await inboxes.other.waiting() == (2, 3 * SECOND)
