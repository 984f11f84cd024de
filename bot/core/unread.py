"""What the client hears of an alert that nobody takes: that nobody has read it, and whom to phone.

When it is told is `ringing`'s: after the second ring.
"""

from dataclasses import replace
from datetime import datetime

from bot.core import answering, holds, showing
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import MessageRow, RowKey

EMERGENCY = "emergency"
# What people did: then it is not true that nobody has read it.
_BY_PEOPLE = frozenset({showing.OPENED, answering.ANSWERED})


def is_known_to_client(file: ClientFile, alert: Alert) -> bool:
    """Tell whether the client knows that the clinic was told: only then they hear what follows.

    What only somebody else caused, whose chat this was before, is not theirs to hear of.
    """
    if not holds.is_of_this_person(file, alert):
        return False
    told = f"ack:{alert.id}:"
    return alert.concern == EMERGENCY or any(key.startswith(told) for key in file.outbox.rows)


def told(file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Tell the client whom to phone: nobody has read this yet, or nobody is at it any more."""
    if not is_known_to_client(file, alert):
        return file
    said = "untaken" if _is_read(file, alert) else "unread"
    row = MessageRow(
        key=RowKey(f"{_about(alert)}{alert.rings}"),
        leaflet=f"alert.{said}" if clinic.is_open(now) else f"alert.{said}_closed",
        due_at=now,
        alert=alert.id,
    )
    return replace(file, outbox=file.outbox.add([row]))


def _is_read(file: ClientFile, alert: Alert) -> bool:
    """Tell whether somebody has had the alert, or opened or answered what was written since."""
    return alert.claimed_at is not None or any(
        each.name in _BY_PEOPLE and each.at >= alert.raised_at for each in file.events
    )


def is_about(key: RowKey, alert: Alert) -> bool:
    """Tell whether a row of that key tells the client that nobody is at this alert."""
    return key.startswith(_about(alert))


def _about(alert: Alert) -> str:
    return f"unread:{alert.id}:"
