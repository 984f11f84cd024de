"""A town as it was left: what many tests begin with is lived through once.

Each of them gets Telegram, the clock and the disk as they were then, and a process of its own.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from bot.simulator.world import World
from bot.timing.clock import VirtualClock
from tests.cast import Town
from tests.watched_disk import WatchedDisk


@dataclass(frozen=True)
class KeptTown:
    """What outlives a process; whoever lived in the town has left it for good."""

    town: Town
    outside: tuple[World, VirtualClock, WatchedDisk]

    async def taken_up(self) -> Town:
        """Return a town of its own that goes on from there, with a process newly started."""
        world, clock, disk = copy.deepcopy(self.outside)
        left = self.town
        town = Town(world, clock, left.app, left.store, disk, left.library, left.seal)
        town.listen()
        await town.restart()
        return town


def keep(town: Town) -> KeptTown:
    """Keep the town as it is now; nobody lives in it any more."""
    town.check()
    # The process that listens and waits there ends with its test.
    town.world.state.listeners.clear()
    town.world.state.updates.take_over()
    return KeptTown(town, (town.world, town.clock, town.disk))
