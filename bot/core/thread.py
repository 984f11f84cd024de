"""One thread of a client's file: what the bot, staff and the client said to each other, with times.

Only what was really sent stands in it as the bot's; what is planned or skipped is the plan's. How a
line reads is decided where it is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core import answer_truth, answering
from bot.core.answer_truth import Standing
from bot.core.client import ClientFile
from bot.core.outbox import MessageRow, RowState
from bot.core.said import Answer, ClientMessage, ClinicMessage

LINES_MOST = 200


class Who(StrEnum):
    """Who said something."""

    BOT = "bot"
    STAFF = "staff"
    CLIENT = "client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing said, with the record it comes from; `what` is the key of its words.

    The bot's is a leaflet, an answer's its option, else the kind of what arrived. `standing` is
    what became of an answer of staff.
    """

    at: datetime
    who: Who
    what: str
    row: MessageRow | None = None
    message: ClientMessage | None = None
    answer: Answer | None = None
    reply: ClinicMessage | None = None
    standing: Standing | None = None


def lines(file: ClientFile) -> tuple[Line, ...]:
    """Return the newest lines of the thread, the oldest of them first."""
    said = [*_of_bot(file), *_of_client(file), *_of_staff(file)]
    return tuple(sorted(said, key=lambda line: line.at)[-LINES_MOST:])


def _of_bot(file: ClientFile) -> Iterator[Line]:
    """Return what went out by itself: an edit in place, and what joined another, is no message."""
    carried = {key for row in file.outbox.rows.values() for key in row.merged}
    for row in file.outbox.rows.values():
        is_sent = row.state is RowState.SENT and row.sent_at is not None
        is_own = row.to in (None, file.client.chat_id) and (row.edits is None or row.anew)
        if is_sent and is_own and row.key not in carried and not answering.is_answer(row):
            yield Line(at=row.sent_at or row.due_at, who=Who.BOT, what=row.leaflet, row=row)


def _of_client(file: ClientFile) -> Iterator[Line]:
    for message in file.messages:
        yield Line(at=message.at, who=Who.CLIENT, what=f"arrived.{message.kind}", message=message)
    for answer in file.answers:
        what = f"options.{answer.question}.{answer.option}"
        yield Line(at=answer.at, who=Who.CLIENT, what=what, answer=answer)


def _of_staff(file: ClientFile) -> Iterator[Line]:
    """Return what staff wrote; a newer version that was not sent is nothing said."""
    for reply in file.replies:
        if reply.row:
            what = reply.leaflet or f"arrived.{reply.kind}"
            found = answer_truth.standing(file, reply)
            yield Line(at=reply.at, who=Who.STAFF, what=what, reply=reply, standing=found)
