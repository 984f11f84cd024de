"""The list of open alerts, and the screens on which one is closed.

The list is made of what the store's lists know and of the files of one page; what a button does is
`claim_alert`'s and `close_alert`'s.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import alert_messages, claims, ringing, ways
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, FileId, Keyboard, UserId
from bot.core.pack import Urgency

PAGE = 8
LIST = "alerts"
VIEW, OUTCOME = "alert", "outcome"
_RANK = {Urgency.EMERGENCY: 0, Urgency.SAME_DAY: 1, Urgency.ROUTINE: 2}

OpenAlert = tuple[FileId, Alert]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the list: its number, how many there are, and what stands on it."""

    number: int
    last: int
    count: int
    alerts: Sequence[OpenAlert]


def page_of(found: Iterable[OpenAlert], number: int) -> Page:
    """Return a page of the open alerts, most urgent and oldest first; the nearest there is."""
    ordered = sorted(found, key=lambda each: (_RANK[each[1].urgency], each[1].raised_at, each[0]))
    last = max(0, (len(ordered) - 1) // PAGE)
    number = min(max(number, 0), last)
    shown = ordered[number * PAGE : (number + 1) * PAGE]
    return Page(number=number, last=last, count=len(ordered), alerts=shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads the list, when, and by which names they know the others who have alerts."""

    user: UserId
    names: Mapping[UserId, str]
    clinic: ClinicFacts
    now: datetime


def listed(page: Page, files: Mapping[FileId, ClientFile], reader: Reader) -> Answer:
    """Return a page of the list; a file that cannot be read is told in one line of its own."""
    if not page.alerts:
        return Answer(leaflet="alert_desk.none")
    known = [(files[file_id], alert) for file_id, alert in page.alerts if file_id in files]
    blocks = [_line(file, alert, reader) for file, alert in known]
    if len(known) < len(page.alerts):
        blocks.append(Block(leaflet="alert_desk.unreadable"))
    return Answer(
        leaflet="alert_desk.list",
        values={"count": str(page.count)},
        blocks=tuple(blocks),
        keyboard=(*((_opening(file, alert),) for file, alert in known), *_turning(page)),
    )


def _line(file: ClientFile, alert: Alert, reader: Reader) -> Block:
    values = alert_messages.facts(file, alert, reader.now)
    overdue = ringing.is_overdue(alert, reader.clinic, reader.now)
    if alert.claimed_by is None:
        return Block(leaflet="alert_desk.overdue" if overdue else "alert_desk.free", values=values)
    if alert.claimed_by == reader.user:
        return Block(leaflet="alert_desk.yours", values=values)
    who = reader.names.get(alert.claimed_by, "")
    leaflet = "alert_desk.taken" if who else "alert_desk.taken_by_owner"
    return Block(leaflet=leaflet, values={**values, "who": who})


def opened_again(file: ClientFile, alert: Alert, reader: Reader) -> Answer:
    """Return what is said of a closed alert that is open again: whose it is now."""
    who = reader.names.get(alert.claimed_by or UserId(0), "")
    if alert.claimed_by is None:
        leaflet = "alert_desk.open_free"
    elif alert.claimed_by == reader.user:
        leaflet = "alert_desk.open_yours"
    else:
        leaflet = "alert_desk.open_taken" if who else "alert_desk.open_by_owner"
    return Answer(
        leaflet=leaflet,
        values={**alert_messages.facts(file, alert, reader.now), "who": who},
        keyboard=((ways.view(file.id),), (alert_messages.closing(file.id, alert),)),
    )


def _opening(file: ClientFile, alert: Alert) -> Button:
    values = {"reference": file.client.reference, "concern_phrase": f"concern.{alert.concern}"}
    data = f"v1:s:{VIEW}:{file.id}:{alert.id}"
    return Button(phrase="alert_desk.open", data=data, values=values)


def _turning(page: Page) -> Keyboard:
    before = Button(phrase="button.before", data=f"v1:{LIST}:{page.number - 1}")
    after = Button(phrase="button.after", data=f"v1:{LIST}:{page.number + 1}")
    turning = (*((before,) if page.number else ()), *((after,) if page.number < page.last else ()))
    return (turning,) if turning else ()


def outcomes(file: ClientFile, alert: Alert, now: datetime) -> Answer:
    """Return the question what became of an alert, with an answer a button."""
    prefix = f"v1:s:{OUTCOME}:{file.id}:{alert.id}"
    return Answer(
        leaflet="alert_desk.outcomes",
        values=alert_messages.facts(file, alert, now),
        keyboard=tuple(
            (Button(phrase=f"outcome.{each}", data=f"{prefix}:{each}"),) for each in claims.OUTCOMES
        ),
    )


def closed(file: ClientFile, alert: Alert, outcome: str) -> Answer:
    """Return what is said when an alert was closed: a line about it may be typed."""
    reopen = f"v1:s:{alert_messages.REOPEN}:{file.id}:{alert.id}"
    return Answer(
        leaflet="alert_desk.closed",
        values={
            "reference": file.client.reference,
            "concern_phrase": f"concern.{alert.concern}",
            "outcome_phrase": f"outcome.{outcome}",
        },
        keyboard=((Button(phrase="button.alert_reopen", data=reopen),),),
    )
