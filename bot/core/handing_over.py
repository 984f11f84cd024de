"""A client's message kept, and passed to staff: at once, when asked for, or when nobody tapped.

A message that waits for a tap is a promised row: it falls due after ten minutes and is then taken
for "Ask the clinic". What the client is told stands in `alerts`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import alerts
from bot.core.alerts import Concern
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.incoming import HANDED_OVER, Incoming, Kind
from bot.core.outbox import Media, MessageRow, RowKey, RowState, skipped
from bot.core.pack import Urgency
from bot.core.said import ClientMessage
from bot.core.scene import Scene

WAITS = timedelta(minutes=10)
WAITING = "did_you_mean.waiting"
MESSAGE = "message"
TAKEN_BACK = "the client chose"
PASSED_ON = "nobody tapped; it went to staff"


def kept(scene: Scene) -> ClientFile:
    """Return the file with what arrived in it; the same update is kept once."""
    arrived = scene.incoming
    if message(scene.file, str(arrived.update_id)) is not None:
        return scene.file
    return replace(scene.file, messages=(*scene.file.messages, _message(arrived, scene.now)))


def handed_over(scene: Scene, *, first: bool = True) -> ClientFile:
    """Return the file with the words kept and staff told; only the first makes a sound."""
    concern = _concern(_message(scene.incoming, scene.now), first=first)
    return alerts.raise_alert(kept(scene), concern, scene.clinic, scene.now)


def message(file: ClientFile, message_id: str) -> ClientMessage | None:
    """Return a kept message."""
    return next((each for each in file.messages if each.id == message_id), None)


def pass_on(file: ClientFile, message_id: str, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Hand a kept message to staff, once; one that is not there changes nothing."""
    found = message(file, message_id)
    if found is None or is_passed_on(file, message_id):
        return file
    file = taken_back(file, message_id)
    return alerts.raise_alert(file, _concern(found, first=True), clinic, now)


def is_passed_on(file: ClientFile, message_id: str) -> bool:
    """Tell whether staff were given this message."""
    rows = file.outbox.rows
    return any(key.startswith("alert:") and key.split(":")[2] == message_id for key in rows)


def waiting(scene: Scene) -> MessageRow:
    """Return the promise that what just arrived goes to staff if nothing is tapped."""
    return MessageRow(
        key=_waiting_key(str(scene.incoming.update_id)),
        leaflet=WAITING,
        due_at=scene.now + WAITS,
        audible=False,
    )


def taken_back(file: ClientFile, message_id: str) -> ClientFile:
    """Take that promise back: the client chose."""
    row = file.outbox.rows.get(_waiting_key(message_id))
    if row is None or row.state is not RowState.PLANNED:
        return file
    return replace(file, outbox=file.outbox.change_all([skipped(row, TAKEN_BACK)]))


def is_waiting(row: MessageRow) -> bool:
    """Tell whether a row is such a promise: it is never sent itself."""
    return row.leaflet == WAITING


def fallen_due(
    file: ClientFile, rows: Iterable[MessageRow], clinic: ClinicFacts, now: datetime
) -> ClientFile:
    """Hand over every message whose ten minutes are over; `rows` are those that are due."""
    for row in rows:
        if is_waiting(row):
            over = skipped(row, PASSED_ON)
            file = replace(file, outbox=file.outbox.change_all([over]))
            file = pass_on(file, row.key.partition(":")[2], clinic, now)
    return file


def _waiting_key(message_id: str) -> RowKey:
    return RowKey(f"waiting:{message_id}")


def _kind(arrived: Incoming) -> Kind:
    return Kind.TEXT if arrived.kind is Kind.COMMAND else arrived.kind


def _message(arrived: Incoming, now: datetime) -> ClientMessage:
    return ClientMessage(
        id=str(arrived.update_id),
        at=now,
        kind=_kind(arrived),
        text=arrived.text,
        file_id=arrived.file_id,
        album=arrived.album,
    )


def _concern(found: ClientMessage, *, first: bool) -> Concern:
    return Concern(
        name=MESSAGE,
        urgency=Urgency.ROUTINE,
        cause=found.id,
        values={"words": found.text, "kind_phrase": f"arrived.{found.kind}"},
        media=HANDED_OVER.get(Kind(found.kind), Media.NONE),
        file_id=found.file_id,
        tells_client=first,
        audible=first,
    )
