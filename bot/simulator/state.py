"""Everything one world remembers, with the few steps all share; rules live elsewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.simulator import limits
from bot.simulator.chats import Chat, Message, User
from bot.simulator.files import Files
from bot.simulator.updates import Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call the bot made: no text, no name, only sizes; `at` is world time."""

    method: str
    chat_id: int | None
    parameters: Mapping[str, str]
    status: int
    description: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A pressed button that waits for, or has got, its answer."""

    id: str
    user_id: int
    chat_id: int
    at: datetime
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Toast:
    """What a person saw after a tap; an empty text only stops the little clock."""

    tap_id: str
    user_id: int
    chat_id: int
    text: str
    show_alert: bool
    url: str | None
    at: datetime


@dataclass(slots=True, kw_only=True)
class Profile:
    """How the bot presents itself: commands by (scope, language), texts by (kind, language)."""

    commands: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class State:
    """The memory of one world; only the functions of this package change it."""

    now: Callable[[], datetime]
    bot: User
    token: str
    reads_all_group_messages: bool = False
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    updates: Queue = field(default_factory=Queue)
    files: Files = field(default_factory=Files)
    profile: Profile = field(default_factory=Profile)
    taps: dict[str, Tap] = field(default_factory=dict)
    toasts: deque[Toast] = field(default_factory=lambda: deque(maxlen=limits.TAPS_KEPT_MAX))
    inline_answers: dict[str, tuple[Any, ...] | None] = field(default_factory=dict)
    webhook: Mapping[str, Any] | None = None
    dropped: list[str] = field(default_factory=list)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=limits.CALLS_KEPT_MAX))
    listeners: list[Callable[[int], None]] = field(default_factory=list)
    shared_message_id: int = 0
    counter: int = 0

    def seconds(self) -> int:
        """World time as unix seconds."""
        return int(self.now().timestamp())

    def drop(self, what: str) -> None:
        """Note what Telegram would let fall without a word."""
        if len(self.dropped) < limits.DROPPED_KEPT_MAX:
            self.dropped.append(what)

    def next_number(self) -> int:
        """A number no other thing of this world has."""
        self.counter += 1
        return self.counter

    def new_message_id(self, chat: Chat) -> int:
        """Private chats and small groups share one count in an account, others have their own."""
        if chat.type in ("private", "group"):
            self.shared_message_id += 1
            return self.shared_message_id
        message_id, chat.next_message_id = chat.next_message_id, chat.next_message_id + 1
        return message_id

    def await_answer(self, tap: Tap) -> None:
        """Remember a tap; the oldest ones are forgotten in the end."""
        self.taps[tap.id] = tap
        if len(self.taps) > limits.TAPS_KEPT_MAX:
            del self.taps[next(iter(self.taps))]

    def keep(self, message: Message) -> Message:
        """Put a message, new or changed, into its chat and tell who listens."""
        self.chats[message.chat_id].messages[message.id] = message
        self.changed(message.chat_id)
        return message

    def alter(self, message: Message, **changes: Any) -> Message:
        """Keep a changed copy of the message."""
        return self.keep(replace(message, **changes))

    def changed(self, chat_id: int) -> None:
        """Tell who listens that something in this chat changed."""
        for listener in self.listeners:
            listener(chat_id)

    def push(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update for the bot."""
        return self.updates.put(kind, content, self.now())
