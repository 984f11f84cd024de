"""What fell due in quiet hours or in a conversation is decided anew when it can be said."""

from datetime import timedelta

import pytest

from tests.cast import Town
from tests.stories.conftest import RaiseTown
from tests.stories.test_course import berlin
from tests.stories.test_near_the_end import allowed, read
from tests.stories.test_rings import EMERGENCY

ASKED, NEXT = "How content", "Your next session"


async def late_question(raise_town: RaiseTown) -> Town:
    """The computer was off at 11:00 and is back at 21:30: the question waits for the morning."""
    town = await allowed(raise_town)
    due = (await town.file()).outbox.rows["course:opinion:s1"].due_at  # type: ignore[index]
    await town.pass_until(due - timedelta(hours=1))
    town.clock.move_to(due + timedelta(hours=10, minutes=30))
    await town.restart()
    await town.pass_until(due + timedelta(hours=11))
    assert read(town, ASKED) == []
    return town


async def late_notice(town: Town) -> None:
    """The computer was off on the day on which the next session may be due."""
    await town.link_ann()
    await town.pass_until(berlin("24.04.", "10:00"))
    town.clock.move_to(berlin("24.04.", "21:30"))
    await town.restart()
    await town.pass_until(berlin("24.04.", "21:40"))


async def withdraw(town: Town) -> None:
    """Ann takes her consent back."""
    await town.ann.says("/privacy")
    await town.ann.taps("Withdraw my consent", "Yes, withdraw it")


async def forbid(town: Town) -> None:
    """Ann wants to be asked no more."""
    await town.ann.says("/privacy")
    await town.ann.taps("No question, no booking link")


async def end(town: Town) -> None:
    """The clinic ends the course."""
    await town.clinic.says("/client K-1")
    await town.clinic.taps("Course", "End the course", "Another reason", "Yes, end it")


async def emergency(town: Town) -> None:
    """Ann writes a warning sign."""
    await town.ann.says(EMERGENCY)


@pytest.mark.parametrize("happens", [withdraw, forbid, end, emergency])
async def test_the_question_asks_its_reasons_again_in_the_morning(
    raise_town: RaiseTown, happens: object
) -> None:
    """Whatever speaks against it by then, it is not asked."""
    town = await late_question(raise_town)
    await happens(town)  # type: ignore[operator]
    await town.pass_days(0.6)
    assert read(town, ASKED) == []


async def test_with_nothing_against_it_the_question_comes_in_the_morning(
    raise_town: RaiseTown,
) -> None:
    """It waited for the night to end, and is asked once."""
    town = await late_question(raise_town)
    await town.pass_days(2)
    assert len(read(town, ASKED)) == 1


async def test_no_next_session_is_named_while_an_emergency_of_that_night_is_open(
    town: Town,
) -> None:
    """The notice waited for the morning; until then something happened."""
    await late_notice(town)
    await town.ann.says(EMERGENCY)
    await town.pass_until(berlin("25.04.", "09:00"))
    assert read(town, NEXT) == []


async def test_a_session_entered_that_night_makes_the_notice_needless(town: Town) -> None:
    """Nobody is told that a session may be planned when it has just been."""
    await late_notice(town)
    await town.clinic.says("/client K-1")
    await town.clinic.taps("Course", "Next session", "As last time", "Just now", "Yes, enter it")
    await town.pass_until(berlin("25.04.", "10:00"))
    assert read(town, NEXT) == []


async def test_the_question_waits_while_people_talk(raise_town: RaiseTown) -> None:
    """Half an hour after the clinic's last words it is asked."""
    town = await allowed(raise_town)
    due = (await town.file()).outbox.rows["course:opinion:s1"].due_at  # type: ignore[index]
    await town.pass_until(due - timedelta(minutes=5))
    await town.clinic.says("/client K-1")
    await town.clinic.taps("Answer")
    await town.clinic.says("How are you today? Has the spot gone?")
    await town.pass_until(due + timedelta(minutes=20))
    assert read(town, ASKED) == []
    await town.pass_until(due + timedelta(minutes=40))
    assert len(read(town, ASKED)) == 1
