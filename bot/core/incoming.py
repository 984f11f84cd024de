"""One thing that arrived from Telegram, as plain data; and the rows that answer it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.outbox import (
    Block,
    ChatId,
    Keyboard,
    Lane,
    Media,
    MessageRow,
    Outbox,
    RowKey,
    RowState,
    UserId,
)


class Kind(StrEnum):
    """What kind of thing arrived."""

    COMMAND = "command"
    TEXT = "text"
    TAP = "tap"
    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    VOICE = "voice"
    ANIMATION = "animation"
    AUDIO = "audio"
    VIDEO_NOTE = "video_note"
    LOCATION = "location"
    OTHER = "other"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


HANDED_OVER = {
    Kind.TEXT: Media.NONE,
    Kind.PHOTO: Media.PHOTO,
    Kind.DOCUMENT: Media.DOCUMENT,
    Kind.VIDEO: Media.VIDEO,
    Kind.VOICE: Media.VOICE,
    Kind.ANIMATION: Media.ANIMATION,
    Kind.AUDIO: Media.AUDIO,
    Kind.VIDEO_NOTE: Media.VIDEO_NOTE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One update. `text` is the words, a caption or what follows a command; `data` a button's.

    `language` is Telegram's language code of the sender, `name` the one they show; `album` the
    media group, `replies_to` the message this one answers by Telegram's own reply; `unique_id`
    names a photo whatever message it came in.
    """

    update_id: int
    chat_id: ChatId
    user_id: UserId
    kind: Kind
    text: str = ""
    command: str = ""
    data: str = ""
    callback_id: str = ""
    message_id: int = 0
    replies_to: int = 0
    file_id: str = ""
    unique_id: str = ""
    album: str = ""
    language: str = ""
    name: str = ""
    is_edit: bool = False
    latitude: float = 0.0
    longitude: float = 0.0

    @property
    def words(self) -> tuple[str, ...]:
        """The parts of a button's data after its version, empty for foreign data."""
        version, *rest = self.data.split(":")
        return tuple(rest) if version == "v1" else ()

    def word(self, place: int) -> str:
        """Return one part of a button's data, the first at 0; "" where there is none."""
        words = self.words
        return words[place] if len(words) > place else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One message that answers: a leaflet or phrase with values, blocks, buttons, a picture."""

    leaflet: str
    values: Mapping[str, str] | None = None
    keyboard: Keyboard = ()
    parts: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    to: ChatId | None = None
    calm: bool = False
    audible: bool = True
    media: Media = Media.NONE


def rows_for(
    incoming: Incoming, answers: Iterable[Answer], outbox: Outbox, now: datetime, *, edit: bool
) -> list[MessageRow]:
    """Return the rows that answer an update, keyed by (update id, ordinal).

    With `edit`, the first answer changes the message whose button was tapped, where it is ours.
    """
    target = sent_row(outbox, incoming) if edit else None
    return [
        MessageRow(
            key=RowKey(f"update:{incoming.update_id}:{ordinal}"),
            leaflet=answer.leaflet,
            due_at=now,
            to=answer.to,
            values=answer.values or {},
            parts=answer.parts,
            blocks=answer.blocks,
            keyboard=answer.keyboard,
            lane=Lane.ANSWER,
            audible=answer.audible,
            calm=answer.calm,
            media=answer.media,
            edits=target.key if target is not None and ordinal == 0 else None,
        )
        for ordinal, answer in enumerate(answers)
    ]


def sent_row(outbox: Outbox, incoming: Incoming) -> MessageRow | None:
    """Return the row whose message was tapped, followed back to the row an edit changed."""
    rows = outbox.rows.values()
    fitting = (
        row
        for row in rows
        if row.message_id == incoming.message_id
        and row.edits is None
        and row.state is RowState.SENT
        and row.to in (None, incoming.chat_id)
    )
    return next(fitting, None)
