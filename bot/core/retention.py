"""How long a client's file is kept, and the warning a week before it goes.

What staff still have to look at puts the end off, from day to day, for a month at most.

The warning is a promised row like any other that falls due; it is never sent itself, but turns into
words to the client and to staff. Without it nothing of a client's is erased of itself. Erasing is
an action.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import days, holds
from bot.core.client import ClientFile, Status
from bot.core.clinic import ClinicFacts
from bot.core.outbox import Lane, MessageRow, RowKey, RowState, skipped
from bot.core.pack import Pack

WARNED_BEFORE = timedelta(days=7)
# An open alert that says something about the client puts the end off, until it is so old.
PUT_OFF_BY = timedelta(days=1)
PUT_OFF_MOST = timedelta(days=30)
KEY = RowKey("retention")
WARNED = "both were warned"


def kept_until(file: ClientFile, pack: Pack, clinic: ClinicFacts) -> datetime:
    """Return when all is erased: so many days after the last step of the newest session."""
    last_day = max((step.day for step in pack.steps), default=0)
    return file.session.ended_at + timedelta(days=last_day + clinic.retention_days)


def planned(file: ClientFile, erase_at: datetime) -> ClientFile:
    """Return the file to be erased then, with the warning a week before, not at night."""
    client = file.client
    quiet = (client.zone_info, client.quiet_from, client.quiet_until)
    row = MessageRow(
        key=KEY,
        leaflet="retention.warning",
        due_at=days.end_of_quiet_hours(erase_at - WARNED_BEFORE, *quiet),
        lane=Lane.BULK,
        audible=False,
    )
    outbox = file.outbox.add([row]).change_all([row])
    return replace(file, outbox=outbox, erase_at=erase_at)


def without_end(file: ClientFile) -> ClientFile:
    """Return the file as one that is never erased: what a preview of the course plays."""
    rows = {key: row for key, row in file.outbox.rows.items() if key != KEY}
    return replace(file, outbox=replace(file.outbox, rows=rows), erase_at=None)


def is_warning_owed(file: ClientFile) -> bool:
    """Tell whether somebody who agreed has not been warned yet that their file will go."""
    row = file.outbox.rows.get(KEY)
    return file.client.consent is not None and (row is None or row.state is RowState.PLANNED)


def is_put_off(file: ClientFile, now: datetime) -> bool:
    """Tell whether an alert that may be about the client's health is open; a month at most."""
    return any(
        alert.closed_at is None
        and alert.concern not in holds.TECHNICAL
        and now - holds.newest_cause(file, alert) < PUT_OFF_MOST
        for alert in file.alerts
    )


def put_off(file: ClientFile, now: datetime) -> ClientFile:
    """Return the file with its end looked at again a day later, where something is open still."""
    return replace(file, erase_at=now + PUT_OFF_BY) if is_put_off(file, now) else file


def fallen_due(file: ClientFile, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Warn client and staff where it is time; a warning that comes late leaves its whole week."""
    row = file.outbox.rows.get(KEY)
    if row is None or row.state is not RowState.PLANNED or row.due_at > now:
        return file
    erase_at = max(file.erase_at or now, now + WARNED_BEFORE)
    warned = file.outbox.change_all([skipped(row, WARNED)])
    warned = warned.add(_words(file, row, clinic, now, erase_at))
    return replace(file, outbox=warned, erase_at=erase_at).noting(now, "retention warning", "bot")


def _words(
    file: ClientFile, row: MessageRow, clinic: ClinicFacts, now: datetime, erase_at: datetime
) -> list[MessageRow]:
    """Return what both are told; whoever wants no messages, or has no chat any more, hears none."""
    day = f"{erase_at:%Y%m%d}"
    values = {"reference": file.client.reference, "erase_at": erase_at.isoformat()}
    told = [
        replace(
            row,
            key=RowKey(f"{KEY}:{day}:{chat}"),
            leaflet="staff.retention",
            values=values,
            due_at=now,
            to=chat,
        )
        for chat in clinic.alert_chats
    ]
    client = file.client
    if client.status is not Status.LINKED or client.chat_id is None or client.unreachable_since:
        return told
    values = {"erase_at": erase_at.isoformat()}
    return [replace(row, key=RowKey(f"{KEY}:{day}:client"), values=values, due_at=now), *told]
