"""What should have happened, written apart from the program; looked at after every step.

At once: nothing too early, too late, in quiet hours, twice, after a stop or an erasure. At its
time: each step that nothing stood in the way of has come; what people asked for was answered.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from tests.faults import plan_rules
from tests.faults.course import Course, Session
from tests.faults.ledger import Ledger, Taken
from tests.faults.plan_rules import Rule

A_MINUTE = timedelta(minutes=1)
A_WHILE = timedelta(hours=12)
FAREWELL = ("forget.done",)


class Broken(AssertionError):
    """A promise was broken."""


@dataclass(order=True)
class _Look:
    at: datetime
    number: int
    look: Callable[[], None] = field(compare=False)


@dataclass
class Model:
    """All courses, and what is still to be looked at."""

    ledger: Ledger
    courses: dict[int, Course] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    _looks: list[_Look] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def __post_init__(self) -> None:
        """See all that Telegram takes."""
        self.ledger.listeners.append(self._taken)

    @property
    def now(self) -> datetime:
        """The true time."""
        return self.ledger.clock.true.now()

    def rest(self) -> None:
        """The program came to rest: what people asked for holds from now on."""
        for course in self.courses.values():
            course.rest(self.now)

    def later(self, at: datetime, look: Callable[[], None]) -> None:
        """Look again at that time."""
        heapq.heappush(self._looks, _Look(at, next(self._numbers), look))

    def check(self) -> None:
        """Look at all whose time has come. Raises Broken."""
        while self._looks and self._looks[0].at <= self.now:
            heapq.heappop(self._looks).look()
        if self.broken:
            raise Broken("; ".join(self.broken))

    @property
    def next_look(self) -> datetime | None:
        """When there is something to look at."""
        return self._looks[0].at if self._looks else None

    # ------------------------------------------------------------- steps, as they come

    def linked(self, course: Course) -> None:
        """A client agreed: from now on the plan is followed."""
        course.linked_at = self.now
        self.follow(course, course.session)

    def follow(self, course: Course, session: Session) -> None:
        """Look at each step of a session when it can have come at the latest."""
        for rule in plan_rules.rules().values():
            if rule.kind == "message":
                self._look_later(course, session, rule)

    def _look_later(self, course: Course, session: Session, rule: Rule) -> None:
        due = max(course.dues(rule, session, self.now, self.now))
        latest = self.ledger.latest(due + rule.of_use + timedelta(minutes=1))
        since = due - timedelta(hours=30)  # whoever looks later still, looks back as far
        self.later(latest, lambda: self._look_at(course, session, rule, since))

    def _taken(self, taken: Taken) -> None:
        course = self.courses.get(taken.chat)
        if course is None or course.linked_at is None:
            return
        found = _step_of(taken)
        if course.erased.surely(True, taken.at, taken.at):
            # They are told that it was done, late where calls failed; and whoever is a stranger now
            # is answered, also when Telegram repeats what they said.
            is_answer = self.ledger.repeated(taken.chat, taken.at) or taken.keys == FAREWELL
            if found is not None or not is_answer:
                self._break(course, f"got {taken.keys} after all was erased")
            return
        self._not_again(course, taken)
        if found is not None:
            self._step_came(course, taken, found)

    def _not_again(self, course: Course, taken: Taken) -> None:
        """See that the same words did not come twice since anybody last did anything.

        What is said of alarms comes once for each of them, and one answer to each of several acts.
        """
        of_alarms = any(key.startswith("alert.") for key in taken.keys)
        if of_alarms or self.ledger.acts_unread > 1:
            return
        for each in self.ledger.taken[taken.chat][-2::-1]:
            if each.at < max(self.ledger.acted_at, taken.at - A_WHILE):
                return
            is_same = each.words == taken.words and each.buttons == taken.buttons
            if is_same and not self.ledger.doubts(taken.chat, each.at, taken.at):
                self._break(course, f"{taken.keys} came twice without a doubt")
            self.counts["sent twice in doubt"] += is_same

    def _step_came(self, course: Course, taken: Taken, rule: Rule) -> None:
        session = self._session_of(course, taken, rule)
        came = session.came.setdefault(rule.name, [])
        came.append(taken)
        self._may_come(course, taken, rule)
        if len(came) > 1:
            self._came_again(course, came, rule)

    def _session_of(self, course: Course, taken: Taken, rule: Rule) -> Session:
        """Return the session of a step by its time; one that fits none came too early or late."""
        wall, fitting = taken.wall, []
        for session in reversed(course.sessions):
            for due in course.dues(rule, session, taken.at - timedelta(hours=1), taken.at):
                until = plan_rules_end(rule, due)
                if due <= wall <= until:
                    return session
                fitting.append(f"{due:%d.%m. %H:%M}")
        self._break(course, f"{rule.name} came at {wall:%d.%m. %H:%M}, not from {fitting} on")
        return course.session

    def _may_come(self, course: Course, taken: Taken, rule: Rule) -> None:
        at, where = taken.at, f"{rule.name} at {taken.wall:%d.%m. %H:%M}"
        for fact, name in (
            (course.stopped, "stopped"),
            (course.ended, "ended"),
            (course.away, "away"),
        ):
            if fact.surely(True, at, at):
                self._break(course, f"{where} though {name}")
        if all(each > 0 for each in course.emergencies.possible(at, at)):
            self._break(course, f"{where} in an open emergency")
        if course.surely_paused(max(at, taken.wall)):
            self._break(course, f"{where} in a pause")
        if course.is_quiet(at, taken.wall):
            self._break(course, f"{where} in quiet hours")

    def _came_again(self, course: Course, came: list[Taken], rule: Rule) -> None:
        doubts = self.ledger.doubts(course.chat, came[0].at, came[-2].at)
        if not doubts or rule.drops_doubts:
            self._break(course, f"{rule.name} came {len(came)} times without a doubt")

    # ------------------------------------------------------------- steps that did not come

    def _look_at(self, course: Course, session: Session, rule: Rule, since: datetime) -> None:
        dues = course.dues(rule, session, since, self.now)
        end = max(dues) + rule.of_use
        latest = self.ledger.latest(end, course.chat)
        if latest > self.now:
            self.later(latest, lambda: self._look_at(course, session, rule, since))
            return
        came, excuses = session.came.get(rule.name), self.excuses(course, session, rule, dues)
        if not came and not excuses:
            self._break(course, f"{rule.name} of {min(dues):%d.%m. %H:%M} never came")
            return
        self.counts["steps sent" if came else f"not sent: {min(excuses)}"] += 1
        if came and not excuses:
            self._in_time(course, came[0], min(dues))

    def _in_time(self, course: Course, taken: Taken, due: datetime) -> None:
        self.counts["steps sent to the minute"] += 1
        latest = self.ledger.latest(due, course.chat)
        if taken.at > latest:
            self._break(course, f"{taken.keys} came at {taken.at:%H:%M}, not by {latest:%H:%M}")

    def excuses(
        self, course: Course, session: Session, rule: Rule, dues: set[datetime]
    ) -> set[str]:
        """Say what may have kept a step from being sent in time; nothing where nothing can have."""
        start, end = min(dues), max(dues) + rule.of_use
        linked, next_at = course.linked_at, course.entered_after(session)
        found = {
            "linked later": linked is None or linked >= start - A_MINUTE,
            "stopped": course.stopped.maybe(True, start, end),
            "ended": course.ended.maybe(True, start, end),
            "erased": course.erased.maybe(True, start, end),
            "unreachable": self._was_away(course, start, end),
            "times changed": len(dues) > 1,
            "next session": next_at is not None and next_at <= end,
            "emergency": any(each > 0 for each in course.emergencies.possible(start, end)),
            "paused": course.paused(start, end),
            "refused": bool(self.ledger.refused(course.chat, start - A_MINUTE, end)),
            "late": self.ledger.latest(start, course.chat) > start + timedelta(minutes=3),
            "past already": session.entered_at >= start,
            "talking": course.talked(start, end),
            "quiet hours": any(course.is_quiet(each, each) for each in (start, end)),
        }
        return {name for name, holds in found.items() if holds}

    def _was_away(self, course: Course, start: datetime, end: datetime) -> bool:
        """Tell whether they may have been away when the program found the step, early or late."""
        found = (start, self.ledger.latest(end, course.chat))
        times = (found, *self.ledger.found_too_early(start))
        return any(course.away.maybe(True, *each) for each in times)

    def ever(self, course: Course, session: Session) -> set[str]:
        """Say what took away steps that were still to come: once done, it explains them all."""
        found = {
            "stopped": any(each.value for each in course.stopped.changes),
            "ended": any(each.value for each in course.ended.changes),
            "next session": course.entered_after(session) is not None,
            "paused": bool(course.pauses),
            "times changed": bool(session.ended_at.changes or course.zone.changes),
            "doubt": self.ledger.doubts(course.chat, session.entered_at, self.now) > 0,
        }
        return {name for name, holds in found.items() if holds}

    def _break(self, course: Course, what: str) -> None:
        """Note what was broken: an error raised amid a call to Telegram would be taken for its."""
        self.broken.append(f"{course.reference}: {what}")


def plan_rules_end(rule: Rule, due: datetime) -> datetime:
    """Return when a step is of no use any more; one that is sent however late has no end."""
    return due + (timedelta(days=400) if rule.if_late == "send" else rule.of_use)


def _step_of(taken: Taken) -> Rule | None:
    """Recognise a message of the plan by what it holds: a day's words that are no card."""
    if taken.has_button("v1:notme"):
        return None
    if taken.keys[:1] == ("evening-0",):
        return plan_rules.rules()["evening-0"]
    asks = taken.has_button("v1:a:")
    days = [key for key in taken.keys[:1] if key.startswith("day-")]
    return plan_rules.rules().get(days[0]) if days and asks else None
