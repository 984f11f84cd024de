"""What people did, what Telegram took and what lay on the disk: the books that must agree.

Kept apart from the bot: it reads the data as a stranger would, between two processes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.client import ClientFile
from bot.core.desk import DeskFile
from bot.core.outbox import FileId, MessageRow, RowKey, RowState
from bot.ports import Damaged, NotFound
from bot.store import layout, records
from bot.store.files import BESIDE, Files
from tests.benchmarks import figure_table
from tests.benchmarks.figure_table import Row

# A message: the chat, and Telegram's number.
Place = tuple[int, int]
WORRIED = "tap I'm worried"
# The bot's own minute, and what a few restarts take: what counts is when it was handled.
FLOOD = timedelta(minutes=3)
REPLACED = "a newer edit replaced it"
# A send that the process died amid ten times is given up, and recorded so: it may have come often.
ANSWERED = (RowState.SENT, RowState.DOUBTFUL)
File = ClientFile | DeskFile


class Trouble(StrEnum):
    """What must not happen; the value is the figure's name in the table."""

    LOST = "updates confirmed to Telegram and not kept"
    UNANSWERED = "people left without an answer"
    OPEN = "reminders and answers due and still open"
    UNRECORDED = "sends without a promise, or doubts not written down"
    DAMAGED = "files damaged or put aside"
    ENDED = "ends and stops that nobody asked for"


def none_of(troubles: Iterable[tuple[Trouble, str]], acts: int) -> list[Row]:
    """Return a row for each kind of trouble: none may have happened."""
    counts = Counter(kind for kind, _ in troubles)
    return [
        figure_table.counted(each, counts[each], acts, limit="0", is_met=not counts[each])
        for each in Trouble
    ]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody did that the bot was told of."""

    update_id: int
    user_id: int
    kind: str
    at: datetime

    def is_one_with(self, earlier: Act) -> bool:
        """Tell whether both were answered together: a flood of taps on one button is one."""
        is_same = (self.user_id, self.kind) == (earlier.user_id, earlier.kind)
        is_soon = timedelta() < self.at - earlier.at < FLOOD
        return is_same and self.kind == WORRIED and is_soon


@dataclass(slots=True)
class Ledger:
    """All that is known of one world; `troubles` are what must not have happened.

    `toasted` are taps that Telegram answered at once with words: "this alert is closed already"
    needs nothing more, and nothing of it is kept.
    """

    kept_in: Files
    acts: dict[int, Act] = field(default_factory=dict)
    taken: set[Place] = field(default_factory=set)
    toasted: set[int] = field(default_factory=set)
    written: set[Place] = field(default_factory=set)
    updates: set[int] = field(default_factory=set)
    rows: dict[tuple[FileId, RowKey], MessageRow] = field(default_factory=dict)
    cut_off: set[Place] = field(default_factory=set)
    claims: set[tuple[FileId, RowKey]] = field(default_factory=set)
    doubted: set[tuple[FileId, RowKey]] = field(default_factory=set)
    doubts: dict[tuple[FileId, RowKey], tuple[int | None, int]] = field(default_factory=dict)
    troubles: list[tuple[Trouble, str]] = field(default_factory=list)
    kept: int = 0

    def note(self, trouble: Trouble, what: object) -> None:
        """Write down what must not have happened."""
        self.troubles.append((trouble, str(what)))

    def read(self) -> list[File]:
        """Read every file there is, and remember what stands in it."""
        found = list(self._files())
        for file in found:
            self.updates.update(map(int, file.outbox.updates))
            for row in file.outbox.rows.values():
                # A step of a form leaves nothing but the next screen, which is named after it.
                self.updates.update(int(word) for word in row.key.split(":") if word.isdecimal())
                self._note(file, row)
        return found

    def _files(self) -> Iterator[File]:
        files = self.kept_in
        listed = [path for at in (layout.CLIENTS, layout.CHATS) for path, _ in files.list(at)]
        for path in listed:
            file_id = layout.id_of(path)
            if path.endswith(BESIDE) or file_id is None:
                continue
            try:
                yield records.read(files, file_id).file
            except Damaged as damaged:
                self.note(Trouble.DAMAGED, f"{path}: {damaged}")
            except NotFound:
                continue

    def _note(self, file: File, row: MessageRow) -> None:
        name = (file.id, row.key)
        self.rows[name] = row
        chat = chat_of(file, row)
        if row.message_id is not None and chat is not None:
            self.written.add((chat, row.message_id))
        if row.doubted:
            self.doubted.add(name)
        _, before = self.doubts.get(name, (chat, 0))
        self.doubts[name] = (chat, max(row.doubts, before))

    def after_a_kill(self, waiting: Iterable[int]) -> int:
        """Look at what a killed process left; return how many sends it had not written down.

        `waiting` are the updates that were not confirmed to Telegram: all others must be kept.
        """
        files = self.read()
        confirmed = self.acts.keys() - set(waiting)
        for update_id in confirmed - self.updates - self.toasted:
            self.note(Trouble.LOST, self.acts[update_id])
        self.kept += len(confirmed)
        claimed = [(file, row) for file in files for row in rows_of(file, RowState.CLAIMED)]
        in_flight = self.unwritten()
        chats = [chat_of(file, row) for file, row in claimed]
        for chat, _ in in_flight:
            if chat not in chats:
                self.note(Trouble.UNRECORDED, f"sent to {chat} without a claim on the disk")
        self.claims |= {(file.id, row.key) for file, row in claimed if row.deletes is None}
        self.written |= in_flight
        self.cut_off |= in_flight
        return len(in_flight)

    def unwritten(self) -> set[Place]:
        """Return what Telegram took and no row has ever said."""
        return self.taken - self.written

    def settle_doubts(self, waiting: Iterable[int]) -> None:
        """Look, when all is quiet, whether each send that is not written down has its doubt.

        No more may be missing in a chat than doubts are recorded of rows that went there.
        """
        self.read()
        for update_id in self.acts.keys() - set(waiting) - self.updates - self.toasted:
            self.note(Trouble.LOST, self.acts[update_id])
        recorded = Counter[int | None]()
        for chat, doubts in self.doubts.values():
            recorded[chat] += doubts
        missing = self.unwritten()
        for chat, count in Counter(chat for chat, _ in missing).items():
            if count > recorded[chat]:
                self.note(Trouble.UNRECORDED, f"{count} in chat {chat}, doubts: {recorded[chat]}")
        self.written |= missing
        self.cut_off |= missing

    def settle(self, now: datetime) -> None:
        """Look at what is left when all is quiet."""
        files = self.read()
        for row in due_rows(files, now):
            self.note(Trouble.OPEN, f"{row.key} of {row.due_at}")
        for name in self.claims - self.doubted:
            self.note(Trouble.UNRECORDED, f"claimed at a kill, not in doubt after it: {name}")
        for place in self.unwritten():
            self.note(Trouble.UNRECORDED, f"sent without a kill and not written down: {place}")
        for act in self.unanswered():
            self.note(Trouble.UNANSWERED, f"{act}; {self._what_became_of(act)}")
        listed = self.kept_in.list("")
        odd = (layout.QUARANTINE, layout.ASIDE)
        for path in (path for path, _ in listed if path.startswith(odd)):
            self.note(Trouble.DAMAGED, path)

    def unanswered(self) -> list[Act]:
        """Return what somebody did and nothing that was sent belongs to, by the files as read."""
        answered = set(map(str, self.toasted))
        for (_, key), row in self.rows.items():
            if row.state in ANSWERED or row.reason == REPLACED:
                answered.update(key.split(":"))
        heard = [act for update_id, act in self.acts.items() if str(update_id) in answered]
        return [
            act
            for update_id, act in self.acts.items()
            if str(update_id) not in answered and not any(act.is_one_with(each) for each in heard)
        ]

    def _what_became_of(self, act: Act) -> str:
        """Tell whether it was kept, and how the rows stand that belong to it or to its chat."""
        rows = [
            f"{row.key} {row.state} {row.reason!r} due {row.due_at:%H:%M:%S} doubts {row.doubts}"
            for row in self.rows.values()
            if row.due_at >= act.at - FLOOD and row.state is not RowState.PLANNED
        ]
        return f"kept: {act.update_id in self.updates}; rows since then: {rows}"


def chat_of(file: File, row: MessageRow) -> int | None:
    """Return the chat a row is for."""
    own = file.client.chat_id if isinstance(file, ClientFile) else file.chat_id
    return row.to or own


def rows_of(file: File, *states: RowState) -> list[MessageRow]:
    """Return the rows of a file that stand so."""
    return [row for row in file.outbox.rows.values() if row.state in states]


def due_rows(files: Iterable[File], now: datetime) -> list[MessageRow]:
    """Return the rows that should have gone out, or are in somebody's hands."""
    return [
        row
        for file in files
        for row in rows_of(file, RowState.PLANNED, RowState.CLAIMED)
        if row.due_at <= now or row.state is RowState.CLAIMED
    ]
