"""The page's server: what it tells and what it does."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.simulator import page_server, samples
from bot.simulator.page_view import CLINIC, Show
from tests.simulator.fake_bot import START, fake_show
from tests.simulator.watcher import ANN, BOB, Browser, new_show, watching

NEXT_EVENT_SECONDS = 5


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A served page and who looks at it."""
    async with watching() as browser:
        yield browser


async def test_the_page_and_its_parts_are_served(browser: Browser) -> None:
    """The page, each script it imports, its styles and its drawing."""
    for name in ("", "page/app.js", "page/phone.js", "page/style.css", "page/icon.svg"):
        async with browser.session.get(f"{browser.address}/{name}") as answer:
            assert answer.status == 200


async def test_only_the_pages_own_folder_is_served(browser: Browser) -> None:
    """No way leads to the rest of the disk."""
    for name in ("page/..%2fworld.py", "page/none.js", "page/", "etc/passwd"):
        async with browser.session.get(f"{browser.address}/{name}") as answer:
            assert answer.status == 404


async def test_the_page_may_load_nothing_from_elsewhere(browser: Browser) -> None:
    """The content policy is on every answer, streams and refusals too."""
    for name in ("", "api/state", "api/events", "nothing"):
        async with browser.session.get(f"{browser.address}/{name}") as answer:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_the_state_tells_phones_clock_and_bot(browser: Browser) -> None:
    """The first look: two empty phones on the first day."""
    state = await browser.state()
    assert [(phone["name"], phone["role"]) for phone in state["phones"]] == [
        ("Clinic", "staff"),
        ("Ann", "client"),
    ]
    assert state["clock"] == {
        "now": int(START.timestamp()),
        "start": int(START.timestamp()),
        "zone": "Europe/Berlin",
        "movable": True,
    }
    assert state["more"] == ["Bob", "Cat", "Dan"]
    assert state["bot"]["description"].startswith("Aftercare for the weeks")
    assert not state["phones"][1]["started"]


async def test_a_text_is_answered_before_the_request_ends(browser: Browser) -> None:
    """The page never has to wait twice."""
    await browser.post("text", phone=ANN, text="Hello")
    messages = (await browser.phone(ANN))["messages"]
    assert [(message["mine"], message["text"]) for message in messages] == [
        (True, "Hello"),
        (False, "Passed on to the clinic. In an emergency call +49 112."),
    ]


async def test_a_link_shows_as_start_alone(browser: Browser) -> None:
    """The token is for the bot, not for the eye, as in Telegram's app."""
    await browser.link_ann()
    assert (await browser.phone(ANN))["messages"][0]["text"] == "/start"


async def test_entities_buttons_pins_and_marks_reach_the_page(browser: Browser) -> None:
    """A silent, pinned card with bold words and one button."""
    await browser.link_ann()
    phone = await browser.phone(ANN)
    card = next(one for one in phone["messages"] if one["pinned"])
    assert card["entities"][0] == {"type": "bold", "offset": 0, "length": 12}
    assert card["keyboard"] == [
        [{"label": "I'm worried", "kind": "callback", "value": "worry", "style": None}]
    ]
    assert card["silent"]
    assert phone["pinned"] == [card["id"]]
    assert phone["messages"][-1]["service"] == "Pinned “Today, day 0”"


async def test_a_tap_brings_a_toast_or_an_alert(browser: Browser) -> None:
    """What answerCallbackQuery says is shown as Telegram shows it."""
    await browser.link_ann()
    await browser.post("jump", to="next_message")
    card = (await browser.phone(ANN))["messages"][-1]
    await browser.post("tap", phone=ANN, message=card["id"], index=2)
    assert (await browser.phone(ANN))["toasts"][-1] == {
        "text": "Sorry to hear that. Two more questions.",
        "alert": True,
    }


async def test_the_qr_code_is_a_picture_with_its_measures(browser: Browser) -> None:
    """The page draws it without a jump in the chat."""
    await browser.post("text", phone=CLINIC.id, text="/enrol")
    question = (await browser.phone(CLINIC.id))["messages"][-1]
    await browser.post("tap", phone=CLINIC.id, message=question["id"], index=0)
    picture = (await browser.phone(CLINIC.id))["messages"][-1]["media"]
    assert picture["kind"] == "photo"
    assert picture["width"] == picture["height"] > 100
    async with browser.session.get(browser.address + picture["url"]) as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")


async def test_photos_places_files_and_voices_can_be_sent(browser: Browser) -> None:
    """Each kind once, the photo also from the visitor's own disk."""
    own = base64.b64encode(samples.photo()).decode()
    await browser.post("photo", phone=ANN, content=own)
    for verb in ("photo", "location", "document", "voice"):
        await browser.post(verb, phone=ANN)
    mine = [one for one in (await browser.phone(ANN))["messages"] if one["mine"]]
    kinds = [message["media"]["kind"] for message in mine]
    assert kinds == ["photo", "photo", "location", "document", "voice"]


async def test_a_document_can_be_saved_and_is_never_run(browser: Browser) -> None:
    """Its bytes come as a file to keep, whatever stands in them."""
    await browser.post("document", phone=ANN)
    mine = [one for one in (await browser.phone(ANN))["messages"] if one["mine"]]
    document = mine[-1]["media"]
    async with browser.session.get(browser.address + document["url"]) as answer:
        assert (answer.status, answer.content_type) == (200, "application/octet-stream")
        assert answer.headers["Content-Disposition"] == "attachment"
        assert await answer.read()


async def test_an_own_message_can_be_edited(browser: Browser) -> None:
    """The bubble changes and is marked."""
    await browser.post("text", phone=ANN, text="It iches")
    message = (await browser.phone(ANN))["messages"][0]
    await browser.post("edit", phone=ANN, message=message["id"], text="It itches")
    changed = (await browser.phone(ANN))["messages"][0]
    assert (changed["text"], changed["edited"]) == ("It itches", True)


async def test_a_blocked_bot_is_shown_and_can_be_unblocked(browser: Browser) -> None:
    """And who has blocked it cannot write, which is said in a sentence."""
    await browser.link_ann()
    await browser.post("block", phone=ANN)
    assert (await browser.phone(ANN))["blocked"]
    refused = await browser.post("text", 409, phone=ANN, text="Hello?")
    assert refused["error"].startswith("Who has blocked the bot")
    await browser.post("unblock", phone=ANN)
    assert not (await browser.phone(ANN))["blocked"]


async def test_a_phone_is_added_for_the_next_of_the_cast(browser: Browser) -> None:
    """Bob gets one, once."""
    assert await browser.post("phone", name="Bob") == {"phone": BOB}
    assert (await browser.phone(BOB))["name"] == "Bob"
    assert "has a phone already" in (await browser.post("phone", 409, name="Bob"))["error"]


async def test_the_clock_jumps_and_the_course_follows(browser: Browser) -> None:
    """A week: five cards are on the phone and in the timeline."""
    await browser.link_ann()
    await browser.post("jump", to="week")
    phone = await browser.phone(ANN)
    states = [step["state"] for step in phone["course"]]
    assert states == ["skipped", *["sent"] * 5, *["planned"] * 3]
    assert sum(message["text"].startswith("Day ") for message in phone["messages"]) == 5


async def test_the_clock_jumps_to_a_planned_step(browser: Browser) -> None:
    """A press on the timeline plays up to and including that step."""
    await browser.link_ann()
    planned = (await browser.phone(ANN))["course"][3]
    await browser.post("jump", to=planned["at"])
    assert (await browser.phone(ANN))["course"][3]["state"] == "sent"


async def test_next_message_says_when_there_is_none(browser: Browser) -> None:
    """Nobody is enrolled, so nothing will come."""
    said = await browser.post("jump", to="next_message")
    assert said["note"] == "No further message is planned for any client."


@pytest.mark.parametrize("to", ["yesterday", "2026-03-28T10:00", "2020-01-01T00:00+00:00"])
async def test_an_impossible_jump_is_refused_in_a_sentence(browser: Browser, to: str) -> None:
    """Not an instant, without an offset, in the past."""
    assert (await browser.post("jump", 409, to=to))["error"].endswith(".")
    assert (await browser.state())["jump"] is None


async def test_a_world_on_the_computers_own_time_has_no_clock_buttons() -> None:
    """With --no-bot the page says so, and refuses jumps."""
    show, _ = await fake_show()
    alone = Show(world=show.world, player=None, zone="Europe/Berlin")
    served = await page_server.serve(alone)
    async with aiohttp.ClientSession() as session:
        browser = Browser(session, served.address)
        state = await browser.state()
        refused = await browser.post("jump", 409, to="week")
        await browser.post("text", phone=ANN, text="Hello")
    await served.close()
    assert (state["clock"]["movable"], state["can_reset"], state["courses"]) == (False,) * 3
    assert "own clock" in refused["error"]


async def test_starting_over_empties_everything(browser: Browser) -> None:
    """Phones, clock and course are as on the first day."""
    await browser.post("phone", name="Bob")
    await browser.link_ann()
    await browser.post("jump", to="week")
    await browser.post("reset")
    state = await browser.state()
    assert [phone["messages"] for phone in state["phones"]] == [[], []]
    assert state["clock"]["now"] == int(START.timestamp())


async def test_watching_pages_hear_of_changes(browser: Browser) -> None:
    """A text on one phone rings in every open page."""
    async with browser.session.get(f"{browser.address}/api/events") as events:
        assert await events.content.readuntil(b"\n\n") == b": welcome\n\n"
        await browser.post("text", phone=ANN, text="Hello")
        async with asyncio.timeout(NEXT_EVENT_SECONDS):
            told = await events.content.readuntil(b"\n\n")
        assert told.startswith(b"event: jump\n")
        assert json.loads(told.split(b"data: ")[1])["playing"] is False


async def test_closing_does_not_wait_for_who_watches() -> None:
    """An open page does not keep `./run simulate` from ending."""
    served = await page_server.serve(await new_show())
    async with aiohttp.ClientSession() as session, session.get(f"{served.address}api/events"):
        async with asyncio.timeout(NEXT_EVENT_SECONDS):
            await served.close()
