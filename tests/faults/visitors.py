"""People who write and are no clients: each is answered, none is ever told of anybody's care."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from tests.faults import sayings
from tests.faults.agenda import Agenda
from tests.faults.course import Course
from tests.faults.duties import Duties
from tests.faults.history import History
from tests.faults.ledger import EARLIEST, Ledger, Taken

REFERENCES = "W-"
CONTACT = "v1:contact"
HOURS_BETWEEN = 60
# An hour, and what a message may be late in a world without trouble or with.
NOT_AGAIN_WITHIN = timedelta(hours=3)
# A flood of emergencies is answered once a minute; where troubles delay one, both may be together.
FLOOD = timedelta(minutes=2)


@dataclass
class Visitor:
    """A stranger and their phone; no course of theirs is followed."""

    user: int
    language: str
    random: Random
    agenda: Agenda
    ledger: Ledger
    duties: Duties
    did_last: datetime = EARLIEST
    _asked: list[datetime] = field(default_factory=list)
    _sick_at: datetime = EARLIEST
    _owed: Course = field(init=False)

    def __post_init__(self) -> None:
        """Look at the phone, and come by some time."""
        self._owed = Course(f"stranger {self.user}", self.user, [], History("UTC"))
        self.ledger.listeners.append(self._sees)
        self._next()

    def _next(self) -> None:
        hours = self.random.expovariate(1 / HOURS_BETWEEN)
        self.agenda.put(self.ledger.clock.true.now() + timedelta(hours=hours), self._act)

    def _act(self) -> None:
        if self.ledger.may_act():
            act = self.random.choice((self._asks, self._starts, self._guesses, self._sickens))
            self.agenda.play(self.ledger.clock.true.now(), act())
        self._next()

    def _does(self, what: str, act: Callable[[], object], *, is_owed: bool = True) -> None:
        self.did_last = self.ledger.clock.true.now()
        self.ledger.tell(f"<- {self.user} {what}")
        act()
        if is_owed:
            self.duties.words(self._owed)

    def _says(self, words: str, *, is_owed: bool = True) -> None:
        def say() -> None:
            self.ledger.world.send_text(self.user, words)

        self._does(f"says {words}", say, is_owed=is_owed)

    def _asks(self) -> Iterator[float]:
        self._says(sayings.QUESTIONS[self.language])
        yield from ()

    def _starts(self) -> Iterator[float]:
        self._does("starts the bot", lambda: self.ledger.world.start_link(self.user))
        yield from ()

    def _guesses(self) -> Iterator[float]:
        """Try a link that nobody made."""
        token = "".join(self.random.choices("abcdefgh", k=32))
        self._does("guesses a link", lambda: self.ledger.world.start_link(self.user, token))
        yield from ()

    def _sickens(self) -> Iterator[float]:
        """Write an emergency, and ask for a person below the answer, if it came."""
        wall = self.ledger.clock.now()
        self._says(sayings.EMERGENCIES[self.language], is_owed=abs(wall - self._sick_at) > FLOOD)
        self._sick_at = wall
        yield 300.0
        found = [each for each in self.ledger.since(self.user, self.did_last) if _offers(each)]
        if found and self.ledger.may_act():
            self._does(
                "asks for a person",
                lambda: self.ledger.world.tap(self.user, found[0].id, CONTACT),
            )
            self._is_owed_a_person()

    def _is_owed_a_person(self) -> None:
        """Staff are to hear of the same person once an hour, by the program's own clock."""
        wall = self.ledger.clock.now()
        if all(abs(wall - each) > NOT_AGAIN_WITHIN for each in self._asked):
            self.duties.stranger(self._owed)
        self._asked.append(wall)

    def _sees(self, taken: Taken) -> None:
        if taken.chat != self.user:
            return
        if REFERENCES in taken.words:
            self.duties.model.broken.append(f"a stranger was told {taken.keys} of a client")
        is_answer = taken.at <= self.ledger.latest(self.did_last, self.user)
        if not is_answer and not self.ledger.repeated(self.user, taken.at):
            self.duties.model.broken.append(f"a stranger got {taken.keys} unasked")


def _offers(taken: Taken) -> bool:
    return taken.has_button(CONTACT)
