"""The store on PostgreSQL where the database, its tables or the machines' clocks are in trouble."""

import asyncio
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from typing import Any

import psycopg
import pytest

from bot.core import doubts
from bot.core.outbox import Lane
from bot.ports import StoreError, StoreUnavailable
from bot.store.migrations import NewerFormat
from bot.store.postgres import database, migrating
from bot.store.postgres.database import Database
from bot.store.postgres.queries import named
from bot.timing.clock import SharedClock, SystemClock
from tests.store.database_shelf import TABLES, MakeShelf
from tests.store.samples import (
    ANN,
    CAT,
    EVENING,
    HOUR,
    MINUTE,
    claimed_by,
    client_file,
    due_now,
    names_of,
    noted,
    outbox,
    row,
    saying,
    told,
)
from tests.wire import Wire

CANARY = "the canary sings"
STEPS = migrating.steps()


async def test_two_processes_make_the_tables_once(make_shelf: MakeShelf) -> None:
    """Whoever comes second waits, and has nothing to do."""
    shelf = make_shelf()
    with psycopg.connect(shelf.url) as connection:
        connection.execute(f"DROP TABLE {', '.join((*TABLES, 'schema_versions'))}")
    both = [Database(shelf.url), Database(shelf.url)]
    taken = await asyncio.gather(*(asyncio.to_thread(each.prepare) for each in both))
    assert sorted(taken) == [0, len(migrating.steps())]
    for each in both:
        each.slow.close()


async def test_a_step_may_take_longer_than_a_question(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index over a million clients takes its time, and whoever comes second waits for it."""
    limits = "current_setting('statement_timeout') || current_setting('lock_timeout')"
    step = f"CREATE TABLE patience AS SELECT {limits} AS is_limited".encode()
    shelf = make_shelf()
    monkeypatch.setattr(migrating, "steps", lambda: {**STEPS, len(STEPS) + 1: step})
    shelf.slow.open()
    with shelf.slow.connection() as connection, connection.transaction(force_rollback=True):
        assert migrating.migrate(connection) == 1
        assert connection.execute("SELECT is_limited FROM patience").fetchone() == ("00",)
    with shelf.slow.connection() as connection:
        assert connection.execute(f"SELECT {limits}").fetchone() == ("20s15s",)


async def test_a_newer_database_is_refused(make_shelf: MakeShelf) -> None:
    """In plain words, and nothing is changed."""
    shelf = make_shelf()
    with psycopg.connect(shelf.url, autocommit=True) as connection:
        connection.execute("INSERT INTO schema_versions (number) VALUES (99)")
        try:
            with pytest.raises(NewerFormat, match="newer version"):
                await shelf.another()
        finally:
            connection.execute("DELETE FROM schema_versions WHERE number = 99")


async def test_a_database_that_refuses_is_said_in_our_words(make_shelf: MakeShelf) -> None:
    """Nothing of what was asked or kept is in the sentence."""
    shelf = make_shelf()
    store = await shelf.open()
    with psycopg.connect(shelf.url, autocommit=True) as connection:
        connection.execute("ALTER TABLE files RENAME TO elsewhere")
        try:
            with pytest.raises(StoreUnavailable, match="the database refused: 42P01"):
                await store.create(saying(client_file(CAT), CANARY))
        finally:
            connection.execute("ALTER TABLE elsewhere RENAME TO files")


async def test_what_a_database_can_never_hold_is_said_to_be_no_passing_trouble(
    make_shelf: MakeShelf,
) -> None:
    """Whoever tries again until the trouble is over would do so for ever."""
    shelf = make_shelf()
    store = await shelf.open()
    with pytest.raises(StoreError, match="never takes") as caught:
        await store.client_of_reference("K\x00")
    assert type(caught.value) is StoreError


class Ahead(SystemClock):
    """The clock of a machine that is five minutes ahead."""

    def now(self) -> datetime:
        """Return an instant that is not yet."""
        return super().now() + 5 * MINUTE


async def test_processes_agree_on_the_time_whatever_their_own_clocks_say(
    make_shelf: MakeShelf,
) -> None:
    """All go by the database's."""
    shelf = make_shelf()
    shelf.clock = SharedClock(Ahead())
    await shelf.open()
    assert abs(shelf.clock.now() - SystemClock().now()) < MINUTE


async def test_connections_that_are_cut_lose_nothing_that_was_acknowledged(
    make_shelf: MakeShelf,
) -> None:
    """As when the database starts again amid it: what fails says so, and later all goes on."""
    shelf = make_shelf()
    store = await shelf.open()
    await store.create(client_file(ANN))
    kept: list[str] = []

    async def change(name: str) -> None:
        with suppress(StoreUnavailable):
            kept.append(await store.change_client(ANN, noted(name)))

    for number in range(5):
        changes = [change(f"{number}-{each}") for each in range(10)]
        await asyncio.gather(*changes, asyncio.to_thread(_cut, shelf.url))
    await store.change_client(ANN, noted("afterwards"))
    names = names_of(await store.load(ANN))
    assert [name for name in kept if name not in names] == []
    assert len(names) == len(set(names))
    assert names[-1] == "afterwards"


async def test_slow_work_fails_for_no_connection_that_was_cut_long_ago(
    make_shelf: MakeShelf,
) -> None:
    """An erasure, or the night's backup: the database has been back since."""
    shelf = make_shelf()
    store = await shelf.open()
    await asyncio.gather(store.problems(), store.problems())
    await asyncio.to_thread(_cut, shelf.url)
    assert [await store.problems() for _ in range(2)] == [[], []]


async def refuse(query: str, **values: object) -> Any:
    """Answer as a database that is away."""
    raise StoreUnavailable("the database refused: away")


@pytest.mark.slow
async def test_a_database_that_falls_silent_is_not_waited_for(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No connection is closed and nothing comes back: that is said, and later all goes on."""
    monkeypatch.setattr(database, "ANSWER_SECONDS", 0.5)
    shelf = make_shelf()
    await (await shelf.open()).create(client_file(ANN))
    async with Wire(shelf.url).open() as wire:
        shelf.url = wire.url
        far = await shelf.another()
        wire.hush()
        for ask in (far.load(ANN), far.change_client(ANN, noted("in vain"))):
            with pytest.raises(StoreUnavailable, match="TimeoutError"):
                await ask
        wire.mend()
        await far.change_client(ANN, noted("afterwards"))
        assert names_of(await far.load(ANN)) == ["afterwards"]
        await far.presence.fall_silent()


async def test_a_machine_that_is_unplugged_amid_a_change_holds_no_file(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database hears nothing of its end, and frees the file by itself."""
    shelf = make_shelf()
    near = await shelf.open()
    await near.create(client_file(ANN))
    async with Wire(shelf.url).open() as wire:
        monkeypatch.setattr(database, "IDLE_SECONDS", 0.5)
        far = Database(wire.url)
        await far.open()
        amid = AsyncExitStack()
        connection = await amid.enter_async_context(far.transaction())
        await connection.execute(named("hold"), {"id": ANN, "place": 0, "version": 0})
        wire.hush()
        await near.change_client(ANN, noted("by another"))
        wire.mend()
        with pytest.raises(StoreUnavailable):
            await amid.aclose()
        assert names_of(await near.load(ANN)) == ["by another"]
        await far.close()


async def test_what_could_not_be_given_back_or_written_down_is_not_waited_for(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the process that lives on, either: what it was sending is in doubt, as after a kill."""
    shelf = make_shelf()
    one, other = await shelf.open(), await shelf.another()
    await one.create(client_file(ANN, row("a")))
    assert await due_now(one) == [ANN]
    await one.change_client(ANN, told(row("a", **claimed_by("start-1", until=EVENING + HOUR))))
    with monkeypatch.context() as patch:
        patch.setattr(Database, "tell", lambda _, query, **values: refuse(query, **values))
        with pytest.raises(StoreUnavailable):
            await one.release(ANN)
    assert await due_now(other) == []
    await one.presence.tell()
    assert await due_now(other) == [ANN]
    (kept,) = (await other.load(ANN)).outbox.rows.values()
    assert doubts.without_doubts(outbox(kept), EVENING, one.start).rows[kept.key].doubted


async def test_what_was_handed_out_by_half_is_handed_out_again(
    make_shelf: MakeShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was gone before the whole answer was there: nobody has it in hand."""
    shelf = make_shelf()
    one, other = await shelf.open(), await shelf.another()
    await one.create(client_file(ANN, row("a", lane=Lane.ANSWER)))
    ask = Database.all

    async def ask_half(self: Database, query: str, **values: object) -> list[tuple[object, ...]]:
        return await (refuse(query) if query == "claim_due" else ask(self, query, **values))

    with monkeypatch.context() as patch:
        patch.setattr(Database, "all", ask_half)
        with pytest.raises(StoreUnavailable):
            await due_now(one)
    assert await due_now(other) == []
    await one.presence.tell()
    assert await due_now(other) == [ANN]


async def test_what_is_in_hand_is_not_put_into_doubt(make_shelf: MakeShelf) -> None:
    """However often the process says that it is there."""
    shelf = make_shelf()
    one, other = await shelf.open(), await shelf.another()
    await one.create(client_file(ANN, row("a")))
    assert await due_now(one) == [ANN]
    await one.change_client(ANN, told(row("a", **claimed_by("start-1", until=EVENING + HOUR))))
    await one.presence.tell()
    assert [await due_now(each) for each in (one, other)] == [[], []]
    (kept,) = (await other.load(ANN)).outbox.rows.values()
    assert kept.lease == ("start-1", EVENING + HOUR)


def _cut(url: str) -> None:
    """End every connection to the database but this one."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
