"""The main job in a real browser, against `python -m bot simulate` in a process of its own.

Enrol, link, consent, twenty-eight days, check-ins, "I'm worried", staff see it. With
KEEP_PICTURES=yes its pictures become the README's.
"""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.first_hour import enrol, link
from tests.browser.visitor import Visitor, visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).resolve().parents[2]
SIMULATE = ("-m", "bot", "simulate", "--port", "0", "--no-browser", "--at", "2026-03-27T17:00")
START_SECONDS = 60
STOP_SECONDS = 15
JUMP_MILLISECONDS = 120_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address() -> AsyncIterator[str]:
    """The page of the whole bot, as a visitor starts it; SIGTERM must end it cleanly."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, *SIMULATE, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        first_line = await program.stdout.readline()
    yield first_line.decode().split()[0]
    program.send_signal(signal.SIGTERM)
    async with asyncio.timeout(STOP_SECONDS):
        assert await program.wait() == 0


async def check_in(visitor: Visitor) -> None:
    """Better, a little pain, some swelling: three taps."""
    for label in ("Better", "2", "A bit"):
        await visitor.ann.tap(label, exact=label == "2")
    await expect(visitor.ann.message("Noted")).to_contain_text("better")


async def test_a_whole_course_in_the_browser(chromium: Browser, address: str) -> None:
    """From /enrol to day 28, with an answer and a worry that staff see at once."""
    visitor, context = await visit(chromium, address)
    await enrol(visitor)
    await visitor.picture("enrol")
    await link(visitor)
    await visitor.picture("consent")
    await visitor.ann.tap("I agree")
    await expect(visitor.clinic.last).to_contain_text("is linked")
    await visitor.move_clock("Next message")
    assert await visitor.hour() == "19:30 Fri, 27 March 2026"
    await visitor.move_clock("Next message")
    assert await visitor.hour() == "09:00 Sat, 28 March 2026"
    await visitor.picture("day-1")
    await check_in(visitor)
    await visitor.ann.tap("I'm worried")
    await expect(visitor.clinic.last).to_contain_text("is worried")
    await expect(visitor.ann.last).to_contain_text("Passed on")
    await visitor.press("Put these steps away")
    await visitor.picture("worried")
    await visitor.picture("worried-dark", dark=True)
    await visitor.picture("worried-narrow", width=390, height=844)
    for _ in range(4):
        await visitor.move_clock("+1 week", patience_milliseconds=JUMP_MILLISECONDS)
    assert await visitor.hour() == "10:00 Sat, 25 April 2026"
    await see_the_course(visitor)
    assert visitor.trouble == []
    await context.close()


async def see_the_course(visitor: Visitor) -> None:
    """Day by day in the chat, and in the timeline beside it."""
    course = visitor.ann.element.get_by_role("complementary", name="The course so far")
    for day in (1, 2, 3, 5, 7, 10, 14, 28):
        step = course.locator("li.sent").filter(has_text=f"Day {day}").first
        await expect(step).to_be_attached()
    await expect(course.locator("li.planned").filter(has_text="Day 84").first).to_be_attached()
    await expect(visitor.ann.messages.filter(has_text="How is it today?")).not_to_have_count(0)
    audible = visitor.ann.element.locator(
        ".message.in:not(:has(.mark.bellOff)):has-text('Here is your note')"
    )
    assert 7 <= await audible.count() <= 10
