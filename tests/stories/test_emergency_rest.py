"""While an emergency is open, everything routine rests; staff close it, and the plan goes on."""

from bot.core.outbox import RowState
from tests.cast import ANN, CLINIC, Town
from tests.stories.diary import at, berlin
from tests.stories.test_emergency import WORDS, alarms, sick


async def test_routine_messages_rest_until_staff_close_the_alert(town: Town) -> None:
    """No card, no check-in, no sun line; after the tap the day goes on at once."""
    await sick(town)
    await town.pass_until(berlin("27.03.", "17:30"))
    before = len(town.ann.received)
    card = town.ann.card.words
    await town.pass_until(berlin("29.03.", "10:00"))
    assert (len(town.ann.received), town.ann.card.words) == (before, card)
    await town.clinic.taps("Close …", "Phoned them")
    await town.ann.reads()
    assert town.clinic.toast == "Closed. The client's planned messages go on."
    assert at(town.ann, "29.03. 10:00").words.startswith("Hello.")
    assert town.ann.card.words != card


async def test_what_rested_too_long_says_why(town: Town) -> None:
    """Nothing is lost without a reason anyone can read; late check-ins tell staff."""
    await sick(town)
    await town.pass_until(berlin("31.03.", "12:00"))
    row = await town.row("day-1")
    assert (row.state, row.reason) == (RowState.SKIPPED, "an emergency of the client was open")
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_until(berlin("01.04.", "10:00"))
    assert (await town.row("day-5")).state is RowState.SENT


async def test_a_late_check_in_that_rested_tells_staff(town: Town) -> None:
    """Day 14 shows late signs: staff know that it was not asked."""
    await town.link_ann()
    await town.pass_until(berlin("09.04.", "12:00"))
    await town.ann.says(WORDS)
    await town.pass_until(berlin("15.04.", "12:00"))
    told = [each.words for each in town.clinic.received]
    assert [each for each in told if "K-1: a message did not go out." in each] != []


async def test_only_staff_close_it_and_once(town: Town) -> None:
    """Ann cannot forge it; a second tap of the clinic changes nothing; it is noted who did it."""
    await sick(town)
    [alarm] = alarms(town)
    (close,) = [each.data or "" for each in alarm.buttons if ":close:" in (each.data or "")]
    data = close.replace(":close:", ":outcome:") + ":phoned"
    town.world.forge(ANN, ANN, town.ann.newest.id, data)
    await town.ann.reads()
    assert (await town.file()).is_emergency_open
    await town.clinic.taps("Close …", "Phoned them")
    town.world.forge(CLINIC, CLINIC, alarm.id, data)
    await town.clinic.reads()
    assert town.clinic.toast == "This alert is closed already."
    closed = [each for each in (await town.file()).events if each.name == "alert closed"]
    assert [each.who for each in closed] == [str(CLINIC)]


async def test_after_closing_a_new_emergency_is_a_new_alert(town: Town) -> None:
    """It rings, and rests the plan again."""
    await sick(town)
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_days(0.1)
    await town.ann.says(WORDS)
    assert len((await town.file()).alerts) == 2
    assert [each.silent for each in alarms(town)] == [False, False]


async def test_closing_an_alarm_for_today_says_that_nothing_is_held_back(town: Town) -> None:
    """No message rested because of it, so none is said to go on; twice is told as such."""
    await town.link_ann()
    await town.ann.says("/worried")
    await town.clinic.taps("Close …", "Phoned them")
    assert town.clinic.toast == "Closed. This alert no longer holds anything back for the client."
    [closed] = [each for each in town.clinic.received if "is worried." in each.words]
    (reopen,) = [each.data or "" for each in closed.buttons if ":reopen:" in (each.data or "")]
    town.world.forge(CLINIC, CLINIC, closed.id, reopen.replace("reopen", "close"))
    await town.clinic.reads()
    assert town.clinic.toast == "This alert is closed already."


async def test_what_is_asked_for_still_comes(town: Town) -> None:
    """Only what comes by itself rests."""
    await sick(town)
    assert "Normal today" in await town.ann.says("/today")
