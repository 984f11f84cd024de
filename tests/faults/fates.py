"""The spells of trouble a world goes through: when each begins, how long it lasts, how it ends."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from tests.faults.agenda import Agenda
from tests.faults.ledger import Ahead, Ledger, Spell
from tests.faults.lives import Lives
from tests.faults.operator import Operator
from tests.faults.troubles import LEASE, RETRIES, Troubles

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LENGTHS = (MINUTE, 10 * MINUTE, HOUR, 6 * HOUR)
JUMPS = (MINUTE, 45 * MINUTE, 3 * HOUR, 26 * HOUR, 2 * DAY)


@dataclass
class Fates:
    """Puts spells of trouble on the agenda of a world; one after the other or over each other."""

    random: Random
    agenda: Agenda
    troubles: Troubles
    lives: Lives
    ledger: Ledger
    operator: Operator

    def plan(self, count: int, over: timedelta) -> None:
        """Spread so many spells over that time."""
        spells: tuple[Callable[[], None], ...] = (
            self._bad_way,
            self._bad_way,
            self._cut_off,
            self._bad_disk,
            self._slow_disk,
            self._disorder,
            self._moved_clock,
            self._stopped,
            self._stall,
            self._damaged_files,
            self._death,
            self._death,
            self._death,
            self._death,
        )
        for _ in range(count):
            at = self.troubles.clock.true.now() + over * self.random.random()
            self.agenda.put(self._busy(at), self.random.choice(spells))

    def _busy(self, at: datetime) -> datetime:
        """Return that time, or as often the minutes before that morning's messages."""
        if self.random.random() < 0.4:
            return at
        morning = at.astimezone(self.lives.clinic.zone).replace(hour=8, minute=59, second=0)
        return max(at, morning.astimezone(UTC) - MINUTE * self.random.choice((0, 1, 30)))

    def _length(self, *more: timedelta) -> timedelta:
        return self.random.choice((*LENGTHS, *more)) * self.random.uniform(0.5, 1)

    def _spell(
        self, name: str, length: timedelta, after: timedelta, end: Callable[[], None]
    ) -> None:
        now = self.troubles.clock.true.now()
        self.troubles.counts[f"spell: {name}"] += 1
        self.ledger.tell(f"## {name} for {length}")
        self.ledger.hinder(None, now, now + length + after)

        def over() -> None:
            self.ledger.tell(f"## {name} is over")
            end()

        self.agenda.put(now + length, over)

    def _bad_way(self) -> None:
        """Some of all calls to Telegram fail."""
        length = self._length()
        self.troubles.share = self.random.choice((0.05, 0.3, 0.8))
        now = self.troubles.clock.true.now()
        self.agenda.put(now + length, lambda: setattr(self.troubles, "share", 0.0))
        self.troubles.counts["spell: calls fail"] += 1

    def _cut_off(self) -> None:
        """Telegram cannot be reached at all."""
        if self._is_away():
            return
        length = self._length(2 * DAY)
        self.troubles.is_cut_off = True
        self._away(length)
        self._spell("cut off", length, RETRIES, lambda: setattr(self.troubles, "is_cut_off", False))

    def _is_away(self) -> bool:
        """Tell whether it is away already; how long people can count on is known from its start."""
        return self.ledger.back_at > self.troubles.clock.true.now()

    def _away(self, length: timedelta) -> None:
        back_at = self.troubles.clock.true.now() + length
        self.ledger.back_at = max(back_at, self.ledger.back_at)

    def _stopped(self) -> None:
        """Nobody runs the program."""
        if self._is_away():
            return
        length = self._length(2 * DAY)
        self.lives.stopped += 1
        self._away(length)

        def started() -> None:
            self.lives.stopped -= 1

        self._spell("stopped", length, RETRIES, started)

    def _damaged_files(self) -> None:
        """Files are lost while nobody runs the program; the operator puts them back."""
        if self._is_away() or not self.lives.starts:
            return
        length = self._length()
        self.lives.stopped += 1
        self._away(length)

        def restored() -> None:
            now = self.troubles.clock.now()
            self.troubles.counts["file put back from a backup"] += self.operator.damage_and_restore(
                self.random, now
            )
            self.lives.stopped -= 1

        self._spell("files damaged", length, RETRIES, restored)

    def _bad_disk(self) -> None:
        """The disk is full, read-only or failing."""
        length, now = self._length(), self.troubles.clock.true.now()
        self.troubles.damage = self.random.choice((errno.ENOSPC, errno.EROFS, errno.EIO))
        self.ledger.doubtful.append(Spell(None, now, now + length))
        self._spell("bad disk", length, LEASE, lambda: setattr(self.troubles, "damage", 0))

    def _slow_disk(self) -> None:
        """Writes take long, and take less than was given."""
        length = self._length()
        self.troubles.is_slow = True
        self._spell("slow disk", length, MINUTE, lambda: setattr(self.troubles, "is_slow", False))

    def _disorder(self) -> None:
        """Updates come again and out of order."""
        self.troubles.shuffles = True
        end = self.troubles.clock.true.now() + self._length(DAY)
        self.agenda.put(end, lambda: setattr(self.troubles, "shuffles", False))
        self.troubles.counts["spell: disorder"] += 1

    def _moved_clock(self) -> None:
        """Somebody sets the computer's clock wrong, and later right."""
        jump = self.random.choice(JUMPS) * self.random.choice((-1, 1))
        length = self._length()
        self.troubles.clock.skew = jump
        if jump > timedelta():
            now = self.troubles.clock.true.now()
            self.ledger.ahead.append(Ahead(now, now + length, jump))
        kind = "clock turned on" if jump > timedelta() else "clock turned back"
        self._spell(kind, length, abs(jump) + RETRIES, self._right_clock)

    def _right_clock(self) -> None:
        self.troubles.clock.skew = timedelta()

    def _stall(self) -> None:
        """The whole process stands still at its next call to anything: a machine that slept."""
        self.troubles.stall = self.random.choice((MINUTE, 20 * MINUTE, 3 * HOUR))

    def _death(self) -> None:
        """The process dies at one of its next calls to anything."""
        self.troubles.die_soon()
