"""The sun over a place: its height, the clear-sky UV index, the hours of strong sun, sunset.

Computed offline: astral gives the sun's position, CLINICAL.md section 8.9 the index. Cloud, snow
and height above the sea are not looked at, and what to tell a client is not decided here: a low
index is a figure, never a reason to be silent.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from astral import Observer
from astral import sun as astral_sun

from bot.core import days

STRONG_ELEVATION_DEGREES = 30.0  # CLINICAL.md 8.12
STRONG_INDEX = 2.5
USUAL_OZONE_DOBSON = 300.0
NOON_RULE_HOURS = 3  # CLINICAL.md 8.2
# Clients of one clinic share a place, and a morning has many cards.
DAYS_REMEMBERED = 256

_STEP = timedelta(minutes=5)
_HALF_DAY = timedelta(hours=12)
_SUNSET_DEGREES = -0.833  # the upper rim of the sun, bent by the air, leaves the horizon
_ISO_6709 = re.compile(r"([+-]\d{4}(?:\d{2})?)([+-]\d{5}(?:\d{2})?)")

Daylight = Literal["sets", "never_sets", "never_rises"]


class PlaceError(ValueError):
    """Coordinates that are not on the globe; the text is one plain sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point on the globe in degrees, north and east positive; PlaceError when there is none."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise PlaceError(
                "A latitude lies between -90 and 90 and a longitude between -180 and 180."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class StrongSun:
    """When the sun is strong on a day, in UTC, and the clear-sky index at its highest.

    "hours": computed for a place. "none": computed, and at no time strong. "noon_rule": the place
    is only guessed from the zone, so solar noon with some hours on both sides, without an index.
    """

    kind: Literal["hours", "noon_rule", "none"]
    start: datetime | None
    end: datetime | None
    peak_index: float | None


def rounded(place: Place) -> Place:
    """Return the place to 0.1 degree, about 11 km: all that is kept of where a client is."""
    return Place(latitude=round(place.latitude, 1), longitude=round(place.longitude, 1))


def elevation(latitude: float, longitude: float, instant: datetime) -> float:
    """Return the height of the sun above the horizon in degrees, the bending by air left out."""
    observer = Observer(latitude, longitude)
    return astral_sun.elevation(observer, instant.astimezone(UTC), with_refraction=False)


def uv_index(elevation_degrees: float, ozone: float = USUAL_OZONE_DOBSON) -> float:
    """Return the un-rounded clear-sky UV index; ozone in Dobson units (CLINICAL.md 8.9)."""
    if elevation_degrees <= 0:
        return 0.0
    cosine_of_zenith = math.sin(math.radians(elevation_degrees))
    return float(12.5 * cosine_of_zenith**2.42 * (ozone / 300) ** -1.23)


@lru_cache(maxsize=DAYS_REMEMBERED)
def strong_sun(
    day: date, zone: ZoneInfo, *, place: Place | None, zone_place: Place | None
) -> StrongSun:
    """Return when the sun is strong around the solar noon of a local day.

    `place` is a known location; without one `zone_place`, the zone's city, serves for the noon
    rule, and without that the zone's own meridian. The span is rounded outwards to 5 minutes and
    never cut at midnight, which matters only to someone far from their zone.
    """
    if place is None:
        noon = solar_noon(day, zone, zone_place or _place_on_meridian(day, zone))
        reach = timedelta(hours=NOON_RULE_HOURS)
        start, end = _grid(noon - reach), _grid(noon + reach + _STEP)
        return StrongSun(kind="noon_rule", start=start, end=end, peak_index=None)
    noon = solar_noon(day, zone, place)
    peak_index = uv_index(_elevation(place, noon))
    if not _is_strong(place, noon):
        return StrongSun(kind="none", start=None, end=None, peak_index=peak_index)
    start, end = (
        _edge(place, _grid(noon), -_STEP),
        _edge(place, _grid(noon + _STEP), _STEP),
    )
    return StrongSun(kind="hours", start=start, end=end, peak_index=peak_index)


def solar_noon(day: date, zone: ZoneInfo, place: Place) -> datetime:
    """Return the UTC instant of the sun's highest point that is nearest to the day's 12:00."""
    midday = days.instant_of(day, time(12), zone)
    observer = Observer(place.latitude, place.longitude)
    dates = (midday.date() + timedelta(days=step) for step in (-1, 0, 1))
    noons = (astral_sun.noon(observer, candidate, UTC) for candidate in dates)
    return min(noons, key=lambda noon: abs(noon - midday))


def daylight(day: date, zone: ZoneInfo, place: Place) -> Daylight:
    """Say whether the sun sets after the day's solar noon, or does not set or not rise at all."""
    noon = solar_noon(day, zone, place)
    if _elevation(place, noon) <= _SUNSET_DEGREES:
        return "never_rises"
    return "sets" if _elevation(place, noon + _HALF_DAY) < _SUNSET_DEGREES else "never_sets"


def sunset(day: date, zone: ZoneInfo, place: Place) -> datetime | None:
    """Return the UTC instant of the sunset that follows the day's solar noon, to a second.

    It may lie after local midnight in a northern summer. None in polar day and polar night;
    `daylight` says which.
    """
    if daylight(day, zone, place) != "sets":
        return None
    up = solar_noon(day, zone, place)
    down = up + _HALF_DAY
    while down - up > timedelta(seconds=1):
        middle = up + (down - up) / 2
        if _elevation(place, middle) > _SUNSET_DEGREES:
            up = middle
        else:
            down = middle
    return down.replace(microsecond=0)


def read_zone_tab(text: str) -> Mapping[str, Place]:
    """Read tzdata's zone.tab into the place of each zone's city, by the zone's name.

    Raises PlaceError when a line is not of that form.
    """
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return dict(_zone_line(line) for line in lines)


def _zone_line(line: str) -> tuple[str, Place]:
    fields = line.split("\t")
    match = _ISO_6709.fullmatch(fields[1]) if len(fields) >= 3 else None
    if match is None:
        raise PlaceError("A line of zone.tab has no coordinates and zone name.")
    latitude, longitude = _degrees(match[1], 2), _degrees(match[2], 3)
    return fields[2].strip(), Place(latitude=latitude, longitude=longitude)


def _degrees(text: str, degree_digits: int) -> float:
    """Read +DDMM, +DDMMSS, +DDDMM or +DDDMMSS as degrees."""
    digits = text[1:].ljust(degree_digits + 4, "0")
    whole, rest = int(digits[:degree_digits]), digits[degree_digits:]
    size = whole + int(rest[:2]) / 60 + int(rest[2:]) / 3600
    return -size if text[0] == "-" else size


def _place_on_meridian(day: date, zone: ZoneInfo) -> Place:
    """Return the place on the equator where the zone's standard time is the sun's time."""
    seasons = (days.instant_of(date(day.year, month, 1), time(12), zone) for month in (1, 7))
    offset = min(days.local(instant, zone).utcoffset() or timedelta() for instant in seasons)
    degrees = offset / timedelta(hours=1) * 15
    return Place(latitude=0.0, longitude=(degrees + 180) % 360 - 180)


def _elevation(place: Place, instant: datetime) -> float:
    return elevation(place.latitude, place.longitude, instant)


def _is_strong(place: Place, instant: datetime) -> bool:
    height = _elevation(place, instant)
    return height > STRONG_ELEVATION_DEGREES or uv_index(height) >= STRONG_INDEX


def _edge(place: Place, instant: datetime, step: timedelta) -> datetime:
    """Walk from noon until the sun is no longer strong; half a day away it never is."""
    for _ in range(_HALF_DAY // _STEP):
        if not _is_strong(place, instant):
            break
        instant += step
    return instant


def _grid(instant: datetime) -> datetime:
    """Return the last full 5 minutes at or before the instant."""
    minute = instant.minute - instant.minute % 5
    return instant.replace(minute=minute, second=0, microsecond=0)
