"""Check-ins: what is asked on which day, at most three taps when all is well, and what follows."""

import pytest

from bot.core.client import ClientFile
from bot.simulator.chats import Message
from tests.cast import ANN, BOB, CLINIC, Phone, Town
from tests.stories.conftest import RaiseTown
from tests.stories.diary import at, berlin

FEELING = "How is it today?"
PAIN = "How much does it hurt?"
SWELLING = "Is it swollen?"
LATE_SIGNS = "Do you see or feel any of these where you were treated?"
WELL = {FEELING: "Better", PAIN: "1", SWELLING: "No", LATE_SIGNS: "None of these"}
MORNINGS = {
    "day-1": "28.03.",
    "day-2": "29.03.",
    "day-3": "30.03.",
    "day-5": "01.04.",
    "day-7": "03.04.",
    "day-10": "06.04.",
    "day-14": "10.04.",
    "day-28": "24.04.",
    "day-84": "19.06.",
}
EARLY, LATE = [FEELING, PAIN, SWELLING], [FEELING, LATE_SIGNS]
ASKED = {
    "day-1": EARLY,
    "day-2": EARLY,
    "day-3": EARLY,
    "day-5": EARLY,
    "day-7": EARLY,
    "day-10": [FEELING],
    "day-14": LATE,
    "day-28": LATE,
    "day-84": LATE,
}


def question_of(message: Message) -> str | None:
    """The question at the end of a message."""
    return next((each for each in WELL if each in message.words), None)


async def on_morning(town: Town, step: str = "day-3") -> Message:
    """Link Ann, and let that morning come; return its message."""
    await town.link_ann()
    await town.pass_until(berlin(MORNINGS[step], "10:00"))
    return at(town.ann, f"{MORNINGS[step]} 09:00")


def answers(file: ClientFile) -> dict[str, str]:
    """What Ann answered, by question; of all rows."""
    return {each.question: each.option for each in file.answers}


def told(town: Town) -> list[str]:
    """What the clinic was told after Ann was linked."""
    linked = next(n for n, each in enumerate(town.clinic.received) if "is linked" in each.words)
    return [each.words for each in town.clinic.received[linked + 1 :]]


# ------------------------------------------------------------------- what is asked


@pytest.mark.parametrize("step", list(ASKED))
async def test_when_all_is_well_it_takes_at_most_three_taps(town: Town, step: str) -> None:
    """Each day's own questions, the best answer to each, and it is over."""
    message = await on_morning(town, step)
    asked = []
    while question := question_of(message):
        asked.append(question)
        await town.ann.taps(WELL[question])
        message = next(each for each in town.ann.received if each.id == message.id)
    assert asked == ASKED[step]
    assert len(asked) <= 3
    assert told(town) == []


async def test_pain_is_two_rows_of_numbers(town: Town) -> None:
    """0 to 5 and 6 to 10, each under a thumb."""
    await on_morning(town)
    await town.ann.taps("Better")
    message, _ = town.ann.find_button("10")
    rows = [[button.label for button in row] for row in message.keyboard]
    assert rows[:2] == [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]


async def test_the_check_in_is_one_message_edited_in_place(town: Town) -> None:
    """Three taps, and no message more; the phone makes no sound."""
    message = await on_morning(town)
    before = len(town.ann.received)
    await town.ann.taps("Better", "1", "No")
    after = next(each for each in town.ann.received if each.id == message.id)
    assert len(town.ann.received) == before
    assert after.words.index("better") < after.words.index("pain 1") < after.words.index("swelling")
    assert question_of(after) is None


async def test_guidance_is_there_with_the_first_tap(town: Town) -> None:
    """A line at once, before the other questions are answered."""
    message = await on_morning(town)
    await town.ann.taps("Better")
    after = next(each for each in town.ann.received if each.id == message.id)
    assert "That is good to hear" in after.words


async def test_answers_are_kept(town: Town) -> None:
    """Under their day, with their time; also over a restart."""
    await on_morning(town)
    await town.ann.taps("The same", "2", "A bit")
    await town.restart()
    file = await town.file()
    assert answers(file) == {"feeling": "same", "pain": "2", "swelling": "some"}
    assert {(each.row, each.at) for each in file.answers} == {
        ("step:s1:day-3", berlin("30.03.", "10:00"))
    }


async def test_the_same_after_a_week_asks_one_thing_more(town: Town) -> None:
    """A follow-up only where an answer calls for it."""
    await on_morning(town, "day-10")
    await town.ann.taps("The same")
    assert "Is it still pinker" in at(town.ann, "06.04. 09:00").words
    await town.ann.taps("A little")
    assert "Is it still pinker" not in at(town.ann, "06.04. 09:00").words


# ------------------------------------------------------------------- what follows


async def test_worse_after_48_hours_tells_staff(town: Town) -> None:
    """At once, with the code, the day and the answer; Ann hears that it was passed on."""
    await on_morning(town, "day-3")
    await town.ann.taps("Worse")
    [alert] = told(town)
    assert "K-1" in alert
    assert "worse" in alert.lower()
    assert "Passed on to Rose Clinic" in town.ann.newest.words


async def test_worse_before_48_hours_is_guidance_only(town: Town) -> None:
    """On the first morning skin is often worse: noted, not an alarm."""
    await on_morning(town, "day-1")
    await town.ann.taps("Worse")
    assert told(town) == []
    assert [each.name for each in (await town.file()).events].count("amber answer") == 1


@pytest.mark.parametrize(
    ("step", "taps"),
    [
        ("day-1", ["Better", "7"]),
        ("day-3", ["Better", "4"]),
        ("day-3", ["Better", "1", "A lot"]),
        ("day-14", ["Better", "Lumps or bumps"]),
        ("day-28", ["Better", "Dark or pale patches"]),
        ("day-84", ["The same", "Lines, dents or a raised scar"]),
        ("day-84", ["Better", "Something else"]),
    ],
)
async def test_a_sign_for_the_same_day_tells_staff(town: Town, step: str, taps: list[str]) -> None:
    """Strong pain, swelling that stays, late signs: a person hears of it at once."""
    await on_morning(town, step)
    await town.ann.taps(*taps)
    assert len(told(town)) == 1
    assert "K-1" in told(town)[0]


async def test_worried_raises_the_alert_and_ends_the_questions(town: Town) -> None:
    """The fourth answer of the first question is the button itself."""
    message = await on_morning(town)
    labels = [button.label for button in message.buttons]
    await town.ann.taps("I'm worried")
    after = next(each for each in town.ann.received if each.id == message.id)
    assert labels.count("I'm worried") == 1
    assert len(told(town)) == 1
    assert question_of(after) is None
    assert "Passed on to Rose Clinic" in town.ann.newest.words


# ------------------------------------------------------------------- second thoughts, old keyboards


async def test_a_second_tap_says_that_it_is_noted(town: Town) -> None:
    """Two quick taps on the same answer count once."""
    message = await on_morning(town)
    for _ in range(2):
        town.world.tap(ANN, message.id, "Worse")
    await town.ann.reads()
    assert town.ann.toast == "That is noted already."
    assert len(told(town)) == 1


async def test_a_second_tap_changes_the_answer(town: Town) -> None:
    """The last tap is what counts, and it is said."""
    message = await on_morning(town)
    town.world.tap(ANN, message.id, "Worse")
    town.world.tap(ANN, message.id, "Better")
    await town.ann.reads()
    assert town.ann.toast == "Changed."
    assert answers(await town.file()) == {"feeling": "better"}


async def test_answers_are_changed_one_by_one(town: Town) -> None:
    """The button below asks again, question by question; each may be kept or changed."""
    await on_morning(town)
    await town.ann.taps("Better", "1", "No")
    await town.ann.taps("Change", "Better", "2", "No")
    assert answers(await town.file()) == {"feeling": "better", "pain": "2", "swelling": "none"}
    assert question_of(at(town.ann, "30.03. 09:00")) is None


async def test_a_late_answer_counts_until_the_next_check_in(town: Town) -> None:
    """On the evening of the next day it is still day 3's answer."""
    await on_morning(town)
    await town.pass_until(berlin("31.03.", "20:00"))
    await town.ann.taps("Worse")
    assert town.ann.toast == "Noted, thank you."
    assert len(told(town)) == 1


async def test_an_old_keyboard_changes_nothing_and_is_answered(town: Town) -> None:
    """Day 3's buttons on day 5: closed, with the way to the newest."""
    message = await on_morning(town)
    await town.pass_until(berlin("01.04.", "10:00"))
    town.world.tap(ANN, message.id, "Worse")
    await town.ann.reads()
    assert town.ann.toast.startswith("This check-in is closed.")
    assert (await town.file()).answers == ()
    assert told(town) == []


@pytest.mark.parametrize(
    "data",
    [
        "v1:a:s1:day-3:feeling:wonderful",
        "v1:a:s1:day-3:pain:11",
        "v1:a:s1:day-3:late_signs:lumps",
        "v1:a:s1:day-84:feeling:worse",
        "v1:a:s9:day-3:feeling:worse",
        "v1:a:s1:card:feeling:worse",
        "v1:a:s1:day-3",
        "v1:a",
        "v1:again:s1:nothing",
        "v0:a:s1:day-3:feeling:worse",
        "x" * 64,
        "🌞:🌞",
    ],
)
async def test_forged_data_does_no_harm_and_is_answered(town: Town, data: str) -> None:
    """A line above the button, nothing kept, nobody alarmed, no message."""
    message = await on_morning(town)
    before = len(town.ann.received)
    town.world.forge(ANN, ANN, message.id, data)
    await town.ann.reads()
    assert town.ann.toast != ""
    assert (await town.file()).answers == ()
    assert (told(town), len(town.ann.received)) == ([], before)


@pytest.mark.parametrize("who", [BOB, CLINIC])
async def test_nobody_answers_for_ann(town: Town, who: int) -> None:
    """Her data sent from another phone is not her answer."""
    await on_morning(town)
    town.world.start_link(who)
    await town.app.settle()
    phone: Phone = town.phone(who)
    town.world.forge(who, who, phone.newest.id, "v1:a:s1:day-3:feeling:worse")
    await town.app.settle()
    assert (await town.file()).answers == ()
    assert phone.toast != ""


async def test_a_check_in_whose_message_was_deleted_comes_back_silently(town: Town) -> None:
    """Ann deletes the message while a tap is on its way: one new silent one takes its place."""
    town.wants_trouble = True
    message = await on_morning(town)
    town.world.tap(ANN, message.id, "Better")
    town.world.delete_message(ANN, message.id)
    await town.ann.reads()
    assert town.ann.newest.silent is True
    assert PAIN in town.ann.newest.words
    await town.ann.taps("1", "No")
    assert answers(await town.file()) == {"feeling": "better", "pain": "1", "swelling": "none"}


async def test_hours_since_the_session_decide_what_an_answer_means(
    raise_town: RaiseTown,
) -> None:
    """Needling ended at 23:00: on the second morning it is not yet 48 h, whatever day it is."""
    town = await raise_town(berlin("27.03.", "23:00"))
    await town.link_ann()
    await town.pass_until(berlin("29.03.", "10:00"))
    await town.ann.taps("Worse")
    assert told(town) == []
    await town.pass_until(berlin("30.03.", "10:00"))
    await town.ann.taps("Worse")
    assert len(told(town)) == 1
