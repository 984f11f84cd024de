"""When the clinic closes what kept anything new from beginning, the client is told so, once."""

import pytest

from bot.core import settling
from bot.core.outbox import RowState
from tests.cast import Town
from tests.stories.diary import berlin
from tests.stories.test_check_in_story import on_morning
from tests.stories.test_emergency import WORDS

SETTLED = "Rose Clinic has settled this. What /can says holds again."


def settled(town: Town) -> list[str]:
    """What Ann read about it."""
    return [each.words for each in town.ann.received if "has settled this" in each.words]


async def question_closed_at_night(town: Town) -> None:
    """The clinic closes before midnight what Ann asked; the clock stands at five."""
    await town.link_ann()
    await town.pass_until(berlin("27.03.", "23:30"))
    await town.ann.says("make-up?")
    await town.ann.taps("Ask the clinic")
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_until(berlin("28.03.", "05:00"))


async def test_closing_the_alert_is_told_in_one_sentence(town: Town) -> None:
    """Below the word that somebody has seen it, without a second sound; then /can holds."""
    await town.link_ann()
    await town.ann.says("/worried")
    await town.clinic.taps("Close …", "Phoned them")
    await town.ann.reads()
    assert settled(town) == [SETTLED]
    assert town.ann.newest.silent is True
    assert "Nothing new" not in await town.ann.says("/can")


async def test_what_somebody_had_taken_is_told_with_a_sound(town: Town) -> None:
    """The client heard long ago that it was seen."""
    await town.link_ann()
    await town.ann.says("/worried")
    await town.clinic.taps("I take it", "Close …", "Phoned them")
    await town.ann.reads()
    assert settled(town) == [SETTLED]
    assert town.ann.newest.silent is False


async def test_an_emergency_that_is_closed_is_told_at_any_hour(town: Town) -> None:
    """Ann waits for it, late as it is."""
    await town.link_ann()
    await town.pass_until(berlin("27.03.", "23:30"))
    await town.ann.says(WORDS)
    await town.clinic.taps("Close …", "Phoned them")
    await town.ann.reads()
    assert settled(town) == [SETTLED]


async def test_a_question_that_is_closed_at_night_is_told_in_the_morning(town: Town) -> None:
    """Nobody is woken for it."""
    await question_closed_at_night(town)
    assert settled(town) == []
    await town.pass_until(berlin("28.03.", "09:00"))
    assert settled(town) == [SETTLED]


async def test_what_is_open_again_by_the_morning_is_not_called_settled(town: Town) -> None:
    """Worried in the night, after the clinic closed the question."""
    await question_closed_at_night(town)
    await town.ann.says("/worried")
    await town.pass_until(berlin("28.03.", "09:00"))
    assert settled(town) == []
    rows = (await town.file()).outbox.rows.values()
    assert [row.reason for row in rows if row.key.startswith("settled:")] == [settling.OPEN_AGAIN]


async def test_while_another_alert_is_open_nothing_is_settled(town: Town) -> None:
    """It is told when the last one is closed, and once."""
    await town.link_ann()
    await town.ann.says(WORDS)
    await town.ann.says("/worried")
    await town.clinic.taps("Close …", "Phoned them")
    await town.ann.reads()
    assert settled(town) == []
    await town.clinic.says("/alerts")
    await town.clinic.taps("K-1", "Close …", "Seen at the clinic")
    await town.ann.reads()
    assert settled(town) == [SETTLED]


async def test_what_an_answer_still_holds_is_told_with_its_time(town: Town) -> None:
    """Worse on the first morning, and worried beside it: closing leaves the answer's day."""
    await on_morning(town, "day-1")
    await town.ann.taps("Worse")
    await town.ann.says("/worried")
    await town.clinic.taps("Close …", "Phoned them")
    await town.ann.reads()
    assert settled(town) == [
        "Rose Clinic has settled this. Please begin nothing new before Sun 29 March, 11:00 all "
        "the same; from then on, what /can says holds again."
    ]


@pytest.mark.parametrize("times", [1, 2])
async def test_each_closing_is_told_once(town: Town, times: int) -> None:
    """Opened again and closed again, it is told again; a restart adds nothing."""
    await town.link_ann()
    await town.ann.says("/worried")
    await town.clinic.taps("Close …", "Phoned them")
    for _ in range(times - 1):
        await town.clinic.taps("Open again", "Close …", "Phoned them")
    await town.restart()
    await town.pass_days(1)
    assert settled(town) == [SETTLED] * times


async def test_what_held_nothing_any_more_is_closed_without_a_word(town: Town) -> None:
    """A question two days old: nothing was held back by it."""
    await town.link_ann()
    await town.ann.says("make-up?")
    await town.ann.taps("Ask the clinic")
    await town.pass_days(2)
    await town.clinic.says("/alerts")
    await town.clinic.taps("K-1", "Close …", "Phoned them")
    await town.ann.reads()
    assert settled(town) == []
    rows = (await town.file()).outbox.rows.values()
    assert not any(row.state is RowState.PLANNED and "settled" in row.key for row in rows)
