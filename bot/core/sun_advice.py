"""What is said about the sun to this client now: never sunscreen before its gate.

The sun itself is computed in `sun`; here are the rules of the treatment (CLINICAL 8.8, S36).
"""

from dataclasses import dataclass
from datetime import datetime

from bot.core import days, holds, restrictions, sun
from bot.core.client import ClientFile
from bot.core.pack import Pack, StepKind
from bot.core.sun import Place, StrongSun

NOTHING_NEW = "nothing new was to begin while something was open"
_GATE_OPEN = ("open", "care")


@dataclass(frozen=True, slots=True, kw_only=True)
class SunPlaces:
    """Where the sun is computed for: a known place (client's or clinic's), else the zone's city."""

    place: Place | None
    zone_place: Place | None


def places_of(file: ClientFile, clinic_place: Place | None, zone_place: Place | None) -> SunPlaces:
    """Return the place a client shared, or the clinic's while the client keeps its zone."""
    client = file.client
    if client.latitude is not None and client.longitude is not None:
        own = Place(latitude=client.latitude, longitude=client.longitude)
        return SunPlaces(place=own, zone_place=zone_place)
    known = None if client.zone_is_own else clinic_place
    return SunPlaces(place=known, zone_place=zone_place)


def strong_sun_today(file: ClientFile, now: datetime, places: SunPlaces) -> StrongSun:
    """Return the hours of strong sun on the client's present day."""
    zone = file.client.zone_info
    return sun.strong_sun(
        days.day_of(now, zone), zone, place=places.place, zone_place=places.zone_place
    )


def gate_opens_at(file: ClientFile, pack: Pack) -> datetime:
    """Return when sunscreen may start: the strictest of all areas and sessions, aware UTC."""
    gate, zone = pack.restrictions[pack.sun.gate], file.client.zone_info
    opens = (restrictions.opens_at(gate, each, zone) for each in file.sessions)
    known = [each for each in opens if each is not None]
    return max(known, default=file.session.ended_at)


def line(file: ClientFile, pack: Pack, now: datetime) -> str:
    """Return the leaflet of the day's sun line: shade, hat and clothing unless the gate is open.

    While somebody has to look at the client first, it is not.
    """
    gate = restrictions.state(pack.restrictions[pack.sun.gate], file, now)
    if gate.kind in _GATE_OPEN:
        return pack.sun.line_leaflet["default"]
    return pack.sun.before_gate_leaflet


def belongs_on_card(file: ClientFile, pack: Pack, now: datetime) -> bool:
    """Tell whether the day's card still names the sun: from the first sun step to the last."""
    named = [step.day for step in pack.steps if step.kind is StepKind.SUN]
    today = days.day_number(now, file.session.ended_at, file.client.zone_info)
    return min(named, default=1) <= today <= max(named, default=0)


def why_no_gate_line(now: datetime, file: ClientFile, pack: Pack, places: SunPlaces) -> str | None:
    """Return why no line of its own says now that the gate is open; None when one should.

    It is said only between the morning message and sunset of that day, and never while nothing new
    may begin.
    """
    if holds.is_held(file, now):
        return NOTHING_NEW
    zone = file.client.zone_info
    day = days.day_of(now, zone)
    place = places.place or places.zone_place or Place(latitude=0.0, longitude=0.0)
    morning = next((s.at for s in pack.steps if s.kind is StepKind.SUN and s.at), None)
    if morning is not None and now <= days.instant_of(day, morning, zone):
        return "the morning message says it"
    daylight = sun.daylight(day, zone, place)
    if daylight == "never_rises":
        return "the sun does not rise that day"
    setting = sun.sunset(day, zone, place)
    if daylight == "sets" and setting is not None and now >= setting:
        return "after sunset; the next morning's message says it"
    return None
