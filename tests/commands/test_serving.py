"""How long ago a running bot last gave a sign of life: by the end of a tick, or by a message."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.chat.doors import HEALTHY_SECONDS
from bot.commands._serving import Beat
from bot.timing.clock import VirtualClock

NOON = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)


async def test_a_long_delivery_is_no_silence() -> None:
    """Ten thousand messages take five minutes and all ticks: who sends is well."""
    clock, outcomes = VirtualClock(NOON), Counter[str]()
    beat = Beat(lambda _: asyncio.Event().wait(), clock, outcomes)
    ticking = asyncio.create_task(beat.tick(NOON))
    for minute in range(1, 6):
        clock.move_to(NOON + timedelta(minutes=minute))
        outcomes["sent"] += 1
        assert beat.seconds() < HEALTHY_SECONDS
    clock.move_to(NOON + timedelta(minutes=7))
    assert beat.seconds() > HEALTHY_SECONDS
    ticking.cancel()
