"""Check-ins read one after the other: what rose, what is still there, what is asked again."""

import pytest

from tests.cast import Town
from tests.stories.diary import at, berlin
from tests.stories.test_check_in_story import on_morning, told


async def test_a_rise_of_pain_after_48_hours_tells_staff(town: Town) -> None:
    """From 1 on the second morning to 3 on the third."""
    await on_morning(town, "day-2")
    await town.ann.taps("Better", "1", "No")
    await town.pass_until(berlin("30.03.", "10:00"))
    await town.ann.taps("Better", "3")
    assert len(told(town)) == 1
    assert "it is more than before" in at(town.ann, "30.03. 09:00").words


@pytest.mark.parametrize(("tap", "alerts"), [("No", 0), ("Yes, worse", 1)])
async def test_a_smaller_rise_asks_whether_it_is_worse(town: Town, tap: str, alerts: int) -> None:
    """From 1 to 2: one question more, and yes is for the same day."""
    await on_morning(town, "day-2")
    await town.ann.taps("Better", "1", "No")
    await town.pass_until(berlin("30.03.", "10:00"))
    await town.ann.taps("Better", "2")
    assert "Is that worse than at your last check-in?" in at(town.ann, "30.03. 09:00").words
    await town.ann.taps(tap)
    assert len(told(town)) == alerts


async def test_an_amber_answer_that_no_check_in_asks_again_is_asked_again(town: Town) -> None:
    """Swelling on day 7: no check-in on day 8, so a question of its own comes."""
    await on_morning(town, "day-7")
    await town.ann.taps("Better", "1", "A bit")
    await town.pass_until(berlin("04.04.", "10:00"))
    assert town.ann.received[-1].words.startswith("You told us about something")
    await town.ann.taps("The same")
    assert "K-1, asked again." in told(town)[-1]


async def test_an_amber_answer_that_the_plan_asks_again_is_not_asked_twice(town: Town) -> None:
    """Worse on day 1: day 2 has its own check-in, and the same there is for the same day."""
    await on_morning(town, "day-1")
    await town.ann.taps("Worse", "1", "No")
    await town.pass_until(berlin("29.03.", "11:00"))
    assert all("You told us about something" not in each.words for each in town.ann.received)
    await town.ann.taps("The same")
    assert len(told(town)) == 1


async def test_clearly_marked_on_day_5_is_watched_and_on_day_10_told(town: Town) -> None:
    """Not fading: one question more; early it is noted, late staff hear of it."""
    await on_morning(town, "day-5")
    await town.ann.taps("The same", "Yes, clearly")
    assert told(town) == []
    await town.pass_until(berlin("06.04.", "10:00"))
    await town.ann.taps("The same", "Yes, clearly")
    assert len(told(town)) >= 1


async def test_an_amber_answer_that_was_a_slip_is_not_asked_again(town: Town) -> None:
    """Changed to 'No': there is nothing left to ask about."""
    await on_morning(town, "day-7")
    await town.ann.taps("Better", "1", "A bit")
    await town.ann.taps("Change", "Better", "1", "No")
    await town.pass_until(berlin("04.04.", "10:00"))
    assert all("You told us about something" not in each.words for each in town.ann.received)
