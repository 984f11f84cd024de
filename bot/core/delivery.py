"""From due rows to claimed ones, and from Telegram's answer back to the file. Pure.

Claiming writes the intent down before anything is sent; what a step will say (merged parts, sun
line, question, sound) is fixed at that moment by `step_claims`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core import (
    alerts,
    answer_truth,
    answering,
    digest,
    doubts,
    due,
    group_line,
    handing_over,
    held_card,
    near_the_end,
    parting,
    plan,
    reasons,
    retention,
    retry_times,
    ringing,
    settling,
    showing,
    step_claims,
)
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import (
    OVER,
    RANK,
    UPDATE_MEMORY,
    ChatId,
    Media,
    MessageRow,
    Outbox,
    RowKey,
    RowState,
    skipped,
)
from bot.core.pack import IfLate
from bot.core.plan import Moment
from bot.core.stops import watching

CLAIM_LIMIT = 20
STAFF_RETRY_FOR = timedelta(hours=24)
DELETION_RETRY = timedelta(hours=1)
FILE_LOST = "staff.file_lost"
File = TypeVar("File", bound=ClientFile | DeskFile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who claims, and until when: `start` names the running process."""

    start: str
    until: datetime


def claim_desk(
    file: DeskFile, now: datetime, lease: Lease
) -> tuple[DeskFile, tuple[MessageRow, ...]]:
    """Claim what is due to a staff or visitor chat: by lane, then in order of promise."""
    outbox = doubts.without_doubts(file.outbox, now, lease.start)
    outbox = outbox.change_all(
        skipped(row, plan.OUT_OF_TIME) for row in _due(outbox, now) if _is_over(row, now)
    )
    ready = [row for row in _due(outbox, now) if not digest.is_promise(row)]
    claimed = _first_claimed(ready, lease)
    file = replace(file, outbox=outbox.change_all(claimed))
    return without_words(file, now), tuple(claimed)


def claim_client(
    moment: Moment, lease: Lease, clinic: ClinicFacts
) -> tuple[ClientFile, tuple[MessageRow, ...]]:
    """Claim what is due about a client: answers and staff rows as they are, steps as decided.

    Alarms come first, then answers: neither waits behind twenty rows of bulk.
    """
    now = moment.now
    file = replace(moment.file, outbox=doubts.without_doubts(moment.file.outbox, now, lease.start))
    file = handing_over.fallen_due(file, _due(file.outbox, now), clinic, now)
    file = ringing.fallen_due(file, _due(file.outbox, now), clinic, now)
    file = retention.fallen_due(file, clinic, now)
    file = answer_truth.settled(file, now)
    file = near_the_end.fallen_due(file, moment.pack, clinic, now)
    file = settling.fallen_due(watching.settled(file, now), now)
    file = held_card.kept_true(replace(moment, file=file))
    ready = [row for row in _due(file.outbox, now) if due.may_go(file, row.key, row)]
    steps = step_claims.claim(
        [row for row in ready if row.step is not None], replace(moment, file=file)
    )
    plain = [row for row in ready if row.step is None]
    claimed = _first_claimed([*plain, *steps.sending], lease)
    held = [_claimed(row, lease) for row in steps.held if _is_held(row, claimed)]
    file = replace(file, outbox=file.outbox.change_all((*steps.changed, *held, *claimed)))
    for row in steps.tell_staff:
        file = alerts.tell_staff_of_row(file, row, clinic, now, reasons.TOO_LATE)
    return file, tuple(claimed)


def _is_over(row: MessageRow, now: datetime) -> bool:
    """Tell whether a row that is of no use after its time is past it."""
    is_past = row.valid_until is not None and now >= row.valid_until
    return is_past and row.if_late is IfLate.DROP


def _is_held(row: MessageRow, claimed: list[MessageRow]) -> bool:
    return any(row.key in carrier.merged for carrier in claimed)


def _due(outbox: Outbox, now: datetime) -> list[MessageRow]:
    return [
        row for row in outbox.rows.values() if row.state is RowState.PLANNED and row.due_at <= now
    ]


def _first_claimed(rows: list[MessageRow], lease: Lease) -> list[MessageRow]:
    most_urgent = sorted(rows, key=lambda row: RANK[row.lane])[:CLAIM_LIMIT]
    return [_claimed(row, lease) for row in most_urgent]


def _claimed(row: MessageRow, lease: Lease) -> MessageRow:
    return replace(row, state=RowState.CLAIMED, lease=(lease.start, lease.until))


def sent(file: File, key: RowKey, message_id: int, now: datetime) -> File:
    """Write down that Telegram gave a message id; what was merged was sent in it.

    With a client's words goes the promise to delete them again. A deletion has no message id.
    """
    row = file.outbox.rows.get(key)
    if row is None:
        return file
    done = replace(row, state=RowState.SENT, message_id=message_id or None, sent_at=now, lease=None)
    merged = [
        replace(
            file.outbox.rows[each],
            state=RowState.SENT,
            message_id=message_id,
            sent_at=now,
            lease=None,
            reason=f"in {row.step}",
        )
        for each in row.merged
        if each in file.outbox.rows
    ]
    outbox = file.outbox.change_all((done, *merged))
    if row.edits is not None and row.edits in outbox.rows:
        outbox = outbox.change(row.edits, lambda target: replace(target, message_id=message_id))
    if done.shows and done.deletes is None:
        outbox = outbox.add([showing.taking_away(done, now)])
    file = replace(file, outbox=outbox)
    if isinstance(file, ClientFile):
        return alerts.reached(file, done, now)  # type: ignore[return-value]
    about = answering.client_in(done)
    known = file if about is None else file.knowing(message_id, about)
    return without_words(known, now)  # type: ignore[return-value]


def without_words(file: DeskFile, now: datetime) -> DeskFile:
    """Keep no words of what is over in a desk's chat: they may be a client's, who is erased.

    The rows themselves are kept as long as update ids are: so long a tap edits its message.
    """
    rows = {
        key: _wordless(row) if row.state in OVER else row
        for key, row in file.outbox.rows.items()
        if _is_kept(row, now)
    }
    return parting.settled(replace(file, outbox=replace(file.outbox, rows=rows)), now)


def _wordless(row: MessageRow) -> MessageRow:
    """Return the row without words; one that has none stays the same object, and is kept as is."""
    if not (row.values or row.parts or row.blocks or row.keyboard):
        return row
    return replace(row, values={}, parts=(), blocks=(), keyboard=())


def _is_kept(row: MessageRow, now: datetime) -> bool:
    is_young = now - (row.sent_at or row.due_at) < UPDATE_MEMORY
    return row.state not in OVER or is_young or group_line.is_line(row)


def put_off(file: File, key: RowKey, delay: timedelta, now: datetime) -> File:
    """Plan a row again after `delay`, or longer where it has failed before."""
    row = file.outbox.rows[key]
    return held_back(_tried(file, row), key, retry_times.again_at(row, delay, now))


def held_back(file: File, key: RowKey, until: datetime) -> File:
    """Plan a row again for that instant, through no fault of its own: its chat has to wait."""
    again = replace(file.outbox.rows[key], state=RowState.PLANNED, lease=None, due_at=until)
    return replace(file, outbox=doubts.released(file.outbox, again))


def in_doubt(file: File, key: RowKey, now: datetime) -> File:
    """Write down that the answer was lost, and do what this kind of message says then."""
    row = file.outbox.rows[key]
    again = replace(doubts.settled(row), due_at=now + retry_times.after_doubt(row))
    return replace(file, outbox=doubts.released(file.outbox, again))


def out_of_reach(file: File, key: RowKey, reason: str, now: datetime) -> File:
    """Write down that a chat did not take its row; an alarm that nobody has heard tries on.

    It waits longer each time and for a day at most, so that whoever comes back finds it. What is to
    be deleted there is tried on for as long as Telegram may take it.
    """
    row = file.outbox.rows[key]
    if row.deletes is not None and row.valid_until is not None and now < row.valid_until:
        return held_back(_tried(file, row), key, now + DELETION_RETRY)
    raised_at = alerts.unheard_since(file, row) if isinstance(file, ClientFile) else None
    if raised_at is None or now - raised_at >= STAFF_RETRY_FOR:
        return _without_use(refused(file, key, reason), row, now)
    wait = retry_times.out_of_reach(row)
    return held_back(_tried(file, row), key, now + wait)


def _without_use(file: File, row: MessageRow, now: datetime) -> File:
    """Let the next ring come at once where this one was for somebody who cannot be reached."""
    if isinstance(file, ClientFile):
        return ringing.in_vain(file, row, now)  # type: ignore[return-value]
    return file


def _tried(file: File, row: MessageRow) -> File:
    counted = replace(row, attempts=row.attempts + 1)
    return replace(file, outbox=file.outbox.change_all([counted]))


def refused(file: File, key: RowKey, reason: str) -> File:
    """Write down why a row will never go out, with all that was merged into it."""
    row = file.outbox.rows[key]
    rows: Iterable[MessageRow] = (
        row,
        *(file.outbox.rows[each] for each in row.merged if each in file.outbox.rows),
    )
    return replace(file, outbox=file.outbox.change_all(skipped(each, reason) for each in rows))


def undeletable(file: File, key: RowKey, reason: str, now: datetime) -> File:
    """Write down that Telegram will not delete a message, and ask its reader to do so by hand."""
    asking = showing.asking_to_delete(file.outbox.rows[key], now)
    file = refused(file, key, reason)
    return replace(file, outbox=file.outbox.add([asking]))


def without_file(file: File, key: RowKey) -> File:
    """Plan a row again without the file that Telegram refuses to pass on, saying so."""
    row = file.outbox.rows[key]
    parts = (*row.parts, FILE_LOST)
    again = replace(
        row, state=RowState.PLANNED, lease=None, media=Media.NONE, file_id="", parts=parts
    )
    return replace(file, outbox=file.outbox.change_all([again]))


def send_anew(file: File, key: RowKey) -> File:
    """Turn an edit whose message is gone into one new silent message that takes its place."""
    row = file.outbox.rows[key]
    target = file.outbox.rows.get(row.edits) if row.edits is not None else None
    anew = replace(
        row,
        state=RowState.PLANNED,
        lease=None,
        anew=True,
        audible=False,
        pin=target is not None and target.pin,
    )
    return replace(file, outbox=doubts.released(file.outbox, anew))


def moved(file: File, key: RowKey, chat_id: ChatId) -> File:
    """Send a row to the chat its group has become."""
    again = replace(file.outbox.rows[key], state=RowState.PLANNED, lease=None, to=chat_id)
    return replace(file, outbox=file.outbox.change_all([again]))
