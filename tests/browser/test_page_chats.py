"""The phones of the page, in a real browser: what is drawn, and what a tap does."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_fresh_phone_shows_what_the_bot_does_and_start(visitor: Visitor) -> None:
    """As in Telegram: the description in the middle, START at the foot, no typing field."""
    await expect(visitor.ann.element.locator(".welcome")).to_contain_text("What can this bot do?")
    await expect(visitor.ann.element.locator(".welcome")).to_contain_text("Aftercare for the weeks")
    await expect(visitor.ann.field).to_have_count(0)
    await visitor.clinic.start()
    await expect(visitor.clinic.last).to_contain_text("Welcome")
    await expect(visitor.clinic.field).to_be_visible()


async def test_the_three_first_steps_lead_to_a_moving_course(linked: Visitor) -> None:
    """Each step is ticked when it has been done."""
    await expect(linked.page.locator(".guide li.done")).to_have_count(2)
    await linked.page.locator(".guide").get_by_role("button", name="Next message").click()
    await expect(linked.ann.last).to_contain_text("Day 1")
    await expect(linked.page.locator(".guide li.done")).to_have_count(3)


async def test_a_link_asks_whose_phone_opens_it(visitor: Visitor) -> None:
    """The QR code too: it is scanned by Bob, who has no phone yet."""
    await visitor.press("Type it for me")
    await visitor.clinic.tap("Scalp")
    await visitor.clinic.last.get_by_role("button", name="Scan with a phone").click()
    sheet = visitor.page.get_by_role("dialog")
    await expect(sheet).to_contain_text("start=K47Scalp")
    await expect(sheet.get_by_role("button")).to_contain_text(
        ["Ann's phone", "Clinic", "A new phone: Bob", "Cancel"]
    )
    await sheet.get_by_role("button", name="A new phone: Bob").click()
    bob = visitor.phone("Bob")
    await expect(bob.messages).to_have_count(0)
    await bob.start()
    await expect(bob.last).to_contain_text("Hello, this is your clinic.")


async def test_the_link_in_the_words_opens_on_a_phone_too(visitor: Visitor) -> None:
    """A tap on the blue address is the same as the scan."""
    await visitor.press("Type it for me")
    await visitor.clinic.tap("Face")
    await visitor.clinic.last.get_by_role("link").click()
    await visitor.press("Ann's phone has never")
    await visitor.ann.start()
    await expect(visitor.ann.messages.first).to_have_text("/start17:00")


async def test_entities_are_drawn_where_telegram_puts_them(visitor: Visitor) -> None:
    """Also behind an emoji of four UTF-16 units, and nested."""
    await visitor.ann.start()
    await visitor.ann.type("/markup")
    words = visitor.ann.message("struck").locator(".words")
    for tag, text in (
        ("strong", "bold"),
        ("em", "italic"),
        ("u", "underlined"),
        ("s", "struck"),
        ("em strong", "both"),
        ("code", "code"),
        ("pre", "two\n  lines"),
        ("blockquote", "A quote."),
        (".mention", "@someone"),
        (".inword", "/today"),
    ):
        await expect(words.locator(tag).first).to_have_text(text)
    links = words.get_by_role("link")
    await expect(links).to_have_text(["a link", "https://example.org/page"])
    await expect(links.first).to_have_attribute("href", "https://example.org/")


async def test_a_long_quote_opens_and_closes(visitor: Visitor) -> None:
    """An expandable quote shows three lines until it is asked for more."""
    await visitor.ann.start()
    await visitor.ann.type("/start K47Face")
    more = visitor.ann.last.get_by_role("button", name="Read more")
    body = visitor.ann.last.locator(".quote-body")
    short = await body.evaluate("quote => quote.clientHeight")
    await more.click()
    assert await body.evaluate("quote => quote.clientHeight") > short
    await visitor.ann.last.get_by_role("button", name="Show less").click()
    assert await body.evaluate("quote => quote.clientHeight") == short


async def test_markup_in_a_text_is_only_text(visitor: Visitor) -> None:
    """From the bot and from a person: letters, never elements."""
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    await visitor.ann.start()
    await visitor.ann.type(evil)
    await visitor.ann.type("/echo")
    await expect(visitor.ann.message("<script>")).to_contain_text(evil)
    await expect(visitor.ann.last).to_contain_text("<img src=x onerror=alert(1)> **not bold**")
    await expect(visitor.ann.element.locator(".message img, .message script")).to_have_count(0)


async def test_a_command_in_the_words_is_sent_by_a_tap(visitor: Visitor) -> None:
    """As in Telegram."""
    await visitor.clinic.start()
    await visitor.clinic.last.get_by_role("button", name="/enrol").click()
    await expect(visitor.clinic.last).to_contain_text("Which area was treated?")


async def test_a_tap_edits_the_card_in_place_and_says_so(linked: Visitor) -> None:
    """The toast above, the mark beneath, no new message."""
    await linked.move_clock("Next message")
    before = await linked.ann.messages.count()
    await linked.ann.tap("Better")
    await expect(linked.ann.element.locator(".toast")).to_have_text("Noted, thank you")
    await expect(linked.ann.last).to_contain_text("You said: better")
    await expect(linked.ann.last.locator(".edited")).to_have_text("edited")
    assert await linked.ann.messages.count() == before


async def test_an_alert_waits_for_its_ok(linked: Visitor) -> None:
    """show_alert is a box on that phone, closed by keyboard or tap."""
    await linked.move_clock("Next message")
    await linked.ann.tap("Worse")
    box = linked.ann.element.get_by_role("alertdialog")
    await expect(box).to_contain_text("Sorry to hear that.")
    await linked.page.keyboard.press("Enter")
    await expect(box).to_have_count(0)


async def test_the_pinned_card_is_named_on_top_and_leads_back(linked: Visitor) -> None:
    """Its first line; a tap scrolls to the card."""
    await linked.move_clock("+1 week")
    bar = linked.ann.element.get_by_role("button", name="Pinned message: Today, day 0")
    card = linked.ann.message("Warm, tight")
    await expect(card).not_to_be_in_viewport()
    await bar.click()
    await expect(card).to_be_in_viewport()


async def test_silent_messages_carry_a_struck_bell(linked: Visitor) -> None:
    """The card came silently, the first morning's message did not."""
    await linked.move_clock("Next message")
    silent = linked.ann.message("Warm, tight").get_by_label("sent without a sound")
    await expect(silent).to_have_count(1)
    await expect(linked.ann.last.get_by_label("sent without a sound")).to_have_count(0)


async def test_days_are_parted_by_their_names(linked: Visitor) -> None:
    """In the clinic's zone."""
    await linked.move_clock("Next message")
    days = linked.ann.element.locator(".day")
    await expect(days).to_have_text(["Friday 27 March", "Saturday 28 March"])


async def test_what_a_phone_can_send(visitor: Visitor) -> None:
    """A photo, a place, a document, a voice message, an emoji."""
    await visitor.ann.start()
    for label, sign in (
        ("A sample photo", ".photo img"),
        ("Location", ".place"),
        ("A sample document", ".file"),
        ("A sample voice message", ".wave"),
    ):
        await visitor.ann.element.get_by_role("button", name="Attach").click()
        await visitor.page.get_by_role("menuitem", name=label).click()
        await expect(visitor.ann.element.locator(f".out {sign}")).to_be_visible()
    await visitor.ann.element.get_by_role("button", name="Emoji").click()
    await visitor.page.get_by_role("menuitem", name="👍").click()
    await visitor.ann.field.press("Enter")
    await expect(visitor.ann.element.locator(".out .large .words")).to_contain_text("👍")


async def test_an_own_message_is_edited_with_the_arrow_key(visitor: Visitor) -> None:
    """Arrow up in the empty field, as on a computer's Telegram."""
    await visitor.ann.start()
    await visitor.ann.type("It iches")
    await visitor.ann.field.press("ArrowUp")
    await expect(visitor.ann.field).to_have_value("It iches")
    await visitor.ann.field.fill("It itches")
    await visitor.ann.field.press("Enter")
    await expect(visitor.ann.message("It itches").locator(".edited")).to_have_count(1)


async def test_the_command_menu_is_the_bots_own(visitor: Visitor) -> None:
    """The staff's differs from a client's; typing a slash offers them too."""
    await visitor.clinic.start()
    await visitor.ann.start()
    await visitor.clinic.element.get_by_role("button", name="Menu", exact=True).click()
    items = visitor.page.get_by_role("menuitem")
    await expect(items).to_have_text(
        ["Enrol a client/enrol", "Who is fine, worried or silent/board"]
    )
    await visitor.page.keyboard.press("Escape")
    await visitor.ann.field.fill("/w")
    await visitor.ann.element.get_by_role("button", name="/worried").click()
    await expect(visitor.ann.messages.filter(has_text="/worried")).to_have_count(1)


async def test_a_blocked_bot_leaves_only_unblock(visitor: Visitor) -> None:
    """From the phone's own menu, and back."""
    await visitor.ann.start()
    await visitor.ann.element.get_by_role("button", name="More on Ann's phone").click()
    await visitor.page.get_by_role("menuitem", name="Block the bot").click()
    await expect(visitor.ann.field).to_have_count(0)
    await visitor.ann.tap("UNBLOCK")
    await expect(visitor.ann.field).to_be_visible()


async def test_a_copying_button_copies(visitor: Visitor) -> None:
    """The link lands in the clipboard, and the page says so."""
    await visitor.press("Type it for me")
    await visitor.clinic.tap("Face")
    await visitor.clinic.last.get_by_role("button", name="Copy the link").click()
    await expect(visitor.page.get_by_role("status")).to_contain_text("Copied")
    copied = await visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied == "https://t.me/aftercare_local_bot?start=K47Face"


async def test_two_pages_show_the_same_world(open_page: Open) -> None:
    """What one page does, another sees without a reload."""
    stage = await open_page()
    other = await stage.visitor.page.context.new_page()
    await other.goto(stage.visitor.address)
    await stage.visitor.ann.start()
    await stage.visitor.ann.type("Hello")
    await expect(other.locator('[data-name="Ann"] .message').last).to_contain_text("Passed on")
