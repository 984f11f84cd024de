"""How much of one client is kept: each list of a file that they can make grow has a bound. Pure.

So a save stays cheap whatever somebody sends. What is let go is what is settled, oldest first; a
message nobody at the clinic has closed goes only when nothing else is left, and the client is told
to phone. Rows and update ids are `outbox`'s; answers, sessions and steps are bounded by the plan.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import handing_over, holds
from bot.core.client import Alert, ClientFile, Event
from bot.core.outbox import MessageRow, RowKey
from bot.core.pack import Urgency
from bot.core.said import ClientMessage

MESSAGES_KEPT = 300
ALERTS_KEPT = 200
EVENTS_KEPT = 2_000
REPLIES_KEPT = 500
TOLD_AGAIN_AFTER = timedelta(hours=1)
_TOLD = "full:"


def within(file: ClientFile, now: datetime) -> ClientFile:
    """Return the file with no list longer than its bound."""
    if len(file.messages) > MESSAGES_KEPT:
        file = _with_fewer_messages(file, now)
    if len(file.alerts) > ALERTS_KEPT:
        file = replace(file, alerts=_fewer_alerts(file.alerts))
    if len(file.events) > EVENTS_KEPT:
        file = replace(file, events=_fewer_events(file.events))
    return replace(file, replies=file.replies[-REPLIES_KEPT:])


def _with_fewer_messages(file: ClientFile, now: datetime) -> ClientFile:
    """Let the oldest go that are settled; else the oldest of all, and ask the client to phone."""
    over = len(file.messages) - MESSAGES_KEPT
    open_ones = frozenset(_open_causes(file))
    settled = [each for each in file.messages if not _is_open(file, each, open_ones)]
    gone = {each.id for each in (settled or file.messages)[:over]}
    kept = tuple(each for each in file.messages if each.id not in gone)
    file = replace(file, messages=kept)
    return file if settled else _asked_to_phone(file, now)


def _open_causes(file: ClientFile) -> Iterator[str]:
    """Give the messages behind the alerts that nobody has closed yet."""
    open_alerts = {each.id for each in file.alerts if each.closed_at is None}
    for event in file.events:
        if event.name == holds.RAISED and event.facts["alert"] in open_alerts:
            yield event.facts["cause"]


def _is_open(file: ClientFile, message: ClientMessage, open_ones: frozenset[str]) -> bool:
    return message.id in open_ones or handing_over.is_promised(file, message.id)


def _asked_to_phone(file: ClientFile, now: datetime) -> ClientFile:
    """Tell the client, once an hour, that more than this cannot be read."""
    told = (row for key, row in file.outbox.rows.items() if key.startswith(_TOLD))
    if any(now - row.due_at < TOLD_AGAIN_AFTER for row in told):
        return file
    row = MessageRow(key=RowKey(f"{_TOLD}{now:%Y%m%dT%H%M%S}"), leaflet="unread.client", due_at=now)
    return replace(file, outbox=file.outbox.add([row]))


def _fewer_alerts(alerts: tuple[Alert, ...]) -> tuple[Alert, ...]:
    """Let the oldest closed ones go that were routine; what was urgent stays."""
    routine = [each.id for each in alerts if each.closed_at and each.urgency not in _URGENT]
    gone = frozenset(routine[: len(alerts) - ALERTS_KEPT])
    return tuple(each for each in alerts if each.id not in gone)


_URGENT = (Urgency.EMERGENCY, Urgency.SAME_DAY)


def _fewer_events(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Let the older lines go of what happened most often; its first line stays."""
    name = Counter(each.name for each in events).most_common(1)[0][0]
    places = [place for place, each in enumerate(events) if each.name == name]
    gone = frozenset(places[1 : len(events) - EVENTS_KEPT + 1])
    return tuple(each for place, each in enumerate(events) if place not in gone)
