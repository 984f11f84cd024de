"""Rings: what nobody takes sounds again, then for whoever is on call, then for the owners."""

from datetime import datetime, timedelta

import pytest

from bot.simulator.chats import Message
from tests import team
from tests.cast import BERLIN, CLINIC, DAN, FRIDAY_AFTERNOON, Town
from tests.phone import Phone
from tests.stories.conftest import RaiseTown
from tests.team import CLINICIAN

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
        assert [each.label for each in phone.newest.buttons][-2:] == ["I take it", "Close …"]


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


async def test_raised_out_of_hours_it_is_the_second_ring_too(raise_town: RaiseTown) -> None:
    """The opening is the first."""
    town = await raise_town(at(26, 20, 0))
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.pass_until(at(27, 17, 0))
    assert heard(town.clinic, NOBODY)[:2] == ["27. 09:00", "27. 09:30"]
    assert [when(each) for each in told(town.ann, UNREAD)] == ["27. 09:30"]


@pytest.mark.parametrize("way", ["open", "answer"])
async def test_nobody_has_read_it_is_not_said_of_what_was_read(town: Town, way: str) -> None:
    """Somebody opened or answered it and did not take it: nobody is at it, which is true."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    if way == "open":
        await town.clinic.opens_words()
    else:
        await town.clinic.taps("Answer")
        await town.clinic.says("Please call 112.")
    await town.pass_until(FRIDAY_AFTERNOON + 12 * MINUTE)
    assert told(town.ann, UNREAD) == []
    assert len(told(town.ann, "Nobody at Rose Clinic is dealing with this right now")) == 1


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
