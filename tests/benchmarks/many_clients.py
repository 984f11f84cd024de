"""A data folder with as many clients as wanted: real courses, copied under new ids in seconds.

Each course was played by the whole bot beside the local Telegram. A copy has its own id, chat,
reference and invitation; nine of ten courses are over, one client in a thousand waits for staff.
"""

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path

from bot.core.client import ClientFile
from bot.core.outbox import FileId
from bot.store import layout
from bot.store.seal import PLAIN, Seal
from tests.cast import ANN, Town, build_town

SEED = 5
UPDATES, OTHER_UPDATES = b"7000000", b"6000000"
RETENTION_DAYS = 400
FIRST_CHAT = 1_000_000_000
# How long ago the session of a course was that still runs, or is over.
RUNNING_DAYS = (0.1, 1.2, 3.0, 6.0, 10.0, 20.0)
OVER_DAYS = (100.0, 200.0)
ALPHABET = string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One played course: its client file, and the bytes in which the copies differ."""

    content: bytes
    own: tuple[bytes, ...]

    def copy(self, *, file_id: str, number: int) -> bytes:
        """Return the file of another client with the same course."""
        changed = self.content
        words = (file_id, f'"chat_id":{FIRST_CHAT + number}', f'"reference":"K-{number}"')
        for old, new in zip(self.own, (*words, f"{number:064d}"), strict=True):
            changed = changed.replace(old, new.encode())
        return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Courses:
    """The courses that are copied: running, over, and one in which staff are waited for."""

    running: tuple[Course, ...]
    over: tuple[Course, ...]
    waiting: Course

    def of(self, number: int) -> Course:
        """Return the course that the client of that number has."""
        if number % 1000 == 7:
            return self.waiting
        some = self.running if number % 10 == 0 else self.over
        return some[number // 10 % len(some)]


CourseOf = Callable[[int], Course]


async def played(now: datetime) -> Courses:
    """Play the courses so that they stand at that instant where they are to be copied."""
    running = [await _course(await _town(now, days), "") for days in RUNNING_DAYS]
    over = [await _course(await _town(now, days), "") for days in OVER_DAYS]
    town = await _town(now, OVER_DAYS[0])
    return Courses(
        running=tuple(running),
        over=tuple(over),
        waiting=await _course(town, "My cheek looks odd today, please look"),
    )


async def _town(now: datetime, days: float) -> Town:
    town = await build_town(now - timedelta(days=days), retention_days=RETENTION_DAYS)
    await town.link_ann()
    await town.pass_until(now)
    return town


async def played_over(now: datetime) -> Course:
    """Play one course that is over by then."""
    return await _course(await _town(now, OVER_DAYS[0]), "")


async def _course(town: Town, words: str) -> Course:
    if words:
        await town.ann.says(words)
    return await course_of(town)


async def course_of(town: Town) -> Course:
    """Return the course of the client of that town as it lies on the disk.

    Another world counts updates from the same number on, and they must not be known already.
    """
    file = await town.file()
    content = town.disk.files()[layout.path_of(file.id)]
    return Course(content=content.replace(UPDATES, OTHER_UPDATES), own=_own(file))


def _own(file: ClientFile) -> tuple[bytes, ...]:
    invitation = file.invitation
    words = (
        file.id,
        f'"chat_id":{ANN}',
        f'"reference":"{file.client.reference}"',
        invitation.token_hash if invitation else "",
    )
    return tuple(word.encode() for word in words)


def lay_down(folder: Path, course_of: CourseOf, many: int, seal: Seal = PLAIN) -> list[FileId]:
    """Write so many client files, each with its number's course, into a new data folder.

    Their ids are returned. Nothing waits for the disk here: what is measured comes later.
    """
    found = list(islice(ids(), many))
    for number, file_id in enumerate(found):
        path = folder / layout.path_of(file_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        course = course_of(number)
        path.write_bytes(seal.close(course.copy(file_id=file_id, number=number)))
    return found


def ids() -> Iterator[FileId]:
    """Yield ids as chance gives them, the same ones every time."""
    chance = random.Random(SEED)
    for _ in count():
        yield FileId("".join(chance.choices(ALPHABET, k=16)))
