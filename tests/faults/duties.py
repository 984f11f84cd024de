"""What the clinic owes people for what they did: an answer, a person who is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.faults.course import Course
from tests.faults.ledger import Ledger, Taken
from tests.faults.model import Broken, Model

STAFF_WORDS = ("staff.alert", "staff.ring", "on_call.")


@dataclass
class Duties:
    """What is owed, looked at when it should have been done. `owner` is who is told of alarms.

    `groups` are the ids that the staff group has or will have, where there is one.
    """

    model: Model
    ledger: Ledger
    owner: int
    groups: tuple[int, ...] = ()
    linking: dict[int, datetime] = field(default_factory=dict)

    def heard(self, user: int) -> None:
        """Note that somebody did something: who could not be reached is back."""
        course = self.model.courses.get(user)
        if course is not None and course.away.last and not self._is_blocked(user):
            course.away.ask(False, self.model.now)

    def _is_blocked(self, user: int) -> bool:
        return self.ledger.world.state.chats[user].blocked

    def refused(self, chat: int, why: str) -> None:
        """Note that Telegram refused a message: who forbids writing is away until they do more."""
        self.ledger.refuse(chat, why)
        course = self.model.courses.get(chat)
        if course is not None and why == "403":
            course.away.ask(True, self.model.now)

    def words(self, course: Course) -> None:
        """A client wrote: there must be an answer."""
        self.heard(course.chat)
        course.talk(self.model.now, self.ledger.latest(self.model.now, course.chat))
        self._owe(course, "an answer", timedelta(), self._is_answer(course), (course.chat,))

    def stranger(self, stranger: Course) -> None:
        """Somebody who is no client asked for a person: staff must hear that, and only that."""

        def is_told(taken: Taken) -> bool:
            return "staff.stranger" in taken.keys

        self._owe(stranger, "staff told of a stranger", timedelta(), is_told, (self.owner,))

    def alarm(self, course: Course, why: str, wait: timedelta = timedelta()) -> None:
        """Something for a person: staff must be told."""
        self.heard(course.chat)
        reference = course.reference

        def is_told(taken: Taken) -> bool:
            about = any(key.startswith(STAFF_WORDS) for key in taken.keys)
            return about and reference in taken.words

        self._owe(course, f"staff told of {why}", wait, is_told, (self.owner,))
        if self.groups:
            self._owe(course, f"the group told of {why}", wait, is_told, self.groups)

    def _is_answer(self, course: Course) -> Callable[[Taken], bool]:
        return lambda taken: not taken.has_button("v1:a:step") and taken.chat == course.chat

    def _owe(
        self,
        course: Course,
        what: str,
        wait: timedelta,
        is_done: Callable[[Taken], bool],
        chats: tuple[int, ...],
    ) -> None:
        since = self.model.now

        def look() -> None:
            latest = self.ledger.latest(since + wait, course.chat, *chats)
            got = (each for chat in chats for each in self.ledger.since(chat, since))
            if any(is_done(each) for each in got):
                self.model.counts[f"{what.partition(' of ')[0]}: done"] += 1
            elif course.erased.maybe(True, since, self.model.now):
                self.model.counts["erased before it was answered"] += 1
            elif self._excused(course, chats, since):
                self.model.counts["not answered: could not be reached"] += 1
            elif latest > self.model.now:
                self.model.later(latest, look)
            else:
                raise Broken(f"{course.reference}: {what} was owed since {since:%d.%m. %H:%M}")

        self.model.later(since + wait + timedelta(minutes=2), look)

    def _excused(self, course: Course, chats: tuple[int, ...], since: datetime) -> bool:
        """Tell whether it could not be done; of clients the owner hears whatever happens.

        A stranger's wish is told once, and rings no second time where Telegram refuses it.
        """
        if self.owner in chats and course.sessions:
            return False
        now = self.model.now
        refused = any(self.ledger.refused(chat, since, now) & _REFUSED for chat in chats)
        return refused or (course.chat in chats and course.away.maybe(True, since, now))


_REFUSED = {"400", "403", "doubt"}
