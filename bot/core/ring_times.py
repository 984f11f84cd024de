"""When an alert rings, and when again: minutes for an emergency, hours of opening for the rest.

Who hears it, and what is promised, is `ringing`'s.
"""

from datetime import datetime, timedelta
from enum import IntEnum

from bot.core import days
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.pack import Urgency

# What waits in the list of alerts rings once, when it has waited so long in opening hours.
ROUTINE_WAITS = timedelta(hours=4)
UNREACHABLE_RINGS_UP_TO_DAY = 7
# An alert somebody took and did not close: they are reminded after this, and after as long again
# it is everybody's. Hours of opening, but for an emergency.
CLAIM_LASTS = {
    Urgency.EMERGENCY: timedelta(minutes=30),
    Urgency.SAME_DAY: timedelta(hours=2),
    Urgency.ROUTINE: timedelta(hours=8),
}
# After the owners: an emergency rings for them on, each time after twice as long, up to this.
LONGEST_WAIT = timedelta(hours=1)
LATER_RINGS_EMERGENCY = 24
# What is for the same day rings for all again, at so many openings of other days.
LATER_RINGS_SAME_DAY = 3
# Within this after closing, somebody is still there to hear a ring.
STILL_THERE = timedelta(minutes=5)
AMBER, UNREACHABLE = "amber", "unreachable"


class Stage(IntEnum):
    """How far an alert has gone; each rings when nobody took it after the one before."""

    FIRST = 0  # what could not sound when it was raised
    AGAIN = 1
    CONTACT = 2
    OWNERS = 3
    LATER = 4  # and all above


class Held(IntEnum):
    """What falls due while somebody has an alert."""

    REMIND = 0
    RETURN = 1


def waited(urgency: Urgency, clinic: ClinicFacts, since: datetime) -> datetime:
    """Return until when somebody should have taken an alert: minutes, or minutes of opening."""
    if urgency is Urgency.EMERGENCY:
        return since + timedelta(minutes=clinic.alert_minutes_emergency)
    minutes = timedelta(minutes=clinic.alert_minutes_same_day)
    return clinic.after_open(since, minutes if urgency is Urgency.SAME_DAY else ROUTINE_WAITS)


def first(
    file: ClientFile, alert: Alert, clinic: ClinicFacts, now: datetime
) -> tuple[int, datetime] | None:
    """Return the stage that comes first for an alert, and when; None for what never rings."""
    if alert.urgency is Urgency.EMERGENCY:
        return Stage.AGAIN, waited(alert.urgency, clinic, now)
    if alert.urgency is Urgency.SAME_DAY:
        if clinic.is_open(now):
            return Stage.AGAIN, waited(alert.urgency, clinic, now)
        return Stage.FIRST, clinic.after_open(now, timedelta())
    if alert.concern == UNREACHABLE:
        is_late = rings_at_once(file, alert, now) and not clinic.is_open(now)
        return (Stage.FIRST, clinic.after_open(now, timedelta())) if is_late else None
    if alert.concern == AMBER:
        return None
    return Stage.FIRST, waited(alert.urgency, clinic, now)


def held_until(alert: Alert, clinic: ClinicFacts, now: datetime) -> datetime:
    """Return until when whoever took an alert is left alone with it."""
    length = CLAIM_LASTS[alert.urgency]
    if alert.urgency is Urgency.EMERGENCY:
        return now + length
    return clinic.after_open(now, length)


def may_ring(alert: Alert, clinic: ClinicFacts, now: datetime) -> bool:
    """Tell whether a ring may sound now: at any hour for an emergency, else while somebody is in.

    A clinic that does not open for weeks is rung all the same.
    """
    if alert.urgency is Urgency.EMERGENCY or clinic.next_opening(now) is None:
        return True
    return clinic.is_open(now) or clinic.is_open(now - STILL_THERE)


def following(alert: Alert, stage: int, clinic: ClinicFacts, now: datetime) -> datetime | None:
    """Return when the next stage rings, None after the last."""
    beyond = stage + 1 - Stage.LATER
    if alert.urgency is Urgency.ROUTINE:
        return None
    if beyond < 0:
        return waited(alert.urgency, clinic, now)
    if alert.urgency is Urgency.SAME_DAY:
        return clinic.next_day_opening(now) if beyond < LATER_RINGS_SAME_DAY else None
    shortest = timedelta(minutes=clinic.alert_minutes_emergency)
    wait = min(shortest * (1 << min(beyond, 10)), LONGEST_WAIT)
    return now + wait if beyond < LATER_RINGS_EMERGENCY else None


def anew(
    file: ClientFile, alert: Alert, stage: int, clinic: ClinicFacts, now: datetime
) -> datetime | None:
    """Return when a stage that is promised rings by the days the clinic opens now."""
    if stage != Stage.FIRST:
        return following(alert, stage - 1, clinic, now)
    found = first(file, alert, clinic, alert.raised_at)
    return None if found is None else found[1]


def rings_at_once(file: ClientFile, alert: Alert, now: datetime) -> bool:
    """Tell whether something routine rings as soon as somebody is there: who cannot be reached."""
    day = days.day_number(now, file.session.ended_at, file.client.zone_info)
    return alert.concern == UNREACHABLE and day <= UNREACHABLE_RINGS_UP_TO_DAY
