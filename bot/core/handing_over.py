"""A client's message kept, and passed to staff: at once, when asked for, or when nobody tapped.

Staff are told that there is one, and what it was taken for; they open the words (`showing`).
A file that comes after the clinic wrote about something urgent joins the alert of that.
A message that waits for a tap is a promised row: it falls due after ten minutes and is then taken
for "Ask the clinic". What the client is told stands in `alerts`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import alerts, holds, showing
from bot.core.alerts import Concern
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import MessageRow, RowKey, RowState, skipped
from bot.core.pack import Urgency
from bot.core.said import ClientMessage
from bot.core.scene import Scene

WAITS = timedelta(minutes=10)
WAITING = "did_you_mean.waiting"
MESSAGE = "message"
JOINED_CHARACTERS = 4_096
TAKEN_BACK = "the client chose"
PASSED_ON = "nobody tapped; it went to staff"
_MOST_URGENT = tuple(Urgency)


def kept(scene: Scene, *, about: str = "") -> ClientFile:
    """Return the file with what arrived in it, and what it was taken for; an update counts once.

    In a flood, words join the message before them as long as staff have not opened that.
    """
    file, arrived = scene.file, scene.incoming
    if _joins(scene, about):
        return replace(file, messages=(*file.messages[:-1], _joined(scene)))
    if message(file, str(arrived.update_id)) is None:
        file = replace(file, messages=(*file.messages, _message(arrived, scene.now)))
    return taken_for(file, str(arrived.update_id), about) if about else file


def _joins(scene: Scene, about: str) -> bool:
    """Tell whether words only go on with what staff were told of already, in a flood of messages.

    Then they are no message of their own, which would be one more line in every staff chat.
    """
    file, arrived = scene.file, scene.incoming
    if not file.messages or not file.outbox.is_flooded(scene.now) or arrived.kind is not Kind.TEXT:
        return False
    last = file.messages[-1]
    is_alike = last.kind == Kind.TEXT and last.about == about
    fits = len(_joined(scene).text) <= JOINED_CHARACTERS
    return is_alike and fits and _is_unread(file, last.id)


def _joined(scene: Scene) -> ClientMessage:
    last = scene.file.messages[-1]
    return replace(last, text=f"{last.text}\n{scene.incoming.text}")


def _is_unread(file: ClientFile, message_id: str) -> bool:
    """Tell whether staff were told of a message, and neither opened it nor closed its alert."""
    rows = file.outbox.rows.values()
    named = {e.facts.get("alert") for e in file.events if e.facts.get("cause") == message_id}
    is_open = any(each.id in named and each.closed_at is None for each in file.alerts)
    return is_open and all(row.shows != message_id for row in rows)


def taken_for(file: ClientFile, message_id: str, about: str) -> ClientFile:
    """Return the file with a kept message under the title of what it was taken for."""
    messages = tuple(
        replace(each, about=about) if each.id == message_id else each for each in file.messages
    )
    return replace(file, messages=messages)


def handed_over(scene: Scene, *, first: bool = True) -> ClientFile:
    """Return the file with the words kept and staff told; only the first makes a sound."""
    cause = str(scene.incoming.update_id)
    return _told(kept(scene), cause, scene.clinic, scene.now, first=first)


def _told(
    file: ClientFile, message_id: str, clinic: ClinicFacts, now: datetime, *, first: bool
) -> ClientFile:
    found = message(file, message_id)
    if found is None:
        return file
    concern, asking = _concern(found, first=first), _asked_in(file, found)
    if asking is not None:
        concern = replace(concern, name=asking.concern, urgency=asking.urgency, leaflet=MESSAGE)
    return alerts.raise_alert(file, concern, clinic, now)


def _asked_in(file: ClientFile, found: ClientMessage) -> Alert | None:
    """Return the urgent alert in which the clinic wrote before a file came: most likely for it."""
    if found.kind == Kind.TEXT:
        return None
    asking = [each for each in file.alerts if _is_asked(file, each, found.at)]
    return min(asking, key=lambda each: _MOST_URGENT.index(each.urgency), default=None)


def _is_asked(file: ClientFile, alert: Alert, at: datetime) -> bool:
    is_urgent = alert.closed_at is None and alert.urgency is not Urgency.ROUTINE
    if not is_urgent or not holds.is_of_this_person(file, alert):
        return False
    rows = (file.outbox.rows.get(each.row) for each in file.replies if each.row)
    sent = [row.sent_at for row in rows if row is not None and row.sent_at is not None]
    return any(alert.raised_at <= each <= at for each in sent)


def message(file: ClientFile, message_id: str) -> ClientMessage | None:
    """Return a kept message."""
    return showing.message_of(file, message_id)


def pass_on(file: ClientFile, message_id: str, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Hand a kept message to staff, once; one that is not there changes nothing."""
    if message(file, message_id) is None or is_passed_on(file, message_id):
        return file
    return _told(taken_back(file, message_id), message_id, clinic, now, first=True)


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


def is_promised(file: ClientFile, message_id: str) -> bool:
    """Tell whether a message goes to staff still, when nothing is tapped."""
    row = file.outbox.rows.get(_waiting_key(message_id))
    return row is not None and row.state is RowState.PLANNED


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
        values={
            "kind_phrase": f"arrived.{found.kind}",
            "about_phrase": showing.about(found),
        },
        tells_client=first,
        audible=first,
    )
