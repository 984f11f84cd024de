"""A visitor of the simulator's page: looks, taps and types as a person does, in a real Chromium."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, expect

PATIENCE_MILLISECONDS = 10_000
PICTURES = Path(__file__).parent / "pictures"
PORTRAIT_HEIGHT = 900
KEEP_PICTURES = "KEEP_PICTURES"
TO_THE_TOP = """(message) => {
  message.scrollIntoView();
  message.closest(".chat").scrollBy(0, -12);
}"""
STILL = """() => Promise.all(document.getAnimations()
  .filter((one) => one.effect.getTiming().iterations !== Infinity)
  .map((one) => one.finished.catch(() => null)))"""


class Visitor:
    """One open page. `trouble` gathers what a clean page never has: errors, foreign requests."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.trouble: list[str] = []
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        page.on("console", lambda line: self._heard(line.type, line.text))
        page.on("request", self._asked)
        page.on("dialog", lambda dialog: self.trouble.append(f"dialog: {dialog.message}"))

    def phone(self, name: str) -> Phone:
        """The phone of one of the cast, or the clinic's."""
        return Phone(self.page.locator(f'.phone[data-name="{name}"]'))

    @property
    def clinic(self) -> Phone:
        """The staff's phone."""
        return self.phone("Clinic")

    @property
    def ann(self) -> Phone:
        """Ann's phone."""
        return self.phone("Ann")

    async def press(self, label: str, *, exact: bool = False) -> None:
        """Press a button of the page itself."""
        await self.page.get_by_role("button", name=label, exact=exact).first.click()

    async def move_clock(
        self, label: str, patience_milliseconds: float = PATIENCE_MILLISECONDS
    ) -> None:
        """Move the clock and wait until the jump has been played."""
        button = self.page.locator(".jump", has_text=label)
        async with self.page.expect_response("**/api/jump", timeout=patience_milliseconds):
            await button.click()
        await at_rest(self.page)

    async def hour(self) -> str:
        """The clock of the top bar: hour and date."""
        hour, date = self.page.locator(".hour"), self.page.locator(".date")
        return f"{await hour.inner_text()} {await date.inner_text()}"

    async def picture(
        self,
        name: str,
        *,
        dark: bool = False,
        width: int = 1280,
        height: int = 800,
        top: Locator | None = None,
    ) -> None:
        """Keep a picture for the README, if asked to by KEEP_PICTURES=yes; `top` stands on top."""
        if os.environ.get(KEEP_PICTURES) != "yes":
            return
        await self.page.emulate_media(color_scheme="dark" if dark else "light")
        await self._at_ease(width, height, top)
        await self.page.screenshot(path=PICTURES / f"{name}.png")
        await self.page.emulate_media(color_scheme="light")
        await self.page.set_viewport_size({"width": 1280, "height": 800})

    async def portrait(self, name: str, phone: Phone, top: Locator | None = None) -> None:
        """Keep a picture of one phone alone, from that message on or of what is newest."""
        if os.environ.get(KEEP_PICTURES) != "yes":
            return
        await self._at_ease(1280, PORTRAIT_HEIGHT, top)
        await phone.element.locator(".device").screenshot(path=PICTURES / f"{name}.png")
        await self.page.set_viewport_size({"width": 1280, "height": 800})

    async def _at_ease(self, width: int, height: int, top: Locator | None) -> None:
        await self.page.set_viewport_size({"width": width, "height": height})
        await self.page.mouse.move(0, 0)
        await expect(self.page.locator(".toast")).to_have_count(0)
        if top is not None:
            await top.evaluate(TO_THE_TOP)
        await self.page.evaluate(STILL)

    def _heard(self, kind: str, text: str) -> None:
        # Chromium reports our own refusals (409) as errors, too; the page says them in words.
        if kind in ("error", "warning") and "409" not in text:
            self.trouble.append(f"console: {text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.trouble.append(f"foreign request: {request.url}")


class Phone:
    """One phone of the page."""

    def __init__(self, element: Locator) -> None:
        self.element = element

    @property
    def messages(self) -> Locator:
        """All bubbles with what belongs to them."""
        return self.element.locator(".message")

    @property
    def last(self) -> Locator:
        """The newest message."""
        return self.messages.last

    @property
    def field(self) -> Locator:
        """Where one types."""
        return self.element.get_by_role("textbox")

    def message(self, words: str) -> Locator:
        """The newest message with these words."""
        return self.messages.filter(has_text=words).last

    async def tap(self, label: str, *, exact: bool = False) -> None:
        """Press the newest button of that name, and wait for its answer."""
        button = self.element.get_by_role("button", name=label, exact=exact).last
        async with self.element.page.expect_response("**/api/*"):
            await button.click()
        await at_rest(self.element.page)

    async def type(self, text: str) -> None:
        """Write a message and send it."""
        await self.field.fill(text)
        async with self.element.page.expect_response("**/api/text"):
            await self.field.press("Enter")
        await at_rest(self.element.page)

    async def start(self) -> None:
        """Press START."""
        await self.tap("START", exact=True)


async def at_rest(page: Page) -> None:
    """Wait until the page has drawn what came of the last press."""
    await page.locator('#stage[aria-busy="false"]').wait_for()


async def visit(
    browser: Browser, address: str, *, width: int = 1280, height: int = 800, **options: object
) -> tuple[Visitor, BrowserContext]:
    """Open the page in a window of its own, in the clinic's language."""
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        locale="en-GB",
        **options,  # type: ignore[arg-type]
    )
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor = Visitor(await context.new_page(), address)
    await visitor.page.goto(address)
    await visitor.page.locator(".phone").first.wait_for(state="attached")
    return visitor, context
