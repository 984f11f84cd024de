"""What the clinic's people do: enrol, look after alarms, correct, enter a second session."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from bot.simulator.chats import Message
from tests.faults.agenda import Agenda
from tests.faults.course import Course, Session
from tests.faults.history import History
from tests.faults.ledger import EARLIEST, Ledger, Taken
from tests.faults.model import Model

LINK = "https://t.me/"
PATIENCE = 9
TRIES_AN_HOUR = 50
AREAS = ("Face", "Scalp", "Body")


Work = Callable[[], Iterator[float]]
Then = Callable[[], None]


def _nothing() -> None:
    """Nothing follows from this tap that the model has to know."""


class GivenUp(Exception):
    """The button somebody waited for never came."""


@dataclass
class Staff:
    """The owner of the clinic, who does all that staff do, one thing after the other."""

    user: int
    zone: ZoneInfo
    random: Random
    agenda: Agenda
    ledger: Ledger
    model: Model
    is_busy: bool = False
    written: int = 0
    tapped_at: datetime = EARLIEST
    links: set[str] = field(default_factory=set)
    closed: set[tuple[str, str]] = field(default_factory=set)
    closed_days: set[date] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)
    waiting: list[tuple[Work, Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look at the phone."""
        self.ledger.listeners.append(self._sees)

    # ------------------------------------------------------------- the phone

    def _messages(self) -> list[Message]:
        kept = self.ledger.world.state.chats[self.user].messages
        return [each for each in reversed(kept.values()) if each.from_bot and not each.deleted]

    def _be_here(self) -> None:
        """Do nothing that Telegram would have forgotten when the program is back."""
        if not self.ledger.may_act():
            raise GivenUp("the program")

    def _say(self, words: str) -> None:
        self._be_here()
        self.ledger.tell(f"<- staff say {words}")
        self.ledger.world.send_text(self.user, words)

    def _tap(
        self, label: str, data: str = "", *, tries: int = PATIENCE, then: Then = _nothing
    ) -> Iterator[float]:
        """Tap the newest such button, by label or data; wait for it for a while.

        `then` is called at the tap itself: what follows from it may come at once.
        """
        wait = 10.0
        for _ in range(tries):
            self._be_here()
            found = self._button(label, data)
            if found is not None:
                self.ledger.tell(f"<- staff tap {label or data}")
                self.ledger.world.tap(self.user, *found)
                self.tapped_at = self.model.now
                then()
                yield 10.0
                return
            yield wait
            wait = min(wait * 2, 3600.0)
        raise GivenUp(label or data)

    def _button(self, label: str, data: str) -> tuple[int, str] | None:
        for message in self._messages()[:30]:
            for button in message.buttons:
                told = button.data or ""
                if told and button.label.startswith(label) and told.startswith(data):
                    return message.id, told
        return None

    def do(self, flow: Work, failed: Callable[[], None] = lambda: None) -> None:
        """Do this next, once the hands are free; `failed` is called where it cannot be done."""
        self.waiting.append((flow, failed))
        if not self.is_busy:
            self._next()

    def _next(self) -> None:
        self.is_busy = bool(self.waiting)
        if self.waiting:
            self.agenda.play(self.model.now, self._one(*self.waiting.pop(0)))

    def _one(self, flow: Work, failed: Callable[[], None]) -> Iterator[float]:
        while not self.ledger.may_act():
            yield 3600.0
        try:
            yield from flow()
        except GivenUp as gone:
            failed()
            self.model.counts["staff gave up"] += 1
            self.ledger.tell(f"staff gave up waiting for {gone}")
        self._next()

    # ------------------------------------------------------------- enrolling

    def enrol(self, reference: str, enrolled: Callable[[datetime, str], None]) -> Iterator[float]:
        """Enrol somebody; `enrolled` gets the end of the session and the link."""
        ended_at = self._past(hours=20)
        self.references.add(reference)
        self._say("/enrol")
        yield 10.0
        yield from self._tap("Needling only")
        yield from self._tap(self.random.choice(AREAS))
        yield from self._says_when(ended_at)
        self._say(reference)
        yield 10.0
        yield from self._tap(reference)
        for _ in range(PATIENCE):
            link = self._fresh_link()
            if link:
                enrolled(ended_at, link)
                return
            yield 300.0
        raise GivenUp("a link")

    def _says_when(self, ended_at: datetime) -> Iterator[float]:
        local = ended_at.astimezone(self.zone)
        self._say(f"{local.day} {local:%B %H:%M}")
        yield 10.0

    def _past(self, *, hours: float) -> datetime:
        """Return a minute that clocks of the clinic show once, within so many hours or a few more.

        In the small hours of a change of clocks there may be none within as many.
        """
        tries = 0
        while True:
            ago = timedelta(hours=self.random.uniform(0.1, hours + tries // TRIES_AN_HOUR))
            tries += 1
            instant = (self.ledger.clock.now() - ago).replace(second=0, microsecond=0)
            day = timedelta(hours=26)
            around = {(instant + each).astimezone(self.zone).utcoffset() for each in (-day, day)}
            if len(around) == 1 or instant.astimezone(self.zone).hour >= 4:
                return instant

    def _fresh_link(self) -> str:
        for message in self._messages()[:10]:
            for word in message.words.split():
                if word.startswith(LINK) and word not in self.links:
                    self.links.add(word)
                    return word
        return ""

    # ------------------------------------------------------------- alarms

    def _sees(self, taken: Taken) -> None:
        """Learn whose file is whose from the buttons, and look after what can be closed."""
        if taken.chat != self.user:
            return
        named = [each for each in taken.buttons if each.startswith(("v1:s:course:", "v1:s:close:"))]
        references = sorted(each for each in self.references if each in taken.words)
        if not named or len(references) != 1:
            return
        file = named[0].split(":")[3]
        self.files[references[0]] = file
        alerts = [each.split(":")[4] for each in named if each.startswith("v1:s:close:")]
        delay = timedelta(minutes=self.random.choice((1, 10, 60, 300, 1500)))
        for alert in alerts[:1]:
            tend = partial(self._tend, references[0], file, alert)
            self.agenda.put(taken.at + delay, partial(self.do, tend))

    def _tend(self, reference: str, file: str, alert: str) -> Iterator[float]:
        """Take the alarm, answer, close it, or some of that; unless it is closed already."""
        course = self.course_of(reference)
        if course is None or (file, alert) in self.closed:
            return
        if self.random.random() < 0.5:
            yield from self._tap("", f"v1:s:claim:{file}:{alert}", tries=2)
        if self.random.random() < 0.4:
            yield from self._tap("", f"v1:s:write:{file}", tries=2)
            self.written += 1
            self._say(f"Please come in tomorrow, as I said {self.written} times.")
            course.talk(self.model.now, self.ledger.latest(self.model.now, course.chat))
            yield 10.0
        yield from self._tap("", f"v1:s:close:{file}:{alert}", tries=2)

        def closed() -> None:
            self.closed.add((file, alert))
            if alert.startswith("emergency"):
                course.emergencies.ask(0, self.tapped_at)

        yield from self._tap("", f"v1:s:outcome:{file}:{alert}:phoned", tries=3, then=closed)

    def course_of(self, reference: str) -> Course | None:
        """Return the course of a client who has agreed, and has not gone."""
        for course in self.model.courses.values():
            if course.reference == reference and not course.erased.last:
                return course
        return None

    # ------------------------------------------------------------- the clinic

    def close_days(self) -> Iterator[float]:
        """Close the clinic on some days, none of which is over by a clock that stands wrong."""
        first = self.ledger.clock.true.now().astimezone(self.zone).date()
        first += timedelta(days=self.random.randint(4, 20))
        last = first + timedelta(days=self.random.randint(0, 2))
        self._say(f"/closed {first}..{last}")
        self.closed_days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
        yield 10.0

    # ------------------------------------------------------------- the course

    def change_something(self, reference: str) -> None:
        """Correct the time, enter a next session, pause, end; whatever it is today."""
        course, file = self.course_of(reference), self.files.get(reference)
        if course is None or file is None:
            return
        deeds = (self._correct, self._correct, self._enter, self._enter, self._pause, self._end)
        self.do(partial(self.random.choice(deeds), course, file))

    def _forge(self, data: str) -> Iterator[float]:
        """Tap a button that stood in this chat once."""
        self._be_here()
        self.ledger.tell(f"<- staff tap {data}")
        self.ledger.world.forge(self.user, self.user, self._messages()[0].id, data)
        self.tapped_at = self.model.now
        yield 10.0

    def _correct(self, course: Course, file: str) -> Iterator[float]:
        before = course.session.ended_at.last
        yield from self._forge(f"v1:s:time:{file}")
        moved = timedelta(minutes=self.random.choice((-600, -90, -20)))
        ended_at = before + moved
        yield from self._says_when(ended_at)

        def changed() -> None:
            course.session.ended_at.ask(ended_at, self.tapped_at)

        yield from self._tap("Yes, change it", tries=3, then=changed)

    def _enter(self, course: Course, file: str) -> Iterator[float]:
        yield from self._forge(f"v1:s:next:{file}")
        yield from self._tap("As last time", tries=3)
        ended_at = self._past(hours=3)
        yield from self._says_when(ended_at)

        def entered() -> None:
            course.sessions.append(Session(History(ended_at), self.tapped_at))
            course.ended.ask(False, self.tapped_at)
            course.go_on(self.tapped_at)
            self.model.follow(course, course.session)

        yield from self._tap("Yes, enter it", tries=3, then=entered)

    def _pause(self, course: Course, file: str) -> Iterator[float]:
        yield from self._forge(f"v1:s:pause:{file}:7")
        course.pause(self.tapped_at, 7)

    def _end(self, course: Course, file: str) -> Iterator[float]:
        yield from self._forge(f"v1:s:end:{file}:done:yes")
        course.ended.ask(True, self.tapped_at)
        course.go_on(self.tapped_at)
