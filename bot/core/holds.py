"""Whether rules may open for a client now: not while somebody still has to look at them.

An open alert of theirs, or an answer that is to be asked again, holds everything that would open;
what was allowed from the first minute stays so. Here alone it is decided: how a rule stands is
`restrictions`', which words say it is `render`'s.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.client import Alert, ClientFile
from bot.core.pack import Urgency

AMBER = "amber answer"
RAISED = "alert raised"
NOT_ME = "not me"
HOLDS_FOR = timedelta(hours=24)
# Alerts that say nothing about the client's health: the chat is gone, a message did not go
# out, somebody was not content.
TECHNICAL = frozenset({"unreachable", "not_sent", "opinion"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Since when nothing new opens for a client, and until when: None while nobody can know it."""

    since: datetime
    until: datetime | None


def is_of_this_person(file: ClientFile, alert: Alert) -> bool:
    """Tell whether whoever has the link now caused an alert; the chat may have been another's."""
    for event in reversed(file.events):
        if event.name == NOT_ME:
            return False
        if event.name == RAISED and event.facts.get("alert") == alert.id:
            return True
    return True


def is_held(file: ClientFile, now: datetime) -> bool:
    """Tell whether nothing new opens for this client now."""
    return hold(file, now) is not None


def hold(file: ClientFile, now: datetime) -> Hold | None:
    """Return what keeps anything new from opening for this client now, None where nothing does.

    Urgent alerts hold until they are closed; words handed over, and amber answers, for 24 h.
    """
    found = list(_holding(file, now))
    if not found:
        return None
    ends = [each.until for each in found if each.until is not None]
    is_known = len(ends) == len(found)
    return Hold(since=min(each.since for each in found), until=max(ends) if is_known else None)


def mark(file: ClientFile, now: datetime) -> Mapping[str, str]:
    """Return what is noted with a row that tells of rules: the hold as it was then."""
    found = hold(file, now)
    if found is None:
        return {}
    return {"held": "open" if found.until is None else found.until.isoformat()}


def _holding(file: ClientFile, now: datetime) -> Iterator[Hold]:
    for alert in file.alerts:
        if alert.closed_at is not None or alert.concern in TECHNICAL:
            continue
        if alert.urgency is not Urgency.ROUTINE:
            yield Hold(since=alert.raised_at, until=None)
            continue
        until = newest_cause(file, alert) + HOLDS_FOR
        if now < until:
            yield Hold(since=alert.raised_at, until=until)
    for event in file.events:
        if event.name == AMBER and now < event.at + HOLDS_FOR:
            yield Hold(since=event.at, until=event.at + HOLDS_FOR)


def newest_cause(file: ClientFile, alert: Alert) -> datetime:
    """Return when an alert was raised the last time."""
    told = (each for each in file.events if each.name == RAISED)
    raised = (each.at for each in told if each.facts.get("alert") == alert.id)
    return max(raised, default=alert.raised_at)
