"""What the bot makes of one message of a made-up client, by the very path the chat takes.

The client is enrolled and linked, with the session so many days ago; without a day there is no
session, and the message is a visitor's. Nothing is stored or sent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from bot import render
from bot.core import alerts, dialogue, stops, sun_advice, visitor
from bot.core.client import Client, ClientFile, Session, Status
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile, desk_id
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import ChatId, FileId, MessageRow, UserId
from bot.core.pack import Pack
from bot.core.questions import Match, Understanding
from bot.core.scene import Scene
from bot.core.triage import Condition
from bot.core.visitor import Visit
from bot.leaflets import ContentLibrary

CHAT = ChatId(1)
UPDATE = 1
LEAFLETS = ("signs/", "topics/")
LIKENESSES_KEPT = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One message: its words, days since the session (None: no session), area, language."""

    text: str
    day: float | None = None
    area: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made of it: the understanding, the rows that answer, and what they say."""

    understanding: Understanding
    rows: tuple[MessageRow, ...]
    text: str
    answer: str | None


class Asked:
    """Answers one question after the other with the shipped content, at one instant."""

    def __init__(self, library: ContentLibrary, clinic: ClinicFacts, now: datetime) -> None:
        """Take what never changes; likenesses are worked out once for each text."""
        self._library = library
        self._clinic = clinic
        self._now = now
        self._pack = next(iter(library.packs.values()))
        self._closest = lru_cache(maxsize=LIKENESSES_KEPT)(self._likeness)

    @property
    def pack(self) -> Pack:
        """The rules that are asked about."""
        return self._pack

    def make_of(self, question: Question) -> Made:
        """Return what the bot makes of a message."""
        is_session_known = question.day is not None and question.day >= 0
        return self._of_client(question) if is_session_known else self._of_visitor(question)

    def _likeness(self, text: str, language: str) -> Match:
        return self._library.closest(self._pack.treatment, text, language)

    def _areas(self, question: Question) -> tuple[str, ...]:
        """Return the areas asked for; where none is known all of them, so the strictest holds."""
        return (question.area,) if question.area in self._pack.areas else self._pack.areas

    def _of_client(self, question: Question) -> Made:
        file = self._file(question)
        scene = Scene(
            file=file,
            incoming=_incoming(question),
            pack=self._pack,
            clinic=self._clinic,
            now=self._now,
            places=sun_advice.places_of(file, None, None),
            zones=self._library.zones,
            signs=self._library.signs(self._pack.treatment),
            topics=self._library.topics(self._pack.treatment),
            closest=self._closest,
        )
        _, understanding = stops.heard(scene, question.text)
        file = dialogue.reply_to(scene).file
        for row in file.outbox.rows.values():
            # As if staff got theirs at once: the client then hears that it was passed on.
            file = alerts.reached(file, row, self._now) if row.to is not None else file
        rows = [row for row in file.outbox.rows.values() if row.to is None]
        due = tuple(row for row in rows if row.due_at <= self._now)
        return self._made(understanding, due, replace(file, outbox=scene.file.outbox))

    def _of_visitor(self, question: Question) -> Made:
        """Answer as a visitor is answered: of an unknown session only the general rule is told."""
        areas = (question.area,) if question.area in self._pack.areas else ()
        visit = Visit(
            pack=self._pack,
            clinic=self._clinic,
            now=self._now,
            signs=self._library.signs(self._pack.treatment),
            topics=self._library.topics(self._pack.treatment),
            closest=self._closest,
            condition=Condition(areas=areas, language=question.language),
        )
        desk = DeskFile(id=desk_id(CHAT), chat_id=CHAT, language=question.language)
        replied = visitor.reply_to(desk, _incoming(question), visit)
        due = tuple(row for row in replied.outbox.rows.values() if row.due_at <= self._now)
        understanding = visitor.understood(question.text, question.language, visit)
        return self._made(understanding, due, desk, language=question.language)

    def _file(self, question: Question) -> ClientFile:
        ended_at = self._now - timedelta(days=question.day or 0.0)
        client = Client(
            reference="K-1",
            treatment=self._pack.treatment,
            language=question.language,
            zone=str(self._clinic.zone),
            status=Status.LINKED,
            chat_id=CHAT,
        )
        session = Session(
            id="s1",
            ended_at=ended_at,
            areas=self._areas(question),
            kind=self._pack.accepted_kinds[0],
            entered_by=UserId(1),
        )
        return ClientFile(id=FileId("asked"), client=client, sessions=(session,))

    def _made(
        self,
        understanding: Understanding,
        rows: tuple[MessageRow, ...],
        file: ClientFile | DeskFile,
        *,
        language: str = "",
    ) -> Made:
        told = file.client.language if isinstance(file, ClientFile) else language
        scene = render.Scene(
            file=file,
            library=self._library,
            clinic=self._clinic,
            treatment=self._pack.treatment,
            language=told,
            now=self._now,
        )
        texts = [render.message(row, scene).text for row in rows]
        leaflet = next(iter(_leaflets(rows)), None)
        path = None if leaflet is None else self._path(leaflet, scene.spoken, scene.areas)
        return Made(understanding=understanding, rows=rows, text="\n\n".join(texts), answer=path)

    def _path(self, leaflet: str, language: str, areas: Iterable[str]) -> str:
        """Return the file a leaflet was read from, below the content's folder."""
        found = self._library.treatments[self._pack.treatment].leaflet(
            leaflet, language, tuple(areas)
        )
        if found is None:
            return f"{self._pack.treatment}/{language}/{leaflet}.md"
        return f"{self._pack.treatment}/{found.language}/{found.stem}.md"


def _incoming(question: Question) -> Incoming:
    return Incoming(
        update_id=UPDATE,
        chat_id=CHAT,
        user_id=UserId(CHAT),
        kind=Kind.TEXT,
        text=question.text,
        language=question.language,
    )


def _leaflets(rows: Iterable[MessageRow]) -> Iterator[str]:
    for row in rows:
        keys = (row.leaflet, *row.parts, *(block.leaflet for block in row.blocks))
        yield from (key for key in keys if key.startswith(LEAFLETS))


def as_json(made: Made) -> dict[str, Any]:
    """Return what `ask --json` prints of it."""
    found = made.understanding
    return {
        "kind": found.kind,
        "topic": found.topic,
        "urgency": None if found.urgency is None else str(found.urgency),
        "top": list(found.top),
        "answer": made.answer,
        "text": made.text,
    }
