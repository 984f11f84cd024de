"""The outbox: message rows, the only form in which anything is promised to anybody.

A row is on disk before it is sent; it keeps a leaflet key and values, never text, so that what is
planned follows a change of language or a corrected leaflet. Deciding *when* is `plan`'s.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.core.pack import IfDoubtful, IfLate

FileId = NewType("FileId", str)
ChatId = NewType("ChatId", int)
UserId = NewType("UserId", int)
RowKey = NewType("RowKey", str)

UPDATE_MEMORY = timedelta(hours=48)
ANSWERS_KEPT = 300


class RowState(StrEnum):
    """Where a message row stands; `sent` means Telegram gave a message id."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    DOUBTFUL = "doubtful"
    SKIPPED = "skipped"


class Lane(StrEnum):
    """Which lane of the sender: alarms first, then whoever waits for an answer, then bulk.

    A chore is no message: something is to be done, after all that is to be said.
    """

    ALARM = "alarm"
    ANSWER = "answer"
    BULK = "bulk"
    CHORE = "chore"


RANK = {Lane.ALARM: 0, Lane.ANSWER: 1, Lane.BULK: 2, Lane.CHORE: 3}


class Media(StrEnum):
    """What a row carries beside its text; a file that Telegram does not have is made anew."""

    NONE = ""
    INVITATION = "invitation"
    DATA_TO_READ = "data_to_read"
    DATA_IN_FULL = "data_in_full"
    CURVE = "curve"
    NUMBERS_PICTURE = "numbers_picture"
    NUMBERS_TABLE = "numbers_table"
    PROGRESS = "progress"
    RECORD = "record"
    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    VOICE = "voice"
    ANIMATION = "animation"
    AUDIO = "audio"
    VIDEO_NOTE = "video_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button: the label is a phrase key with values; exactly one of data, url, copy is set.

    `data` is at most 64 bytes (Telegram's limit).
    """

    phrase: str
    data: str = ""
    url: str = ""
    copy: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a message with values of its own: a leaflet's or phrase's key, and its values."""

    leaflet: str
    values: Mapping[str, str] = field(default_factory=dict)


Keyboard = tuple[tuple[Button, ...], ...]
OVER = frozenset({RowState.SENT, RowState.DOUBTFUL, RowState.SKIPPED})
DATA = frozenset({Media.DATA_TO_READ, Media.DATA_IN_FULL})
NUMBERS = frozenset({Media.NUMBERS_PICTURE, Media.NUMBERS_TABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One promised message or edit.

    `to` is a staff or visitor chat, None the client's own chat (known only at sending time).
    `parts` are leaflet or phrase keys added below the leaflet, then come `blocks`, `question` is
    the check-in question at the end; `edits` names the row whose message is changed in place
    (`anew`: sent as a new message that takes its place). The words are those of `as_of` (None: the
    moment of sending). `calm` rows carry no worry button; `language`
    is that of the words where it is not the reader's own. Instants are aware UTC. `lease` is
    (process start, until); `doubts` counts how often Telegram's answer was lost.
    """

    key: RowKey
    leaflet: str
    due_at: datetime
    to: ChatId | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    question: str = ""
    as_of: datetime | None = None
    keyboard: Keyboard = ()
    lane: Lane = Lane.ANSWER
    audible: bool = True
    media: Media = Media.NONE
    file_id: str = ""
    edits: RowKey | None = None
    anew: bool = False
    pin: bool = False
    calm: bool = False
    language: str = ""
    alert: str | None = None
    step: str | None = None
    session: str | None = None
    valid_until: datetime | None = None
    if_late: IfLate = IfLate.SEND
    if_doubtful: IfDoubtful = IfDoubtful.SEND
    version: int = 1
    state: RowState = RowState.PLANNED
    reason: str | None = None
    merged: tuple[RowKey, ...] = ()
    lease: tuple[str, datetime] | None = None
    attempts: int = 0
    message_id: int | None = None
    sent_at: datetime | None = None
    doubted: bool = False
    doubts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The rows of one file in order of promise, and the update ids already counted (48 h)."""

    rows: Mapping[RowKey, MessageRow] = field(default_factory=dict)
    updates: Mapping[str, datetime] = field(default_factory=dict)

    def has_seen(self, update_id: int) -> bool:
        """Tell whether this update has been counted already."""
        return str(update_id) in self.updates

    def saw(self, update_id: int, now: datetime) -> "Outbox":
        """Remember an update id, forgetting those older than 48 h and answers long given."""
        recent = {key: at for key, at in self.updates.items() if now - at < UPDATE_MEMORY}
        rows = _without_old_answers(self.rows)
        return replace(self, rows=rows, updates={**recent, str(update_id): now})

    def add(self, rows: Iterable[MessageRow]) -> "Outbox":
        """Promise rows; a key that exists already stays as it is, so a cause counts once.

        A newer edit of the same message replaces an older one that has not gone out.
        """
        known = dict(self.rows)
        for row in rows:
            if row.key in known:
                continue
            if row.edits is not None:
                _drop_older_edits(known, row)
            known[row.key] = row
        return replace(self, rows=known)

    def change(self, key: RowKey, how: Callable[[MessageRow], MessageRow]) -> "Outbox":
        """Change one row in place; an unknown key changes nothing."""
        if key not in self.rows:
            return self
        return replace(self, rows={**self.rows, key: how(self.rows[key])})

    def change_all(self, rows: Iterable[MessageRow]) -> "Outbox":
        """Put changed rows in the place of the rows with the same keys."""
        return replace(self, rows={**self.rows, **{row.key: row for row in rows}})


def _drop_older_edits(known: dict[RowKey, MessageRow], newer: MessageRow) -> None:
    for key, row in known.items():
        if row.edits == newer.edits and row.step is None and row.state is RowState.PLANNED:
            known[key] = skipped(row, "a newer edit replaced it")


def _without_old_answers(rows: Mapping[RowKey, MessageRow]) -> Mapping[RowKey, MessageRow]:
    """Keep every step, everything open, and the newest answers: a chat's file has a bound."""
    answers = [key for key, row in rows.items() if row.step is None and row.state in OVER]
    old = frozenset(answers[:-ANSWERS_KEPT])
    return {key: row for key, row in rows.items() if key not in old} if old else rows


def skipped(row: MessageRow, reason: str) -> MessageRow:
    """Return the row as skipped, with the reason anyone can read."""
    return replace(row, state=RowState.SKIPPED, reason=reason, lease=None)


def anew(row: MessageRow, key: RowKey, now: datetime) -> MessageRow:
    """Return a row like it that is promised for now, as if nothing had become of the first."""
    return replace(
        row,
        key=key,
        due_at=now,
        state=RowState.PLANNED,
        reason=None,
        lease=None,
        message_id=None,
        sent_at=None,
        attempts=0,
        doubts=0,
        doubted=False,
    )
