"""Every view and change of a client's data by staff leaves one event: who, what, when."""

import pytest

from tests import team
from tests.cast import FRIDAY_AFTERNOON, Town
from tests.team import DESK

CASES = {
    "v1:s:renew:{file}": "link renewed",
    "v1:s:time:{file}": "seen by staff",
    "v1:s:course:{file}": "seen by staff",
    "v1:s:wrong:{file}": "seen by staff",
    "v1:s:wrong:{file}:areas": "seen by staff",
    "v1:s:next:{file}": "seen by staff",
    "v1:s:pause:{file}": "seen by staff",
    "v1:s:pause:{file}:7": "course paused",
    "v1:s:end:{file}:done": "seen by staff",
    "v1:s:rules:{file}": "seen by staff",
    "v1:s:rule:{file}:makeup": "seen by staff",
    "v1:s:rule:{file}:makeup:120": "seen by staff",
    "v1:s:rule:{file}:makeup:120:yes": "rule decided",
    "v1:s:claim:{file}:worried-1": "alert claimed",
    "v1:s:alert:{file}:worried-1": "seen by staff",
    "v1:s:outcome:{file}:worried-1:phoned": "alert closed",
    "v1:s:view:{file}": "seen by staff",
    "v1:s:line:{file}:0": "seen by staff",
}


async def prepared(town: Town, data: str) -> str:
    """Ann linked and worried, or only invited where a link is renewed; return the button's data."""
    desk = await team.join(town, DESK)
    if ":renew:" in data:
        await town.enrol()
    else:
        await town.link_ann()
        await town.ann.taps("I'm worried")
    assert desk.newest.from_bot
    return data.format(file=(await town.file()).id)


@pytest.mark.parametrize(("data", "name"), CASES.items())
async def test_each_action_leaves_one_event(town: Town, data: str, name: str) -> None:
    """By numeric id, with the instant, and no word of what was seen."""
    data = await prepared(town, data)
    before = len((await town.file()).events)
    town.world.forge(DESK, DESK, town.phone(DESK).newest.id, data)
    await town.app.settle()
    (event,) = (await town.file()).events[before:]
    assert (event.name, event.who, event.at) == (name, str(DESK), FRIDAY_AFTERNOON)


async def test_typing_the_reference_is_a_look_too(town: Town) -> None:
    """`/rules K-1` shows what holds for the client."""
    await prepared(town, "")
    await town.phone(DESK).says("/rules K-1")
    event = (await town.file()).events[-1]
    assert (event.name, event.who, dict(event.facts)) == ("seen by staff", str(DESK), {})


async def test_enrolling_and_correcting_are_noted(town: Town) -> None:
    """The first event of each file says who entered it."""
    await town.enrol()
    event = (await town.file()).events[0]
    assert (event.name, event.who) == ("enrolled", "1")
