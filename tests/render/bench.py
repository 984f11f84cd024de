"""A workbench for the tests of render: a library of a few texts, a clinic, Ann's file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import opening
from bot.core.client import Client, ClientFile, Session, Status
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, FileId, MessageRow, RowKey, UserId
from bot.core.pack import Pack, Restriction, RuleKind, SunRules
from bot.core.sun import Place
from bot.render import Scene

BERLIN = ZoneInfo("Europe/Berlin")
ENDED_AT = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)  # Friday 17:00 in Berlin

PHRASES = {
    "may.not_yet": "not yet, from {at}",
    "may.not_yet_if": "not yet, from {at}, {condition}",
    "may.open": "allowed now",
    "may.open_if": "allowed now, {condition}",
    "may.never": "no",
    "may.always": "yes",
    "may.until": "until {at}",
    "may.over": "no longer needed",
    "may.ask": "ask the clinic first",
    "may.when_told": "when the clinic says so",
    "may.ask_later": "not before {at}, and ask the clinic first",
    "sun.hours": "about {start} to {end}",
    "sun.low": "not today",
    "sun.unknown": "around midday",
    "sun.note_index": "The index is {index}.",
    "sun.note_low": "Cover up.",
    "sun.note_by_clock": "By the clock.",
    "formats.date": "EEEE d MMMM",
    "formats.moment": "EEE d MMMM, HH:mm",
    "formats.month": "LLLL y",
    "formats.time": "HH:mm",
    "formats.weeks.one": "{count} week",
    "formats.weeks.other": "{count} weeks",
    "formats.open_until": "today until {time}",
    "formats.open_now": "open now",
    "formats.opens_today": "today from {time}",
    "formats.opens_later": "from {time}",
    "formats.urgent_care": "urgent care",
    "conditions.calm_skin": "if your skin is calm",
    "button.worried": "I'm worried",
    "goals.scars": "Scars",
    "products.gel": "The gel",
    "products.soap": "The soap",
    "questions.feeling": "How is it today?",
}

CLINIC = ClinicFacts(
    name="Cat's clinic",
    phone="+49 30 1",
    zone=BERLIN,
    hours=opening.parse("Mon-Fri 09:00-18:00"),
    hours_text="Mon-Fri 09:00-18:00",
    emergency_number="112",
    urgent_care_name="",
    urgent_care_number="116117",
    owners=frozenset(),
)


def rule(name: str, kind: RuleKind = RuleKind.FROM, **facts: object) -> Restriction:
    """Return a restriction; 48 h for the face unless said otherwise."""
    return Restriction(**{"name": name, "kind": kind, "hours": {"face": 48}, **facts})


PACK = Pack(
    treatment="t",
    areas=("face", "body"),
    accepted_kinds=("plain",),
    refused_kinds=(),
    goals=("scars",),
    products=("gel", "soap"),
    minimum_interval_weeks={"default": 4, "scars": 1},
    steps=(),
    card_days=(0,),
    restrictions={
        each.name: each
        for each in (
            rule("makeup", condition="calm_skin"),
            rule("sunscreen", hours={"face": 24}),
            rule("picking", RuleKind.NEVER),
            rule("hat", RuleKind.ALWAYS),
            rule("shade", RuleKind.UNTIL),
            rule("peel", ask_clinic=True),
        )
    },
    sun=SunRules(
        gate="sunscreen",
        before_gate_leaflet="before",
        line_leaflet={"default": "line"},
        gate_leaflet="gate",
    ),
    questions={},
    guidance=(),
    procedure=(),
    languages=("en",),
    consent_version="1",
)


@dataclass(frozen=True)
class FewTexts:
    """A library of texts written in the test, with the phrases that fields are made of."""

    texts: Mapping[str, str]
    packs: Mapping[str, Pack]
    zones: Sequence[str] = ("Europe/Berlin",)

    def text(self, treatment: str, key: str, language: str, areas: Sequence[str]) -> str:
        """Return the area's text where there is one, else the plain one."""
        own = f"{key}.{areas[0]}" if len(areas) == 1 else key
        return self.texts.get(own) or self.texts[key]

    def has(self, treatment: str, key: str, language: str) -> bool:
        """Tell whether the key exists."""
        return key in self.texts

    def place_of_zone(self, zone: str) -> Place | None:
        """Return Berlin, for any zone."""
        return Place(latitude=52.5, longitude=13.4)

    def unsigned(self, treatment: str, language: str, today: date) -> Sequence[str]:
        """Return nothing: all is signed."""
        return ()


def ann(**facts: object) -> ClientFile:
    """Return Ann's file; `facts` change her session, those of her client by their names."""
    session = Session(
        id="s", ended_at=ENDED_AT, areas=("face",), kind="plain", entered_by=UserId(7)
    )
    client = Client(
        reference="K-47",
        treatment="t",
        language="en",
        zone="Europe/Berlin",
        status=Status.LINKED,
        chat_id=ChatId(1),
    )
    of_client = {name: facts.pop(name) for name in list(facts) if hasattr(client, name)}
    return ClientFile(
        id=FileId("ann"),
        client=replace(client, **of_client),
        sessions=(replace(session, **facts),),
    )


VISITOR = DeskFile(id=FileId("chat2"), chat_id=ChatId(2))


def scene(
    hours: float = 0,
    file: ClientFile | DeskFile | None = None,
    clinic: ClinicFacts = CLINIC,
    **texts: str,
) -> Scene:
    """Return the moment so many hours after the session, with these texts in the library."""
    return Scene(
        file=file or ann(),
        library=FewTexts(texts={**PHRASES, **texts}, packs={"t": PACK}),
        clinic=clinic,
        treatment="t",
        language="en",
        now=ENDED_AT + timedelta(hours=hours),
    )


def row(leaflet: str = "note", **facts: object) -> MessageRow:
    """Return a row to the client's own chat."""
    return MessageRow(**{"key": RowKey("r"), "leaflet": leaflet, "due_at": ENDED_AT, **facts})
