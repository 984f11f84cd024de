"""The staff desk in a real browser: two of the staff, two clients, one sign from alert to curve.

With KEEP_PICTURES=yes its pictures become the README's.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot import leaflets
from bot.simulator.page_view import CAST, CLINIC
from tests.browser import test_questions_in_browser as questions
from tests.browser.first_hour import with_ann
from tests.browser.test_course_in_browser import check_in
from tests.browser.visitor import Phone, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

library = questions.library

ANN, BOB, DAN = CAST[0], CAST[1], CAST[3]
BOBS_SIGN = "thick yellow pus is coming out of my chin"
ANSWER = "Please come in today at four, we look at it together."
SECOND_ANSWER = "Bob, please leave it alone and phone us."


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(chromium: Browser, library: leaflets.ContentLibrary) -> AsyncIterator[Visitor]:
    """Somebody at the page with Ann and Bob linked, and Dan beside the owner at the clinic."""
    async with with_ann(chromium, library, (CLINIC, ANN, BOB, DAN)) as visitor:
        await second_client(visitor)
        await colleague(visitor)
        yield visitor


async def second_client(visitor: Visitor) -> None:
    """Bob is enrolled as Ann was, and agrees."""
    await visitor.clinic.type("/enrol")
    for label in ("Needling only", "Face", "Just now", "K-"):
        await visitor.clinic.tap(label)
    await visitor.clinic.last.get_by_role("button", name="Scan with a phone").click()
    await visitor.press("Bob's phone has never")
    await visitor.phone("Bob").start()
    await visitor.phone("Bob").tap("I agree")


async def colleague(visitor: Visitor) -> None:
    """Dan opens the owner's link and is a clinician."""
    await visitor.clinic.type("/staff")
    await visitor.clinic.tap("Invite a clinician")
    await visitor.clinic.element.locator('a[href*="start="]').last.click()
    await visitor.press("Dan's phone has never")
    await visitor.phone("Dan").start()


async def reply(phone: Phone, label: str, words: str) -> None:
    """Answer by way of the button below the newest message that has it."""
    await phone.tap(label)
    await phone.type(words)


async def test_a_sign_is_taken_answered_closed_and_seen_in_the_curve(visitor: Visitor) -> None:
    """Alert, who has it, words, answer, delivered, closed, the client's view and the picture."""
    dan, bob = visitor.phone("Dan"), visitor.phone("Bob")
    await visitor.move_clock("Next morning")
    await check_in(visitor)
    await bob.type(BOBS_SIGN)
    await visitor.move_clock("Next morning")
    await visitor.ann.type(questions.SAME_DAY)
    await taken_by_one(visitor, dan)
    await answered_by_the_one_who_has_it(visitor, dan)
    await closed_with_a_reason(visitor, dan)
    await the_curve_shows(visitor)


async def taken_by_one(visitor: Visitor, dan: Phone) -> None:
    """The buttons below the alert, and the other reads who has it."""
    alert = visitor.clinic.message("K-1, a sign to look at today")
    for label in ("I take it", "Close …", "Show"):
        await expect(alert.get_by_role("button", name=label)).to_be_visible()
    await dan.tap("I take it")
    await expect(alert).to_contain_text("Dan has it")
    await visitor.portrait("alert-taken", visitor.clinic, alert)


async def answered_by_the_one_who_has_it(visitor: Visitor, dan: Phone) -> None:
    """Show opens the words; the answer is delivered and stands on Ann's phone, not on Bob's."""
    await dan.tap("Show")
    words = dan.message(questions.SAME_DAY)
    await expect(words).to_be_visible()
    await reply(dan, "Answer", ANSWER)
    await expect(dan.last).to_contain_text("K-1: delivered")
    await expect(visitor.ann.last).to_contain_text(ANSWER)
    await expect(visitor.phone("Bob").messages.filter(has_text=ANSWER)).to_have_count(0)
    await visitor.portrait("answer", dan, words)


async def closed_with_a_reason(visitor: Visitor, dan: Phone) -> None:
    """The reason is a tap, and the owner's phone shows it as closed."""
    alert = dan.message("K-1, a sign to look at today")
    await alert.get_by_role("button", name="Close …").click()
    await dan.tap("Seen at the clinic")
    await expect(visitor.clinic.message("K-1, a sign to look at today")).to_contain_text(
        "Seen at the clinic"
    )


async def the_curve_shows(visitor: Visitor) -> None:
    """/client K-1, one tap, and the picture hangs in the chat."""
    await visitor.clinic.type("/client K-1")
    await visitor.clinic.tap("Healing curve")
    curve = visitor.clinic.message("K-1, day 2: the answers so far")
    await expect(curve.locator("img")).to_be_visible()
    await visitor.portrait("curve", visitor.clinic, curve)
