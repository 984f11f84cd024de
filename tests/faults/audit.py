"""The program's own books, compared with the ledger: what it says became of each step is true."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.core.client import ClientFile
from bot.core.outbox import MessageRow, RowState
from tests.faults import plan_rules
from tests.faults.course import Course, Session
from tests.faults.ledger import Ledger
from tests.faults.model import Broken, Model
from tests.faults.plan_rules import Rule

SETTLED_WITHIN = timedelta(minutes=20)
# What a reason in the books calls for: at least one of these, as people and troubles had it.
# Who links by a clock that stands wrong finds steps late when it is right again.
LATE = frozenset(
    {"late", "quiet hours", "talking", "emergency", "refused", "times changed", "linked later"}
)
CALLS_FOR: Mapping[str, frozenset[str]] = {
    "linked later": frozenset({"linked later", "past already"}),
    "past after the session's time was corrected": frozenset({"times changed", "stopped", "ended"}),
    "the client stopped the messages": frozenset({"stopped"}),
    "the clinic ended the course": frozenset({"ended"}),
    "the messages were paused": frozenset({"paused"}),
    "a newer session took its place": frozenset({"next session"}),
    "an emergency of the client was open": frozenset({"emergency"}),
    "the client could not be reached": frozenset({"unreachable"}),
    "the chat cannot be reached": frozenset({"unreachable"}),
    "too late to be of use": LATE,
    "too late; staff were told": LATE,
    "a newer message took its place": LATE,
    "Telegram refused it: bad request": frozenset({"refused"}),
    "it may have arrived; it was not sent again": frozenset({"refused", "late", "doubt"}),
}


def audit(course: Course, file: ClientFile, model: Model) -> None:
    """Compare each step of each session; raises Broken."""
    for number, session in enumerate(course.sessions, 1):
        for rule in plan_rules.rules().values():
            row = _row(file, f"step:s{number}:{rule.name}", course)
            _compare(course, session, rule, row, model)


def _row(file: ClientFile, key: str, course: Course) -> MessageRow:
    rows = {str(each): row for each, row in file.outbox.rows.items()}
    if key not in rows:
        raise Broken(f"{course.reference}: {key} is not in the books")
    return rows[key]


def _compare(course: Course, session: Session, rule: Rule, row: MessageRow, model: Model) -> None:
    now, ledger = model.now, model.ledger
    where = f"{course.reference}: {row.key} is {row.state} ({row.reason})"
    if row.state in (RowState.PLANNED, RowState.CLAIMED):
        if not _may_be_open(row, ledger, course, now):
            raise Broken(f"{where} though it was due at {row.due_at:%d.%m. %H:%M}")
        return
    if rule.kind != "message":
        return
    came = session.came.get(rule.name, [])
    if row.state is RowState.SENT and not came and row.reason is None:
        raise Broken(f"{where}, but Telegram never took it")
    if row.state is RowState.SKIPPED and came and not _doubted(came[0].at, ledger, course, now):
        raise Broken(f"{where}, but Telegram took it at {came[0].at:%d.%m. %H:%M}")
    if row.state is not RowState.SENT:
        _check_reason(course, session, rule, row, model)
    model.counts["entries of the books compared"] += 1


def _may_be_open(row: MessageRow, ledger: Ledger, course: Course, now: datetime) -> bool:
    waits = ledger.latest(row.due_at, course.chat) + SETTLED_WITHIN
    return row.due_at > now or waits > now


def _doubted(at: datetime, ledger: Ledger, course: Course, now: datetime) -> bool:
    return ledger.doubts(course.chat, at, now) > 0


def _check_reason(
    course: Course, session: Session, rule: Rule, row: MessageRow, model: Model
) -> None:
    since = min(session.entered_at, course.linked_at or session.entered_at)
    dues = course.dues(rule, session, since, model.now)
    excuses = model.excuses(course, session, rule, dues) | model.ever(course, session)
    wanted = CALLS_FOR.get(row.reason or "")
    if wanted is None:
        raise Broken(f"{course.reference}: {row.key} has the unknown reason {row.reason!r}")
    if not wanted & excuses:
        raise Broken(f"{course.reference}: {row.key} says {row.reason!r}, but only {excuses} held")
