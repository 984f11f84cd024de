"""Who does what next: acts of people and turns of fate, in the order of their time."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

Act = Callable[[], object]
Flow = Iterator[float]


@dataclass(order=True)
class _Entry:
    at: datetime
    number: int
    act: Act = field(compare=False)


@dataclass
class Agenda:
    """Acts by their true time."""

    entries: list[_Entry] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=count)

    def put(self, at: datetime, act: Act) -> None:
        """Do it at that time."""
        heapq.heappush(self.entries, _Entry(at, next(self.numbers), act))

    def play(self, at: datetime, flow: Flow) -> None:
        """Do something of several steps; each yields the seconds until it goes on."""

        def go_on() -> None:
            seconds = next(flow, None)
            if seconds is not None:
                self.play(at + timedelta(seconds=seconds), flow)

        self.put(at, go_on)

    @property
    def next_at(self) -> datetime | None:
        """When something is to be done."""
        return self.entries[0].at if self.entries else None

    def take(self, now: datetime) -> list[Act]:
        """Return what is to be done by now."""
        acts = []
        while self.entries and self.entries[0].at <= now:
            acts.append(heapq.heappop(self.entries).act)
        return acts
