"""Rings: what nobody takes sounds again, then for whoever is on call, then for the owners."""

from datetime import datetime, timedelta

import pytest

from bot.simulator.chats import Message
from tests import team
from tests.cast import ANN, BERLIN, CLINIC, DAN, FRIDAY_AFTERNOON, Town
from tests.phone import Phone
from tests.stories.conftest import RaiseTown
from tests.team import CLINICIAN, DESK

NOBODY = "K-1: nobody has taken this yet."
WORRIED = "K-1 is worried."
EMERGENCY = "My lips are swelling and I can't breathe properly"
ON_CALL = "Rose Clinic: K-1, day"
UNREAD = "Nobody at Rose Clinic has read this yet"
NOT_TODAY = "The clinic does not open again today."
MINUTE = timedelta(minutes=1)
GROUP = -900


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """An instant of spring 2026 in Berlin."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def heard(phone: Phone, start: str) -> list[str]:
    """When messages that begin so came with a sound: day and time in Berlin."""
    return [when(each) for each in told(phone, start) if not each.silent]


def when(message: Message) -> str:
    """Day and time of a message in Berlin."""
    return f"{datetime.fromtimestamp(message.date, BERLIN):%d. %H:%M}"


def told(phone: Phone, start: str) -> list[Message]:
    """The messages that begin so."""
    return [each for each in phone.received if each.words.startswith(start)]


async def test_an_emergency_that_nobody_takes_rings_again_after_five_minutes(town: Town) -> None:
    """For all staff, audibly, with the buttons."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.pass_until(FRIDAY_AFTERNOON + 6 * MINUTE)
    for phone in (town.clinic, clinician):
        assert heard(phone, NOBODY) == ["27. 17:05"]
        assert [each.label for each in phone.newest.buttons] == ["I take it", "Close …"]


async def test_then_whoever_is_on_call_then_the_owners(raise_town: RaiseTown) -> None:
    """By code only for somebody who is not on the staff; the owners at last, again and again."""
    town = await raise_town(second_contact=DAN)
    clinician = await team.join(town, CLINICIAN)
    await town.dan.says("/start")
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.pass_until(FRIDAY_AFTERNOON + 40 * MINUTE)
    assert heard(clinician, NOBODY) == ["27. 17:05"]
    assert heard(town.dan, ON_CALL) == ["27. 17:10"]
    assert "breathe" not in town.dan.ever_read
    assert town.dan.newest.buttons == ()
    assert heard(town.clinic, NOBODY) == ["27. 17:05", "27. 17:15", "27. 17:20", "27. 17:30"]


async def test_an_emergency_rings_on_for_the_owners_and_has_an_end(town: Town) -> None:
    """At growing intervals up to an hour, through the night; after a day it is in the list."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.pass_days(3)
    rung = heard(town.clinic, NOBODY)
    assert rung[:7] == [
        "27. 17:05", "27. 17:10", "27. 17:15", "27. 17:20", "27. 17:30", "27. 17:50", "27. 18:30",
    ]  # fmt: skip
    assert len(rung) == 27
    assert "Overdue: nobody has it." in await town.clinic.says("/alerts")


async def test_the_minutes_are_the_clinics_to_choose(raise_town: RaiseTown) -> None:
    """ALERT_MINUTES_EMERGENCY and ALERT_MINUTES_SAME_DAY."""
    town = await raise_town(alert_minutes_emergency=2, alert_minutes_same_day=10)
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.ann.says(EMERGENCY)
    await town.pass_until(FRIDAY_AFTERNOON + 12 * MINUTE)
    same_day = [each for each in told(town.clinic, NOBODY) if "same-day" in each.words]
    assert [when(each) for each in same_day] == ["27. 17:10"]
    assert heard(town.clinic, NOBODY)[:2] == ["27. 17:02", "27. 17:04"]


async def test_a_worry_rings_again_after_half_an_hour_of_opening(raise_town: RaiseTown) -> None:
    """At 17:45 on a Friday that closes at 18:00: the rest of the half hour is Saturday's."""
    town = await raise_town(at(27, 17, 45), second_contact=DAN)
    await town.dan.says("/start")
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.pass_until(at(28, 14, 0))
    assert heard(town.clinic, NOBODY) == ["28. 10:15", "28. 11:15"]
    assert heard(town.dan, ON_CALL) == ["28. 10:45"]


async def test_the_hours_are_counted_across_the_clock_change(raise_town: RaiseTown) -> None:
    """From Saturday over the short night and the closed Sunday to Monday."""
    town = await raise_town(at(28, 13, 50))
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.pass_until(at(30, 9, 30))
    assert heard(town.clinic, NOBODY) == ["30. 09:20"]


async def test_closed_days_are_no_hours_of_opening(town: Town) -> None:
    """Saturday and Monday are closed: the same day's alarm waits until Tuesday."""
    await town.clinic.says("/closed 2026-03-28..2026-03-30")
    await town.link_ann()
    await town.pass_until(at(27, 17, 50))
    await town.ann.taps("I'm worried")
    await town.pass_until(at(31, 9, 30))
    assert heard(town.clinic, NOBODY) == ["31. 09:20"]


async def test_a_day_closed_meanwhile_moves_the_ring(raise_town: RaiseTown) -> None:
    """The clinic closes Saturday after the ring was promised: it sounds on Monday."""
    town = await raise_town(at(27, 20, 0))
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.clinic.says("/closed 2026-03-28")
    await town.pass_until(at(30, 9, 1))
    assert heard(town.clinic, NOBODY) == ["30. 09:00"]


async def test_out_of_hours_it_comes_silently_and_rings_at_opening(raise_town: RaiseTown) -> None:
    """At once to whoever is on call, by code; no phone of the staff sounds in the night."""
    town = await raise_town(at(27, 20, 0), second_contact=DAN)
    await town.dan.says("/start")
    await town.link_ann()
    await town.ann.taps("I'm worried")
    [message] = told(town.dan, ON_CALL)
    assert (when(message), message.silent) == ("27. 20:00", True)
    assert (heard(town.clinic, WORRIED), len(told(town.clinic, WORRIED))) == ([], 1)
    await town.pass_until(at(28, 10, 5))
    assert heard(town.clinic, NOBODY) == ["28. 10:00"]


async def test_the_client_is_told_first_not_to_wait(raise_town: RaiseTown) -> None:
    """The clinic does not open again that day: urgent care's number, before all else, once."""
    town = await raise_town(at(27, 20, 0))
    await town.link_ann()
    await town.ann.taps("I'm worried")
    first, then = town.ann.received[-2:]
    assert first.words == (
        "The clinic does not open again today. Do not wait for us: call Medical on-call service"
        " today, 116117."
    )
    assert not first.silent
    assert "The clinic is open: from Sat 28 March, 10:00." in then.words
    assert "116117" not in then.words
    assert first.id < told(town.clinic, WORRIED)[0].id
    await town.pass_until(at(27, 21, 0))
    await town.ann.taps("I'm worried")
    assert len(told(town.ann, NOT_TODAY)) == 1


@pytest.mark.parametrize("hour", [8, 17])
async def test_who_can_be_seen_today_is_not_sent_elsewhere(
    raise_town: RaiseTown, hour: int
) -> None:
    """Before opening and while it is open."""
    town = await raise_town(at(27, hour))
    await town.link_ann()
    await town.ann.taps("I'm worried")
    assert told(town.ann, NOT_TODAY) == []


async def test_the_client_hears_that_nobody_has_read_it(raise_town: RaiseTown) -> None:
    """Once, after the second ring that nobody answered, with the number of whoever is there."""
    town = await raise_town(at(27, 15, 0))
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.pass_until(at(27, 15, 59))
    assert told(town.ann, UNREAD) == []
    await town.pass_days(3)
    [said] = told(town.ann, UNREAD)
    assert when(said) == "27. 16:00"
    assert "Please phone +49 30 5550100 now." in said.words


async def test_with_the_clinic_closed_it_names_urgent_care(raise_town: RaiseTown) -> None:
    """An emergency in the night."""
    town = await raise_town(at(27, 23, 0))
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.pass_until(at(27, 23, 11))
    [said] = told(town.ann, UNREAD)
    assert [number in said.words for number in ("116117", "112", "+49")] == [True, True, False]


async def test_whoever_takes_it_stops_the_rings(town: Town) -> None:
    """Nothing is rung, and the client does not hear that nobody has read it."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.clinic.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 25 * MINUTE)
    assert (heard(town.clinic, NOBODY), told(town.ann, UNREAD)) == ([], [])


async def test_closing_stops_the_rings(town: Town) -> None:
    """For good."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_days(3)
    assert heard(town.clinic, NOBODY) == []


async def test_the_group_is_rung_by_code(raise_town: RaiseTown) -> None:
    """No button, no word of the client's."""
    town = await raise_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC])
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.pass_until(FRIDAY_AFTERNOON + 6 * MINUTE)
    rung = town.world.chat(GROUP)[-1]
    assert rung.words == "K-1, day 0, EMERGENCY: nobody has taken this yet"
    assert (rung.silent, rung.buttons) == (False, ())


# ------------------------------------------------------------------- what comes later


async def test_what_is_added_rings_again_for_all(town: Town) -> None:
    """It joins the open alert; within a minute it is one sound, and no word is lost."""
    await town.link_ann()
    for text in ("There is pus on my cheek", "It is more pus now"):
        await town.ann.says(text)
    await town.pass_until(FRIDAY_AFTERNOON + 3 * MINUTE)
    await town.ann.says("There is still pus on my cheek")
    signs = told(town.clinic, "K-1, a sign to look at today.")
    assert [each.silent for each in signs] == [False, True, False]
    assert len((await town.file()).alerts) == 1


async def test_what_is_added_rings_for_whoever_has_it(town: Town) -> None:
    """The others see it without a sound; a question while it is open counts as added."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await clinician.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 3 * MINUTE)
    await town.ann.taps("I'm worried")
    await town.ann.says("Is it the blue one?")
    for start in (WORRIED, "K-1 wrote."):
        assert not told(clinician, start)[-1].silent
        assert told(town.clinic, start)[-1].silent


async def test_words_in_an_emergency_ring(town: Town) -> None:
    """What the client writes on is no question that waits."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.ann.says("Is it the blue one?")
    assert heard(town.clinic, "K-1 wrote.") == ["27. 17:00"]


async def test_a_question_rings_once_after_four_hours_of_opening(town: Town) -> None:
    """From Friday 17:00: one hour that day, three on Saturday; then never again."""
    await town.link_ann()
    await town.ann.says("Is it the blue one?")
    assert heard(town.clinic, "K-1 wrote.") == []
    await town.pass_days(8)
    rung = [each for each in told(town.clinic, NOBODY) if "a message" in each.words]
    assert [(when(each), each.silent) for each in rung] == [("28. 13:00", False)]


async def test_who_cannot_be_reached_rings_once(raise_town: RaiseTown) -> None:
    """At once while the clinic is open; in the night when it opens; after day 7 not at all."""
    town = await raise_town(at(26, 12, 0))
    await town.link_ann()
    town.wants_trouble = True
    await town.pass_until(at(26, 15, 0))
    town.world.block(ANN)
    await town.app.settle()
    town.world.unblock(ANN)
    await town.pass_until(at(27, 3, 0))
    town.world.block(ANN)
    await town.pass_until(at(27, 18, 0))
    assert heard(town.clinic, "K-1 cannot be reached.") == ["26. 15:00"]
    assert heard(town.clinic, NOBODY) == ["27. 09:00"]
    town.world.unblock(ANN)
    await town.pass_until(at(3, 12, 0, month=4))
    town.world.block(ANN)
    await town.pass_days(3)
    assert len(heard(town.clinic, "K-1 cannot be reached.")) == 1
    assert len(heard(town.clinic, NOBODY)) == 1


async def test_silence_never_rings(town: Town) -> None:
    """Nobody answers a check-in for two weeks: no alert, no sound."""
    await town.link_ann()
    before = len(town.clinic.received)
    await town.pass_days(13)
    assert [each.words for each in town.clinic.received[before:] if not each.silent] == []


# ------------------------------------------------------------------- trouble


async def test_a_restart_loses_no_ring(town: Town) -> None:
    """The process dies between the alarm and its ring."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.restart()
    await town.pass_until(FRIDAY_AFTERNOON + 6 * MINUTE)
    assert heard(town.clinic, NOBODY) == ["27. 17:05"]


async def test_after_an_outage_it_rings_once_at_once(town: Town) -> None:
    """Half an hour without a process: one ring, not one for each that was missed."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    town.clock.move_to(FRIDAY_AFTERNOON + 30 * MINUTE)
    await town.restart()
    assert heard(town.clinic, NOBODY) == ["27. 17:30"]
    await town.pass_until(FRIDAY_AFTERNOON + 36 * MINUTE)
    assert heard(town.clinic, NOBODY) == ["27. 17:30", "27. 17:35"]


async def test_a_ring_whose_time_came_in_the_night_waits_for_the_opening(town: Town) -> None:
    """The process was away when a worry's half hour was over, and comes back at midnight."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    town.clock.move_to(at(28, 0, 0))
    await town.restart()
    assert heard(town.clinic, NOBODY) == []
    await town.pass_until(at(28, 10, 1))
    assert heard(town.clinic, NOBODY) == ["28. 10:00"]


async def test_who_is_on_call_and_never_started_the_bot_holds_up_nobody(
    raise_town: RaiseTown,
) -> None:
    """Telegram refuses the message; the owners are rung all the same."""
    town = await raise_town(second_contact=DAN)
    town.wants_trouble = True
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.pass_until(FRIDAY_AFTERNOON + 16 * MINUTE)
    assert heard(town.clinic, NOBODY) == ["27. 17:05", "27. 17:15"]


async def test_two_clients_ring_each_for_themselves(town: Town) -> None:
    """Taking one leaves the other ringing."""
    desk = await team.join(town, DESK)
    await town.link_ann()
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")
    await town.ann.says(EMERGENCY)
    await town.bob.says(EMERGENCY)
    await desk.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 6 * MINUTE)
    bobs = "K-2: nobody has taken this yet."
    assert (heard(town.clinic, NOBODY), heard(town.clinic, bobs)) == (["27. 17:05"], [])
