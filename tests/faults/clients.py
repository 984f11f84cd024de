"""What clients do: link late, answer, ask, worry, change their minds, leave, and come back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.simulator.chats import Message
from tests.faults import plan_rules, sayings, second_thoughts
from tests.faults.agenda import Agenda
from tests.faults.course import Course
from tests.faults.duties import Duties
from tests.faults.ledger import Ledger, Taken
from tests.faults.model import Model

PATIENCE = 6
ASKS = "v1:a:"


class Away(Exception):
    """This client blocks the bot now, or Telegram would forget what they do: they do nothing."""


@dataclass
class Client:
    """One client and their phone."""

    user: int
    language: str
    random: Random
    agenda: Agenda
    ledger: Ledger
    model: Model
    duties: Duties
    course: Course | None = None
    said: int = 0

    def __post_init__(self) -> None:
        """Look at the phone."""
        self.ledger.listeners.append(self._sees)

    # ------------------------------------------------------------- the phone

    def messages(self) -> list[Message]:
        """Return what stands in the chat, newest first."""
        kept = self.ledger.world.state.chats[self.user].messages
        return [each for each in reversed(kept.values()) if each.from_bot and not each.deleted]

    def _play(self, at: datetime, flow: Iterator[float]) -> None:
        """Begin something, and give it up where the bot is blocked by then."""

        def whole() -> Iterator[float]:
            with suppress(Away):
                yield from flow

        self.agenda.play(at, whole())

    def be_here(self) -> None:
        """Go on only where the app lets them, and Telegram keeps what they do. Raises Away."""
        is_lost = not self.ledger.may_act()
        chat = self.ledger.world.state.chats[self.user]
        if is_lost or chat.blocked or chat.deactivated:
            raise Away

    def tap(self, beginning: str) -> bool:
        """Tap the newest button whose data begins so; False where there is none."""
        self.be_here()
        for message in self.messages()[:40]:
            for button in message.buttons:
                if button.data is not None and button.data.startswith(beginning):
                    self.ledger.tell(f"<- {self.user} taps {button.data}")
                    self.ledger.world.tap(self.user, message.id, button.data)
                    return True
        return False

    def say(self, words: str) -> None:
        """Write a message."""
        self.be_here()
        self.ledger.tell(f"<- {self.user} says {words}")
        self.ledger.world.send_text(self.user, words)

    # ------------------------------------------------------------- linking

    def link(self, at: datetime, link: str) -> None:
        """Open a link at that time, and agree."""
        self._play(at, self._link(link))

    def _link(self, link: str) -> Iterator[float]:
        while not self.ledger.may_act():
            yield 3600.0
        self.ledger.world.start_link(self.user, link)
        for _ in range(PATIENCE):
            yield self.random.choice((20.0, 90.0, 900.0))
            if self.tap("v1:consent:yes"):
                self.duties.linking[self.user] = self.model.now
                return

    def begin(self, course: Course) -> None:
        """Be a client from now on: something now and then, and check-ins."""
        self.course = course
        self._next_act()

    def _next_act(self) -> None:
        hours = self.random.expovariate(1 / 40)
        at = self.model.now + timedelta(hours=hours)
        self.agenda.put(at, self._act)

    def _act(self) -> None:
        course = self.course
        if course is None or course.erased.last:
            return
        act = self.random.choices(list(_ACTS), weights=list(_ACTS.values()))[0]
        if self.ledger.may_act():
            self._play(self.model.now, act(self, course))
        self._next_act()

    # ------------------------------------------------------------- answering

    def _sees(self, taken: Taken) -> None:
        if taken.chat != self.user or self.course is None or not taken.has_button(ASKS):
            return
        if self.random.random() < 0.6:
            delay = timedelta(minutes=self.random.choice((1, 20, 90, 600)))
            self._play(taken.at + delay, self._check_in(taken))

    def _check_in(self, taken: Taken) -> Iterator[float]:
        """Answer a check-in question by question, or change an answer."""
        given: dict[str, str] = {}
        for _ in range(3):
            self.be_here()
            message = self.ledger.world.state.chats[self.user].messages[taken.id]
            data = [b.data for b in message.buttons if b.data and b.data.startswith(ASKS)]
            if not data or message.deleted or self.course is None or self.course.erased.last:
                return
            chosen = self.random.choice(data)
            self.ledger.tell(f"<- {self.user} taps {chosen}")
            self.ledger.world.tap(self.user, taken.id, chosen)
            self.duties.heard(self.user)
            question, option = chosen.split(":")[-2:]
            if given.get(question) != option and not self._is_closed(taken):
                self._alarming(self.course, question, option)
            given[question] = option
            yield 20.0

    def _is_closed(self, taken: Taken) -> bool:
        """Tell whether a newer check-in took its place: no answer counts."""
        newer = (each for each in self.ledger.since(self.user, taken.at) if each.has_button(ASKS))
        return any(each.keys[:1] != taken.keys[:1] for each in newer)

    def _alarming(self, course: Course, question: str, option: str) -> None:
        since = self.ledger.clock.now() - course.session.ended_at.last
        hour = timedelta(hours=1)
        around = {plan_rules.calls_for_staff(question, option, since + d) for d in (-hour, hour)}
        if around == {True} and len(course.session.ended_at.changes) == 0:
            self.duties.alarm(course, "an answer")

    # ------------------------------------------------------------- acts

    def asks(self, course: Course) -> Iterator[float]:
        """Ask something the content answers."""
        self.say(sayings.QUESTIONS[self.language])
        self.duties.words(course)
        yield from ()

    def mutters(self, course: Course) -> Iterator[float]:
        """Write what nobody understands: it goes to a person."""
        self.said += 1
        self.say(f"Xq{self.user}w{self.said} brmpf")
        self.duties.words(course)
        self.duties.alarm(course, "words", timedelta(minutes=11))
        yield from ()

    def worries(self, course: Course) -> Iterator[float]:
        """Press "I'm worried", or type it."""
        if not self.tap("v1:worried"):
            self.say("/worried")
        self.duties.words(course)
        self.duties.alarm(course, "worry")
        yield from ()

    def sickens(self, course: Course) -> Iterator[float]:
        """Write an emergency."""
        self.say(sayings.EMERGENCIES[self.language])
        course.emergencies.ask(course.emergencies.last + 1, self.model.now)
        self.duties.words(course)
        self.duties.alarm(course, "emergency")
        yield from ()

    def festers(self, course: Course) -> Iterator[float]:
        """Write a sign for the same day."""
        self.say(sayings.SAME_DAY[self.language])
        self.duties.words(course)
        self.duties.alarm(course, "sign")
        yield from ()

    def shows(self, course: Course) -> Iterator[float]:
        """Send a photo for the clinic."""
        self.be_here()
        self.ledger.world.send_photo(self.user)
        self.duties.words(course)
        yield from ()

    def looks(self, course: Course) -> Iterator[float]:
        """Use a command."""
        self.say(self.random.choice(("/today", "/can", "/sun", "/procedure", "/help", "/privacy")))
        self.duties.heard(self.user)
        yield from ()

    def fiddles(self, course: Course) -> Iterator[float]:
        """Tap any button that changes nothing the model follows."""
        self.be_here()
        found = [(m.id, b.data) for m in self.messages()[:10] for b in m.buttons if b.data]
        harmless = [each for each in found if each[1].split(":", 1)[1].startswith(_HARMLESS)]
        if harmless:
            self.ledger.world.tap(self.user, *self.random.choice(harmless))
            self.duties.heard(self.user)
        yield from ()

    def rewords(self, course: Course) -> Iterator[float]:
        """Write something and change it a little later."""
        self.be_here()
        message = self.ledger.world.send_text(self.user, sayings.QUESTIONS[self.language])
        self.duties.words(course)
        yield 40.0
        self.be_here()
        self.ledger.world.edit_text(self.user, message, f"Xq{self.user} brmpf")
        self.duties.heard(self.user)

    def forge(self, data: str) -> None:
        """Tap a button that stood somewhere, on the newest message."""
        self.be_here()
        newest = self.messages()[0]
        self.ledger.tell(f"<- {self.user} taps {data}")
        self.ledger.world.forge(self.user, self.user, newest.id, data)
        self.duties.heard(self.user)

    def sets(self, *words: str) -> Iterator[float]:
        """Change a setting."""
        self.say("/settings")
        yield 15.0
        self.forge(":".join(("v1", "set", *words)))


_HARMLESS = ("can:", "p:", "why:", "again:", "set:fewer", "set:root", "set:language", "else:")
_ACTS: Mapping[Callable[[Client, Course], Iterator[float]], float] = {
    Client.asks: 6,
    Client.mutters: 4,
    Client.worries: 2,
    Client.festers: 1,
    Client.sickens: 0.6,
    Client.shows: 1,
    Client.looks: 5,
    Client.fiddles: 6,
    second_thoughts.quietens: 1,
    second_thoughts.travels: 1,
    second_thoughts.pauses: 0.5,
    second_thoughts.stops: 0.5,
    second_thoughts.withdraws: 0.2,
    second_thoughts.blocks: 0.7,
    Client.rewords: 0.5,
    second_thoughts.vanishes: 0.1,
    second_thoughts.forgets: 0.15,
}
