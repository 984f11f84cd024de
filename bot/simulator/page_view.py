"""The world as the page draws it: phones, messages, marks, as plain JSON values; it only looks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.simulator.chats import Button, Media, Message
from bot.simulator.player import Player
from bot.simulator.state import Toast
from bot.simulator.world import World

MESSAGES_SHOWN_MAX = 500
TOASTS_SHOWN_MAX = 1_000
QUOTED_LINE_CHARACTERS_MAX = 80
PINNED_LINE_CHARACTERS_MAX = 32

Timeline = Callable[[int], Awaitable[Sequence[Mapping[str, Any]]]]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One phone on the page and whose it is; the id is the person's."""

    id: int
    name: str
    role: Literal["staff", "client"]
    language: str = "en"


CAST = (
    Phone(id=2001, name="Ann", role="client"),
    Phone(id=2002, name="Bob", role="client"),
    Phone(id=2003, name="Cat", role="client"),
    Phone(id=2004, name="Dan", role="client"),
)
CLINIC = Phone(id=1001, name="Clinic", role="staff")


async def no_timeline(_: int) -> Sequence[Mapping[str, Any]]:
    """The course of who has none."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What one page shows: a world, its clock (None: it runs by itself) and the courses in it.

    `location` is what a phone sends as its place: latitude, longitude. `phones` are there at the
    start; those of `cast` who are not can be added.
    """

    world: World
    player: Player | None
    zone: str
    timeline: Timeline = no_timeline
    phones: tuple[Phone, ...] = (CLINIC, CAST[0])
    cast: tuple[Phone, ...] = CAST
    location: tuple[float, float] = (52.52, 13.40)


@dataclass(slots=True, kw_only=True)
class Jump:
    """A jump that is playing; it changes as it plays."""

    now: datetime
    done: float

    def as_json(self) -> Json:
        """As the page's progress bar wants it."""
        return {"playing": True, "now": int(self.now.timestamp()), "done": round(self.done, 4)}


@dataclass(slots=True, kw_only=True)
class Playing:
    """A show that is on: which phones are out, since when, and the jump that plays, if any."""

    show: Show
    started: datetime
    phones: list[Phone] = field(default_factory=list)
    jump: Jump | None = None

    @property
    def others(self) -> list[Phone]:
        """Those of the cast who have no phone yet."""
        out = {phone.id for phone in self.phones}
        return [phone for phone in self.show.cast if phone.id not in out]

    def client_messages(self) -> int:
        """How many messages of the bot lie on clients' phones."""
        return sum(
            message.from_bot and message.service is None
            for phone in self.phones
            if phone.role == "client"
            for message in self.show.world.chat(phone.id)
        )


async def state_of(playing: Playing, *, can_reset: bool) -> Json:
    """Everything the page draws, as one JSON object; dates are unix seconds."""
    show, world = playing.show, playing.show.world
    return {
        "bot": {
            "name": _text_of(world, "name") or world.bot.first_name,
            "username": world.bot.username,
            "description": _text_of(world, "description"),
        },
        "clock": {
            "now": world.state.seconds(),
            "start": int(playing.started.timestamp()),
            "zone": show.zone,
            "movable": show.player is not None,
        },
        "jump": playing.jump.as_json() if playing.jump else None,
        "place": "{:.2f}, {:.2f}".format(*show.location),
        "more": [phone.name for phone in playing.others],
        "can_reset": can_reset,
        "courses": show.timeline is not no_timeline,
        "phones": [await _phone(show, phone) for phone in playing.phones],
    }


async def _phone(show: Show, phone: Phone) -> Json:
    world = show.world
    chat = world.state.chats[phone.id]
    messages = [message for message in world.chat(phone.id) if not message.deleted]
    steps = await show.timeline(phone.id) if phone.role == "client" else ()
    return {
        "id": phone.id,
        "name": phone.name,
        "role": phone.role,
        "started": chat.started,
        "blocked": chat.blocked,
        "commands": world.commands_for(phone.id),
        "reply_keyboard": _reply_keyboard(world.reply_keyboard(phone.id)),
        "pinned": [message.id for message in world.pinned(phone.id)],
        "toasts": [_toast(toast) for toast in world.toasts(phone.id)[-TOASTS_SHOWN_MAX:]],
        "course": [_step(step) for step in steps],
        "messages": [
            _message(message, {one.id: one for one in messages})
            for message in messages[-MESSAGES_SHOWN_MAX:]
        ],
    }


def _message(message: Message, others: Mapping[int, Message]) -> Json:
    text = message.words
    if not message.from_bot and text.startswith("/start "):
        text = "/start"
    return {
        "id": message.id,
        "mine": not message.from_bot,
        "text": text,
        "entities": [
            {"type": e.type, "offset": e.offset, "length": e.length, **e.extra}
            for e in message.entities
        ],
        "media": _media(message, message.media) if message.media else None,
        "keyboard": [[_button(button) for button in row] for row in message.keyboard],
        "date": message.date,
        "edited": message.edit_date is not None,
        "silent": message.silent,
        "protected": message.protected,
        "pinned": message.pinned,
        "reply": _quoted(others.get(message.reply_to or 0)),
        "service": _service(message),
    }


def _quoted(message: Message | None) -> Json | None:
    if message is None:
        return None
    line = _first_line(message.words, QUOTED_LINE_CHARACTERS_MAX)
    kind = message.media.kind.capitalize() if message.media else "Message"
    return {"id": message.id, "mine": not message.from_bot, "line": line or kind}


def _first_line(words: str, characters_max: int) -> str:
    line = next(iter(words.splitlines()), "")
    return line if len(line) <= characters_max else f"{line[: characters_max - 1].rstrip()}…"


def _service(message: Message) -> str | None:
    if message.service is None:
        return None
    pinned = message.service.get("pinned_message")
    if pinned is None:
        return ", ".join(message.service).replace("_", " ")
    words = str(pinned.get("text") or pinned.get("caption") or "a message")
    return f"Pinned “{_first_line(words, PINNED_LINE_CHARACTERS_MAX)}”"


def _media(message: Message, media: Media) -> Json:
    drawn: Json = {"kind": media.kind}
    if media.kind in ("photo", "document"):
        drawn["url"] = f"/media/{message.chat_id}/{message.id}?v={message.edit_date or 0}"
    if media.kind == "photo":
        drawn |= {side: media.payload[-1][side] for side in ("width", "height")}
    if media.kind == "location":
        drawn |= {name: media.payload[name] for name in ("latitude", "longitude")}
    if isinstance(media.payload, Mapping) and media.payload.get("file_name"):
        drawn["name"] = media.payload["file_name"]
    return drawn


def _button(button: Button) -> Json:
    return {
        "label": button.label,
        "kind": button.kind,
        "value": button.value,
        "style": button.raw.get("style"),
    }


def _toast(toast: Toast) -> Json:
    return {"text": toast.text, "alert": toast.show_alert}


def _reply_keyboard(markup: Mapping[str, Any] | None) -> list[list[Json]]:
    return [
        [
            {
                "label": button if isinstance(button, str) else button["text"],
                "location": isinstance(button, Mapping) and bool(button.get("request_location")),
            }
            for button in row
        ]
        for row in (markup or {}).get("keyboard", [])
    ]


def _step(step: Mapping[str, Any]) -> Json:
    """One row of the course; instants may come as datetime or as ISO text."""
    at = step["at"]
    return {**step, "at": at.isoformat() if isinstance(at, datetime) else at}


def _text_of(world: World, kind: str) -> str:
    texts = world.state.profile.texts
    return texts.get((kind, "en")) or texts.get((kind, ""), "")
