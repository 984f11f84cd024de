"""Drills: a test, labelled as one, that an alarm reaches people; pure, each step counting once.

When one is due, who answered, whom it did not reach. No word of a client's is in it. What owners
see of it is `drill_screens`'.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.core import days, opening
from bot.core.client import Alert
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile, Drill
from bot.core.desk import DeskFile
from bot.core.outbox import (
    Button,
    ChatId,
    Keyboard,
    Lane,
    MessageRow,
    RowKey,
    RowState,
    UserId,
)
from bot.core.pack import IfLate, Urgency

ANSWER_WITHIN = timedelta(minutes=5)
TOLD_IN_SECONDS = timedelta(minutes=2)
AFTER_OPENING = timedelta(minutes=30)
WAIT_FOR_ALERTS = timedelta(hours=1)
FRESH_ALARM = timedelta(hours=2)
DRILLS_KEPT = 24
TAP = "d"
GOT_IT = "got"


def next_due(file: ClinicFile) -> datetime | None:
    """Return when something about drills is to be done next."""
    instants = [each for each in map(_due_of, file.drills) if each is not None]
    planned = [file.drill_at] if file.drill_at is not None else []
    return min([*instants, *planned], default=None)


def _due_of(drill: Drill) -> datetime | None:
    if not drill.is_announced:
        return drill.at
    if drill.answered_at is not None and not drill.is_told:
        return drill.answered_at
    return drill.at + ANSWER_WITHIN if drill.reviewed_at is None else None


def running(file: ClinicFile, now: datetime) -> Drill | None:
    """Return the drill that waits for an answer now."""
    last = file.drills[-1] if file.drills else None
    if last is None or last.answered_at is not None or now >= last.at + ANSWER_WITHIN:
        return None
    return last


def fits(clinic: ClinicFacts, now: datetime) -> bool:
    """Tell whether the clinic is open now, and still when an answer is waited for no longer."""
    return clinic.is_open(now) and clinic.is_open(now + ANSWER_WITHIN)


def begun(
    file: ClinicFile, clinic: ClinicFacts, now: datetime, *, cause: str, by: UserId | None = None
) -> ClinicFile:
    """Return the file with a drill for everybody whom alarms go to; one for each cause."""
    if any(each.cause == cause for each in file.drills) or running(file, now) is not None:
        return file
    number = file.drills[-1].number + 1 if file.drills else 1
    drill = Drill(number=number, at=now, cause=cause, chats=clinic.alert_chats, by=by)
    return replace(file, drills=(*file.drills, drill)[-DRILLS_KEPT:])


def may_ring(drill: Drill, clinic: ClinicFacts, now: datetime) -> bool:
    """Tell whether a drill that was begun may ring now: its time is not over, the clinic is open.

    After an outage neither may be true.
    """
    return now < drill.at + ANSWER_WITHIN and clinic.is_open(now)


def numbered(file: ClinicFile, number: int) -> Drill | None:
    """Return the drill with that number."""
    return next((each for each in file.drills if each.number == number), None)


def is_busy(alerts: Sequence[Alert], now: datetime) -> bool:
    """Tell whether somebody may be on their way to a true alarm, which a drill would disturb.

    An older one does not count: who leaves alarms lying needs the drill most.
    """
    return any(
        each.urgency is not Urgency.ROUTINE
        and each.claimed_by is None
        and now - each.raised_at < FRESH_ALARM
        for each in alerts
    )


def announced(file: ClinicFile, number: int) -> ClinicFile:
    """Return the file in which that drill's rows are promised to every chat."""
    return _changed(file, number, is_announced=True)


def answered(file: ClinicFile, number: int, user: UserId, name: str, now: datetime) -> ClinicFile:
    """Return the file in which somebody answered; the first counts, later than asked for too."""
    drill = numbered(file, number)
    if drill is None or drill.answered_at is not None:
        return file
    return _changed(file, number, answered_by=user, answered_name=name, answered_at=now)


def told(file: ClinicFile, number: int) -> ClinicFile:
    """Return the file in which the end of that drill is promised to every chat."""
    return _changed(file, number, is_told=True)


def reviewed(
    file: ClinicFile, number: int, unreached: tuple[ChatId, ...], now: datetime
) -> ClinicFile:
    """Return the file in which it is known whom that drill did not reach."""
    return _changed(file, number, unreached=unreached, reviewed_at=now)


def _changed(file: ClinicFile, number: int, **changes: object) -> ClinicFile:
    drills = tuple(
        replace(each, **changes) if each.number == number else each  # type: ignore[arg-type]
        for each in file.drills
    )
    return replace(file, drills=drills)


def planned(file: ClinicFile, clinic: ClinicFacts, now: datetime) -> ClinicFile:
    """Return the file with the next monthly drill planned, or none where they are off."""
    if not file.monthly_drills:
        return replace(file, drill_at=None)
    if file.drill_at is not None:
        return file
    return replace(file, drill_at=next_monthly(clinic, now))


def switched(file: ClinicFile, clinic: ClinicFacts, now: datetime, *, on: bool) -> ClinicFile:
    """Return the file with monthly drills on or off."""
    if file.monthly_drills == on:
        return file
    return planned(replace(file, monthly_drills=on, drill_at=None), clinic, now)


def fallen_due(
    file: ClinicFile, alerts: Sequence[Alert], clinic: ClinicFacts, now: datetime
) -> ClinicFile:
    """Hold the monthly drill that is due; closed now, it waits for the next opening.

    One that was missed is held once. Nobody is drilled in the middle of a true alarm.
    """
    at = file.drill_at
    if at is None or now < at:
        return file
    if is_busy(alerts, now):
        return replace(file, drill_at=now + WAIT_FOR_ALERTS)
    if not fits(clinic, now):
        wait = ANSWER_WITHIN if clinic.is_open(now) else timedelta()
        return replace(file, drill_at=_after_next_opening(clinic, now + wait))
    file = begun(file, clinic, now, cause=f"monthly-{at:%Y%m%dT%H%M%S}")
    return replace(file, drill_at=next_monthly(clinic, now))


def next_monthly(clinic: ClinicFacts, now: datetime) -> datetime | None:
    """Return half an hour after the first opening of a month, of this one or the next."""
    first = days.day_of(now, clinic.zone).replace(day=1)
    for month in (first, _following(first)):
        at = _after_next_opening(clinic, days.instant_of(month, time(), clinic.zone))
        if at is not None and at > now:
            return at
    return None


def _following(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _after_next_opening(clinic: ClinicFacts, instant: datetime) -> datetime | None:
    """Return half an hour after the clinic opens; where it is open for less, its opening."""
    is_open = clinic.is_open(instant)
    closes = opening.closes_at(clinic.hours, instant, clinic.zone, clinic.closed_days)
    opens = clinic.next_opening(closes if is_open and closes is not None else instant)
    if opens is None:
        return None
    later = opens + AFTER_OPENING
    return later if fits(clinic, later) else opens


def alarm_row(drill: Drill, chat: ChatId, now: datetime) -> MessageRow:
    """Return the row that rings in a chat; in a group it has no button: nothing is done there."""
    return MessageRow(
        key=_key(drill),
        leaflet="drill.alarm" if chat > 0 else "drill.group",
        values={"number": str(drill.number)},
        due_at=now,
        valid_until=drill.at + ANSWER_WITHIN,
        if_late=IfLate.DROP,
        lane=Lane.ALARM,
        keyboard=_keyboard(drill) if chat > 0 else (),
    )


def _key(drill: Drill) -> RowKey:
    return RowKey(f"drill:{drill.number}")


def _keyboard(drill: Drill) -> Keyboard:
    return ((Button(phrase="drill.got_it", data=f"v1:{TAP}:{GOT_IT}:{drill.number}"),),)


def rung(desk: DeskFile, drill: Drill, now: datetime) -> DeskFile:
    """Return the chat's file with the row that rings there, once."""
    row = alarm_row(drill, desk.chat_id, now)
    row = replace(row, to=desk.moved_to)
    return replace(desk, outbox=desk.outbox.add([row]))


def ended(desk: DeskFile, drill: Drill, now: datetime) -> DeskFile:
    """Return the chat's file in which the drill is over, told in place and without a sound.

    What has not rung yet does not ring any more, but is still sent: it is a test of the way, too.
    """
    row = desk.outbox.rows.get(_key(drill))
    if row is None or row.state is RowState.SKIPPED:
        return desk
    over = replace(
        row,
        leaflet=in_time(drill, "drill.over", "drill.over_late"),
        values=values_of(drill),
        keyboard=(),
        audible=False,
        due_at=now,
    )
    if row.state is RowState.PLANNED:
        return replace(desk, outbox=desk.outbox.change_all([over]))
    edit = MessageRow(
        key=RowKey(f"{row.key}:over"),
        leaflet=over.leaflet,
        values=over.values,
        due_at=now,
        to=row.to,
        lane=Lane.ALARM,
        audible=False,
        edits=row.key,
    )
    return replace(desk, outbox=desk.outbox.add([edit]))


def is_reached(desk: DeskFile, drill: Drill) -> bool:
    """Tell whether the drill's row arrived in that chat."""
    row = desk.outbox.rows.get(_key(drill))
    return row is not None and row.state is RowState.SENT


def values_of(drill: Drill) -> dict[str, str]:
    """Return what is told of a drill: its number, and who answered after how long."""
    took = (drill.answered_at or drill.at) - drill.at
    seconds = int(took.total_seconds())
    return {
        "number": str(drill.number),
        "name": drill.answered_name,
        "seconds": str(seconds),
        "minutes": str(seconds // 60),
    }


def in_time(drill: Drill, soon: str, late: str) -> str:
    """Return the phrase that tells seconds, or the one that tells minutes, as it took."""
    took = (drill.answered_at or drill.at) - drill.at
    return soon if took < TOLD_IN_SECONDS else late
