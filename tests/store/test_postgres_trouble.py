"""The store on PostgreSQL where the database, its tables or the machines' clocks are in trouble."""

import asyncio
from contextlib import suppress
from datetime import datetime

import psycopg
import pytest

from bot.ports import StoreError, StoreUnavailable
from bot.store.migrations import NewerFormat
from bot.store.postgres import migrating
from bot.store.postgres.database import Database
from bot.timing.clock import SharedClock, SystemClock
from tests.store.database_shelf import TABLES, MakeShelf
from tests.store.samples import ANN, CAT, MINUTE, client_file, names_of, noted, saying

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


def _cut(url: str) -> None:
    """End every connection to the database but this one."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
