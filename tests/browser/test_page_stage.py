"""The stage around the phones, in a real browser: clock, course, widths, colours, keyboard."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from bot.simulator import page_server
from bot.simulator.page_view import Show
from tests.browser.conftest import Open
from tests.browser.visitor import Visitor, visit
from tests.simulator.fake_bot import fake_show

pytestmark = pytest.mark.asyncio(loop_scope="module")

CONTRAST_MIN = 4.5
CONTRAST_OF_LARGE_MIN = 3.0
READ = ".words, .key, .meta, .caption p, .date, .note, .jump, .sum, .step-words small, .pinned b"
# The contrast of an element's words against the first plain background behind it (WCAG 2.2).
CONTRASTS = """(selector) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => colour.slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 200) return colour;
    }
    return rgba(getComputedStyle(document.documentElement).getPropertyValue("--stage"));
  };
  return [...document.querySelectorAll(selector)]
    .filter((element) => element.checkVisibility() && !element.disabled)
    .filter((element) => element.textContent.trim())
    .map((element) => {
      const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return [`${element.className}: ${element.textContent.slice(0, 20)}`, ratio];
    });
}"""
NAMELESS = """() => [...document.querySelectorAll("button, a, textarea, img, [role=img]")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.ariaLabel || one.textContent.trim() || one.title || one.alt !== undefined))
  .map((one) => one.outerHTML)"""
UNDER_24_PIXELS = """() => [...document.querySelectorAll("button")]
  .filter((one) => one.checkVisibility() && !one.closest(".words"))
  .map((one) => [one.textContent, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""


async def test_the_clock_stands_until_it_is_moved(linked: Visitor) -> None:
    """Each of the four buttons, in the clinic's zone, over a clock change."""
    assert await linked.hour() == "17:00 Fri, 27 March 2026"
    await expect(linked.page.locator(".note")).to_contain_text("stands still until you move it")
    await linked.move_clock("+1 hour")
    assert await linked.hour() == "18:00 Fri, 27 March 2026"
    await linked.move_clock("Next message")
    assert await linked.hour() == "09:00 Sat, 28 March 2026"
    await linked.move_clock("Next morning")
    assert await linked.hour() == "09:05 Sun, 29 March 2026"
    await linked.move_clock("+1 week")
    assert await linked.hour() == "09:05 Sun, 5 April 2026"
    await expect(linked.ann.messages.filter(has_text="how is it today")).to_have_count(5)


async def test_a_long_jump_shows_how_far_it_is_and_can_be_stopped(open_page: Open) -> None:
    """While it plays: a filling bar, no second jump, and a way out."""
    stage = await open_page()
    visitor, gate = stage.visitor, asyncio.Event()
    await visitor.ann.start()
    await visitor.ann.type("/start K47Face")
    await visitor.ann.tap("I agree")
    really_settle = stage.bot.call

    async def slowly(method: str, **parameters: object) -> object:
        if method == "sendMessage" and "Day 5" in str(parameters):
            await gate.wait()
        return await really_settle(method, **parameters)

    stage.bot.call = slowly  # type: ignore[method-assign]
    await visitor.page.locator(".jump", has_text="+1 week").click()
    await expect(visitor.ann.last).to_contain_text("Day 3")
    bar = visitor.page.get_by_role("progressbar")
    await expect(bar).to_be_visible()
    assert 0.3 < float(str(await bar.evaluate("bar => bar.value"))) < 0.7
    await expect(visitor.page.locator(".jump").first).to_be_disabled()
    await visitor.press("Stop")
    gate.set()
    await expect(bar).to_be_hidden()
    await expect(visitor.ann.last).to_contain_text("Day 5")
    assert await visitor.hour() == "10:00 Wed, 1 April 2026"


async def test_the_course_tells_what_was_sent_what_comes_and_what_was_skipped(
    linked: Visitor,
) -> None:
    """Beside Ann's phone, with reasons, sound marks and the line of now."""
    await linked.move_clock("+1 week")
    course = linked.ann.element.get_by_role("complementary", name="The course so far")
    await expect(course).to_contain_text("5 sent · 3 coming · 1 skipped")
    await expect(course.locator(".skipped")).to_contain_text("skipped: linked later")
    await expect(course.locator("li.sent + li.now + li.planned")).to_have_count(1)
    await course.get_by_role("button", name="Day 14").click()
    await expect(course).to_contain_text("7 sent · 1 coming · 1 skipped")
    await linked.ann.element.get_by_role("button", name="The course so far of Ann").click()
    await expect(course).to_be_hidden()


async def test_a_sound_rings_the_phone_it_is_for(linked: Visitor) -> None:
    """The clinic's phone rings when Ann is worried; Ann's, where she tapped, does not."""
    await expect(linked.page.locator(".ringing")).to_have_count(0)
    await linked.ann.tap("I'm worried")
    await expect(linked.clinic.element).to_contain_class("ringing")
    await expect(linked.ann.element).not_to_contain_class("ringing")


async def test_a_reader_further_up_is_left_there_and_told(linked: Visitor) -> None:
    """A count on the arrow and on the phone; the arrow leads down."""
    await linked.move_clock("+1 week")
    chat = linked.clinic.element.get_by_role("log")
    await chat.hover()
    await linked.page.mouse.wheel(0, -4000)
    down = linked.clinic.element.get_by_role("button", name="To the newest message")
    await expect(down).to_be_visible()
    await linked.ann.tap("I'm worried")
    await expect(linked.clinic.element.get_by_label("1 unread")).to_be_visible()
    await down.click()
    await expect(linked.clinic.last).to_be_in_viewport()
    await expect(linked.clinic.element.get_by_label("1 unread")).to_be_hidden()


async def test_a_new_phone_stands_beside_the_others(visitor: Visitor) -> None:
    """Bob, Cat and Dan; then the whole cast has phones."""
    for name in ("Bob", "Cat", "Dan"):
        await visitor.press("New client phone")
        await expect(visitor.phone(name).element).to_be_in_viewport()
    button = visitor.page.get_by_role("button", name="New client phone")
    await expect(button).to_be_disabled()


async def test_starting_over_asks_first(linked: Visitor) -> None:
    """Then everything is as on the first day."""
    await linked.page.locator(".bar").get_by_role("button", name="More", exact=True).click()
    await linked.page.get_by_role("menuitem", name="Start over").click()
    async with linked.page.expect_navigation():
        await linked.page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    await expect(linked.ann.element.locator(".welcome")).to_be_visible()
    assert await linked.hour() == "17:00 Fri, 27 March 2026"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (820, 1180), (390, 844)])
async def test_nothing_sticks_out_of_the_window(open_page: Open, width: int, height: int) -> None:
    """At each width the page itself never scrolls, and all buttons can be hit."""
    visitor = (await open_page(width=width, height=height)).visitor
    sizes = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert await visitor.page.evaluate(sizes) == [width, height]
    assert await visitor.page.evaluate(UNDER_24_PIXELS) == []


async def test_on_a_phone_the_phones_are_tabs(open_page: Open) -> None:
    """390 pixels: one at a time, unread ones counted."""
    visitor = (await open_page(width=390, height=844)).visitor
    await visitor.press("Type it for me")
    await visitor.clinic.tap("Face")
    await visitor.press("Open the link")
    await visitor.ann.start()
    await visitor.ann.tap("I agree")
    await visitor.ann.message("Today, day 0").wait_for()
    await expect(visitor.clinic.element).to_be_hidden()
    await visitor.ann.tap("I'm worried")
    tab = visitor.page.get_by_role("tab", name="Clinic")
    await expect(tab).to_have_text("Clinic1")
    await tab.click()
    await expect(visitor.clinic.last).to_be_in_viewport()
    await expect(tab).to_have_text("Clinic")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_words_stand_out_from_their_ground(open_page: Open, scheme: str) -> None:
    """In light and in dark."""
    visitor = (await open_page(color_scheme=scheme, width=1440, height=900)).visitor
    await visitor.ann.start()
    await visitor.ann.type("/start K47Face")
    await visitor.ann.tap("I agree")
    await visitor.move_clock("+1 week")
    await visitor.ann.type("/markup")
    await visitor.ann.message("struck").wait_for()
    found = await visitor.page.evaluate(CONTRASTS, READ)
    assert len(found) > 30
    assert [(name, ratio) for name, ratio in found if ratio < CONTRAST_MIN] == []


async def test_everything_has_a_name_for_those_who_do_not_see_it(linked: Visitor) -> None:
    """Each button, link, field and sign."""
    await linked.move_clock("Next message")
    assert await linked.page.evaluate(NAMELESS) == []


async def test_a_whole_tap_can_be_made_by_keyboard(linked: Visitor) -> None:
    """Tab to the card's button, see where one is, press Enter, stay there."""
    await linked.move_clock("Next message")
    await linked.ann.element.get_by_role("log").focus()
    button = linked.ann.last.get_by_role("button", name="Better")
    for _ in range(40):
        await linked.page.keyboard.press("Tab")
        if await button.evaluate("button => button === document.activeElement"):
            break
    assert await button.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    await linked.page.keyboard.press("Enter")
    await expect(linked.ann.last).to_contain_text("You said: better")
    assert await linked.ann.element.evaluate("phone => phone.contains(document.activeElement)")


async def test_who_wants_no_motion_gets_none(open_page: Open) -> None:
    """No arrival, ring or breathing takes any time."""
    visitor = (await open_page(reduced_motion="reduce")).visitor
    await visitor.ann.start()
    longest = await visitor.page.evaluate(
        "Math.max(0, ...document.getAnimations().map((one) => one.effect.getTiming().duration))"
    )
    assert longest <= 1


async def test_a_world_without_a_bot_shows_phones_alone(chromium: Browser) -> None:
    """With --no-bot there is no clock to move, no course and no first steps."""
    show, _ = await fake_show()
    served = await page_server.serve(Show(world=show.world, player=None, zone="UTC"))
    visitor, context = await visit(chromium, served.address)
    await expect(visitor.page.locator(".note")).to_contain_text("this computer's own time")
    for part in (".jumps", ".guide", ".course", ".pill"):
        await expect(visitor.page.locator(part).first).to_be_hidden()
    await visitor.ann.start()
    await expect(visitor.ann.last).to_contain_text("/start")
    await context.close()
    await served.close()
    assert visitor.trouble == []


async def test_a_stopped_simulator_is_said(open_page: Open) -> None:
    """The page does not pretend."""
    stage = await open_page()
    await stage.visitor.page.context.set_offline(True)
    await stage.visitor.ann.element.get_by_role("button", name="START").click()
    await expect(stage.visitor.page.get_by_role("status")).to_contain_text("does not answer")
    stage.visitor.trouble.clear()
