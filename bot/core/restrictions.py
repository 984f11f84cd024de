"""Whether a client may do a thing yet: when a restriction opens, and how it stands now.

Times count from the session, unless the clinic decided another time for this client. Which words
say it is `render`'s, who asks is the dialogue's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core import days, holds
from bot.core.client import ClientFile, Session
from bot.core.pack import Pack, Restriction, RuleKind

ELAPSED_UP_TO_HOURS = 72
OPENS_IN_THE_MORNING_AT = time(8, 0)

Kind = Literal["not_yet", "open", "held", "care", "never", "always", "until", "over", "kept", "ask"]
_FIXED: Mapping[RuleKind, Kind] = {RuleKind.NEVER: "never", RuleKind.ALWAYS: "always"}
# How a rule stands while nothing new opens: what would be allowed, or end, by its time alone.
_HELD: Mapping[Kind, Kind] = {
    "not_yet": "held",
    "open": "held",
    "until": "kept",
    "over": "kept",
}
_LATER: Mapping[Kind, str] = {"ask": "ask_later", "held": "held_later", "kept": "kept_until"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionState:
    """How a restriction stands for one client at one instant.

    `at` is when its time is over, aware UTC; None where time does not matter. `condition` is the
    key of what must hold besides, such as calm skin. `is_decided` tells that the clinic decided the
    time for this client. While somebody has to look at the client first, what may come is "held",
    what is needed is "kept", and care that had begun before goes on as "care".
    """

    kind: Kind
    at: datetime | None = None
    condition: str | None = None
    is_decided: bool = False


def opens_at(
    restriction: Restriction,
    session: Session,
    zone: ZoneInfo,
    areas: Sequence[str] | None = None,
) -> datetime | None:
    """Return when the waiting time is over, aware UTC; the strictest of the areas holds.

    `areas` are the session's own unless given. Up to 72 h are elapsed hours; longer ones end at
    08:00 local on the first calendar day when the full time has passed. None for `never`,
    `always`, and where no area is concerned.
    """
    if restriction.kind in _FIXED:
        return None
    hours = hours_of(restriction, session, areas)
    return None if hours is None else _end_of_wait(session.ended_at, hours, zone)


def hours_of(
    restriction: Restriction, session: Session, areas: Sequence[str] | None = None
) -> int | None:
    """Return the waiting time in hours, None where no area is concerned.

    A time decided for this client counts in the rule's place; one by somebody who may not loosen
    only where it is longer.
    """
    usual = usual_hours(restriction, session.areas if areas is None else areas)
    decided = session.override(restriction.name)
    if decided is None or usual is None:
        return usual
    return decided.hours if decided.may_loosen else max(usual, decided.hours)


def usual_hours(restriction: Restriction, areas: Sequence[str]) -> int | None:
    """Return the strictest waiting time of these areas by the rule alone, in hours."""
    concerned = [restriction.hours[each] for each in areas if each in restriction.hours]
    return max(concerned, default=None)


def may_be_overridden(restriction: Restriction, pack: Pack) -> bool:
    """Tell whether a waiting time can be decided for one client: never for the sunscreen gate."""
    return restriction.kind not in _FIXED and restriction.name != pack.sun.gate


def general(restriction: Restriction, areas: Sequence[str] = ()) -> int | None:
    """Return the rule's hours where no session is known; of unknown areas the strictest holds."""
    if restriction.kind in _FIXED:
        return None
    return usual_hours(restriction, areas or tuple(restriction.hours))


def state(restriction: Restriction, file: ClientFile, now: datetime) -> RestrictionState:
    """Say how a restriction stands for this client; of several sessions the strictest holds.

    Where the clinic must decide, or the rule does not speak of the client's areas, it is "ask";
    while an alert is open or an answer is amber, nothing opens or ends by its time.
    """
    zone = file.client.zone_info
    ends = [opens_at(restriction, session, zone) for session in file.sessions]
    at = max((end for end in ends if end is not None), default=None)
    decided = file.session.override(restriction.name)
    may_allow = decided is not None and decided.may_loosen
    kind = _kind(restriction, at, now, may_allow=may_allow)
    hold = holds.hold(file, now) if kind in _HELD else None
    if hold is not None:
        is_going_on = restriction.care and at is not None and at <= hold.since
        kind = "care" if is_going_on else _HELD[kind]
    return RestrictionState(
        kind=kind, at=at, condition=restriction.condition, is_decided=decided is not None
    )


def told_as(state: RestrictionState, now: datetime) -> str:
    """Return the word for how a rule stands; another where its own time is not over either."""
    is_later = state.at is not None and now < state.at
    return _LATER.get(state.kind, state.kind) if is_later else state.kind


def concerns(restriction: Restriction, areas: Sequence[str]) -> bool:
    """Tell whether a restriction speaks of any of these areas; one without hours speaks of all."""
    return not restriction.hours or any(area in restriction.hours for area in areas)


def _kind(restriction: Restriction, at: datetime | None, now: datetime, *, may_allow: bool) -> Kind:
    if restriction.ask_clinic and not may_allow:
        return "ask"
    if restriction.kind in _FIXED:
        return _FIXED[restriction.kind]
    if at is None:
        return "ask"
    if restriction.kind is RuleKind.UNTIL:
        return "until" if now < at else "over"
    return "not_yet" if now < at else "open"


def _end_of_wait(ended_at: datetime, hours: int, zone: ZoneInfo) -> datetime:
    full = ended_at + timedelta(hours=hours)
    if hours <= ELAPSED_UP_TO_HOURS:
        return full
    day = days.day_of(full, zone)
    morning = days.instant_of(day, OPENS_IN_THE_MORNING_AT, zone)
    if morning >= full:
        return morning
    return days.instant_of(day + timedelta(days=1), OPENS_IN_THE_MORNING_AT, zone)
