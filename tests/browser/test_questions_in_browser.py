"""What clients ask and what they hear, in a real browser: the whole bot with its own content.

An emergency, a sign for the same day, not yet, yes, did you mean, a person, another language. With
KEEP_PICTURES=yes its pictures become the README's. How often the bot is right is measured by
`./run bench answers`, not here.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot import leaflets
from tests.browser.first_hour import with_ann
from tests.browser.visitor import Phone, Visitor
from tests.shipped_library import CONTENT

pytestmark = pytest.mark.asyncio(loop_scope="module")


CLINICS_NUMBER = "+49 30 23125000"
EMERGENCY = "my lips are swelling and I can't breathe properly"
SAME_DAY = "yellow stuff is oozing out of one spot on my cheek"
NOT_YET = "when can i wear foundation again"
ALLOWED = "can i wear make-up now?"
ONLY_SOUNDS_LIKE = "can I wear foundation to a film where someone can't breathe and turns blue?"
UNSURE = "can i use the spray from last time"
FOR_A_PERSON = "can I talk to a real person please"


@pytest.fixture(scope="module")
def library() -> leaflets.ContentLibrary:
    """The texts as they are shipped, with a matcher of their own that has learnt from them."""
    library = leaflets.read_known(CONTENT)
    library.load_matchers()
    return library


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(chromium: Browser, library: leaflets.ContentLibrary) -> AsyncIterator[Visitor]:
    """Somebody at the page, on Friday 27 March at 17:00, with Ann treated just now and linked."""
    async with with_ann(chromium, library) as visitor:
        yield visitor


async def days_later(visitor: Visitor, days: int) -> None:
    """Move the clock to that many mornings on."""
    for _ in range(days):
        await visitor.move_clock("Next morning")


async def buttons_of(phone: Phone) -> list[str]:
    """The labels below the newest message."""
    return [label.strip() for label in await phone.last.get_by_role("button").all_inner_texts()]


async def test_an_emergency_is_one_hard_stop_and_the_clinic_knows_at_once(visitor: Visitor) -> None:
    """The number to copy, a way to say that something else was meant, the alarm beside it."""
    await visitor.ann.type(EMERGENCY)
    stop = visitor.ann.message("This may be an emergency.")
    await expect(stop.locator("strong").filter(has_text="112")).to_have_text("112")
    await expect(stop).to_contain_text("Do not wait for our answer.")
    await expect(visitor.ann.last).to_contain_text("Rose Clinic")
    assert await buttons_of(visitor.ann) == ["I meant something else", "I'm worried"]
    alarm = visitor.clinic.message("EMERGENCY: K-1.")
    await expect(alarm).to_contain_text("Trouble breathing")
    await expect(visitor.clinic.element).to_contain_class("ringing")
    await visitor.picture("emergency", top=stop)
    await stop.get_by_role("button", name="Copy 112").click()
    await expect(visitor.page.get_by_role("status")).to_contain_text("Copied")
    assert await visitor.page.evaluate("navigator.clipboard.readText()") == "112"


async def test_what_was_not_an_emergency_can_be_said(visitor: Visitor) -> None:
    """A tap tells the clinic, and the alarm stays open until a person has looked."""
    await visitor.ann.type(EMERGENCY)
    await visitor.ann.tap("I meant something else")
    await expect(visitor.clinic.last).to_contain_text("meant something else")
    await visitor.clinic.tap("Close …")
    await visitor.clinic.tap("Phoned them")


async def test_a_sign_for_the_same_day_says_what_to_do_until_the_clinic_reads_it(
    visitor: Visitor,
) -> None:
    """What to do, when somebody is there, and the sign in the clinic's chat."""
    await days_later(visitor, 3)
    await visitor.ann.type(SAME_DAY)
    told = visitor.ann.message("A professional should see this today")
    await expect(told).to_contain_text(CLINICS_NUMBER)
    await expect(told).to_contain_text("today until 18:00")
    await expect(visitor.ann.last).to_contain_text("Passed on to Rose Clinic.")
    await expect(visitor.clinic.last).to_contain_text("K-1, a sign to look at today. Day 3")
    await visitor.clinic.tap("Show")
    await expect(visitor.clinic.last).to_contain_text(SAME_DAY)
    await visitor.portrait("same-day", visitor.ann, visitor.ann.message(SAME_DAY))


async def test_what_is_not_allowed_yet_comes_with_its_time(visitor: Visitor) -> None:
    """The verdict for Ann's own session first, then the leaflet."""
    await visitor.ann.type(NOT_YET)
    await expect(visitor.ann.last).to_contain_text(
        "Not yet. Make-up from Sun 29 March, 18:00 (in 2 days), if your skin is calm."
    )
    await expect(visitor.ann.last).to_contain_text("Ask the clinic")
    await visitor.portrait("not-yet", visitor.ann, visitor.ann.message(NOT_YET))


async def test_what_has_opened_is_allowed_since_then_on_its_condition(visitor: Visitor) -> None:
    """The same question three days later."""
    await days_later(visitor, 3)
    await visitor.ann.type(ALLOWED)
    await expect(visitor.ann.last).to_contain_text("Yes, since yesterday, if your skin is calm.")
    await visitor.portrait("allowed", visitor.ann, visitor.ann.message(ALLOWED))


async def test_what_only_sounds_like_a_sign_is_answered_and_can_be_made_one(
    visitor: Visitor,
) -> None:
    """The answer, then "It is so now"; that tap is the hard stop, and the clinic's phone rings."""
    await visitor.ann.type(ONLY_SOUNDS_LIKE)
    await expect(visitor.ann.last).to_contain_text("Not yet. Make-up from")
    await expect(visitor.ann.last).to_contain_text("I understood that it is not so with you now.")
    await visitor.portrait("only-sounds-like", visitor.ann)
    await visitor.ann.tap("It is so now")
    await expect(visitor.ann.message("This may be an emergency.")).to_contain_text("112")
    await expect(visitor.clinic.message("EMERGENCY: K-1.")).to_be_visible()
    await visitor.clinic.tap("Show")
    await expect(visitor.clinic.last).to_contain_text(ONLY_SOUNDS_LIKE)


async def test_what_may_mean_several_things_is_asked_back(visitor: Visitor) -> None:
    """The best three as buttons; a tap turns the question into the answer."""
    await visitor.ann.type(UNSURE)
    await expect(visitor.ann.last).to_contain_text("I am not sure that I understood.")
    offered = await buttons_of(visitor.ann)
    assert offered[3:] == ["Ask the clinic", "I'm worried"]
    await visitor.portrait("did-you-mean", visitor.ann, visitor.ann.message(UNSURE))
    before = await visitor.ann.messages.count()
    await visitor.ann.tap(offered[0], exact=True)
    await expect(visitor.ann.last).not_to_contain_text("I am not sure")
    assert await visitor.ann.messages.count() == before


async def test_ask_the_clinic_brings_the_words_to_a_person(visitor: Visitor) -> None:
    """Ann's own words reach the clinic, and she hears that they did."""
    await visitor.ann.type(UNSURE)
    await visitor.ann.tap("Ask the clinic")
    await expect(visitor.ann.last).to_contain_text("Passed on to Rose Clinic.")
    await expect(visitor.clinic.last).to_contain_text("K-1 wrote. Day 0 · routine · a message")
    await visitor.clinic.tap("Show")
    await expect(visitor.clinic.last).to_contain_text(UNSURE)
    locked = visitor.clinic.last.get_by_label("cannot be forwarded or saved")
    await expect(locked).to_have_count(1)


async def test_who_wants_a_person_gets_one(visitor: Visitor) -> None:
    """Asked for in words, without a tap."""
    await visitor.ann.type(FOR_A_PERSON)
    await expect(visitor.ann.last).to_contain_text("Passed on to Rose Clinic.")
    await visitor.clinic.tap("Show")
    await expect(visitor.clinic.last).to_contain_text(FOR_A_PERSON)
    await visitor.portrait("a-person", visitor.ann, visitor.ann.message(FOR_A_PERSON))


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """A language, and what is typed and read in it."""

    button: str
    setting: str
    question: str
    verdict: str
    evening: str
    worried: str


GERMAN = Tongue(
    button="Deutsch",
    setting="Sprache: Deutsch",
    question="darf ich schon make-up tragen?",
    verdict="Noch nicht. Make-up: ab So, 29. März, 18:00 Uhr (in 2 Tagen)",
    evening="Guten Abend.",
    worried="Ich mache mir Sorgen",
)
RUSSIAN = Tongue(
    button="Русский",
    setting="Язык: Русский",
    question="можно уже краситься?",
    verdict="Пока нельзя. Макияж: не раньше 29 марта (вс), 18:00 (через 2 дня)",
    evening="Добрый вечер.",
    worried="Я беспокоюсь",
)


@pytest.mark.parametrize(("name", "tongue"), [("german", GERMAN), ("russian", RUSSIAN)])
async def test_another_language_is_a_tap_away(visitor: Visitor, name: str, tongue: Tongue) -> None:
    """In /settings: the next answer and what is planned come in it; staff stay in theirs."""
    await visitor.ann.type("/settings")
    await visitor.ann.tap("Language")
    await visitor.ann.tap(tongue.button)
    await expect(visitor.ann.last).to_contain_text(tongue.setting)
    await visitor.ann.type(tongue.question)
    await expect(visitor.ann.last).to_contain_text(tongue.verdict)
    await visitor.portrait(name, visitor.ann, visitor.ann.message(tongue.question))
    await visitor.move_clock("Next message")
    await expect(visitor.ann.last).to_contain_text(tongue.evening)
    await visitor.ann.tap(tongue.worried)
    await expect(visitor.clinic.last).to_contain_text("K-1 is worried.")
