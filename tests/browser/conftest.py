"""A Chromium for the tests of this folder, and a page with the fake bot behind it."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.simulator import page_server
from bot.simulator.page_view import Show
from tests.browser.visitor import Visitor, visit
from tests.simulator.fake_bot import FakeBot, fake_show

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder drive a browser, which takes its time."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium; without one, skipped on a laptop and failed in CI."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing = "Chromium is missing: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A visitor, and the fake bot behind the page."""

    visitor: Visitor
    bot: FakeBot


Open = Callable[..., Awaitable[Stage]]


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(chromium: Browser) -> AsyncIterator[Open]:
    """Opens pages with a fresh world each; a page with any trouble fails the test."""
    endings: list[Callable[[], Awaitable[Any]]] = []
    opened: list[Visitor] = []

    async def new_show() -> Show:
        return (await fake_show())[0]

    async def open_page(**options: object) -> Stage:
        show, bot = await fake_show()
        served = await page_server.serve(show, reset=new_show)
        visitor, context = await visit(chromium, served.address, **options)  # type: ignore[arg-type]
        endings.extend((served.close, context.close))
        opened.append(visitor)
        return Stage(visitor=visitor, bot=bot)

    yield open_page
    for end in reversed(endings):
        await end()
    assert [trouble for visitor in opened for trouble in visitor.trouble] == []


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(open_page: Open) -> Visitor:
    """Somebody who has just opened the page."""
    return (await open_page()).visitor


@pytest_asyncio.fixture(loop_scope="module")
async def linked(visitor: Visitor) -> Visitor:
    """The same, after the clinic has enrolled Ann and she has agreed."""
    await visitor.press("Type it for me")
    await visitor.clinic.tap("Face")
    await visitor.press("Open the link")
    await visitor.ann.start()
    await visitor.ann.tap("I agree")
    await visitor.ann.message("Today, day 0").wait_for()
    return visitor
