"""The process dies somewhere in an emergency: nobody is left without the number or unheard."""

from collections import Counter

import pytest

from bot.core.client import ClientFile
from tests.cast import ANN, BOB, CLINIC
from tests.stories.crashing import NEVER, CrashTown, until_the_end
from tests.stories.diary import berlin

ENROL = ("Needling only", "Face", "Just now", "K-")
WORDS = "I can't breathe and my lips are swelling"
READERS = (ANN, BOB, CLINIC)


async def lived(fatal: int) -> CrashTown:
    """Ann writes an emergency and takes it back; Bob, a stranger, writes one and asks for a person.

    The clinic closes the alert.
    """
    town = CrashTown(fatal)
    await town.settle()
    town.world.send_text(CLINIC, "/enrol")
    await town.settle()
    for label in ENROL:
        await town.taps(CLINIC, label)
    town.world.start_link(ANN, town.town.link())
    await town.settle()
    await town.taps(ANN, "I agree")
    town.world.send_text(ANN, WORDS)
    await town.settle()
    await town.pass_until(berlin("27.03.", "17:20"))
    await town.taps(ANN, "I meant something else")
    town.world.send_text(BOB, WORDS)
    await town.settle()
    await town.pass_until(berlin("27.03.", "17:40"))
    await town.taps(BOB, "Let the clinic contact me")
    await town.taps(CLINIC, "Close …")
    await town.taps(CLINIC, "Phoned them")
    await town.pass_until(berlin("27.03.", "19:00"))
    return town


def facts(file: ClientFile) -> dict[str, object]:
    """What must be true of Ann's file, however often the process died."""
    names = Counter(each.name for each in file.events)
    return {
        "messages": [each.text for each in file.messages],
        "alerts": [(each.concern, each.closed_at is not None) for each in file.alerts],
        "reached": all(each.reached_at is not None for each in file.alerts),
        "meant": names["meant something else"],
        "closed": names["alert closed"],
    }


FACTS = {
    "messages": [WORDS],
    "alerts": [("emergency", True)],
    "reached": True,
    "meant": 1,
    "closed": 1,
}


async def check(fatal: int, calm: CrashTown) -> bool:
    """Live the story with a crash at that call; return whether it came to one."""
    town = await lived(fatal)
    assert facts(await town.file()) == FACTS, fatal
    for who in READERS:
        missing = Counter(calm.read_by(who)) - Counter(town.read_by(who))
        assert list(missing.elements()) == [], (fatal, who)
    return town.starts > 1


async def test_the_emergency_without_a_crash() -> None:
    """What is expected of all the others."""
    town = await lived(NEVER)
    assert facts(await town.file()) == FACTS


@pytest.mark.slow
async def test_a_crash_at_any_call_leaves_nobody_unheard() -> None:
    """At each one of them."""
    calm = await lived(NEVER)
    await until_the_end(lambda fatal: check(fatal, calm))
