"""From the start of a real process to its first answer, with many clients in its folder."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.outbox import FileId
from bot.store import layout
from tests.benchmarks.bot_process import OURS
from tests.benchmarks.many_clients import FIRST_CHAT
from tests.processes.program import Program
from tests.processes.street import Resident, Street, build_street

WITHOUT_MODEL = (OURS, "without-model")
# A client whose course is over, so that nothing but the answer comes.
ASKING = 1
ANSWER_SECONDS = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start: the seconds until somebody who was waiting had an answer, and the most memory.

    `cpu_seconds` are those in which it had a processor: what other programs do counts for nothing.
    """

    seconds: float
    cpu_seconds: float
    megabytes: float


async def street_of(folder: Path, key: str) -> Street:
    """Return a street whose bot has that data folder, with one client waiting in it."""
    street = await build_street(folder.parent)
    street.settings |= {"DATA_DIR": str(folder), "DATA_KEY": key, "BACKUP_DAYS": "0"}
    street.settings["LOG_LEVEL"] = "INFO"
    street.world.add_user(FIRST_CHAT + ASKING, "Bob")
    return street


async def started(
    street: Street, *, module: Sequence[str] = WITHOUT_MODEL
) -> tuple[Start, Program]:
    """Start the bot while a client waits; return what it took, and the bot, still running."""
    asking = Resident(street, FIRST_CHAT + ASKING)
    before = len(asking.received)
    street.world.start_link(asking.user_id)
    began = time.perf_counter()
    program = await Program.start(street.settings, module=module)
    street.programs.append(program)
    await street.until(lambda: len(asking.received) > before, seconds=ANSWER_SECONDS)
    seconds = time.perf_counter() - began
    process = program.process.pid
    start = Start(
        seconds=seconds,
        cpu_seconds=cpu_seconds(process),
        megabytes=most_megabytes(process),
    )
    return start, program


def cpu_seconds(process: int) -> float:
    """Return how long a running process had a processor until now, as Linux tells it."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def most_megabytes(process: int) -> float:
    """Return the most memory that a running process ever held, as Linux tells it."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    found = next(line for line in lines if line.startswith("VmHWM:"))
    return int(found.split()[1]) / 1024


def reading_seconds(folder: Path, ids: Sequence[FileId]) -> float:
    """Return what plainly reading all the bytes takes."""
    began = time.perf_counter()
    for file_id in ids:
        (folder / layout.path_of(file_id)).read_bytes()
    return time.perf_counter() - began
