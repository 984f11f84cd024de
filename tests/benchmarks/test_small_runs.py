"""A small run of each benchmark: it works, and what has to hold holds; nothing is timed."""

import asyncio
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from bot.core.outbox import FileId
from bot.timing.clock import SystemClock
from tests.benchmarks import (
    block,
    jump,
    late,
    many_clients,
    many_rows,
    push,
    saving,
    scale,
    shared_push,
    store,
)
from tests.benchmarks.push import Push, rows_of

WELL = Push(
    reminders=2,
    reached=2,
    twice=0,
    seconds=0.1,
    calls=4,
    refused=0,
    most_in_a_second=4,
    waits=[0.1, 0.2],
    unanswered=0,
)


@pytest.mark.slow
async def test_copied_clients_are_whole_clients(tmp_path: Path) -> None:
    """Each its own id, chat and reference; some have a course ahead, and staff wait for some."""
    courses = await many_clients.played(SystemClock().now())
    ids = many_clients.lay_down(tmp_path, courses.of, 120)
    store = await saving.opened(tmp_path)
    assert sorted(await store.client_ids()) == sorted(ids)
    assert await store.client_of_chat(many_clients.FIRST_CHAT + 119) == ids[119]
    assert await store.client_of_reference("k-7") == ids[7]
    assert [file_id for file_id, _ in await store.open_alerts()] == [ids[7]]
    assert len(await store.client_ids("today")) == 13
    for file_id in ids:
        assert (await store.load(file_id)).id == file_id
    await store.close()


@pytest.mark.slow
async def test_the_heart_beats_beside_every_large_work(tmp_path: Path) -> None:
    """A push, the board, the numbers, pictures, a backup, each for a moment; Python's full look."""
    courses = await many_clients.played(SystemClock().now())
    ids = many_clients.lay_down(tmp_path, courses.of, 30)
    beats = await block.measured(tmp_path, ids, runs=1, seconds=0.5)
    assert len(beats.late) == 7
    assert beats.late["numbers of all clients"] != []
    assert beats.rows()[-1].count == sum(map(len, beats.late.values()))


@pytest.mark.slow
@pytest.mark.parametrize("limit", [30, 20])
async def test_a_small_push_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, limit: int
) -> None:
    """A process of its own, forty reminders, questions beside them."""
    went = await push.pushed(tmp_path, 40, limit, start_seconds=15.0)
    assert (went.reached, went.twice, went.unanswered) == (40, 0, 0)


def test_a_lost_reminder_fails_the_run() -> None:
    """As does one that came twice, whatever the times are."""
    assert missed(WELL) == []
    assert missed(replace(WELL, reached=1)) == ["reminders or answers lost"]
    assert missed(replace(WELL, unanswered=1)) == ["reminders or answers lost"]
    assert missed(replace(WELL, twice=1)) == ["reminders sent twice"]


def missed(push: Push) -> list[str]:
    """The figures that had to hold and do not."""
    return [row.figure for row in rows_of(push, 30) if row.must_hold and not row.is_met]


def test_a_jumped_course_leaves_no_step_open() -> None:
    """All that was due in 28 days was sent, or skipped for a reason."""
    _, left_open = asyncio.run(jump.jumped())
    assert left_open == 0


def test_a_store_run_that_was_cut_off_goes_on_with_what_is_left(tmp_path: Path) -> None:
    """What was measured is read back as it was told; a file that is not there holds nothing."""
    kept, row = tmp_path / "kept", rows_of(WELL, 30)[0]
    assert store._rows_in(kept) == {}
    store._keep(kept, "save", [row])
    store._keep(kept, "tick", [row, row])
    assert store._rows_in(kept) == {"save": [row], "tick": [row, row]}


@pytest.mark.parametrize("case", late.CASES, ids=lambda case: case.name)
async def test_what_falls_due_while_nobody_can_send_ends_as_something(case: late.Case) -> None:
    """Sent late, or expired with a reason; the scheduler's defaults lose all of it."""
    found = await late.ends(case)
    assert (found.due >= 2, found.left, found.peer_lost) == (True, 0, found.due)


@pytest.mark.slow
async def test_copied_rows_are_those_of_whole_clients(database_url: str) -> None:
    """What a copy's columns say is what the store itself would write beside that file."""
    courses = await many_clients.played(SystemClock().now())
    for number in (0, 7, 10, 11, 61):
        course = courses.of(number)
        file_id = next(many_clients.ids())
        known = many_rows.columns(FileId(course.own[0].decode()), course.content)
        found = many_rows.copied(known, course, file_id=file_id, number=number)
        assert found == many_rows.columns(file_id, found["content"])
    with many_rows.database(database_url, "small_run") as address:
        ids = many_rows.load(address, courses.of, 12)
        with psycopg.connect(address) as connection:
            found = connection.execute("SELECT id FROM files ORDER BY place").fetchall()
    assert [each for (each,) in found] == ids


@pytest.mark.slow
def test_a_small_scale_is_measured_at_each_size(database_url: str, tmp_path: Path) -> None:
    """Ticks, starts and updates of the whole bot on each database; nothing is timed here."""
    rounds = scale.Rounds(idle=2, due=1, at_once=10, starts=1, updates=2)
    costs = scale.measured(database_url, tmp_path, (12, 24), rounds)
    assert [len(each.idle_tick) + len(each.due_tick) for each in costs] == [3, 3]
    assert [len(each.start) + len(each.update) for each in costs] == [3, 3]
    assert [row.count for row in scale.rows_of(costs, rounds)] == [2, 2, 2, 1, 1, 1]


@pytest.mark.slow
def test_two_processes_push_each_message_once(database_url: str, tmp_path: Path) -> None:
    """From one database, with the limit shared and nobody's question lost."""
    went = shared_push.measured(database_url, tmp_path, 60, start_seconds=25.0)
    assert (went.reached, went.twice, went.unanswered) == (60, 0, 0)
    assert [row.is_met for row in shared_push.rows_of(went) if row.must_hold] == [True, True]


def test_a_message_lost_or_sent_twice_by_two_processes_fails_the_run() -> None:
    """Whatever the times are."""
    for went in (replace(WELL, reached=1), replace(WELL, unanswered=1), replace(WELL, twice=1)):
        assert [row.is_met for row in shared_push.rows_of(went) if row.must_hold].count(False) == 1


def test_growth_is_the_last_size_against_the_first() -> None:
    """At the median, and met up to one and a half."""
    few, many = (
        scale.Costs(
            idle_tick=[tick],
            due_tick=[1.0],
            start=[1.0, 9.0, 2.0],
            update=[2.0],
            update_cpu=[1.0],
            memory=[70.0],
        )
        for tick in (0.002, 0.004)
    )
    rows = {row.figure: row for row in scale.rows_of([few, many], scale.Rounds())}
    assert rows["a due tick, nothing due"].measured == "2 / 4 ms: 2.00x"
    assert rows["start to the first answer"].measured == "2 / 2 s: 1.00x"
    assert [row.figure for row in rows.values() if not row.is_met] == ["a due tick, nothing due"]
