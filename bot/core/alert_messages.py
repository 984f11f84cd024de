"""How an alert stands in a staff chat: its buttons and the line that says who has it.

Messages that went out are edited in place when that changes; what is still to go out is changed
before it goes. Who may press a button is `rights`', what it does `claims`'.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import days, showing, ways
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import (
    Button,
    ChatId,
    FileId,
    Keyboard,
    Lane,
    MessageRow,
    RowKey,
    RowState,
)

# In each chat the alarm itself and so many of the newest messages about it follow its state.
EDITED_MOST = 3
# At its end all of them do, as many as an emergency that nobody takes rings: none is left that says
# that it waits.
ENDED_MOST = 40
CLAIM, TAKE, HAND_ON, CLOSE, REOPEN = "claim", "take", "handon", "close", "reopen"
ON_CALL = "on_call.alert"
_STATE = "staff.state."
_VERBS = frozenset({CLAIM, TAKE, HAND_ON, CLOSE, REOPEN})
_TO_STAFF = ("alert:", "ring:", "view:")
_STANDING = (RowState.PLANNED, RowState.CLAIMED, RowState.SENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An alert as it is shown: who has it or closed it ("" where their name is not known), when."""

    alert: Alert
    who: str = ""
    at: datetime | None = None


def keyboard(file_id: FileId, alert: Alert, viewer: ChatId) -> Keyboard:
    """Return what a member of staff can do about an alert as it stands."""
    if alert.closed_at is not None:
        return ((_button(REOPEN, file_id, alert),),)
    if alert.claimed_by is None:
        return ((_button(CLAIM, file_id, alert),), (closing(file_id, alert),))
    is_theirs = ChatId(alert.claimed_by) == viewer
    other = _button(HAND_ON if is_theirs else TAKE, file_id, alert)
    return ((closing(file_id, alert),), (other,))


def closing(file_id: FileId, alert: Alert) -> Button:
    """Return the button that asks what became of an alert, to close it."""
    return _button(CLOSE, file_id, alert)


def offered(file: ClientFile, alert: Alert, viewer: ChatId) -> Keyboard:
    """Return all that can be done; who cannot be reached is not to be written to."""
    view = ((ways.view(file.id),),)
    first = view if alert.concern == "unreachable" else ways.both(file.id)
    return (*first, *keyboard(file.id, alert, viewer))


def _button(verb: str, file_id: FileId, alert: Alert) -> Button:
    return Button(phrase=f"button.alert_{verb}", data=f"v1:s:{verb}:{file_id}:{alert.id}")


def facts(file: ClientFile, alert: Alert, now: datetime) -> dict[str, str]:
    """Return an alert as the values of a text: whose, which day of the course, which concern."""
    day = days.day_number(now, file.session.ended_at, file.client.zone_info)
    return {
        "reference": file.client.reference,
        "course_day": str(day),
        "concern_phrase": f"concern.{alert.concern}",
        "raised_at": alert.raised_at.isoformat(),
    }


def by_code(
    file: ClientFile, alert: Alert, chat: ChatId, now: datetime, *, key: RowKey
) -> MessageRow:
    """Return what whoever is on call reads: code, day and concern, no word of the client's."""
    return MessageRow(
        key=key,
        leaflet=ON_CALL,
        due_at=now,
        to=chat,
        values=facts(file, alert, now),
        lane=Lane.ALARM,
        alert=alert.id,
    )


def dressed(row: MessageRow, file_id: FileId, standing: Standing) -> MessageRow:
    """Return a row of an alert as it stands: with its buttons, and who has it or closed it."""
    alert, viewer = standing.alert, row.to or ChatId(0)
    others = tuple(each for each in row.keyboard if not _is_of_state(each))
    parts = tuple(part for part in row.parts if not part.startswith(_STATE))
    values = {name: value for name, value in row.values.items() if name not in _values(standing)}
    if alert.closed_at is not None or alert.claimed_by is not None:
        parts = (*parts, *_lines(standing, viewer))
        values |= _values(standing)
    buttons = (*others, *keyboard(file_id, alert, viewer))
    return replace(row, parts=parts, values=values, keyboard=buttons)


def _is_of_state(buttons: tuple[Button, ...]) -> bool:
    return any(button.data.split(":")[2:3] in [[verb] for verb in _VERBS] for button in buttons)


def _values(standing: Standing) -> dict[str, str]:
    alert = standing.alert
    return {
        "who": standing.who,
        "state_at": "" if standing.at is None else standing.at.isoformat(),
        "outcome_phrase": f"outcome.{alert.outcome}" if alert.outcome else "",
        "note": alert.note,
    }


def _lines(standing: Standing, viewer: ChatId) -> tuple[str, ...]:
    alert = standing.alert
    if alert.closed_at is None:
        return (f"{_STATE}taken{_whose(alert.claimed_by, viewer, standing.who)}",)
    if alert.closed_by is None:
        return (f"{_STATE}over",)
    noted = (f"{_STATE}note",) if alert.note else ()
    return (f"{_STATE}closed{_whose(alert.closed_by, viewer, standing.who)}", *noted)


def _whose(user: int | None, viewer: ChatId, who: str) -> str:
    """Return in whose words a line is told: the reader's own, by name, or as an owner's."""
    if user == viewer:
        return "_by_you"
    return "" if who else "_by_owner"


def shown(file: ClientFile, standing: Standing, cause: str, now: datetime) -> ClientFile:
    """Return the file with the alert's messages showing its state; `cause` makes edits unique."""
    most = EDITED_MOST if standing.alert.closed_at is None else ENDED_MOST
    rows = list(_newest(file, standing.alert.id, most))
    waiting = [
        _before_it_goes(dressed(row, file.id, standing), standing.alert)
        for row in rows
        if row.state is RowState.PLANNED
    ]
    edits = [
        _edit(dressed(row, file.id, standing), cause, now)
        for row in rows
        if row.state is not RowState.PLANNED
    ]
    return replace(file, outbox=file.outbox.change_all(waiting).add(edits))


def over(file: ClientFile, alert: Alert, now: datetime) -> ClientFile:
    """Return the file with an alert that ended by itself: its messages say so."""
    ended = replace(alert, closed_at=now)
    standing = Standing(alert=ended, at=now)
    return shown(file.with_alert(ended), standing, f"over-{now:%Y%m%dT%H%M%S}", now)


def over_plainly(file: ClientFile, alert: Alert, now: datetime) -> ClientFile:
    """The same for an alert of somebody of whom nothing is to be told any more."""
    plain = _plain(file, alert, now)
    rows = [
        replace(
            row,
            leaflet=plain.leaflet,
            values=plain.values,
            parts=(),
            keyboard=showing.unopened(row.keyboard),
        )
        for row in file.outbox.rows.values()
        if _is_head(row, alert.id)
    ]
    return over(replace(file, outbox=file.outbox.change_all(rows)), alert, now)


def _before_it_goes(row: MessageRow, alert: Alert) -> MessageRow:
    """Return a row that is still to go out; what somebody has taken already makes no sound."""
    is_free = alert.claimed_by is None and alert.closed_at is None
    return replace(row, audible=row.audible and is_free)


def _newest(file: ClientFile, alert_id: str, most: int) -> Iterable[MessageRow]:
    """Return the alarm itself and its newest messages of each private chat, out or on their way."""
    by_chat: dict[ChatId, list[MessageRow]] = defaultdict(list)
    for row in file.outbox.rows.values():
        if row.to is not None and _is_head(row, alert_id) and row.state in _STANDING:
            by_chat[row.to].append(row)
    return (row for rows in by_chat.values() for row in (*rows[:1], *rows[1:][-most:]))


def _is_head(row: MessageRow, alert_id: str) -> bool:
    is_theirs = row.alert == alert_id and row.to is not None
    return is_theirs and bool(row.keyboard) and row.key.startswith(_TO_STAFF)


def _edit(row: MessageRow, cause: str, now: datetime) -> MessageRow:
    key = RowKey(f"state:{row.alert}:state-{cause}:{row.key}")
    return replace(_anew(row, key, now), edits=row.key)


def _anew(row: MessageRow, key: RowKey, now: datetime) -> MessageRow:
    """Return a silent row with the same content, of which nothing is sent yet."""
    return MessageRow(
        key=key,
        leaflet=row.leaflet,
        due_at=now,
        to=row.to,
        values=row.values,
        parts=row.parts,
        keyboard=row.keyboard,
        lane=Lane.ALARM,
        audible=False,
        media=row.media,
        file_id=row.file_id,
        alert=row.alert,
    )


def view(
    file: ClientFile,
    standing: Standing,
    viewer: ChatId,
    clinic: ClinicFacts,
    *,
    cause: str,
    now: datetime,
) -> MessageRow:
    """Return what a member of staff is shown who opens an alert: its newest cause, as it stands.

    Where no such message is kept, the plain facts are told.
    """
    alert = standing.alert
    told = newest_told(file, alert.id) or _plain(file, alert, now)
    key = RowKey(f"view:{alert.id}:view-{cause}:{viewer}")
    row = replace(_anew(told, key, now), to=viewer, keyboard=offered(file, alert, viewer))
    return dressed(showing.fitted(row, file, clinic, told_as=told.key), file.id, standing)


def _plain(file: ClientFile, alert: Alert, now: datetime) -> MessageRow:
    return MessageRow(
        key=RowKey(f"plain:{alert.id}:-"),
        leaflet="staff.alert.plain",
        due_at=now,
        values=facts(file, alert, now),
        alert=alert.id,
    )


def newest_told(file: ClientFile, alert_id: str) -> MessageRow | None:
    """Return a row that told the newest cause of an alert to a member of staff."""
    told = [
        row
        for row in file.outbox.rows.values()
        if row.alert == alert_id
        and row.key.startswith("alert:")
        and row.leaflet.startswith("staff.")
        and (row.to or 0) > 0
    ]
    return told[-1] if told else None
