"""The first hour of most browser stories: Friday at five, Ann treated just now, linked, agreed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from playwright.async_api import Browser, expect

from bot import leaflets, settings
from bot.commands import simulate
from bot.simulator import page_server
from bot.simulator.page_view import Phone, Show
from tests.browser.visitor import Visitor, visit
from tests.cast import FRIDAY_AFTERNOON


async def enrol(visitor: Visitor) -> None:
    """The clinic's four taps, as for most clients."""
    await visitor.press("Type it for me")
    for label in ("Needling only", "Face", "Just now", "K-"):
        await visitor.clinic.tap(label)
    await expect(visitor.clinic.last).to_contain_text("set up private notes for you")


async def link(visitor: Visitor) -> None:
    """Ann scans the code and presses START."""
    await visitor.clinic.last.get_by_role("button", name="Scan with a phone").click()
    await visitor.press("Ann's phone has never")
    await visitor.ann.start()
    await visitor.ann.message("I agree").wait_for()


@asynccontextmanager
async def with_ann(
    chromium: Browser, library: leaflets.ContentLibrary, phones: tuple[Phone, ...] = ()
) -> AsyncIterator[Visitor]:
    """Serve the whole bot and visit its page, with other phones if asked; no trouble at the end."""
    clinic = settings.clinic_facts(settings.demonstration({}))

    async def fresh() -> Show:
        show = await simulate.build_show(library, clinic, FRIDAY_AFTERNOON)
        return replace(show, phones=phones or show.phones)

    served = await page_server.serve(await fresh(), reset=fresh)
    visitor, context = await visit(chromium, served.address)
    await enrol(visitor)
    await link(visitor)
    await visitor.ann.tap("I agree")
    await expect(visitor.clinic.last).to_contain_text("is linked")
    await visitor.press("Put these steps away")
    yield visitor
    await context.close()
    await served.close()
    assert visitor.trouble == []
