"""The sun is where the tables say, and no place or day of the year makes it fail."""

import math
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import days, sun
from bot.core.sun import Place, PlaceError

LONDON = Place(latitude=51.5, longitude=-0.1)
SINGAPORE = Place(latitude=1.3, longitude=103.8)
SYDNEY = Place(latitude=-33.9, longitude=151.2)
TROMSO = Place(latitude=69.65, longitude=18.96)
OSLO_ZONE = ZoneInfo("Europe/Oslo")
MINUTE = timedelta(minutes=1)

CHECK_VALUES = [
    (LONDON, "Europe/London", (4.0, 9.2, 4.2, 0.5)),
    (Place(latitude=40.4, longitude=-3.7), "Europe/Madrid", (6.5, 11.2, 6.7, 1.7)),
    (Place(latitude=55.75, longitude=37.6), "Europe/Moscow", (3.1, 8.3, 3.3, 0.2)),
    (SINGAPORE, "Asia/Singapore", (12.5, 10.4, 12.5, 9.9)),
    (SYDNEY, "Australia/Sydney", (8.0, 2.8, 7.7, 12.0)),
]


def zone_places() -> dict[str, Place]:
    """The cities of all zones, from the package's zone.tab."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab")
    return dict(sun.read_zone_tab(table.read_text(encoding="ascii")))


def span_of(strong: sun.StrongSun) -> tuple[datetime, datetime]:
    """The start and end, which must be there."""
    assert strong.start is not None
    assert strong.end is not None
    return strong.start, strong.end


def local_clock(instant: datetime | None, zone: str) -> str:
    """Hours and minutes on local clocks."""
    assert instant
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def test_the_index_follows_the_height_of_the_sun() -> None:
    """The first table of CLINICAL.md section 8, to its last digit."""
    heights = (10, 20, 30, 33.7, 40, 50, 60, 70, 90)
    found = [round(sun.uv_index(degrees), 2) for degrees in heights]
    assert found == [0.18, 0.93, 2.34, 3.0, 4.29, 6.56, 8.83, 10.75, 12.5]


@pytest.mark.parametrize(("place", "zone", "expected"), CHECK_VALUES)
def test_the_noon_index_of_five_cities(
    place: Place, zone: str, expected: tuple[float, ...]
) -> None:
    """The second table of CLINICAL.md section 8: the 21st of March, June, September, December."""
    peaks = []
    for month in (3, 6, 9, 12):
        strong = sun.strong_sun(date(2026, month, 21), ZoneInfo(zone), place=place, zone_place=None)
        peaks.append(strong.peak_index)
    assert peaks == pytest.approx(list(expected), abs=0.2)


@pytest.mark.parametrize(("ozone", "degrees"), [(250, 30), (300, 34), (330, 36), (400, 40)])
def test_more_ozone_needs_a_higher_sun_for_three(ozone: float, degrees: float) -> None:
    """The heights that CLINICAL.md section 8 gives for an index of 3."""
    assert sun.uv_index(degrees, ozone) == pytest.approx(3.0, abs=0.2)


def test_there_is_no_index_below_the_horizon() -> None:
    """At and under the horizon the index is zero, never an error or a complex number."""
    assert [sun.uv_index(degrees) for degrees in (0, -0.1, -30, -90)] == [0, 0, 0, 0]


def test_the_height_needs_no_particular_clock() -> None:
    """The same instant in another zone has the same sun, and noon at the equinox is overhead."""
    noon = datetime(2026, 3, 20, 12, 7, tzinfo=UTC)
    assert sun.elevation(0, 0, noon) == pytest.approx(90, abs=0.5)
    assert sun.elevation(0, 0, noon.astimezone(OSLO_ZONE)) == sun.elevation(0, 0, noon)
    assert sun.elevation(0, 0, noon + timedelta(hours=12)) == pytest.approx(-90, abs=0.5)


def test_thirty_degrees_counts_although_the_index_is_lower() -> None:
    """A sun just over 30 degrees has an index under 2.5 and is strong all the same."""
    zone = ZoneInfo("Europe/London")
    february = [date(2026, 2, number) for number in range(1, 29)]
    found = [sun.strong_sun(day, zone, place=LONDON, zone_place=None) for day in february]
    first_index = next(strong.peak_index for strong in found if strong.kind == "hours")
    assert first_index == pytest.approx(2.4, abs=0.1)


def is_strong(place: Place, instant: datetime) -> bool:
    """Strong sun as CLINICAL.md 8.12 has it, said a second time."""
    height = sun.elevation(place.latitude, place.longitude, instant)
    return height > 30 or sun.uv_index(height) >= 2.5


@settings(derandomize=True, database=None, deadline=None, max_examples=60)
@given(
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.integers(-12, 14),
)
def test_the_span_is_never_too_short(
    latitude: float, longitude: float, day: date, hours: int
) -> None:
    """Looked at every 7 minutes around solar noon, strong sun lies within the span, and closely."""
    place = Place(latitude=latitude, longitude=longitude)
    zone = ZoneInfo(f"Etc/GMT{-hours:+d}")
    noon = sun.solar_noon(day, zone, place)
    strong = sun.strong_sun(day, zone, place=place, zone_place=None)
    looks = [noon + step * 7 * MINUTE for step in range(-100, 101)]
    found = [instant for instant in looks if is_strong(place, instant)]
    if not found:
        assert strong.kind == "none"
        return
    start, end = span_of(strong)
    assert timedelta() <= min(found) - start <= 12 * MINUTE
    assert timedelta() <= end - max(found) <= 12 * MINUTE
    assert (start.minute % 5, end.minute % 5) == (0, 0)


def test_singapore_has_strong_sun_from_nine_to_five_all_year() -> None:
    """Its clocks are ahead of its sun: noon is at about one o'clock."""
    zone = ZoneInfo("Asia/Singapore")
    strong = sun.strong_sun(date(2026, 3, 21), zone, place=SINGAPORE, zone_place=None)
    spans = (local_clock(strong.start, zone.key), local_clock(strong.end, zone.key))
    assert spans == ("09:10", "17:15")
    assert local_clock(sun.solar_noon(date(2026, 3, 21), zone, SINGAPORE), zone.key) == "13:12"


def test_sydney_has_a_long_day_in_december_and_a_short_one_in_june() -> None:
    """South of the equator summer is at Christmas; winter still has strong hours at noon."""
    zone = ZoneInfo("Australia/Sydney")
    lengths = []
    for month in (12, 6):
        day = date(2026, month, 21)
        start, end = span_of(sun.strong_sun(day, zone, place=SYDNEY, zone_place=None))
        lengths.append((end - start) / timedelta(hours=1))
    assert lengths == pytest.approx([8.8, 3.0], abs=0.5)


def test_the_span_keeps_to_the_sun_when_clocks_change() -> None:
    """In March London's clocks jump ahead by one hour, so the strong hours are an hour later."""
    zone = ZoneInfo("Europe/London")
    starts = []
    for day in (date(2026, 3, 28), date(2026, 3, 29)):
        strong = sun.strong_sun(day, zone, place=LONDON, zone_place=None)
        starts.append(local_clock(strong.start, zone.key))
    assert starts == ["09:15", "10:10"]


def test_tromso_in_december_has_no_sun_and_no_failure() -> None:
    """Polar night: nothing strong, an index of zero, no sunset, and it is said why."""
    day = date(2026, 12, 15)
    strong = sun.strong_sun(day, OSLO_ZONE, place=TROMSO, zone_place=None)
    assert strong == sun.StrongSun(kind="none", start=None, end=None, peak_index=0.0)
    assert sun.sunset(day, OSLO_ZONE, TROMSO) is None
    assert sun.daylight(day, OSLO_ZONE, TROMSO) == "never_rises"


def test_tromso_in_june_has_strong_hours_and_no_sunset() -> None:
    """Polar day: the sun stays up, strong around noon only."""
    day = date(2026, 6, 21)
    strong = sun.strong_sun(day, OSLO_ZONE, place=TROMSO, zone_place=None)
    assert (local_clock(strong.start, OSLO_ZONE.key), strong.kind) == ("08:15", "hours")
    assert sun.sunset(day, OSLO_ZONE, TROMSO) is None
    assert sun.daylight(day, OSLO_ZONE, TROMSO) == "never_sets"


def test_without_a_place_the_noon_rule_serves_even_in_polar_night() -> None:
    """Solar noon of the zone's city and three hours on both sides, no index, never 'none'."""
    day = date(2026, 12, 15)
    strong = sun.strong_sun(day, OSLO_ZONE, place=None, zone_place=TROMSO)
    noon = sun.solar_noon(day, OSLO_ZONE, TROMSO)
    assert (strong.kind, strong.peak_index) == ("noon_rule", None)
    start, end = span_of(strong)
    assert timedelta(hours=3) <= noon - start < timedelta(hours=3, minutes=5)
    assert timedelta(hours=3) <= end - noon <= timedelta(hours=3, minutes=5)


def test_a_zone_without_a_city_uses_its_meridian() -> None:
    """Universal time has noon at Greenwich, and an old name of a zone its standard meridian."""
    clocks = []
    for name in ("UTC", "Etc/GMT-14", "US/Pacific", "Australia/ACT"):
        zone = ZoneInfo(name)
        strong = sun.strong_sun(date(2026, 1, 10), zone, place=None, zone_place=None)
        assert strong.kind == "noon_rule"
        clocks.append(local_clock(strong.start, name))
    assert clocks == ["09:05", "09:05", "09:05", "10:05"]


def test_far_from_the_zone_the_span_is_not_cut_at_midnight() -> None:
    """A client of a Berlin clinic in Sydney: strong from late evening on, on Berlin's clocks."""
    zone = ZoneInfo("Europe/Berlin")
    day = date(2026, 12, 21)
    start, end = span_of(sun.strong_sun(day, zone, place=SYDNEY, zone_place=None))
    assert days.day_of(start, zone) == date(2026, 12, 20)
    assert days.day_of(end, zone) == day
    assert end - start > timedelta(hours=8)


@pytest.mark.parametrize(
    ("place", "zone", "day", "expected"),
    [
        (LONDON, "Europe/London", date(2026, 6, 21), "21:21"),
        (LONDON, "Europe/London", date(2026, 12, 21), "15:53"),
        (SYDNEY, "Australia/Sydney", date(2026, 12, 21), "20:05"),
        (SINGAPORE, "Asia/Singapore", date(2026, 3, 21), "19:15"),
    ],
)
def test_sunset_is_as_almanacs_have_it(place: Place, zone: str, day: date, expected: str) -> None:
    """Within two minutes of the published times."""
    published = days.instant_of(day, time.fromisoformat(expected), ZoneInfo(zone))
    found = sun.sunset(day, ZoneInfo(zone), place)
    assert found
    assert abs(found - published) <= 2 * MINUTE


def test_sunset_after_midnight_belongs_to_the_day_before() -> None:
    """In Reykjavik's June the sun sets a little after local midnight."""
    zone, place = ZoneInfo("Atlantic/Reykjavik"), Place(latitude=64.15, longitude=-21.95)
    found = sun.sunset(date(2026, 6, 21), zone, place)
    assert found is not None
    assert days.day_of(found, zone) == date(2026, 6, 22)


def test_every_city_of_zone_tab_has_its_sun() -> None:
    """All zones on three dates: noon on the day itself, a plausible span, a sunset or a reason."""
    for name, place in zone_places().items():
        zone = ZoneInfo(name)
        for day in (date(2026, 3, 29), date(2026, 6, 21), date(2026, 12, 21)):
            noon = sun.solar_noon(day, zone, place)
            strong = sun.strong_sun(day, zone, place=place, zone_place=None)
            guessed = sun.strong_sun(day, zone, place=None, zone_place=place)
            assert days.day_of(noon, zone) == day
            assert (strong.kind == "none") == (strong.start is None) == (strong.end is None)
            assert guessed.kind == "noon_rule"
            sets = sun.daylight(day, zone, place) == "sets"
            assert sets == (sun.sunset(day, zone, place) is not None)


def test_a_skipped_day_has_a_noon_too() -> None:
    """Apia left out 30 December 2011; asking for it gives the nearest noon, not an error."""
    zone, place = ZoneInfo("Pacific/Apia"), zone_places()["Pacific/Apia"]
    strong = sun.strong_sun(date(2011, 12, 30), zone, place=place, zone_place=None)
    assert strong.kind == "hours"


def test_the_poles_and_the_date_line_are_places() -> None:
    """At the edges of the globe there is an answer on every solstice."""
    for latitude in (-90, 90):
        for longitude in (-180, 180):
            place = Place(latitude=latitude, longitude=longitude)
            for month in (6, 12):
                day = date(2026, month, 21)
                strong = sun.strong_sun(day, ZoneInfo("UTC"), place=place, zone_place=None)
                assert strong.kind == "none"
                assert sun.sunset(day, ZoneInfo("UTC"), place) is None


def test_what_is_kept_of_a_place_is_a_tenth_of_a_degree() -> None:
    """Rounding leaves about eleven kilometres, and stays on the globe."""
    exact = Place(latitude=52.51627, longitude=13.37769)
    assert sun.rounded(exact) == Place(latitude=52.5, longitude=13.4)
    edge = Place(latitude=-89.99, longitude=179.99)
    assert sun.rounded(edge) == Place(latitude=-90.0, longitude=180.0)


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (0, -180.1), (math.nan, 0)])
def test_a_place_off_the_globe_is_refused(latitude: float, longitude: float) -> None:
    """One plain sentence says what a latitude and a longitude may be."""
    with pytest.raises(PlaceError, match="between -90 and 90"):
        Place(latitude=latitude, longitude=longitude)


def test_zone_tab_is_read_in_both_forms() -> None:
    """Degrees and minutes, also with seconds, north and south, comments left out."""
    text = "# a comment\n\nDE\t+5230+01322\tEurope/Berlin\tmost of it\n"
    text += "AQ\t-690022+0393524\tAntarctica/Syowa\tSyowa\nUS\t+340308-1181434\tUS/X\n"
    found = sun.read_zone_tab(text)
    assert list(found) == ["Europe/Berlin", "Antarctica/Syowa", "US/X"]
    figures = [(place.latitude, place.longitude) for place in found.values()]
    assert figures[0] == pytest.approx((52.5, 13.3667), abs=0.0001)
    assert figures[1] == pytest.approx((-69.0061, 39.59), abs=0.0001)
    assert figures[2] == pytest.approx((34.0522, -118.2428), abs=0.0001)


@pytest.mark.parametrize("line", ["DE", "DE\t52.5,13.4\tEurope/Berlin", "DE\t+5230+01322"])
def test_a_broken_zone_tab_is_refused(line: str) -> None:
    """A line without coordinates or name is an error, not a zone without a city."""
    with pytest.raises(PlaceError):
        sun.read_zone_tab(line)
