"""Example clients and moments on which the check tries every leaflet."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import render
from bot.core import days, opening
from bot.core.client import Client, ClientFile, Session, Status
from bot.core.clinic import ClinicFacts
from bot.core.outbox import FileId, UserId
from bot.core.pack import Pack
from bot.core.sun import Place
from bot.leaflets.library import ContentLibrary
from bot.leaflets.signing import SignedText
from bot.leaflets.sources import Leaflet
from bot.render import Scene, values
from bot.render.markdown import names_of_fields
from bot.render.shapes import Entity

FIELD_NAMES = frozenset(
    {
        "booking_url", "call_now", "clinic_hours", "clinic_name", "clinic_phone", "crisis_line",
        "date", "day", "emergency_number", "from", "goal", "interval", "link_hours", "may",
        "next_opening", "note", "privacy_url", "products", "retention_days", "sessions",
        "strong_sun", "sun_index", "sun_note", "until", "urgent_care_name", "urgent_care_number",
    }
)  # fmt: skip

BY_AREA = frozenset({"may", "from", "until"})
SAME_FOR_ALL = frozenset(
    {
        "booking_url", "clinic_hours", "clinic_name", "clinic_phone", "crisis_line",
        "emergency_number", "link_hours", "privacy_url", "retention_days", "urgent_care_name",
        "urgent_care_number",
    }
)  # fmt: skip

ZONE = ZoneInfo("Europe/Berlin")
SESSION_ENDED_AT = datetime(2026, 6, 1, 21, 0, tzinfo=UTC)  # 23:00 in the zone: as late as it gets
MORNING = time(9, 0)

_VALUE = "\n".join(["• a line of something that is told"] * 20)
_MOMENTS_HOURS = (3, 30, 480)
_CLINIC = ClinicFacts(
    name="The clinic with a name as long as a name can be",
    phone="+49 30 1234567890",
    zone=ZONE,
    hours=opening.parse("Mon-Fri 09:00-18:00"),
    hours_text="Mon-Fri 09:00-18:00",
    emergency_number="112",
    urgent_care_name="Urgent care of the whole region",
    urgent_care_number="+49 30 1234567890",
    owners=frozenset(),
    crisis_line="+49 30 1234567890",
    place=Place(latitude=52.5, longitude=13.4),
    booking_url="https://clinic.example/book",
    privacy_url="https://clinic.example/privacy",
)


def scenes(library: ContentLibrary, pack: Pack, leaflet: Leaflet) -> Iterator[Scene]:
    """Return the clients and moments a leaflet may be sent to: one area, all areas, early, late.

    One is enough where the text says the same to everybody.
    """
    names = {name for name, _ in names_of_fields(leaflet.body)}
    areas = tuple(_areas(pack, leaflet))
    found = _scenes(library, pack, leaflet, areas if names & BY_AREA else areas[-1:])
    return found if names - SAME_FOR_ALL else itertools.islice(found, 1)


def _scenes(
    library: ContentLibrary, pack: Pack, leaflet: Leaflet, choices: tuple[tuple[str, ...], ...]
) -> Iterator[Scene]:
    for areas in choices:
        for now in _moments(pack, leaflet):
            yield Scene(
                file=client_file(pack, areas, leaflet.language),
                library=library,
                clinic=_CLINIC,
                treatment=pack.treatment,
                language=leaflet.language,
                now=now,
            )


def example(library: ContentLibrary, text: SignedText) -> str:
    """Return a text as an example client reads it; rules and phrases as they stand."""
    for treatment in library.treatments.values():
        for leaflet in (each for found in treatment.leaflets.values() for each in found.values()):
            if leaflet.path == text.path:
                scene = next(scenes(library, treatment.pack, leaflet))
                return rendered(leaflet, scene)[0]
    return text.shown


def rendered(leaflet: Leaflet, scene: Scene) -> tuple[str, tuple[Entity, ...]]:
    """Return a leaflet as Telegram shows it to an example client."""
    fields = {**row_values(leaflet), **render.fields_for(scene)}
    return render.render(render.fill(leaflet.body, fields))


def row_values(leaflet: Leaflet) -> dict[str, str]:
    """Return an example of each value that comes with a row and not from the file."""
    names = (name for name, _ in names_of_fields(leaflet.body))
    return {name: _VALUE for name in names if values.is_told_by_name(name)}


def first_day(pack: Pack, key: str) -> int | None:
    """Return the first day of the course on which a leaflet is sent, None when no day is set."""
    found = [step.day for step in pack.steps if step.leaflet == key]
    found += [day for day in pack.card_days if f"day-{day}" == key]
    return min(found, default=None)


def morning_of(day: int) -> datetime:
    """Return the hour of the morning message on that day, but never before the session's end."""
    date = days.day_of(SESSION_ENDED_AT, ZONE) + timedelta(days=day)
    return max(days.instant_of(date, MORNING, ZONE), SESSION_ENDED_AT)


def client_file(pack: Pack, areas: tuple[str, ...], language: str) -> ClientFile:
    """Return an example client whose provider chose everything that can be chosen."""
    session = Session(
        id="s",
        ended_at=SESSION_ENDED_AT,
        areas=areas,
        kind=next(iter(pack.accepted_kinds), ""),
        entered_by=UserId(1),
        goal=next(iter(pack.goals), ""),
        sessions_planned=4,
        interval_weeks=6,
        products=pack.products,
        note="A note.",
    )
    client = Client(
        reference="K-47",
        treatment=pack.treatment,
        language=language,
        zone=ZONE.key,
        status=Status.LINKED,
    )
    return ClientFile(id=FileId("sample"), client=client, sessions=(session,))


def _areas(pack: Pack, leaflet: Leaflet) -> Iterator[tuple[str, ...]]:
    if leaflet.area:
        yield (leaflet.area,)
    else:
        yield from ((area,) for area in pack.areas)
        yield pack.areas


def _moments(pack: Pack, leaflet: Leaflet) -> Iterator[datetime]:
    day = first_day(pack, leaflet.key)
    if day is not None:
        yield morning_of(day)
    else:
        yield from (SESSION_ENDED_AT + timedelta(hours=hours) for hours in _MOMENTS_HOURS)
