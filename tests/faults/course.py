"""One client's course as the model knows it: what people did to it, never what the program says."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.faults import plan_rules
from tests.faults.history import History
from tests.faults.ledger import EARLIEST, Taken
from tests.faults.plan_rules import Rule

Quiet = tuple[int, int]


@dataclass
class Session:
    """One treatment: when it ended as staff say, and what of its steps Telegram took."""

    ended_at: History[datetime]
    entered_at: datetime
    came: dict[str, list[Taken]] = field(default_factory=dict)


@dataclass
class Course:
    """A client with a chat, and everything that decides what they should get and when."""

    reference: str
    chat: int
    sessions: list[Session]
    zone: History[str]
    quiet: History[Quiet] = field(default_factory=lambda: History((21, 8)))
    linked_at: datetime | None = None
    withdrawn: bool = False
    stopped: History[bool] = field(default_factory=lambda: History(False))
    ended: History[bool] = field(default_factory=lambda: History(False))
    erased: History[bool] = field(default_factory=lambda: History(False))
    away: History[bool] = field(default_factory=lambda: History(False))
    sure_pause: History[datetime] = field(default_factory=lambda: History(EARLIEST))
    pauses: list[tuple[datetime, datetime]] = field(default_factory=list)
    emergencies: History[int] = field(default_factory=lambda: History(0))
    talks: list[tuple[datetime, datetime]] = field(default_factory=list)

    @property
    def histories(self) -> tuple[History[object], ...]:
        """All that people change."""
        mine = (self.zone, self.quiet, self.stopped, self.ended, self.erased)
        also = (self.away, self.emergencies, self.sure_pause)
        return (*mine, *also, *(each.ended_at for each in self.sessions))  # type: ignore[arg-type]

    @property
    def session(self) -> Session:
        """The newest session, whose plan is followed."""
        return self.sessions[-1]

    def rest(self, at: datetime) -> None:
        """Note that the program has heard of all there is."""
        for each in self.histories:
            each.rest(at)

    def dues(self, rule: Rule, session: Session, start: datetime, end: datetime) -> set[datetime]:
        """Return when a step may be due, by all that may have held in that time."""
        return {
            plan_rules.due_at(rule, ended_at, ZoneInfo(zone))
            for ended_at in session.ended_at.possible(start, end)
            for zone in self.zone.possible(start, end)
        }

    def is_quiet(self, at: datetime, wall: datetime) -> bool:
        """Tell whether it is quiet by whatever may hold now."""
        return all(
            plan_rules.is_quiet(wall, ZoneInfo(zone), hours)
            for zone in self.zone.possible(at, at)
            for hours in self.quiet.possible(at, at)
        )

    def talk(self, said_at: datetime, heard_by: datetime) -> None:
        """Note words between client and clinic, which the program may hear of late."""
        self.talks.append((said_at, heard_by))

    def talked(self, start: datetime, end: datetime) -> bool:
        """Tell whether client and clinic may have talked so that a step had to wait."""
        earliest = start - timedelta(minutes=31)
        return any(said_at <= end and earliest <= heard_by for said_at, heard_by in self.talks)

    def entered_after(self, session: Session) -> datetime | None:
        """Return when the session after this one was entered, None where there is none."""
        later = self.sessions[self.sessions.index(session) + 1 :]
        return later[0].entered_at if later else None

    def pause(self, at: datetime, days: int) -> None:
        """Note that the messages are to rest for so many days, an hour more or less."""
        end = at + timedelta(days=days)
        self.pauses.append((at, end + timedelta(days=1)))
        self.sure_pause.ask(end - timedelta(hours=3), at)

    def go_on(self, at: datetime) -> None:
        """Note that a pause may be over."""
        self.sure_pause.ask(EARLIEST, at)

    def surely_paused(self, at: datetime) -> bool:
        """Tell whether the messages must rest at that time."""
        return all(at < until for until in self.sure_pause.possible(at, at))

    def paused(self, start: datetime, end: datetime) -> bool:
        """Tell whether the messages may have been paused in that time."""
        return any(begin <= end and start <= over for begin, over in self.pauses)
