"""Trouble for a town: calls that fail as a story says, and what was seen of a message after."""

from bot.core.outbox import MessageRow
from bot.simulator.faults import Faults
from tests.cast import Town
from tests.stories.diary import berlin, when

GROUP = -900
NOON = ("28.03.", "12:00")
MORNING = ("28.03.", "08:59")


def troubled(town: Town) -> Faults:
    """From now on calls fail as the story says."""
    policy = Faults()
    town.world.policy = policy
    town.wants_trouble = True
    return policy


async def before_nine(town: Town) -> Faults:
    """Ann is linked, and in a minute day 1's note is due."""
    await town.link_ann()
    await town.pass_until(berlin(*MORNING))
    return troubled(town)


def mornings(town: Town) -> list[str]:
    """When day 1's note came, each time it came."""
    return [when(each) for each in town.ann.received if "How is it today?" in each.words]


async def told_of(town: Town, title: str) -> list[str]:
    """What the clinic read about a note, by its title."""
    return [each.words for each in town.clinic.received if title in each.words]


async def answer_to(town: Town, words: str) -> MessageRow:
    """The row of the newest answer with that leaflet."""
    file = await town.file()
    return [row for row in file.outbox.rows.values() if row.leaflet == words][-1]
