"""An emergency: one hard stop at once, staff told at once, and everything routine rests."""

from datetime import datetime, timedelta

import pytest

from bot.core.client import ClientFile
from bot.simulator.chats import Message
from tests.cast import ANN, BERLIN, CLINIC, DAN, FRIDAY_AFTERNOON, Phone, Town
from tests.stories.conftest import RaiseTown

WORDS = "My lips are swelling and I can't breathe properly"
SELF_HARM = "i want to kill myself"
STOP = "This may be an emergency."
FIRST_STEP = "If an adrenaline pen was prescribed, use it at once."
ALARM = "EMERGENCY: K-1."
GROUP = -900
CRISIS_LINE = "0800 1110111"


def stops(phone: Phone) -> list[Message]:
    """The hard stops on a phone."""
    return [each for each in phone.received if "Do not wait for our answer" in each.words]


def alarms(town: Town) -> list[Message]:
    """What the clinic was told of emergencies."""
    return [each for each in town.clinic.received if each.words.startswith(ALARM)]


def bold(message: Message) -> list[str]:
    """The words in bold."""
    units = message.words.encode("utf-16-le")
    return [
        units[2 * each.offset : 2 * each.end].decode("utf-16-le")
        for each in message.entities
        if each.type == "bold"
    ]


async def sick(town: Town, words: str = WORDS) -> Message:
    """Link Ann, and let her write an emergency; return the hard stop."""
    await town.link_ann()
    await town.ann.says(words)
    return stops(town.ann)[-1]


async def test_the_number_stands_in_bold_on_a_line_of_its_own(town: Town) -> None:
    """As it is dialled, with what to do abroad, and not to wait for us."""
    stop = await sick(town)
    lines = stop.words.splitlines()
    assert lines[0] == "This may be an emergency. Call now:"
    assert "112" in lines
    assert "112" in bold(stop)
    assert "(abroad: the local emergency number)" in lines
    assert "Do not wait for our answer." in stop.words
    assert not stop.silent


async def test_the_only_button_of_the_stop_copies_the_number(town: Town) -> None:
    """Telegram has no button that calls."""
    stop = await sick(town)
    assert [(each.label, each.copy_text) for each in stop.buttons] == [("Copy 112", "112")]


async def test_the_stop_holds_the_first_step_of_that_sign(town: Town) -> None:
    """One signed step below the number, and no name of what Ann may have."""
    stop = await sick(town)
    assert stop.words.splitlines()[-1].startswith(FIRST_STEP)
    assert "allerg" not in stop.words.lower()


async def test_staff_hear_it_at_once_with_the_words_and_the_sign(town: Town) -> None:
    """In the same second, audibly: who, which day, which sign; Ann's own words with one tap."""
    await sick(town)
    [alarm] = alarms(town)
    assert alarm.words.startswith(
        "EMERGENCY: K-1. Day 0 · a message\nTrouble breathing, or swollen lips, tongue or throat"
    )
    assert (alarm.silent, alarm.date) == (False, int(FRIDAY_AFTERNOON.timestamp()))
    assert WORDS not in alarm.words
    assert await town.clinic.reads_words() == [WORDS]


async def test_the_stop_comes_before_staff_are_told(town: Town) -> None:
    """Whoever cannot breathe waits for nobody."""
    await sick(town)
    sent = [
        call.chat_id
        for call in town.world.calls
        if call.method == "sendMessage" and call.status == 200
    ]
    assert sent[-3:] == [ANN, CLINIC, ANN]


async def test_every_owner_is_told_and_the_group_by_the_code(raise_town: RaiseTown) -> None:
    """The group hears that there is an emergency, and not a word of it."""
    town = await raise_town(owners=frozenset({CLINIC, DAN}), staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC, DAN])
    await town.dan.says("/start")
    await sick(town)
    assert town.dan.newest.words.startswith(ALARM)
    assert town.world.chat(GROUP)[-1].words == "K-1, day 0, EMERGENCY"


async def test_it_rings_when_the_clinic_is_closed(raise_town: RaiseTown) -> None:
    """On a Sunday at three in the morning, and in Ann's quiet hours."""
    town = await raise_town(datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN))
    stop = await sick(town)
    [alarm] = alarms(town)
    assert (alarm.silent, stop.silent) == (False, False)


@pytest.mark.parametrize("choice", ["Pause for a week", "Stop all messages"])
async def test_it_works_when_paused_or_stopped(town: Town, choice: str) -> None:
    """Who wants no messages gets this one."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps(choice)
    if choice.startswith("Stop"):
        await town.ann.taps("Yes, stop them")
    await town.pass_days(2)
    await town.ann.says(WORDS)
    assert (len(stops(town.ann)), len(alarms(town))) == (1, 1)


async def test_it_works_after_the_course(town: Town) -> None:
    """Three months later too."""
    await town.link_ann()
    await town.pass_days(100)
    await town.ann.says(WORDS)
    assert (len(stops(town.ann)), len(alarms(town))) == (1, 1)


async def test_the_caption_of_a_photo_is_read_too(town: Town) -> None:
    """The photo reaches staff, and the stop reaches Ann."""
    await town.link_ann()
    town.world.send_photo(ANN, caption=WORDS)
    await town.ann.reads()
    assert (len(stops(town.ann)), len(alarms(town))) == (1, 1)
    [picture] = await town.clinic.opens_words()
    assert picture.photo is not None
    assert "Trouble breathing" in picture.words


async def test_an_edited_message_that_becomes_an_emergency_is_one(town: Town) -> None:
    """What was harmless a minute ago is read again."""
    await town.link_ann()
    sent = town.world.send_text(ANN, "Thank you!")
    await town.ann.reads()
    town.world.edit_text(ANN, sent, WORDS)
    await town.ann.reads()
    assert (len(stops(town.ann)), len(alarms(town))) == (1, 1)


@pytest.mark.parametrize("text", [f"/worried {WORDS}", f"/{WORDS}"])
async def test_words_behind_a_command_are_read_too(town: Town, text: str) -> None:
    """A slash hides no emergency."""
    await town.link_ann()
    await town.ann.says(text)
    assert (len(stops(town.ann)), len(alarms(town))) == (1, 1)


# ------------------------------------------------------------------- again, and a flood


async def test_a_second_emergency_rings_again_and_stops_again(town: Town) -> None:
    """Two minutes later: the same alert, another sound, another hard stop."""
    await sick(town)
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=2))
    await town.ann.says("I cant breathe at all")
    file = await town.file()
    assert (len(stops(town.ann)), [each.silent for each in alarms(town)]) == (2, [False, False])
    assert [each.concern for each in file.alerts] == ["emergency"]


async def test_a_flood_is_one_stop_and_one_sound_but_every_word_arrives(town: Town) -> None:
    """Within a minute: Ann reads one stop, staff read each message."""
    await town.link_ann()
    texts = [f"{WORDS} {count}" for count in range(5)]
    for text in texts:
        await town.ann.says(text)
    assert len(stops(town.ann)) == 1
    assert [each.silent for each in alarms(town)] == [False, True, True, True, True]
    assert [each.text for each in (await town.file()).messages] == texts
    assert await town.clinic.reads_words() == texts


# ------------------------------------------------------------------- something else was meant


async def test_something_else_is_offered_below(town: Town) -> None:
    """A second message, without a sound; it says where the words went all the same."""
    await sick(town)
    offer = town.ann.newest
    assert [each.label for each in offer.buttons] == ["I meant something else", "I'm worried"]
    assert offer.silent
    assert "Your message goes to Rose Clinic in any case" in offer.words


async def test_something_else_tells_staff_and_leaves_the_alert_open(town: Town) -> None:
    """Silently joined; once, however often Ann taps."""
    await sick(town)
    said = await town.ann.taps("I meant something else")
    await town.ann.taps("I meant something else")
    told = [each for each in town.clinic.received if "meant something else" in each.words]
    assert [each.silent for each in told] == [True]
    assert (await town.file()).is_emergency_open
    assert "a person will look at it" in said
    assert town.ann.toast == "That is noted already."


async def test_something_else_answers_the_sign_that_is_left(town: Town) -> None:
    """No emergency, but pus: what to do until the clinic reads it."""
    await sick(town, f"{WORDS}. There is pus on my cheek too.")
    said = await town.ann.taps("I meant something else")
    assert "A professional should see this today" in said


# ------------------------------------------------------------------- self-harm


async def test_self_harm_has_its_own_words_and_the_crisis_line(raise_town: RaiseTown) -> None:
    """Two numbers, each on its own line with a button; warm words below."""
    town = await raise_town(crisis_line=CRISIS_LINE)
    stop = await sick(town, SELF_HARM)
    lines = stop.words.splitlines()
    assert [number in lines for number in (CRISIS_LINE, "112")] == [True, True]
    assert [each.copy_text for each in stop.buttons] == [CRISIS_LINE, "112"]
    assert "You matter, and you do not have to carry this alone." in stop.words


async def test_without_a_crisis_line_the_emergency_number_stands_alone(town: Town) -> None:
    """No empty line where a number should be."""
    stop = await sick(town, SELF_HARM)
    assert [each.copy_text for each in stop.buttons] == ["112"]
    assert stop.words.startswith(STOP)
    assert "You matter" in stop.words


async def test_a_crisis_within_the_minute_still_gets_its_line(raise_town: RaiseTown) -> None:
    """The line is not swallowed by the stop before it."""
    town = await raise_town(crisis_line=CRISIS_LINE)
    await sick(town)
    await town.ann.says(SELF_HARM)
    await town.ann.says(WORDS)
    assert [CRISIS_LINE in each.words for each in stops(town.ann)] == [False, True]


# ------------------------------------------------------------------- nothing is lost


async def test_a_restart_before_anything_went_out_loses_nothing(town: Town) -> None:
    """Telegram was down and the process died: the next one stops Ann and tells staff."""
    await town.link_ann()
    town.cut_off(ANN, CLINIC)
    await town.ann.says(WORDS)
    town.mend()
    await town.restart()
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=15))
    assert (len(stops(town.ann)), len(alarms(town))) == (1, 1)


async def test_the_same_update_twice_is_one_emergency(town: Town) -> None:
    """What Telegram brings twice is counted once."""
    await sick(town)
    file = await town.file()
    assert _counts(file) == (1, 1)
    await town.restart()
    assert _counts(await town.file()) == (1, 1)
    assert (len(stops(town.ann)), len(alarms(town))) == (1, 1)


def _counts(file: ClientFile) -> tuple[int, int]:
    return len(file.messages), len(file.alerts)
