"""The process dies somewhere between a ring and whoever takes it: no ring is lost, none doubled."""

from collections import Counter

import pytest

from bot.core.client import ClientFile
from tests.cast import ANN, CLINIC
from tests.stories.crashing import NEVER, CrashTown, until_the_end
from tests.stories.diary import berlin
from tests.stories.test_emergency_crash import ENROL, WORDS

READERS = (ANN, CLINIC)


async def lived(fatal: int) -> CrashTown:
    """Ann's emergency rings twice; then it is taken, handed on, taken again, closed, noted."""
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
    await town.pass_until(berlin("27.03.", "17:11"))
    for label in ("I take it", "Hand on", "I take it", "Close …", "Phoned them"):
        await town.taps(CLINIC, label)
    town.world.send_text(CLINIC, "All well")
    await town.settle()
    await town.pass_until(berlin("27.03.", "18:30"))
    return town


def facts(file: ClientFile) -> dict[str, object]:
    """What must be true of Ann's file, however often the process died."""
    [alert] = file.alerts
    names = Counter(each.name for each in file.events)
    return {
        "rings": alert.rings,
        "outcome": (alert.outcome, alert.note, alert.closed_by),
        "claimed": names["alert claimed"],
        "handed on": names["alert handed on"],
        "closed": names["alert closed"],
        "noted": names["alert noted"],
    }


FACTS = {
    "rings": 3,
    "outcome": ("phoned", "All well", CLINIC),
    "claimed": 2,
    "handed on": 1,
    "closed": 1,
    "noted": 1,
}


def rings(town: CrashTown, who: int) -> list[str]:
    """What rings and claims said on a phone: only where Telegram's answer was lost, one twice."""
    starts = ("K-1: nobody", "K-1 is free", "Someone at", "Nobody at")
    return [each for each in town.read_by(who) if each.startswith(starts)]


async def check(fatal: int, calm: CrashTown) -> bool:
    """Live the story with a crash at that call; return whether it came to one."""
    town = await lived(fatal)
    assert facts(await town.file()) == FACTS, fatal
    for who in READERS:
        missing = Counter(calm.read_by(who)) - Counter(town.read_by(who))
        assert list(missing.elements()) == [], (fatal, who)
        twice = Counter(rings(town, who)) - Counter(rings(calm, who))
        assert sum(twice.values()) <= 1, (fatal, who)
    return town.starts > 1


async def test_the_rings_without_a_crash() -> None:
    """What is expected of all the others."""
    town = await lived(NEVER)
    assert facts(await town.file()) == FACTS


@pytest.mark.slow
async def test_a_crash_at_any_call_loses_no_ring() -> None:
    """At each one of them."""
    calm = await lived(NEVER)
    await until_the_end(lambda fatal: check(fatal, calm))
