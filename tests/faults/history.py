"""A fact that somebody changed while nobody could tell yet whether the program had heard of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Change(Generic[T]):
    value: T
    asked_at: datetime
    sure_at: datetime | None = None


@dataclass(slots=True)
class History(Generic[T]):
    """The values of a fact; between asking for one and the next rest, the old one may hold too."""

    first: T
    changes: list[_Change[T]] = field(default_factory=list)

    def ask(self, value: T, at: datetime) -> None:
        """Note that somebody asked for a value."""
        self.changes.append(_Change(value, at))

    def rest(self, at: datetime) -> None:
        """Note that all was quiet: what was asked for holds."""
        for each in reversed(self.changes):
            if each.sure_at is not None:
                return
            each.sure_at = at

    def possible(self, start: datetime, end: datetime) -> set[T]:
        """Return the values that may have held at any time from start to end."""
        found: set[T] = set()
        value = self.first
        for each in self.changes:
            if each.asked_at > end:
                break
            if each.sure_at is None or each.sure_at >= start:
                found.add(value)
            value = each.value
        found.add(value)
        return found

    def surely(self, value: T, start: datetime, end: datetime) -> bool:
        """Tell whether nothing else can have held from start to end."""
        return self.possible(start, end) == {value}

    def maybe(self, value: T, start: datetime, end: datetime) -> bool:
        """Tell whether it may have held at any time from start to end."""
        return value in self.possible(start, end)

    @property
    def last(self) -> T:
        """Return what was asked for last."""
        return self.changes[-1].value if self.changes else self.first
