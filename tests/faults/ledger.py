"""What happened, told apart from the program: what Telegram took, and what people did and await.

Instants are those of Telegram's own clock, but for `wall`, what the program's clock showed.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.simulator.chats import Message
from bot.simulator.world import World
from tests.faults import marked
from tests.faults.troubles import SkewedClock

TELEGRAM_KEEPS = timedelta(hours=23)
EARLIEST = datetime.min.replace(tzinfo=UTC)
Seen = Callable[["Taken"], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that Telegram took from the program: keys of its texts, its buttons' data."""

    chat: int
    id: int
    at: datetime
    wall: datetime
    keys: tuple[str, ...]
    buttons: tuple[str, ...]
    words: str
    is_silent: bool

    def has_button(self, beginning: str) -> bool:
        """Tell whether a button's data begins so."""
        return any(each.startswith(beginning) for each in self.buttons)


@dataclass(slots=True)
class Spell:
    """A time in which messages may be late, of one chat or of all, and what else it explains."""

    chat: int | None
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Ahead:
    """A time in which the program's clock was ahead, and by how much."""

    start: datetime
    end: datetime
    by: timedelta


@dataclass
class Ledger:
    """All that is known of a world from outside."""

    world: World
    clock: SkewedClock
    taken: dict[int, list[Taken]] = field(default_factory=lambda: defaultdict(list))
    acted_at: datetime = EARLIEST
    acts_unread: int = 0
    back_at: datetime = EARLIEST
    spells: list[Spell] = field(default_factory=list)
    doubtful: list[Spell] = field(default_factory=list)
    ahead: list[Ahead] = field(default_factory=list)
    refusals: list[tuple[int, str, datetime]] = field(default_factory=list)
    repeats: list[tuple[int, datetime]] = field(default_factory=list)
    listeners: list[Seen] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    _newest: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        """Listen to the world."""
        self.world.on_change(self._changed)

    def _changed(self, chat: int) -> None:
        messages = self.world.state.chats[chat].messages
        if not messages:
            return
        newest = messages[next(reversed(messages))]
        if newest.id <= self._newest[chat]:
            return
        self._newest[chat] = newest.id
        if newest.from_bot and newest.service is None:
            self._note(newest)

    def _note(self, message: Message) -> None:
        taken = Taken(
            message.chat_id,
            message.id,
            self.clock.true.now(),
            self.clock.now(),
            marked.keys_in(message.words),
            tuple(each.value for each in message.buttons),
            message.words,
            message.silent,
        )
        self.taken[taken.chat].append(taken)
        self.tell(f"-> {taken.chat} {' '.join(taken.keys) or taken.words[:30]!r}")
        for listener in self.listeners:
            listener(taken)

    def tell(self, what: str) -> None:
        """Note a line for whoever looks for a bug."""
        self.trace.append(f"{self.clock.now():%d.%m. %H:%M:%S} {what}")

    def hinder(self, chat: int | None, start: datetime, end: datetime) -> None:
        """Note that messages may be late."""
        self.spells.append(Spell(chat, start, end))

    def doubt(self, start: datetime, end: datetime) -> None:
        """Note that of what Telegram took in that time the program may not know."""
        self.tell("!! whatever was sent just now is in doubt")
        self.doubtful.append(Spell(None, start, end))

    def refuse(self, chat: int, why: str) -> None:
        """Note that Telegram refused a message, or that its answer was lost."""
        self.refusals.append((chat, why, self.clock.true.now()))
        self.tell(f"!! {chat} {why}")

    def repeat(self, user: int) -> None:
        """Note that something a person did came to the program once more."""
        self.repeats.append((user, self.clock.true.now()))

    def repeated(self, user: int, at: datetime) -> bool:
        """Tell whether what comes at that time may answer something that came once more."""
        mine = (since for each, since in self.repeats if each == user and since <= at)
        return any(at <= self.latest(since, user) for since in mine)

    def refused(self, chat: int, start: datetime, end: datetime) -> set[str]:
        """Return how messages to a chat were refused in that time."""
        return {why for each, why, at in self.refusals if each == chat and start <= at <= end}

    def is_turned_away(self, chat: int, since: datetime) -> bool:
        """Tell whether the last that is known of a chat since then is that it takes nothing.

        A process that dies before it writes that down sends once more, and may get through.
        """
        refused = [at for each, why, at in self.refusals if each == chat and why == "403"]
        last = max((at for at in refused if at >= since), default=None)
        return last is not None and all(each.at <= last for each in self.taken[chat])

    def may_act(self) -> bool:
        """Tell whether Telegram will keep what people do now until the program is back."""
        return self.back_at - self.clock.true.now() < TELEGRAM_KEEPS

    def doubts(self, chat: int, start: datetime, end: datetime) -> int:
        """Return how often it was unknown in that time whether the chat had got a message."""
        lost = [at for each, why, at in self.refusals if each == chat and why == "doubt"]
        spells = sum(each.start <= end and start <= each.end for each in self.doubtful)
        return spells + sum(start <= at <= end for at in lost)

    def latest(self, due: datetime, *chats: int) -> datetime:
        """Return until when what is due then may come, by all the troubles there were."""
        latest = due
        for spell in sorted(self.spells, key=lambda each: each.start):
            is_theirs = spell.chat is None or spell.chat in chats
            if is_theirs and spell.start <= latest < spell.end:
                latest = spell.end
        return latest + timedelta(minutes=2)

    def found_too_early(self, due: datetime) -> list[tuple[datetime, datetime]]:
        """Return the times in which a clock that was ahead showed that instant or a later one."""
        early = [(max(each.start, due - each.by), each.end) for each in self.ahead]
        return [(start, end) for start, end in early if start < min(end, due)]

    def is_troubled(self, now: datetime) -> bool:
        """Tell whether messages to anybody may be late now."""
        return any(each.start <= now < each.end for each in self.spells)

    def since(self, chat: int, at: datetime) -> list[Taken]:
        """Return what a chat got from then on."""
        found = []
        for each in reversed(self.taken[chat]):
            if each.at < at:
                break
            found.append(each)
        return found
