"""What lies in a chat: people, messages, buttons, media; plain values without any rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ChatType = Literal["private", "group", "supergroup", "channel"]
BotStatus = Literal["member", "administrator", "left", "kicked"]
ButtonKind = Literal["callback", "url", "copy", "web_app", "switch_inline", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account: a person, or the bot itself."""

    id: int
    first_name: str
    language_code: str | None = None
    username: str | None = None
    last_name: str | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A marked stretch of text, counted in UTF-16 units; `extra` holds url and the like."""

    type: str
    offset: int
    length: int
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The first UTF-16 unit after the stretch."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One inline button; `value` is its callback data, url or text to copy, by `kind`."""

    label: str
    kind: ButtonKind
    value: str
    raw: Mapping[str, Any]

    @property
    def data(self) -> str | None:
        """The callback data, when it is a callback button."""
        return self.value if self.kind == "callback" else None

    @property
    def url(self) -> str | None:
        """The link, when it is a link button."""
        return self.value if self.kind == "url" else None

    @property
    def copy_text(self) -> str | None:
        """The text to copy, when it is a copying button."""
        return self.value if self.kind == "copy" else None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What a message carries besides words: Telegram's object and the bytes, if there are any."""

    kind: str
    payload: Any
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as people see it; dates are unix seconds, `service` is what Telegram writes."""

    id: int
    chat_id: int
    sender: User | None
    from_bot: bool
    date: int
    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    media: Media | None = None
    keyboard: Keyboard = ()
    reply_keyboard: Mapping[str, Any] | None = None
    edit_date: int | None = None
    reply_to: int | None = None
    media_group_id: str | None = None
    origin: Mapping[str, Any] | None = None
    service: Mapping[str, Any] | None = None
    link_preview: Mapping[str, Any] | None = None
    silent: bool = False
    protected: bool = False
    pinned: bool = False
    deleted: bool = False

    @property
    def words(self) -> str:
        """Text or caption, whichever there is."""
        return self.text or self.caption or ""

    @property
    def photo(self) -> bytes | None:
        """The picture's bytes, when the message is a photo."""
        return self.media.content if self.media and self.media.kind == "photo" else None

    @property
    def document(self) -> bytes | None:
        """The file's bytes, when the message is a document."""
        return self.media.content if self.media and self.media.kind == "document" else None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All inline buttons, row by row."""
        return tuple(button for row in self.keyboard for button in row)


@dataclass(slots=True, kw_only=True)
class Chat:
    """A conversation and its history; it changes, as conversations do, so it is not frozen."""

    id: int
    type: ChatType
    title: str | None = None
    user: User | None = None
    bot_status: BotStatus = "member"
    started: bool = True
    blocked: bool = False
    deactivated: bool = False
    known_to_bot: bool = True
    migrated_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    next_message_id: int = 1

    @property
    def is_private(self) -> bool:
        """Whether this is a conversation with one person."""
        return self.type == "private"
