"""Who is fine, who is worried, who is silent: one colour and one line for each client of today.

Silence is grey, never green: only who answered the last check-in calmly is fine. What is shown is
`board_screens`'; which files are looked at is kept in the store's lists, by `is_today`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.core import check_in, days, holds, ringing
from bot.core.client import ClientFile, Event, Status
from bot.core.clinic import ClinicFacts
from bot.core.outbox import FileId, MessageRow, RowState
from bot.core.pack import Pack
from bot.core.stops import telling, watching

ANSWER_WITHIN = timedelta(hours=12)
SILENT_AFTER_CHECKS = 2
SILENT_AFTER_AMBER = 1
WATCHED_DAYS = range(1, 8)
_AHEAD = frozenset({RowState.PLANNED, RowState.CLAIMED})
_NOT_SENT = frozenset({RowState.SKIPPED, RowState.DOUBTFUL})
# How the reasons begin for which a message is missing that was meant to go out.
_LOST = ("Telegram refused it", "too late to", "too late;", "it may have", "content fault")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# What is noted in a client's name and yet is no word from them.
_NOT_HEARD = frozenset({"chat went on to the next course"})


class Colour(StrEnum):
    """How a client stands, the worst first; `waiting` is neither heard to be fine nor silent."""

    WORRIED = "worried"
    AMBER = "amber"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    WAITING = "waiting"
    FINE = "fine"
    INVITED = "invited"


RANK: Mapping[Colour, int] = {colour: place for place, colour in enumerate(Colour)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One client on the board. `heard_at` is when they last wrote, tapped or answered.

    `missed_at` is when the last message was due that should have gone out and did not.
    `is_overdue`: an alert is open that nobody took in time.
    """

    file_id: FileId
    reference: str
    colour: Colour
    course_day: int
    session_at: datetime
    heard_at: datetime | None
    open_alerts: int
    is_emergency: bool = False
    missed_at: datetime | None = None
    is_overdue: bool = False


def is_today(file: ClientFile) -> bool:
    """Tell whether the board shows a client: steps of a course are ahead, or an alert is open.

    Reads only what the store's `glance` has of a file.
    """
    rows = file.outbox.rows.values()
    if any(row.step is not None and row.state in _AHEAD for row in rows):
        return True
    return any(alert.closed_at is None for alert in file.alerts)


def line_of(file: ClientFile, pack: Pack, clinic: ClinicFacts, now: datetime) -> Line:
    """Return the line of one client."""
    return Line(
        file_id=file.id,
        reference=file.client.reference,
        colour=standing_of(file, pack, now),
        course_day=days.day_number(now, file.session.ended_at, file.client.zone_info),
        session_at=file.session.ended_at,
        heard_at=last_heard(file),
        open_alerts=sum(alert.closed_at is None for alert in file.alerts),
        is_emergency=file.is_emergency_open,
        missed_at=_last_missed(file),
        is_overdue=any(ringing.is_overdue(each, clinic, now) for each in file.alerts),
    )


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Return the lines worst first: by colour, emergencies, then who was heard longest ago."""
    return sorted(lines, key=_place)


def _place(line: Line) -> tuple[int, bool, datetime, str]:
    heard = line.heard_at or _LONG_AGO
    return (RANK[line.colour], not line.is_emergency, heard, line.reference.casefold())


def standing_of(file: ClientFile, pack: Pack, now: datetime) -> Colour:
    """Return how a client stands now; what is worse is asked first, and doubt is never green."""
    standings: tuple[tuple[Colour, Callable[[ClientFile, Pack, datetime], bool]], ...] = (
        (Colour.WORRIED, _is_worried),
        (Colour.INVITED, _is_invited),
        (Colour.UNREACHABLE, _is_unreachable),
        (Colour.SILENT, is_silent),
        (Colour.AMBER, _is_amber),
        (Colour.FINE, _is_fine),
    )
    found = (colour for colour, is_so in standings if is_so(file, pack, now))
    return next(found, Colour.WAITING)


def _is_worried(file: ClientFile, pack: Pack, now: datetime) -> bool:
    others = {*holds.TECHNICAL, telling.AMBER}
    return any(each.closed_at is None and each.concern not in others for each in file.alerts)


def _is_invited(file: ClientFile, pack: Pack, now: datetime) -> bool:
    return file.client.status is Status.INVITED


def _is_unreachable(file: ClientFile, pack: Pack, now: datetime) -> bool:
    return file.client.unreachable_since is not None


def is_silent(file: ClientFile, pack: Pack, now: datetime) -> bool:
    """Tell whether check-ins stay unanswered: two in a row of days 1 to 7, or one after amber.

    A check-in has 12 hours to be answered; whoever was heard since in another way is not silent.
    """
    checks = _checks(file, pack, now)
    answered = [place for place, row in enumerate(checks) if _is_answered(file, row)]
    since = checks[answered[-1] + 1 :] if answered else checks
    after_amber = bool(answered) and _told_amber(file, checks[answered[-1]], pack)
    wanted = SILENT_AFTER_AMBER if after_amber else SILENT_AFTER_CHECKS
    counted = [row for row in since if after_amber or _is_watched(row, pack)]
    if _is_asked_again_in_vain(file, now):
        return True
    heard = last_heard(file)
    is_heard = bool(since) and heard is not None and heard > (since[-1].sent_at or now)
    return len(counted) >= wanted and not is_heard


def _is_amber(file: ClientFile, pack: Pack, now: datetime) -> bool:
    if file.open_alert(telling.AMBER) is not None:
        return True
    answered = _last_answered(file, pack)
    return answered is not None and _told_amber(file, answered, pack)


def _is_fine(file: ClientFile, pack: Pack, now: datetime) -> bool:
    """Tell whether the last check-in that had its time was answered whole, and calmly.

    One that still has its time and was answered in part does not count yet.
    """
    if file.client.status is not Status.LINKED or _is_any_open(file):
        return False
    checks = _checks(file, pack, now)
    over = [row for row in checks if _is_whole(file, row, pack) or _is_over(row, now)]
    return bool(over) and _is_whole(file, over[-1], pack)


def _is_whole(file: ClientFile, row: MessageRow, pack: Pack) -> bool:
    is_answered = _is_answered(file, row)
    return is_answered and check_in.next_question(file, row, pack) is None


def _is_over(row: MessageRow, now: datetime) -> bool:
    return now - (row.sent_at or now) >= ANSWER_WITHIN


def _is_any_open(file: ClientFile) -> bool:
    return any(each.closed_at is None for each in file.alerts)


def _checks(file: ClientFile, pack: Pack, now: datetime) -> list[MessageRow]:
    """Return the check-ins of this session that were answered or had their time, oldest first."""
    return [row for row in _all_checks(file, pack) if _is_answered(file, row) or _is_over(row, now)]


def _all_checks(file: ClientFile, pack: Pack) -> list[MessageRow]:
    found = [
        row
        for row in file.outbox.rows.values()
        if row.step is not None
        and row.question
        and row.state is RowState.SENT
        and row.session == file.session.id
    ]
    return sorted(found, key=lambda row: row.sent_at or row.due_at)


def _is_answered(file: ClientFile, row: MessageRow) -> bool:
    return any(each.row == row.key for each in file.answers)


def _is_watched(row: MessageRow, pack: Pack) -> bool:
    step = pack.step(row.step or "")
    return step is not None and step.day in WATCHED_DAYS


def _last_answered(file: ClientFile, pack: Pack) -> MessageRow | None:
    answered = [row for row in _all_checks(file, pack) if _is_answered(file, row)]
    return answered[-1] if answered else None


def _told_amber(file: ClientFile, row: MessageRow, pack: Pack) -> bool:
    """Tell whether an answer of that check-in was to be watched, or worse."""
    return check_in.tier(file, row.key, pack) is not check_in.Tier.CALM


def _is_asked_again_in_vain(file: ClientFile, now: datetime) -> bool:
    """Tell whether what was amber was asked again, and nothing has come back for 12 hours."""
    row = watching.asked_again(file)
    if row is None or row.sent_at is None or now - row.sent_at < ANSWER_WITHIN:
        return False
    heard = last_heard(file)
    return heard is None or heard < row.sent_at


def last_heard(file: ClientFile) -> datetime | None:
    """Return when the client last wrote, tapped or answered, None where they never did."""
    told = (
        *(each.at for each in file.answers),
        *(each.at for each in file.messages),
        *(each.at for each in file.events if _is_word(each)),
        *(row.due_at for row in file.outbox.rows.values() if _answers_client(row)),
    )
    return max(told, default=None)


def _last_missed(file: ClientFile) -> datetime | None:
    """Return when the last step was due that was lost: what was left out on purpose is not."""
    missed = (
        row.due_at
        for row in file.outbox.rows.values()
        if row.step is not None and row.state in _NOT_SENT and _is_lost(row.reason or "")
    )
    return max(missed, default=None)


def _is_lost(reason: str) -> bool:
    return reason.startswith(_LOST)


def _is_word(event: Event) -> bool:
    """Tell whether an event is the client's doing: alerts of the bot's own troubles are not."""
    concern = event.facts.get("alert", "").rpartition("-")[0]
    is_theirs = event.who == "client" and event.name not in _NOT_HEARD
    return is_theirs and concern not in holds.TECHNICAL


def _answers_client(row: MessageRow) -> bool:
    """Tell whether a row answers something the client wrote or tapped."""
    return row.to is None and row.key.startswith("update:")
