"""What the clinic's people do: enrol, look after alarms, correct, enter a second session."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.simulator.chats import Message
from tests.faults.agenda import Agenda
from tests.faults.course import Course
from tests.faults.history import History
from tests.faults.course import Session
from tests.faults.ledger import Ledger, Taken
from tests.faults.model import Model

LINK = "https://t.me/"
PATIENCE = 9
AREAS = ("Face", "Scalp", "Body")


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
    links: set[str] = field(default_factory=set)
    waiting: list[Callable[[], Iterator[float]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Look at the phone."""
        self.ledger.listeners.append(self._sees)

    # ------------------------------------------------------------- the phone

    def _messages(self) -> list[Message]:
        kept = self.ledger.world.state.chats[self.user].messages
        return [each for each in reversed(kept.values()) if each.from_bot and not each.deleted]

    def _say(self, words: str) -> None:
        self.ledger.tell(f"<- staff say {words}")
        self.ledger.world.send_text(self.user, words)

    def _tap(self, label: str, data: str = "") -> Iterator[float]:
        """Tap the newest such button, by label or data; wait for it for a while."""
        wait = 10.0
        for _ in range(PATIENCE):
            found = self._button(label, data)
            if found is not None:
                self.ledger.tell(f"<- staff tap {label or data}")
                self.ledger.world.tap(self.user, *found)
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

    def do(self, flow: Callable[[], Iterator[float]]) -> None:
        """Do this next, once the hands are free."""
        self.waiting.append(flow)
        if not self.is_busy:
            self._next()

    def _next(self) -> None:
        self.is_busy = bool(self.waiting)
        if self.waiting:
            self.agenda.play(self.model.now, self._one(self.waiting.pop(0)()))

    def _one(self, flow: Iterator[float]) -> Iterator[float]:
        try:
            yield from flow
        except GivenUp as gone:
            self.model.counts["staff gave up"] += 1
            self.ledger.tell(f"staff gave up waiting for {gone}")
        self._next()

    # ------------------------------------------------------------- enrolling

    def enrolling(
        self, reference: str, enrolled: Callable[[datetime, str], None]
    ) -> Callable[[], Iterator[float]]:
        """Enrol somebody; `enrolled` gets the end of the session and the link."""
        return lambda: self._enrol(reference, enrolled)

    def _enrol(
        self, reference: str, enrolled: Callable[[datetime, str], None]
    ) -> Iterator[float]:
        ended_at = self._past(hours=20)
        self._say("/enrol")
        yield 10.0
        yield from self._tap("Needling only")
        yield from self._tap(self.random.choice(AREAS))
        yield from self._says_when(ended_at, after="")
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

    def _says_when(self, ended_at: datetime, after: str) -> Iterator[float]:
        local = ended_at.astimezone(self.zone)
        self._say(f"{local.day} {local:%B %H:%M}")
        yield 10.0

    def _past(self, *, hours: float) -> datetime:
        """Return a minute that clocks of the clinic show once, within so many hours."""
        while True:
            ago = timedelta(hours=self.random.uniform(0.1, hours))
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
        if taken.chat != self.user or not taken.has_button("v1:s:close:"):
            return
        delay = timedelta(minutes=self.random.choice((1, 10, 60, 300, 1500)))
        close = next(each for each in taken.buttons if each.startswith("v1:s:close:"))
        file, alert = close.split(":")[3:5]
        self.agenda.put(taken.at + delay, lambda: self.do(lambda: self._tend(file, alert)))

    def _tend(self, file: str, alert: str) -> Iterator[float]:
        """Take the alarm, answer, close it, or some of that; unless it is closed already."""
        if self._button("", f"v1:s:close:{file}:{alert}") is None:
            return
        if self.random.random() < 0.5:
            yield from self._tap("", f"v1:s:claim:{file}:{alert}")
        if self.random.random() < 0.4:
            yield from self._tap("", f"v1:s:write:{file}")
            self._say("Please come in tomorrow.")
            self._talked()
            yield 10.0
        yield from self._tap("", f"v1:s:close:{file}:{alert}")
        yield from self._tap("Phoned them")
        self._closed(alert)

    def _talked(self) -> None:
        for course in self.model.courses.values():
            course.talks.append(self.model.now)

    def _closed(self, alert: str) -> None:
        """An emergency may be over now; whose it was is not told here, so it may be anybody's."""
        if alert.startswith("emergency"):
            for course in self.model.courses.values():
                if course.emergencies.last:
                    course.emergencies.ask(0, self.model.now)
