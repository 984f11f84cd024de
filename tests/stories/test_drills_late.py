"""Drills and outages: what could not ring at its time rings nobody later, least of all at night."""

from datetime import datetime, timedelta

from bot.core import drills
from bot.core.outbox import UserId
from tests import team
from tests.cast import BERLIN, CLINIC
from tests.phone import Phone
from tests.stories.conftest import RaiseTown
from tests.team import CLINICIAN

AT_NIGHT = datetime(2026, 3, 28, 2, 0, tzinfo=BERLIN)
BEFORE_CLOSING = datetime(2026, 3, 27, 17, 50, tzinfo=BERLIN)
MINUTE = timedelta(minutes=1)
LABEL = "DRILL 1."


def rung(phone: Phone) -> list[str]:
    """What a phone was told of drills with a sound."""
    return [each.words for each in phone.received if LABEL in each.words and not each.silent]


async def test_a_drill_that_could_not_go_out_does_not_ring_at_night(
    raise_town: RaiseTown,
) -> None:
    """Cut off until half past eleven: nobody is woken, and nothing stale is read in the morning."""
    town = await raise_town()
    clinician = await team.join(town, CLINICIAN)
    town.cut_off(CLINICIAN)
    await town.clinic.says("/drill")
    await town.pass_until(AT_NIGHT - timedelta(hours=2, minutes=30))
    town.mend()
    await town.pass_until(AT_NIGHT + timedelta(hours=10))
    assert LABEL not in clinician.ever_read


async def test_a_drill_held_up_for_a_moment_still_rings(raise_town: RaiseTown) -> None:
    """Within the time an answer is waited for, it tests what it is for."""
    town = await raise_town()
    clinician = await team.join(town, CLINICIAN)
    town.cut_off(CLINICIAN)
    await town.clinic.says("/drill")
    await town.pass_until(town.clock.now() + MINUTE)
    town.mend()
    await town.pass_until(town.clock.now() + 3 * MINUTE)
    assert len(rung(clinician)) == 1


async def test_a_drill_begun_before_an_outage_rings_nobody_after_it(
    raise_town: RaiseTown,
) -> None:
    """Down from its first step until two at night: owners read how it went, without a sound."""
    town = await raise_town(BEFORE_CLOSING)
    clinician = await team.join(town, CLINICIAN)
    facts, now = town.app.clinic, town.clock.now()
    await town.store.change_clinic(
        lambda file: (drills.begun(file, facts, now, cause="update-99", by=UserId(CLINIC)), None)
    )
    town.clock.move_to(AT_NIGHT)
    await town.restart()
    await town.pass_until(AT_NIGHT + 10 * MINUTE)
    assert (rung(town.clinic), rung(clinician)) == ([], [])
    assert town.clinic.newest.words.startswith("DRILL 1. Nobody tapped I got it")


async def test_a_dead_network_is_not_called_a_block(raise_town: RaiseTown) -> None:
    """Who was not reached may have blocked the bot, or nothing got through: both are said."""
    town = await raise_town()
    await team.join(town, CLINICIAN)
    town.cut_off(CLINICIAN)
    await town.clinic.says("/drill")
    await town.clinic.taps("I got it")
    await town.pass_until(town.clock.now() + 10 * MINUTE)
    assert "or nothing got through to them just then:" in town.clinic.newest.words
