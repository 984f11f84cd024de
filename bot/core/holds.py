"""Whether rules may open for a client now: not while somebody still has to look at them.

An open alert of theirs, or an answer that is to be asked again, holds everything that would open;
what was allowed from the first minute stays so. Which words say it is `render`'s.
"""

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


def is_of_this_person(file: ClientFile, alert: Alert) -> bool:
    """Tell whether whoever has the link now caused an alert; the chat may have been another's."""
    for event in reversed(file.events):
        if event.name == NOT_ME:
            return False
        if event.name == RAISED and event.facts.get("alert") == alert.id:
            return True
    return True


def is_held(file: ClientFile, now: datetime) -> bool:
    """Tell whether nothing new opens for this client now.

    Urgent alerts hold until they are closed; words handed over, and amber answers, for 24 h.
    """
    if any(_holds(alert, file, now) for alert in file.alerts):
        return True
    return any(each.name == AMBER and now - each.at < HOLDS_FOR for each in file.events)


def _holds(alert: Alert, file: ClientFile, now: datetime) -> bool:
    if alert.closed_at is not None or alert.concern in TECHNICAL:
        return False
    if alert.urgency is not Urgency.ROUTINE:
        return True
    return now - newest_cause(file, alert) < HOLDS_FOR


def newest_cause(file: ClientFile, alert: Alert) -> datetime:
    """Return when an alert was raised the last time."""
    told = (each for each in file.events if each.name == RAISED)
    raised = (each.at for each in told if each.facts.get("alert") == alert.id)
    return max(raised, default=alert.raised_at)
