"""Who reads what in the timeline: the front desk sees how urgent answers were, not the answers."""

from tests import team
from tests.cast import Town
from tests.phone import Phone
from tests.stories.diary import berlin
from tests.team import CLINICIAN, DESK

ANSWERED = "check-in answered: "


async def timeline(phone: Phone) -> list[str]:
    """What the timeline says of answered check-ins, newest first."""
    await phone.says("/client K-1")
    await phone.taps("Timeline")
    lines = (line.partition(ANSWERED)[2] for line in phone.newest.words.splitlines())
    return [line for line in lines if line]


async def test_the_front_desk_reads_how_urgent_answers_were(town: Town) -> None:
    """A clinician reads the answers themselves."""
    desk, clinician = await team.join(town, DESK), await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "13:00"))
    await town.ann.taps("The same")
    assert await timeline(desk) == ["🟢 nothing that stands out"]
    assert await timeline(clinician) == ["the same"]


async def test_the_front_desk_sees_what_is_to_be_watched(town: Town) -> None:
    """And what is for the same day; the worst of a check-in counts."""
    desk = await team.join(town, DESK)
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "13:00"))
    await town.ann.taps("Worse")
    assert await timeline(desk) == ["🟡 to be watched"]
    await town.ann.taps("9")
    assert await timeline(desk) == ["🔴 same-day"]
