"""A client's own photos in a real browser: added on four days, seen side by side, shown to staff.

With KEEP_PICTURES=yes its pictures become the README's.
"""

import pytest
from playwright.async_api import expect

from tests.browser import test_questions_in_browser as questions
from tests.browser.visitor import Phone, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

# The same page, content and client as the questions have.
library, visitor = questions.library, questions.visitor

JUMP_MILLISECONDS = 120_000


async def add(visitor: Visitor, phone: Phone) -> None:
    """The sample photo, which is paler each time, by way of the guide."""
    await phone.type("/progress")
    await phone.tap("Add a photo")
    await expect(phone.last).to_contain_text("Here is how photos are easy to compare")
    await phone.element.get_by_role("button", name="Attach").click()
    async with visitor.page.expect_response("**/api/photo"):
        await visitor.page.get_by_role("menuitem", name="A sample photo").click()
    await expect(phone.last).to_contain_text("Kept as your photo of day")


async def test_photos_stand_side_by_side_and_staff_open_one(visitor: Visitor) -> None:
    """Days 0, 1, 2 and 9; then the clinic opens the last one."""
    await add(visitor, visitor.ann)
    for jump in ("Next morning", "Next morning", "+1 week"):
        await visitor.move_clock(jump, patience_milliseconds=JUMP_MILLISECONDS)
        await add(visitor, visitor.ann)
    await visitor.ann.type("/progress")
    await expect(visitor.ann.last).to_contain_text("Your photos, the oldest first.")
    await expect(visitor.ann.last.locator("img")).to_be_visible()
    await visitor.portrait("progress", visitor.ann, top=visitor.ann.last)
    await visitor.clinic.type("/photos K-1")
    await visitor.clinic.tap("Day 9")
    await expect(visitor.clinic.last).to_contain_text("K-1, day 9")
    await expect(visitor.clinic.last.locator("img")).to_be_visible()
    assert visitor.trouble == []
