"""The process dies at any call while a drill runs: it is held once, and told to everybody."""

from datetime import timedelta

import pytest

from bot.core.desk import desk_id
from bot.core.outbox import ChatId
from tests.cast import CLINIC, DAN
from tests.stories.crashing import CrashTown, until_the_end

LIMIT = timedelta(minutes=5)
EVERY = 7  # of so many calls one is tried; the slow test tries them all


async def lived(fatal: int) -> CrashTown:
    """Two owners: one drills, the other answers, and the limit goes by; with a crash at a call."""
    town = CrashTown(fatal, facts={"owners": frozenset({CLINIC, DAN})})
    town.world.start_link(DAN)
    await town.settle()
    town.world.send_text(CLINIC, "/drill")
    await town.settle()
    await town.taps(DAN, "I got it")
    await town.pass_until(town.clock.now() + 2 * LIMIT)
    return town


async def doubts_of(town: CrashTown) -> int:
    """How many messages of the two owners Telegram may have taken twice."""
    desks = [await town.store.load(desk_id(ChatId(user))) for user in (CLINIC, DAN)]
    return sum(row.doubted for desk in desks for row in desk.outbox.rows.values())


async def check(fatal: int) -> bool:
    """One drill, answered by Dan, told to both; only what is in doubt is there twice."""
    town = await lived(fatal)
    (drill,) = (await town.store.load_clinic()).drills
    assert (drill.answered_name, drill.unreached, drill.is_told) == ("Dan", (), True), fatal
    assert drill.reviewed_at is not None, fatal
    told = [each for who in (CLINIC, DAN) for each in town.read_by(who) if "DRILL" in each]
    over = [each for each in told if each.startswith("DRILL 1 is over. Dan had it")]
    assert len(over) == 2, (fatal, told)
    assert len(told) - len(over) <= await doubts_of(town), (fatal, told)
    return town.starts > 1


async def test_a_crash_at_some_calls_loses_no_drill() -> None:
    """Begun, rung, answered, told, reviewed: each is written down before it is built on."""
    fatal = 1
    while await check(fatal):
        fatal += EVERY
    assert fatal > EVERY


@pytest.mark.slow
async def test_a_crash_at_any_call_loses_no_drill() -> None:
    """At each one of them."""
    await until_the_end(check)
