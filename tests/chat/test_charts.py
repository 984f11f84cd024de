"""Charts as PNG: the size of a phone, small, the same each time, and loaded only when drawn."""

import asyncio
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from bot.chat import charts, curve_chart, numbers_chart
from bot.chat.messenger import TelegramMessenger
from bot.core import numbers
from bot.core.desk import DeskFile, desk_id
from bot.core.numbers import Tally
from bot.core.outbox import ChatId, Media, MessageRow, RowKey
from bot.core.outgoing import Outgoing
from bot.render import Scene, healing
from bot.render import numbers as told
from bot.timing.clock import VirtualClock
from tests.cast import ANN, LIBRARY
from tests.chat.conftest import Exit
from tests.core import course
from tests.core.test_healing import answered, at_noon, played

T = TypeVar("T")
LANGUAGES = ("en", "es", "de", "fr", "ru")
MOST_BYTES = 400_000
IMPORTS = """
import sys
import bot.wiring, bot.chat.messenger, bot.chat.making
loaded = {"matplotlib", "PIL"} & set(sys.modules)
sys.exit(f"loaded at the start: {loaded}" if loaded else 0)
"""


def scene(language: str = "en", day: int = 28) -> Scene:
    """Return the moment in which an owner looks."""
    return Scene(
        file=DeskFile(id=desk_id(1), chat_id=ChatId(1)),
        library=LIBRARY,
        clinic=course.CLINIC,
        treatment=course.TREATMENT,
        language=language,
        now=at_noon(day),
    )


def curve(language: str = "en", day: int = 28) -> bytes:
    """Draw Ann's curve: a calm day, an amber one, one for the same day, and silent ones."""
    file = answered(played(day), "day-1", feeling="worse", pain="4", swelling="some")
    if day >= 5:
        file = answered(file, "day-3", feeling="same", pain="1", swelling="none")
        file = answered(file, "day-5", feeling="worse", pain="$1$")
    looked = replace(scene(language, day), file=file)
    found = healing.curve_of(file, looked)
    return curve_chart.curve(found, healing.words_of(found, looked))


def figures(many: int) -> bytes:
    """Draw the numbers of a clinic with so many of each."""
    kinds = [("enrolled", ""), ("linked", ""), ("followed", ""), ("left_stopped", "day-$5")]
    kinds += [(kind, str(day)) for kind in ("asked", "answered") for day in range(1, 15)]
    counted = Tally(counts=dict.fromkeys(kinds, many))
    periods = tuple(numbers.figures(counted, each) for each in numbers.PERIODS_DAYS)
    return numbers_chart.numbers(told.words_of(replace(scene(), numbers=periods)))


def is_a_phones_picture(picture: bytes) -> bool:
    """Tell whether it is a PNG of the right size that Telegram takes as a photo."""
    size = struct.unpack(">II", picture[16:24])
    is_png = picture.startswith(b"\x89PNG\r\n\x1a\n")
    return (
        is_png
        and size == (charts.WIDTH_PIXELS, charts.HEIGHT_PIXELS)
        and (10_000 < len(picture) < MOST_BYTES)
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [1, 5, 28, 84])
def test_a_curve_has_the_size_of_a_phone(language: str, day: int) -> None:
    """In every language, for one day and for the whole course."""
    assert is_a_phones_picture(curve(language, day))


@pytest.mark.parametrize("many", [0, 1, 7, 123_456])
def test_numbers_have_the_size_of_a_phone(many: int) -> None:
    """With nothing to count, with too few, and with very many."""
    assert is_a_phones_picture(figures(many))


def test_the_same_answers_are_the_same_bytes() -> None:
    """Nothing of the hour, the program or the machine stands in the file."""
    assert curve() == curve()
    assert figures(7) == figures(7)
    assert curve(day=1) != curve(day=5)


def test_a_course_without_answers_says_so() -> None:
    """Nothing to draw is a picture too."""
    file = course.linked()
    looked = replace(scene(day=0), file=file)
    found = healing.curve_of(file, looked)
    assert found.lines == ()
    assert is_a_phones_picture(curve_chart.curve(found, healing.words_of(found, looked)))


def test_a_start_brings_in_no_drawing() -> None:
    """It is loaded with the first chart, and never the part that keeps every figure."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    curve()
    assert "matplotlib.pyplot" not in sys.modules


class CountingOffload:
    """Runs work after a moment, and notes how many were running at once."""

    def __init__(self, clock: VirtualClock) -> None:
        """Start with none."""
        self.clock = clock
        self.running = self.most = self.runs = 0

    async def run(self, work: Callable[[], T], *, is_short: bool = False) -> T:
        """Let others in, then do the work."""
        self.running += 1
        self.runs += 1
        self.most = max(self.most, self.running)
        await self.clock.sleep(0)
        try:
            return work()
        finally:
            self.running -= 1


async def test_charts_are_drawn_off_the_loop_one_at_a_time(way_out: Exit) -> None:
    """Three asked for in one breath wait for each other; each takes tens of megabytes."""
    offload = CountingOffload(way_out.clock)
    messenger = TelegramMessenger(way_out.bot, LIBRARY, way_out.clock, offload)
    row = MessageRow(
        key=RowKey("c"),
        leaflet="staff.curve.caption",
        values={"reference": "K-1", "course_day": "1"},
        due_at=at_noon(1),
        to=ChatId(ANN),
        media=Media.CURVE,
    )
    outgoing = Outgoing(row=row, file=played(1), clinic=course.CLINIC, chat_id=ChatId(ANN))
    await asyncio.gather(*(messenger.send(outgoing) for _ in range(3)))
    assert (offload.runs, offload.most) == (3, 1)
