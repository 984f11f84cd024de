"""The whole course of a session, every message dated, at a made-up clinic, linked at once."""

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import commands, leaflets, render, settings
from bot.core import days, delivery, invitations, near_the_end, plan, retention, sun_advice
from bot.core.client import Client, ClientFile, Invitation, Session
from bot.core.clinic import ClinicFacts
from bot.core.delivery import Lease
from bot.core.due import next_due
from bot.core.outbox import ChatId, FileId, MessageRow, Outbox, RowState, UserId
from bot.core.pack import Pack
from bot.core.plan import Moment
from bot.ports import Library

CHAT = ChatId(1)
START = "preview"
SOON = timedelta(minutes=1)
ROWS_MOST = 500


def run(arguments: list[str]) -> int:
    """Print the course; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    chosen = settings.demonstration(os.environ)
    library = leaflets.read(chosen.content_dir)
    pack = library.packs.get(options.treatment or next(iter(library.packs)))
    if pack is None:
        parser.error(f"--treatment {options.treatment}: there is {', '.join(library.packs)}")
    areas = tuple(options.area or pack.areas[:1])
    for area in areas:
        if area not in pack.areas:
            parser.error(f"--area {area}: the areas are {', '.join(pack.areas)}")
    if options.language not in pack.languages:
        parser.error(f"--language {options.language}: there is {', '.join(pack.languages)}")
    try:
        zone = ZoneInfo(options.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        parser.error(f"--zone {options.zone}: not a time zone, such as Europe/Berlin")
    clinic = replace(settings.clinic_facts(chosen), zone=zone, place=None)
    ended_at = _ended_at(options.session, zone)
    session = Session(
        id="s1", ended_at=ended_at, areas=areas, kind=pack.accepted_kinds[0], entered_by=UserId(1)
    )
    course = _course(library, pack, clinic, session, options.language)
    _show(course, as_json=options.json)
    return commands.FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run preview", description=__doc__)
    parser.add_argument(
        "--session", required=True, type=commands.moment, metavar="2026-03-27T17:00"
    )
    parser.add_argument("--zone", default="Europe/Berlin")
    parser.add_argument("--area", action="append", help="may be given several times")
    parser.add_argument("--language", default="en")
    parser.add_argument("--treatment", help="the folder in content/; the first unless given")
    parser.add_argument("--json", action="store_true", help="one array, ordered by time")
    return parser


def _ended_at(session: datetime, zone: ZoneInfo) -> datetime:
    if session.tzinfo is not None:
        return session.astimezone(UTC)
    return days.instant_of(session.date(), session.time(), zone)


def _course(
    library: Library, pack: Pack, clinic: ClinicFacts, session: Session, language: str
) -> list[Mapping[str, Any]]:
    client = Client(
        reference="K-1",
        treatment=pack.treatment,
        language=language,
        zone=str(clinic.zone),
        chat_id=CHAT,
    )
    ended_at = session.ended_at
    invitation = Invitation(number=1, created_at=ended_at, expires_at=ended_at)
    file = ClientFile(
        id=FileId("preview"),
        client=client,
        sessions=(session,),
        invitation=invitation,
        outbox=Outbox().add(plan.messages_for(session, pack, client)),
    )
    file = invitations.agreed(file, pack, clinic, ended_at)
    sent = dict(_played(near_the_end.without(retention.without_end(file)), pack, clinic, library))
    return _lines(file, sent)


def _played(
    file: ClientFile, pack: Pack, clinic: ClinicFacts, library: Library
) -> Iterator[tuple[str, Any]]:
    """Yield each row with what it said, playing the course from due instant to due instant."""
    places = sun_advice.places_of(file, clinic.place, library.place_of_zone(file.client.zone))
    for _ in range(ROWS_MOST):
        now = next_due(file, START)
        if now is None:
            break
        lease = Lease(start=START, until=now + SOON)
        moment = Moment(file=file, pack=pack, now=now, places=places)
        file, claimed = delivery.claim_client(moment, lease, clinic)
        for row in claimed:
            yield row.key, (row, now, _text(row, file, library, clinic, now))
            file = delivery.sent(file, row.key, 1, now)
    for row in file.outbox.rows.values():
        if row.state is RowState.SKIPPED:
            yield row.key, (row, row.due_at, "")


def _text(
    row: MessageRow, file: ClientFile, library: Library, clinic: ClinicFacts, now: datetime
) -> str:
    scene = render.Scene(
        file=file,
        library=library,
        clinic=clinic,
        treatment=file.client.treatment,
        language=file.client.language,
        now=now,
    )
    return render.message(row, scene).text


def _lines(file: ClientFile, sent: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    zone = file.client.zone_info
    rows = file.outbox.rows
    lines = [
        {
            "step": row.step,
            "merged": [rows[key].step for key in row.merged],
            "at": at.astimezone(zone).isoformat(timespec="minutes"),
            "audible": row.audible and row.state is not RowState.SKIPPED,
            "leaflet": row.leaflet,
            "text": text or None,
            "skipped": row.reason if row.state is RowState.SKIPPED else None,
            "edits": None if row.edits is None else rows[row.edits].step,
        }
        for row, at, text in sent.values()
    ]
    return sorted(lines, key=lambda line: datetime.fromisoformat(str(line["at"])))


def _show(course: list[Mapping[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(course, ensure_ascii=False, indent=2))
        return
    for line in course:
        sound = "sound " if line["audible"] else "silent"
        what = f"skipped: {line['skipped']}" if line["skipped"] else sound
        folded = f" with {', '.join(line['merged'])}" if line["merged"] else ""
        changed = f" (changes {line['edits']})" if line["edits"] else ""
        print(f"── {line['at']}  {line['step']}{folded}{changed}  [{what}]")
        if line["text"]:
            print(f"{line['text']}\n")
