"""`./run bench store`: a save, a start and a tick with a hundred thousand clients in the folder.

The folder is made of real client files, and removed again. A start is a process of its own beside
the local Telegram; its memory is the most it ever held, as Linux tells it. With `--resume FILE` a
run that was cut off goes on with the parts that are not in it.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median

from bot.core.client import ClientFile
from bot.core.outbox import FileId, MessageRow, RowKey
from bot.store.seal import PLAIN, Seal
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import SystemClock
from tests import data_keys
from tests.benchmarks import figure_table, many_clients, saving, starting
from tests.benchmarks.figure_table import Row
from tests.benchmarks.many_clients import Courses
from tests.benchmarks.saving import Times
from tests.benchmarks.starting import Start

FEW = 100
TICKS = 200
DUE = (10, 100, 1000)
LEASE = timedelta(minutes=15)
START_SECONDS, START_MEGABYTES = 10.0, 200.0


PARTS = ("save", "tick", "start", "sealed")


def run(arguments: list[str]) -> int:
    """Measure part by part, each kept when it is done, and print the table."""
    parser = argparse.ArgumentParser(prog="./run bench store", description=__doc__)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--part", choices=PARTS, action="append")
    parser.add_argument("--resume", type=Path, metavar="FILE", help="go on after what it holds")
    options = parser.parse_args(arguments)
    done = _rows_in(options.resume)
    left = [part for part in options.part or PARTS if part not in done]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        courses = asyncio.run(many_clients.played(SystemClock().now()))
        for part in left:
            done[part] = _measured(part, folder, courses, options)
            _keep(options.resume, part, done[part])
    return figure_table.show(
        f"store, {options.clients:,} clients", [row for rows in done.values() for row in rows]
    )


def _rows_in(path: Path | None) -> dict[str, Sequence[Row]]:
    """Return the parts that were measured before."""
    if path is None or not path.exists():
        return {}
    lines = map(json.loads, path.read_text("utf-8").splitlines())
    return {line["part"]: [Row(**row) for row in line["rows"]] for line in lines}


def _keep(path: Path | None, part: str, rows: Sequence[Row]) -> None:
    if path is not None:
        with path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"part": part, "rows": [asdict(row) for row in rows]}) + "\n")


def _measured(
    part: str, folder: Path, courses: Courses, options: argparse.Namespace
) -> Sequence[Row]:
    """Measure one part, in the folder of the parts before or in one that is sealed."""
    many = folder / "sealed" / "data" if part == "sealed" else folder / "many"
    seal = Seal([data_keys.NEW]) if part == "sealed" else PLAIN
    if not many.exists():
        many_clients.lay_down(many, courses.of, options.clients, seal)
    ids = list(islice(many_clients.ids(), options.clients))
    if part == "save":
        return asyncio.run(_saves(folder, courses, ids, options.rounds))
    if part == "tick":
        return asyncio.run(_ticks(many, ids))
    key = data_keys.text(data_keys.NEW) if part == "sealed" else ""
    return asyncio.run(_starts(many, ids, key=key, name="DATA_KEY" if key else "open"))


async def _saves(
    folder: Path, courses: Courses, ids: Sequence[FileId], rounds: int
) -> Sequence[Row]:
    few = many_clients.lay_down(folder / "few", courses.of, FEW)
    at_few, at_many = await saving.compared((folder / "few", few), (folder / "many", ids), rounds)
    growth = median(at_many.save) / median(at_few.save)
    bare = median(at_many.save) / median(at_many.bare)
    return [
        Row(
            figure=f"a save, against one among {FEW}",
            measured=f"{growth:.2f}x ({_milliseconds(at_many.save)})",
            limit="<= 2x",
            count=rounds,
            is_met=growth <= 2,
        ),
        Row(
            figure="a save, against the bare steps of one",
            measured=f"{bare:.2f}x ({_milliseconds(at_many.bare)})",
            limit="<= 2x",
            count=rounds,
            is_met=bare <= 2,
        ),
        *_beside(at_many, rounds),
    ]


def _beside(times: Times, rounds: int) -> Sequence[Row]:
    sqlite = median(times.save) / median(times.sqlite)
    reading = median(times.with_reading) / median(times.bare)
    return [
        Row(
            figure="a save, against sqlite3 (WAL, FULL)",
            measured=f"{sqlite:.2f}x ({_milliseconds(times.sqlite)})",
            limit="",
            count=rounds,
            is_met=None,
        ),
        Row(
            figure="a save with the reading, against the bare steps",
            measured=f"{reading:.2f}x ({_milliseconds(times.with_reading)})",
            limit="",
            count=rounds,
            is_met=None,
        ),
    ]


def _milliseconds(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * 1000:.2f} ms"


async def _ticks(folder: Path, ids: Sequence[FileId]) -> Sequence[Row]:
    store = await saving.opened(folder)
    now = SystemClock().now()
    idle = [await _tick_seconds(store, now, 0) for _ in range(TICKS)]
    rows = [
        Row(
            figure="a due tick, nothing due",
            measured=_milliseconds(idle),
            limit="<= 2 ms",
            count=TICKS,
            is_met=median(idle) <= 0.002,
        )
    ]
    marked = 0
    for many in (each for each in DUE if each <= len(ids)):
        for file_id in ids[marked:many]:
            await store.change_client(file_id, lambda file: (with_one_due(file, now), None))
        marked = many
        seconds = await _tick_seconds(store, now, many)
        rows.append(
            Row(
                figure=f"handing out {many} that are due",
                measured=f"{seconds * 1000:.2f} ms, {seconds / many * 1e6:.0f} us each",
                limit="by the number due",
                count=many,
                is_met=None,
            )
        )
    await store.close()
    return rows


async def _tick_seconds(store: TinyDbStore, now: datetime, many: int) -> float:
    """Ask what is due, and when something will be; so many files must be handed out."""
    began = time.perf_counter()
    claimed = await store.claim_due(now, limit=max(many, 1), lease=LEASE)
    await store.next_due()
    seconds = time.perf_counter() - began
    for file_id in claimed:
        await store.release(file_id)
    if len(claimed) != many:
        raise RuntimeError(f"{len(claimed)} files were due, not {many}")
    return seconds


def with_one_due(file: ClientFile, now: datetime, name: str = "measured") -> ClientFile:
    """Return the file with a row of that name that was due a minute ago."""
    row = MessageRow(key=RowKey(name), leaflet="day-1", due_at=now - timedelta(minutes=1))
    return replace(file, outbox=file.outbox.add([row]))


async def _starts(folder: Path, ids: Sequence[FileId], *, key: str, name: str) -> Sequence[Row]:
    """Start without lists, after a kill, after a clean stop, and once with the question model."""
    street = await starting.street_of(folder, key)
    try:
        first, program = await starting.started(street)
        await program.kill()
        killed, program = await starting.started(street)
        await program.stop()
        stopped, program = await starting.started(street)
        await program.stop()
        with_model, program = await starting.started(street, module=("bot", "telegram"))
        await program.stop()
    finally:
        await street.close()
    reading = starting.reading_seconds(folder, ids)
    return [
        _row_of(f"start to first answer, {name}, {how}", start, reading, is_told=is_told)
        for how, start, is_told in (
            ("lists made anew", first, False),
            ("after a kill", killed, True),
            ("after a stop", stopped, True),
            ("with the question model", with_model, False),
        )
    ]


def _row_of(figure: str, start: Start, reading: float, *, is_told: bool) -> Row:
    is_met = start.seconds <= START_SECONDS and start.megabytes <= START_MEGABYTES
    return Row(
        figure=figure,
        measured=(
            f"{start.seconds:.1f} s, of them {start.cpu_seconds:.1f} s of a processor"
            f" ({start.seconds / reading:.2f}x reading), {start.megabytes:.0f} MB"
        ),
        limit="<= 10 s, <= 200 MB" if is_told else "",
        count=1,
        is_met=is_met if is_told else None,
    )
