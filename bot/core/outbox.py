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
# Telegram repeats at most the batch it was not told of, a hundred updates.
UPDATES_KEPT = 300
FLOOD_UPDATES = 30
FLOOD_WITHIN = timedelta(minutes=1)
# So many answers may wait in a chat, which takes one a second; from then on repeats are merged.
WAITING_APART = 20
WAITING_MOST = 60
# More than a flood begins with, so that its words join a message staff are told of.
ALERT_WAITING_MOST = 32
# Whoever wrote reads once a message that it was passed on; a flood's writer, a few times.
TOLD_WAITING_MOST = 10
MERGED = "too many answers waited; the newer ones were sent"


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
    RECORD = "record"
    PROGRESS = "progress"
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
    moment of sending). `calm` rows carry no worry button; `language` is that of the words where it
    is not the reader's own. Instants are aware UTC. `lease` is (process start, until); `doubts`
    counts how often Telegram's answer was lost. `shows` names the client's message whose words a
    row brings to a member of staff; a row that `deletes` a message of its chat, by Telegram's
    number, sends nothing.
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
    shows: str = ""
    deletes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The rows of one file in order of promise, and the update ids already counted (48 h)."""

    rows: Mapping[RowKey, MessageRow] = field(default_factory=dict)
    updates: Mapping[str, datetime] = field(default_factory=dict)

    def has_seen(self, update_id: int) -> bool:
        """Tell whether this update has been counted already."""
        return str(update_id) in self.updates

    def saw(self, update_id: int, now: datetime) -> "Outbox":
        """Remember an update id, forgetting those older than 48 h and answers long given.

        Of a flood the newest 300 ids are remembered, and what it would be answered is merged.
        """
        recent = {key: at for key, at in self.updates.items() if now - at < UPDATE_MEMORY}
        newest = list(recent.items())[1 - UPDATES_KEPT :]
        return replace(self.merged(), updates={**dict(newest), str(update_id): now})

    def merged(self) -> "Outbox":
        """Return it with old answers gone, and of many that wait each once."""
        return replace(self, rows=_without_old_answers(_with_fewer_waiting(self.rows)))

    def is_flooded(self, now: datetime) -> bool:
        """Tell whether this chat sent more within the last minute than a person does."""
        newest = list(self.updates.values())[-FLOOD_UPDATES:]
        return len(newest) == FLOOD_UPDATES and now - newest[0] < FLOOD_WITHIN

    def is_full_of(self, named: str, chat: ChatId | None) -> bool:
        """Tell whether as many rows wait for a chat as may, of one alert or of a whole concern."""
        to_chat = (row for row in self.rows.values() if row.to == chat and _waits(row))
        waiting = sum(f"{row.alert}-".startswith(f"{named}-") for row in to_chat)
        return waiting >= (TOLD_WAITING_MOST if chat is None else ALERT_WAITING_MOST)

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


def _with_fewer_waiting(rows: Mapping[RowKey, MessageRow]) -> Mapping[RowKey, MessageRow]:
    """Merge the answers of a flood: what says the same waits once, and the newest wait longest."""
    waiting = [row for row in rows.values() if _is_waiting_answer(row)]
    if len(waiting) <= WAITING_APART:
        return rows
    apart, said = waiting[:WAITING_APART], {_says(row) for row in waiting[:WAITING_APART]}
    for row in waiting[WAITING_APART:]:
        if _says(row) not in said:
            said.add(_says(row))
            apart.append(row)
    stay = {row.key for row in apart[-WAITING_MOST:]}
    over = {row.key: skipped(row, MERGED) for row in waiting if row.key not in stay}
    return {**rows, **over}


def _is_waiting_answer(row: MessageRow) -> bool:
    """Tell whether a row only answers an update, in a message of its own, and waits to go out."""
    is_plain = row.media is Media.NONE and row.edits is None and row.lane is Lane.ANSWER
    return is_plain and _waits(row) and row.key.startswith("update:")


def _waits(row: MessageRow) -> bool:
    return row.state is RowState.PLANNED


def _says(row: MessageRow) -> str:
    """Return what two rows have in common that say the same to the same chat."""
    values = sorted(row.values.items())
    blocks = [(each.leaflet, sorted(each.values.items())) for each in row.blocks]
    return repr((row.to, row.leaflet, row.parts, row.question, row.language, values, blocks))


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
