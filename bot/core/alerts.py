"""Alerts: what staff must see, the rows that tell them, and the truth told to the client.

One open alert per client and concern; later causes join it and tell staff again. "Passed on" is
said only after Telegram gave a message id for at least one staff chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core import alert_messages, closing_time, holds, ringing, showing
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.leaving import LEFT
from bot.core.outbox import (
    ChatId,
    Keyboard,
    Lane,
    MessageRow,
    Outbox,
    RowKey,
    RowState,
    anew,
    skipped,
)
from bot.core.pack import Urgency

ACKNOWLEDGE_WITHIN = timedelta(seconds=60)
RAISED = holds.RAISED
NOT_REACHED = "alert.please_phone"
# Below a sign's own words it is short: they say whom to call, and when the clinic is there.
PASSED_ON = {
    "worried": "alert.passed_on",
    "answers": "alert.passed_on",
    "message": "alert.handed_over",
    "signs": "alert.passed_on_short",
    "emergency": "alert.handed_over",
    "opinion": "alert.handed_over",
}


# What is said instead where the client was told first to call elsewhere today.
_LATER = {
    "alert.passed_on": "alert.passed_on_later",
    "alert.passed_on_short": "alert.passed_on_short_later",
}
SAID_ONCE = "another alert of the same message says it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What staff are told: the concern, how urgent, and why; never the client's own words.

    `cause` makes the rows unique: an update id, or the row that failed. `tells_client` is False
    where the client has nothing to be told (they cannot be reached). `audible` is False for what
    belongs to something that has sounded already. `leaflet` names other words for staff than those
    of the concern.
    """

    name: str
    urgency: Urgency
    cause: str
    values: Mapping[str, str] = field(default_factory=dict)
    tells_client: bool = True
    audible: bool = True
    leaflet: str = ""


def raise_alert(
    file: ClientFile, concern: Concern, clinic: ClinicFacts, now: datetime
) -> ClientFile:
    """Open or join the alert of this concern, with a row to each staff chat and one to the client.

    The client's row says "please phone" after 60 s; `reached` turns it into "passed on". While
    many rows of the alert wait for a chat, what joins it is told with them, in no row of its own.
    """
    opened = file.open_alert(concern.name)
    alert = opened or Alert(
        id=file.next_alert_id(concern.name),
        concern=concern.name,
        urgency=concern.urgency,
        raised_at=now,
    )
    alerts = file.alerts if opened else (*file.alerts, alert)
    full = concern.name if alert.urgency is Urgency.ROUTINE else alert.id
    heads = (
        replace(
            _staff_row(file, alert, concern, chat, now),
            audible=concern.audible and ringing.sounds(file, alert, chat, clinic, now),
        )
        for chat in clinic.alert_chats
        if not file.outbox.is_full_of(full, chat)
    )
    told = [showing.fitted(head, file, clinic) for head in heads]
    tells_client = concern.tells_client and not file.outbox.is_full_of(full, None)
    mine = [_client_row(alert, concern, now)] if tells_client else []
    told_once = _without_former(file, alert, concern.cause) if mine else file.outbox
    on_call = _on_call_rows(file, alert, concern, clinic, now)
    file = replace(file, alerts=alerts, outbox=told_once.add((*told, *on_call, *mine)))
    if concern.tells_client:
        file = closing_time.heeded(file, alert, clinic, now)
    file = ringing.began(file, alert, clinic, now)
    return file.noting(now, RAISED, "client", alert=alert.id, cause=concern.cause)


def _without_former(file: ClientFile, alert: Alert, cause: str) -> Outbox:
    """Return the rows without what another alert of the same cause still has to say to the client.

    One message that raises two alerts is passed on once.
    """
    rows = file.outbox.rows.items()
    former = [row for key, row in rows if key.startswith("ack:") and key.endswith(f":{cause}")]
    waiting = (row for row in former if row.state is RowState.PLANNED and row.alert != alert.id)
    return file.outbox.change_all(skipped(row, SAID_ONCE) for row in waiting)


def _on_call_rows(
    file: ClientFile, alert: Alert, concern: Concern, clinic: ClinicFacts, now: datetime
) -> list[MessageRow]:
    """Return what whoever is on call reads out of hours, without a sound, of the same day."""
    chat = clinic.second_contact
    is_free = alert.claimed_by is None and chat not in clinic.staff_chats
    is_theirs = alert.urgency is Urgency.SAME_DAY and concern.audible and not clinic.is_open(now)
    if chat is None or not is_free or not is_theirs:
        return []
    key = RowKey(f"alert:{alert.id}:{concern.cause}:{chat}")
    return [replace(alert_messages.by_code(file, alert, chat, now, key=key), audible=False)]


def is_just_told(file: ClientFile, concern: str, now: datetime) -> bool:
    """Tell whether staff were told of this within the last minute: a flood of taps is one.

    What seems to lie ahead, as the clock was turned back since, is not within it.
    """
    alert = file.open_alert(concern)
    if alert is None or not holds.is_of_this_person(file, alert):
        return False
    raised = (raised_at for raised_at, _ in _causes(file, alert.id))
    return any(abs(now - raised_at) < ACKNOWLEDGE_WITHIN for raised_at in raised)


def _causes(file: ClientFile, alert: str) -> list[tuple[datetime, str]]:
    """Return when and by what an alert was raised, the first time and again."""
    facts = [(event.at, event.facts) for event in file.events if event.name == RAISED]
    return [(at, each["cause"]) for at, each in facts if each["alert"] == alert]


def unheard_since(file: ClientFile, row: MessageRow) -> datetime | None:
    """Return when the cause of a staff row was raised, None once any member of staff got it."""
    if row.alert is None or row.to is None:
        return None
    same = row.key.split(":")[:3]
    is_heard = any(
        each.state is RowState.SENT
        and each.to is not None
        and each.reason != LEFT
        and each.key.split(":")[:3] == same
        for each in file.outbox.rows.values()
    )
    raised = [at for at, cause in _causes(file, row.alert) if cause == same[2]]
    return None if is_heard else min(raised, default=None)


def worry(file: ClientFile, cause: str, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Tell staff that the client tapped "I'm worried"."""
    concern = Concern(name="worried", urgency=Urgency.SAME_DAY, cause=cause)
    return raise_alert(file, concern, clinic, now)


def _staff_row(
    file: ClientFile, alert: Alert, concern: Concern, chat: ChatId, now: datetime
) -> MessageRow:
    private = chat > 0
    leaflet = f"staff.alert.{concern.leaflet or concern.name}" if private else "staff.alert.group"
    values = {
        **alert_messages.facts(file, alert, now),
        "urgency_phrase": f"urgency.{alert.urgency}",
        **(concern.values if private else {}),
    }
    return MessageRow(
        key=RowKey(f"alert:{alert.id}:{concern.cause}:{chat}"),
        leaflet=leaflet,
        due_at=now,
        to=chat,
        values=values,
        keyboard=alert_messages.offered(file, alert, chat) if private else (),
        lane=Lane.ALARM,
        audible=concern.audible,
        alert=alert.id,
    )


def _client_row(alert: Alert, concern: Concern, now: datetime) -> MessageRow:
    return MessageRow(
        key=RowKey(f"ack:{alert.id}:{concern.cause}"),
        leaflet=NOT_REACHED,
        due_at=now + ACKNOWLEDGE_WITHIN,
        lane=Lane.ANSWER,
        alert=alert.id,
    )


def reached(file: ClientFile, row: MessageRow, now: datetime) -> ClientFile:
    """After a staff row of an alert was taken by Telegram, let the client hear the truth."""
    if row.alert is None or row.to is None:
        return file
    alerts = tuple(
        replace(alert, reached_at=alert.reached_at or now) if alert.id == row.alert else alert
        for alert in file.alerts
    )
    cause = row.key.split(":")[2]
    return _tell_passed_on(replace(file, alerts=alerts), row.alert, cause, now)


def _tell_passed_on(file: ClientFile, alert: str, cause: str, now: datetime) -> ClientFile:
    key = RowKey(f"ack:{alert}:{cause}")
    mine = file.outbox.rows.get(key)
    if mine is None or mine.leaflet != NOT_REACHED or mine.reason == SAID_ONCE:
        return file
    said = PASSED_ON[alert.rsplit("-", 1)[0]]
    if said in _LATER and _is_told_not_to_wait(file, mine):
        said = _LATER[said]
    if mine.state in (RowState.PLANNED, RowState.CLAIMED):
        # Claimed beside the row to staff, it goes out after it, and is read again before that.
        truth = replace(mine, leaflet=said, due_at=now)
        return replace(file, outbox=file.outbox.change_all([truth]))
    late = replace(anew(mine, RowKey(f"{key}:late"), now), leaflet=said)
    return replace(file, outbox=file.outbox.add([late]))


def _is_told_not_to_wait(file: ClientFile, mine: MessageRow) -> bool:
    """Tell whether the same cause told the client to call elsewhere today: once is enough."""
    return closing_time.is_just_told(file, mine.due_at - ACKNOWLEDGE_WITHIN)


def tell_staff_of_row(
    file: ClientFile, row: MessageRow, clinic: ClinicFacts, now: datetime, reason_phrase: str
) -> ClientFile:
    """Tell staff that a message did not go out, by its title, with the key of the reason."""
    concern = Concern(
        name="not_sent",
        urgency=Urgency.ROUTINE,
        cause=f"row-{row.step or row.leaflet}".replace(":", "-"),
        values={"title_phrase": f"title:{row.leaflet}", "reason_phrase": reason_phrase},
        tells_client=False,
    )
    return raise_alert(file, concern, clinic, now)


def unreachable(file: ClientFile, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Mark a client who cannot be written to, and tell staff to phone; once until they are back."""
    if file.client.unreachable_since is not None:
        return file
    file = file.with_client(unreachable_since=now)
    concern = Concern(
        name="unreachable",
        urgency=Urgency.ROUTINE,
        cause=f"since-{now:%Y%m%dT%H%M%S}",
        tells_client=False,
    )
    return raise_alert(file, concern, clinic, now)


def back_again(file: ClientFile, now: datetime) -> ClientFile:
    """The client can be reached again: close that alert and let the plan go on."""
    if file.client.unreachable_since is None:
        return file
    file = file.with_client(unreachable_since=None)
    alert = file.open_alert("unreachable")
    if alert is not None:
        file = alert_messages.over(ringing.taken_back(file, alert, ringing.IS_OVER), alert, now)
    return file.noting(now, "reachable again", "client")


def notice(
    file: ClientFile,
    leaflet: str,
    cause: str,
    clinic: ClinicFacts,
    now: datetime,
    *,
    keyboard: Keyboard = (),
) -> ClientFile:
    """Tell staff a fact about a client by their code; nothing to be claimed or closed.

    Buttons stand in private chats only: a group sees codes and no way to act on them.
    """
    rows = [
        MessageRow(
            key=RowKey(f"notice:{cause}:{chat}"),
            leaflet=leaflet,
            values={"reference": file.client.reference},
            due_at=now,
            to=chat,
            keyboard=keyboard if chat > 0 else (),
        )
        for chat in clinic.alert_chats
    ]
    return replace(file, outbox=file.outbox.add(rows))
