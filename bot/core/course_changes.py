"""A course paused, gone on with, ended, taken up again: what staff decide, and what follows. Pure.

A pause is the one that clients set themselves; an emergency, a worry and a question work through
all of it. What a newer session does stands in `next_session`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import days, near_the_end, plan, retention, step_claims
from bot.core.client import ClientFile, Ending, Status
from bot.core.clinic import ClinicFacts
from bot.core.outbox import Block, MessageRow, RowKey, RowState, UserId, skipped
from bot.core.pack import Pack

PAUSES_DAYS = (3, 7, 14, 28)
REASONS = ("done", "wish", "elsewhere", "unsuited", "other")
UNDO_WITHIN = timedelta(hours=24)
PAUSED, WENT_ON = "course paused", "course went on"
ENDED, REOPENED = "course ended", "course taken up again"
PROMISES = ("amber:", "course:")
# Which words, while nobody has heard them, are no longer so when these are to be told.
_PAUSE = ("course.paused", "course.goes_on")
_OVERTAKES = {
    "course.paused": _PAUSE,
    "course.goes_on": _PAUSE,
    "course.ended": (*_PAUSE, "course.reopened"),
    "course.reopened": (*_PAUSE, "course.ended"),
    "course.next": (*_PAUSE, "course.ended", "course.reopened"),
}


def is_paused(file: ClientFile, now: datetime) -> bool:
    """Tell whether planned messages are paused now, by whomever."""
    until = file.client.paused_until
    return until is not None and now < until


def paused(file: ClientFile, count: int, *, by: UserId, cause: int, now: datetime) -> ClientFile:
    """Return the file paused for that many of the client's days; a longer pause of theirs stays."""
    zone = file.client.zone_info
    day = days.day_of(now, zone) + timedelta(days=count)
    until = days.instant_of(day, days.local(now, zone).time(), zone)
    own = file.client.paused_until
    if not file.client.paused_by_clinic and own is not None and own >= until:
        return file
    file = file.with_client(paused_until=until, paused_by_clinic=True)
    file = told(file, "course.paused", cause, now, until_at=until.isoformat())
    return file.noting(now, PAUSED, str(by), days=str(count))


def going_on(file: ClientFile, *, by: UserId, cause: int, now: datetime) -> ClientFile:
    """Return the file with the clinic's own pause at an end."""
    file = file.with_client(paused_until=None, paused_by_clinic=False)
    return told(file, "course.goes_on", cause, now).noting(now, WENT_ON, str(by))


def ended(
    file: ClientFile, reason: str, clinic: ClinicFacts, *, by: UserId, cause: int, now: datetime
) -> ClientFile:
    """Return the file with the course at an end: nothing planned remains, and its time runs."""
    rows = [
        skipped(row, plan.ENDED)
        for key, row in file.outbox.rows.items()
        if row.state is RowState.PLANNED and (row.step is not None or key.startswith(PROMISES))
    ]
    file = replace(file, outbox=file.outbox.change_all(rows))
    file = replace(file, ending=Ending(at=now, by=by, reason=reason))
    file = file.with_client(paused_until=None, paused_by_clinic=False)
    file = told(file, "course.ended", cause, now)
    if file.erase_at is not None and file.client.consent is not None:
        file = retention.planned(file, now + timedelta(days=clinic.retention_days))
    return file.noting(now, ENDED, str(by), reason=reason)


def may_be_reopened(file: ClientFile, now: datetime) -> bool:
    """Tell whether the end of a course can still be taken back."""
    return file.ending is not None and now - file.ending.at < UNDO_WITHIN


def reopened(
    file: ClientFile, pack: Pack, clinic: ClinicFacts, *, by: UserId, cause: int, now: datetime
) -> ClientFile:
    """Return the file with its course taken up again: what is still to come comes."""
    file = near_the_end.planned(plan.replan(replace(file, ending=None), pack, now), pack)
    file = told(file, "course.reopened", cause, now)
    if file.erase_at is not None and file.client.consent is not None:
        file = retention.planned(file, retention.kept_until(file, pack, clinic))
    return file.noting(now, REOPENED, str(by))


def told(
    file: ClientFile,
    leaflet: str,
    cause: int,
    now: datetime,
    *,
    blocks: tuple[Block, ...] = (),
    **values: str,
) -> ClientFile:
    """Return the file with words to the client, not in quiet hours; none to who wants none.

    What they were to hear in the morning and is not so any more is not told.
    """
    client = file.client
    if client.status is not Status.LINKED:
        return file
    quiet = (client.zone_info, client.quiet_from, client.quiet_until)
    row = MessageRow(
        key=RowKey(f"{plan.TOLD}{leaflet}:{cause}"),
        leaflet=leaflet,
        values=values,
        blocks=blocks,
        due_at=days.end_of_quiet_hours(now, *quiet),
    )
    over = [
        skipped(each, step_claims.OVERTAKEN)
        for each in plan.untold(file)
        if each.key != row.key and each.leaflet in _OVERTAKES.get(leaflet, ())
    ]
    return replace(file, outbox=file.outbox.change_all(over).add([row]))
