"""A sign for the same day, one to be watched, and words nobody here can read."""

from datetime import datetime, timedelta

import pytest

from bot.core.client import Client
from tests.cast import BERLIN, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.stories.diary import berlin

PUS = "there is yellow pus coming out of my cheek"
STILL_RED = "my cheeks are still very red"
TODAY = "A professional should see this today"
SIGN = "K-1, a sign to look at today."
WATCH = "K-1, to be watched."
PASSED_ON = "Passed on to Rose Clinic."
AGAIN = "You told us about something that we wanted to ask about again."
FOREIGN = "mam wysoką gorączkę i bardzo boli mnie cała twarz"


def told(town: Town, beginning: str) -> list[str]:
    """What the clinic was told that begins so."""
    return [each.words for each in town.clinic.received if each.words.startswith(beginning)]


def heard(town: Town, words: str) -> int:
    """How many messages of Ann's hold these words."""
    return sum(words in each.words for each in town.ann.received)


async def on_day_5(town: Town) -> None:
    """Ann's fifth day at noon, when bright redness is to be watched."""
    await town.link_ann()
    await town.pass_until(berlin("01.04.", "12:00"))


# ------------------------------------------------------------------- the same day


async def test_a_same_day_sign_says_what_to_do_and_tells_staff(town: Town) -> None:
    """The sign's leaflet at once; for staff the sign's name, and Ann's own words with a tap."""
    await on_day_5(town)
    await town.ann.says(PUS)
    assert heard(town, TODAY) == 1
    [alarm] = told(town, SIGN)
    assert alarm.splitlines()[1] == "Wet, hot or sore skin that gets worse"
    assert await town.clinic.reads_words() == [PUS]


@pytest.mark.parametrize(
    ("words", "first_step"),
    [
        ("I feel really ill", "let help come to you"),
        ("I feel so dizzy today", "lie down where you are"),
        ("my ears are ringing", "While help is on its way"),
    ],
)
async def test_a_milder_form_of_an_emergency_gets_what_fits_any_sign(
    town: Town, words: str, first_step: str
) -> None:
    """The leaflet of that sign is for while help comes; nobody was called here."""
    await on_day_5(town)
    await town.ann.says(words)
    assert (len(told(town, SIGN)), heard(town, TODAY), heard(town, first_step)) == (1, 1, 0)
    assert heard(town, "Put nothing new on it, and keep your hands off.") == 1


async def test_passed_on_is_said_when_staff_have_it(town: Town) -> None:
    """Not before Telegram took it for somebody of the clinic."""
    await on_day_5(town)
    assert (await town.ann.says(PUS)).startswith(PASSED_ON)


async def test_when_nobody_is_reached_it_says_please_phone(town: Town) -> None:
    """The leaflet is there at once, the truth after a minute."""
    await on_day_5(town)
    town.cut_off(1)
    await town.ann.says(PUS)
    await town.pass_until(town.clock.now() + timedelta(seconds=61))
    assert heard(town, TODAY) == 1
    assert "We could not reach anyone at the clinic just now." in town.ann.newest.words
    assert PASSED_ON not in town.ann.ever_read


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (FRIDAY_AFTERNOON, "phone us: +49 30 5550100. We are here: today until 18:00."),
        (
            datetime(2026, 3, 27, 7, 0, tzinfo=BERLIN),
            "call Medical on-call service: 116117. We open again: today from 09:00.",
        ),
    ],
)
async def test_it_says_whom_to_call_and_when_the_clinic_is_there(
    raise_town: RaiseTown, at: datetime, said: str
) -> None:
    """In hours the clinic, before them who is on call."""
    town = await raise_town(at)
    await town.link_ann()
    await town.ann.says(PUS)
    leaflet = next(each.words for each in town.ann.received if TODAY in each.words)
    assert said in leaflet
    assert "112" in leaflet


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (datetime(2026, 3, 27, 22, 0, tzinfo=BERLIN), "from Sat 28 March, 10:00"),
        (datetime(2026, 3, 29, 12, 0, tzinfo=BERLIN), "from Mon 30 March, 09:00"),
    ],
)
async def test_where_it_does_not_open_that_day_the_number_comes_first(
    raise_town: RaiseTown, at: datetime, opens: str
) -> None:
    """In the evening, on a Sunday: do not wait; then what to do, and when the clinic reads it."""
    town = await raise_town(at)
    await town.link_ann()
    await town.ann.says(PUS)
    first, leaflet, last = (each.words for each in town.ann.received[-3:])
    assert "call Medical on-call service today, 116117" in first
    assert TODAY in leaflet
    assert "116117" not in leaflet + last
    assert f"The clinic is open: {opens}." in last


async def test_an_answer_to_a_sign_never_says_what_it_is(town: Town) -> None:
    """It names what to do, and leaves the name to the clinic."""
    await on_day_5(town)
    await town.ann.says(PUS)
    said = " ".join(each.words.lower() for each in town.ann.received[-2:])
    assert [word in said for word in ("infection", "infected", "you have")] == [False] * 3


async def test_a_flood_of_signs_is_one_sound_and_every_word(town: Town) -> None:
    """Within a minute: what to do each time, one ring, all words with staff."""
    await on_day_5(town)
    for count in range(3):
        await town.ann.says(f"{PUS} {count}")
    alarms = [each for each in town.clinic.received if each.words.startswith(SIGN)]
    assert [each.silent for each in alarms] == [False, True, True]


async def test_a_risk_told_once_weighs_for_later_words(town: Town) -> None:
    """Ann said that she has diabetes: what is to be watched is for the same day now."""
    await town.link_ann()
    await town.ann.says("I should mention that I have diabetes")
    facts: Client = (await town.file()).client
    assert facts.facts == ("diabetes",)
    await town.pass_until(berlin("01.04.", "12:00"))
    await town.ann.says(STILL_RED)
    assert (len(told(town, SIGN)), len(told(town, WATCH))) == (1, 0)


# ------------------------------------------------------------------- to be watched


async def test_what_is_to_be_watched_is_noted_and_answered(town: Town) -> None:
    """The day's guidance, staff see it without a sound, and nobody says 'passed on'."""
    await on_day_5(town)
    said = await town.ann.says(STILL_RED)
    assert said.startswith("Thank you for telling us. It is noted, and we ask you again tomorrow.")
    seen = [each for each in town.clinic.received if each.words.startswith(WATCH)]
    assert [each.silent for each in seen] == [True]
    assert PASSED_ON not in town.ann.ever_read


async def test_it_is_asked_again_after_a_day(town: Town) -> None:
    """Better, the same, worse: one tap."""
    await on_day_5(town)
    await town.ann.says(STILL_RED)
    await town.pass_until(berlin("02.04.", "12:00"))
    message, _ = town.ann.find_button("Better")
    assert message.words.startswith(AGAIN)
    assert [each.label for each in message.buttons][:3] == ["Better", "The same", "Worse"]


async def test_better_is_noted_and_ends_it(town: Town) -> None:
    """Nobody is told, nothing is asked a third time."""
    await on_day_5(town)
    await town.ann.says(STILL_RED)
    await town.pass_until(berlin("02.04.", "12:00"))
    await town.ann.taps("Better")
    await town.pass_until(berlin("03.04.", "08:30"))
    file = await town.file()
    assert heard(town, "That is good to hear, and it is noted.") == 1
    assert [each for each in file.alerts if each.closed_at is None] == []
    assert (told(town, SIGN), heard(town, AGAIN)) == ([], 0)


@pytest.mark.parametrize(("tap", "words"), [("The same", "the same"), ("Worse", "worse")])
async def test_the_same_or_worse_is_for_the_same_day(town: Town, tap: str, words: str) -> None:
    """Staff ring, Ann reads what to do and that it was passed on."""
    await on_day_5(town)
    await town.ann.says(STILL_RED)
    await town.pass_until(berlin("02.04.", "12:00"))
    await town.ann.taps(tap)
    [alarm] = told(town, "K-1, asked again.")
    assert alarm.endswith(f"How it is now: {words}.")
    assert town.ann.newest.words.startswith(PASSED_ON)
    assert heard(town, "should see this today") == 1


async def test_it_is_not_asked_in_quiet_hours(raise_town: RaiseTown) -> None:
    """Told at 22:00: asked at 08:00 on the day after the next."""
    town = await raise_town()
    await town.link_ann()
    await town.pass_until(berlin("01.04.", "22:00"))
    await town.ann.says(STILL_RED)
    await town.pass_until(berlin("03.04.", "07:59"))
    assert heard(town, AGAIN) == 0
    await town.pass_until(berlin("03.04.", "08:00"))
    assert heard(town, AGAIN) == 1


async def test_worse_before_the_day_is_over_is_for_the_same_day(town: Town) -> None:
    """Nobody has to wait for the question."""
    await on_day_5(town)
    await town.ann.says(STILL_RED)
    await town.pass_until(berlin("01.04.", "18:00"))
    await town.ann.says("it is getting worse")
    assert len(told(town, SIGN)) == 1


async def test_told_again_hours_later_is_for_the_same_day(town: Town) -> None:
    """The same words in the evening: it has not faded."""
    await on_day_5(town)
    await town.ann.says(STILL_RED)
    await town.ann.says(STILL_RED)
    assert told(town, SIGN) == []
    await town.pass_until(berlin("01.04.", "21:00"))
    await town.ann.says(STILL_RED)
    assert len(told(town, SIGN)) == 1


async def test_words_and_the_next_check_in_are_one_history(town: Town) -> None:
    """Watched since Thursday noon, 'the same' on Friday morning: for the same day."""
    await town.link_ann()
    await town.pass_until(berlin("02.04.", "12:00"))
    await town.ann.says(STILL_RED)
    await town.pass_until(berlin("03.04.", "10:00"))
    await town.ann.taps("The same")
    assert len(told(town, "K-1, check-in.")) == 1
    assert [each.concern for each in (await town.file()).alerts if not each.closed_at] == [
        "answers"
    ]


async def test_an_old_question_is_answered_once(town: Town) -> None:
    """A second tap says that it is noted."""
    await on_day_5(town)
    await town.ann.says(STILL_RED)
    await town.pass_until(berlin("02.04.", "12:00"))
    message, _ = town.ann.find_button("The same")
    data = next(each.data for each in message.buttons if each.label == "Worse")
    await town.ann.taps("The same")
    town.world.forge(11, 11, message.id, data or "")
    await town.ann.reads()
    assert len(told(town, "K-1, asked again.")) == 1


async def test_what_is_to_be_asked_rests_while_an_emergency_is_open(town: Town) -> None:
    """First things first; it is asked when staff have closed it."""
    await on_day_5(town)
    await town.ann.says(STILL_RED)
    await town.ann.says("I can't breathe")
    await town.pass_until(berlin("02.04.", "20:00"))
    assert heard(town, AGAIN) == 0
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_until(berlin("03.04.", "20:00"))
    assert heard(town, AGAIN) == 1


# ------------------------------------------------------------------- a language nobody has


async def test_words_in_an_unknown_language_go_to_staff_with_the_emergency_line(
    town: Town,
) -> None:
    """Nobody guesses: the number, 'I'm worried', and a person."""
    await town.link_ann()
    await town.ann.says(FOREIGN)
    message = next(each for each in town.ann.received if "cannot read the language" in each.words)
    assert "112" in message.words
    assert "I'm worried" in [each.label for each in message.buttons]
    assert await town.clinic.reads_words() == [FOREIGN]
