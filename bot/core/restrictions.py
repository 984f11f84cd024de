"""Whether a client may do a thing yet: when a restriction opens, and how it stands now.

Times count from the session; which words say it is `render`'s, who asks is the dialogue's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core import days
from bot.core.client import ClientFile, Session
from bot.core.pack import Restriction, RuleKind

ELAPSED_UP_TO_HOURS = 72
OPENS_IN_THE_MORNING_AT = time(8, 0)

Kind = Literal["not_yet", "open", "never", "always", "until", "over", "ask"]
_FIXED: Mapping[RuleKind, Kind] = {RuleKind.NEVER: "never", RuleKind.ALWAYS: "always"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionState:
    """How a restriction stands for one client at one instant.

    `at` is when its time is over, aware UTC; None where time does not matter. `condition` is the
    key of what must hold besides, such as calm skin.
    """

    kind: Kind
    at: datetime | None = None
    condition: str | None = None


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
    concerned = session.areas if areas is None else areas
    hours = [restriction.hours[area] for area in concerned if area in restriction.hours]
    return _end_of_wait(session.ended_at, max(hours), zone) if hours else None


def state(restriction: Restriction, file: ClientFile, now: datetime) -> RestrictionState:
    """Say how a restriction stands for this client; of several sessions the strictest holds.

    Where the clinic must decide, or the rule does not speak of the client's areas, it is "ask".
    """
    zone = file.client.zone_info
    ends = [opens_at(restriction, session, zone) for session in file.sessions]
    at = max((end for end in ends if end is not None), default=None)
    kind = _kind(restriction, at, now)
    return RestrictionState(kind=kind, at=at, condition=restriction.condition)


def concerns(restriction: Restriction, areas: Sequence[str]) -> bool:
    """Tell whether a restriction speaks of any of these areas; one without hours speaks of all."""
    return not restriction.hours or any(area in restriction.hours for area in areas)


def _kind(restriction: Restriction, at: datetime | None, now: datetime) -> Kind:
    if restriction.ask_clinic:
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
