"""Who reads what in the timeline: the front desk sees how urgent answers were, not the answers."""

from datetime import timedelta

from bot.core import audit, showing
from tests import pictures, team
from tests.cast import ANN, FRIDAY_AFTERNOON, Town
from tests.phone import Phone
from tests.stories.diary import berlin
from tests.stories.photographing import add
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


async def pictured(town: Town) -> None:
    """Ann keeps a photo, and sends another one to the clinic."""
    await town.link_ann()
    await add(town)
    town.world.send_photo(ANN, pictures.photo(), caption="Is it the blue one?")
    await town.ann.reads()


async def test_each_photo_of_the_timeline_opens_and_goes_again(town: Town) -> None:
    """A button each; who opened which is noted, and in half a day it is deleted."""
    clinician = await team.join(town, CLINICIAN)
    await pictured(town)
    await timeline(clinician)
    labels = [each for each in clinician.buttons if each.startswith("Show: ")]
    assert labels == ["Show: a photo, Fri 27 March, 17:00"] * 2
    screen = clinician.newest
    for data in [each.data or "" for each in screen.buttons if each.label in labels]:
        town.world.forge(CLINICIAN, CLINICIAN, screen.id, data)
        await town.app.settle()
    opened = [each for each in clinician.received if each.photo is not None]
    assert [each.protected for each in opened] == [True, True]
    events = [each for each in (await town.file()).events if each.who == str(CLINICIAN)]
    names = [each.name for each in events if {"photo", "message"} & set(each.facts)]
    assert sorted(names) == sorted([audit.SEEN, showing.OPENED])
    await town.pass_until(FRIDAY_AFTERNOON + showing.SHOWN_FOR + timedelta(minutes=1))
    assert [each for each in clinician.received if each.photo is not None] == []


async def test_the_front_desk_has_no_way_to_photos_in_the_timeline(town: Town) -> None:
    """It reads that one came; the way there is for whoever may see it."""
    desk = await team.join(town, DESK)
    await pictured(town)
    await timeline(desk)
    assert "from the client: a photo" in desk.newest.words
    assert [each for each in desk.buttons if each.startswith("Show: ")] == []


async def test_a_photo_that_its_client_deleted_has_no_button(town: Town) -> None:
    """The line stays, and says that it was kept and deleted."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await add(town)
    await town.ann.says("/progress")
    await town.ann.taps("Delete a photo", "Day 0", "Yes, delete")
    await timeline(clinician)
    assert [each for each in clinician.buttons if each.startswith("Show: ")] == []
