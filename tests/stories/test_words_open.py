"""What clients write stands in a staff chat only where somebody who may opened it."""

from datetime import timedelta

import pytest

from bot.core.client import ClientFile
from tests import team
from tests.cast import ANN, BOB, CLINIC, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.team import CLINICIAN, DESK

GROUP = -900
WORDS = "quokka, is it the blue one?"
HEADING = "K-1 wrote. Day 0 · routine · a message\nNot understood"
OPENED = f"K-1 · day 0 · routine · a message\nNot understood\n\n{WORDS}"
ALREADY = "It stands in this chat already, further down."
NOT_YOURS = "Only an owner or a clinician may read what clients write."


async def written(town: Town, words: str = WORDS) -> None:
    """Ann is linked and writes to the clinic."""
    await town.link_ann()
    await town.ann.says(words)


def standing(town: Town, user: int) -> list[str]:
    """What of clients' words stands in that chat now."""
    return [each.words for each in town.phone(user).received if each.protected]


def opening(file: ClientFile) -> list[tuple[str, str]]:
    """Who opened which message, as the history tells."""
    opened = [event for event in file.events if event.name == "words opened"]
    return [(event.who, event.facts["message"]) for event in opened]


async def test_an_alarm_names_the_client_and_shows_no_word(town: Town) -> None:
    """The code, the day, the tier, what it was taken for and the kind; the first button opens."""
    await written(town)
    assert (town.clinic.newest.words, town.clinic.buttons[0]) == (HEADING, "Show")
    assert "quokka" not in town.clinic.ever_read


async def test_a_tap_opens_the_words_in_that_chat_alone(town: Town) -> None:
    """Without a sound, below the same facts; nobody else's chat shows them."""
    other = await team.join(town, CLINICIAN)
    await written(town)
    said = await town.clinic.taps("Show")
    assert said == OPENED
    assert town.clinic.newest.silent
    assert town.clinic.toast.startswith("Here it comes.")
    assert "quokka" not in other.ever_read


async def test_each_opening_leaves_one_event_without_a_word(town: Town) -> None:
    """Who, when, and the number of the message."""
    await written(town)
    await town.clinic.taps("Show")
    file = await town.file()
    assert opening(file) == [(str(CLINIC), file.messages[0].id)]
    assert file.events[-1].at == FRIDAY_AFTERNOON


async def test_a_second_tap_says_that_it_stands_there(town: Town) -> None:
    """Nothing is sent twice, and nothing more is noted."""
    await written(town)
    await town.clinic.taps("Show", "Show")
    assert town.clinic.toast == ALREADY
    assert standing(town, CLINIC) == [OPENED]
    assert len(opening(await town.file())) == 1


async def test_it_cannot_be_forwarded_and_the_alarm_can(town: Town) -> None:
    """What is deleted here again leaves no copy in another chat."""
    link = await town.enrol()
    await town.ann.opens(link)
    await town.ann.taps("I agree")
    await town.ann.says(WORDS)
    await town.clinic.taps("Show")
    assert [each.words for each in town.clinic.received if each.protected] == [OPENED]
    assert not any(each.protected for each in town.ann.received)


async def test_the_front_desk_sees_the_code_and_who_may_read_it(town: Town) -> None:
    """No button that opens, and a forged one opens nothing."""
    desk = await team.join(town, DESK)
    await written(town)
    file = await town.file()
    assert desk.newest.words == f"{HEADING}\n\nAn owner or a clinician can read it."
    assert "Show" not in [each.label for each in desk.newest.buttons]
    town.world.forge(DESK, DESK, desk.newest.id, f"v1:s:open:{file.id}:{file.messages[0].id}")
    await town.app.settle()
    assert desk.toast == NOT_YOURS
    assert "quokka" not in desk.ever_read
    assert opening(await town.file()) == []


async def test_the_front_desk_still_ends_an_emergency(town: Town) -> None:
    """The sign and the tier stand in the alarm itself: enough to phone."""
    desk = await team.join(town, DESK)
    await written(town, "I can't breathe")
    assert desk.newest.words.startswith("EMERGENCY: K-1. Day 0 · a message\nTrouble breathing")
    assert desk.buttons == ["View client", "I take it", "Close …"]


WHO_ANSWERS = {
    "en": "Only an owner or a clinician answers clients",
    "es": "Solo un titular o un clínico responde a los clientes",
    "de": "Kundinnen und Kunden antworten nur Inhaber und Behandelnde",
    "fr": "Seul un responsable ou un soignant répond aux clients",
    "ru": "Клиентам отвечают только владелец и врач",
}


@pytest.mark.parametrize("language", WHO_ANSWERS)
async def test_the_front_desk_answers_nobody(town: Town, language: str) -> None:
    """Whoever may not read the words may not answer them: by reply or button, nor when it rings."""
    names = {"en": "English", "es": "Español", "de": "Deutsch", "fr": "Français", "ru": "Русский"}
    desk = await team.join(town, DESK)
    await desk.says("/language")
    await desk.taps(names[language])
    await written(town, "I can't breathe")
    heard = len(town.ann.received)
    await town.pass_until(town.clock.now() + timedelta(minutes=6))
    file_id = (await town.file()).id
    assert f"v1:s:write:{file_id}" not in [b.data for m in desk.received for b in m.buttons]
    town.world.send_text(DESK, "Yes, call us.", reply_to=desk.newest.id)
    assert (await desk.reads()).startswith(WHO_ANSWERS[language])
    for data in ("write:{}", "ready:{}:0", "send:{}:ready-come"):
        town.world.forge(DESK, DESK, desk.newest.id, f"v1:s:{data.format(file_id)}")
        await town.app.settle()
        assert desk.toast.startswith(WHO_ANSWERS[language])
    assert await desk.says("Yes, call us.") != ""
    assert len(town.ann.received) == heard
    assert (await town.file()).replies == ()


async def test_an_emergency_opens_with_one_tap_below_its_sign(town: Town) -> None:
    """The button that shows the words stands first."""
    await written(town, "I can't breathe")
    assert town.clinic.buttons == ["Show", "Answer", "View client", "I take it", "Close …"]
    said = await town.clinic.taps("Show")
    assert said.splitlines()[0] == "K-1 · day 0 · emergency · a message"
    assert said.splitlines()[1].startswith("Trouble breathing")
    assert said.endswith("I can't breathe")


async def test_an_alarm_handed_on_to_a_clinician_has_the_button(town: Town) -> None:
    """Only the desk had heard, which is removed: whoever may read it now can."""
    clinician, desk = await team.join(town, CLINICIAN), await team.join(town, DESK)
    await town.link_ann()
    town.wants_trouble = True
    town.world.block(CLINIC)
    town.world.block(CLINICIAN)
    await town.ann.says(WORDS)
    await town.pass_days(2)
    assert [each for each in desk.received if each.words.startswith("K-1 wrote.")]
    town.world.unblock(CLINIC)
    town.world.unblock(CLINICIAN)
    await team.remove(town, DESK)
    assert [each for each in clinician.received if each.words == HEADING]
    assert await clinician.reads_words() == [WORDS]


async def test_an_album_opens_whole(town: Town) -> None:
    """One tap brings its photos; the other buttons say that they stand there."""
    await town.link_ann()
    for name in (b"first", b"second"):
        town.world.send_photo(ANN, name, media_group_id="album-1")
    await town.app.settle()
    alarms = [each for each in town.clinic.received if "wrote" in each.words]
    town.world.tap(CLINIC, alarms[0].id, "Show")
    await town.app.settle()
    photos = [each.photo for each in town.clinic.received if each.protected]
    assert photos == [b"first", b"second"]
    town.world.tap(CLINIC, alarms[1].id, "Show")
    await town.app.settle()
    assert town.clinic.toast == ALREADY


async def test_two_staff_and_two_clients_are_not_mixed_up(town: Town) -> None:
    """Each opens the other's client first; words stand below their own code."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.bob.opens(await town.enrol("Scalp"))
    await town.bob.taps("I agree")
    town.world.send_text(ANN, "from Ann")
    town.world.send_text(BOB, "from Bob")
    await town.app.settle()
    for user, code in ((CLINIC, "K-1"), (CLINICIAN, "K-2")):
        alarm = next(
            each for each in town.phone(user).received if each.words.startswith(f"{code} wrote")
        )
        town.world.tap(user, alarm.id, "Show")
    await town.app.settle()
    assert [each.split("\n\n")[1] for each in standing(town, CLINIC)] == ["from Ann"]
    assert [each.words.split("\n\n")[1] for each in clinician.received if each.protected] == [
        "from Bob"
    ]


async def test_the_group_can_open_nothing(raise_town: RaiseTown) -> None:
    """Codes only, no button; and one that was forged there does nothing."""
    town = await raise_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC])
    await written(town)
    file, told = await town.file(), town.world.chat(GROUP)[-1]
    assert (told.words, told.buttons) == ("K-1, day 0, a message", ())
    town.world.forge(CLINIC, GROUP, told.id, f"v1:s:open:{file.id}:{file.messages[0].id}")
    await town.app.settle()
    assert not any("quokka" in each.words for each in town.world.chat(GROUP))
    assert opening(await town.file()) == []


@pytest.mark.parametrize("data", ["v1:s:open", "v1:s:open:{file}", "v1:s:open:{file}:x:y", "open"])
async def test_an_odd_button_opens_nothing(town: Town, data: str) -> None:
    """Cut short, made up, or of another client: it says that it is old."""
    await written(town)
    file = await town.file()
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, data.format(file=file.id))
    await town.app.settle()
    assert standing(town, CLINIC) == []
    assert opening(await town.file()) == []


async def test_a_reply_to_opened_words_goes_to_the_client(town: Town) -> None:
    """Each of the messages the words came in is known to be about Ann."""
    await town.link_ann()
    await town.ann.says(" ".join(f"word{number}" for number in range(480)))
    for opened, answer in zip(await town.clinic.opens_words(), ("Blue.", "Red."), strict=True):
        town.world.send_text(CLINIC, answer, reply_to=opened.id)
        assert await town.clinic.reads() == "K-1: delivered 17:00."
        assert f"\n\n{answer}\n\n" in town.ann.newest.words
