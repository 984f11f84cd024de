"""The board and one client's view in a real browser, with two clients and the whole bot.

With KEEP_PICTURES=yes its pictures become the README's.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot import leaflets
from tests.browser.first_hour import with_ann
from tests.browser.visitor import Visitor
from tests.shipped_library import CONTENT

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def library() -> leaflets.ContentLibrary:
    """The texts as they are shipped."""
    return leaflets.read_known(CONTENT)


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(chromium: Browser, library: leaflets.ContentLibrary) -> AsyncIterator[Visitor]:
    """Somebody at the page on Saturday: Ann linked and asked this morning, two more enrolled."""
    async with with_ann(chromium, library) as visitor:
        for area in ("Face", "Scalp"):
            await visitor.clinic.type("/enrol")
            for label in ("Needling only", area, "Just now", "K-"):
                await visitor.clinic.tap(label)
        await visitor.move_clock("Next morning")
        yield visitor


async def test_the_board_leads_to_a_client_and_back(visitor: Visitor) -> None:
    """Worst first; a code opens the view below; the timeline turns it over in place."""
    await visitor.ann.tap("I'm worried")
    await expect(visitor.clinic.last).to_contain_text("K-1 is worried.")
    await visitor.clinic.type("/board")
    board = visitor.clinic.message("Today · clients: 3")
    await expect(board).to_contain_text("Worried or an open alert (1)")
    await expect(board).to_contain_text("Invited, not linked yet (2)")
    await visitor.portrait("board", visitor.clinic, board)
    await visitor.clinic.tap("K-1", exact=True)
    view = visitor.clinic.message("K-1 · day 1")
    await expect(view).to_contain_text("Open alert: same-day: worried")
    await visitor.portrait("client", visitor.clinic, view)
    await visitor.clinic.tap("Timeline")
    await expect(visitor.clinic.last).to_contain_text("K-1, newest first")
    await expect(visitor.clinic.last).to_contain_text("alert: same-day: worried")
    await visitor.clinic.tap("‹ Back")
    await expect(visitor.clinic.last).to_contain_text("K-1 · day 1")
