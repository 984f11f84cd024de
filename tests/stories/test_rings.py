"""Rings: what nobody takes sounds again, then for whoever is on call, then for the owners."""

from datetime import datetime, timedelta

from bot.simulator.chats import Message
from tests import team
from tests.cast import BERLIN, DAN, FRIDAY_AFTERNOON, Town
from tests.phone import Phone
from tests.stories.conftest import RaiseTown
from tests.team import CLINICIAN

NOBODY = "K-1: nobody has taken this yet."
EMERGENCY = "My lips are swelling and I can't breathe properly"
ON_CALL = "Rose Clinic: K-1, day 0, "
UNREAD = "Nobody at Rose Clinic has read this yet."
MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """An instant of spring 2026 in Berlin."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def heard(phone: Phone, start: str) -> list[str]:
    """When messages that begin so came with a sound: day and time in Berlin."""
    return [
        f"{datetime.fromtimestamp(each.date, BERLIN):%d. %H:%M}"
        for each in phone.received
        if each.words.startswith(start) and not each.silent
    ]


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
    assert heard(town.clinic, NOBODY) == ["27. 17:05", "27. 17:15", "27. 17:20", "27. 17:30"]
