"""A client's own data as a file: one to read, in the client's language, and one complete, as JSON.

What there is to tell is `core.export`'s; how a message reads is `message`'s.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import consent, export
from bot.core.client import ClientFile, Session
from bot.core.export import Beside
from bot.core.outbox import Media, MessageRow, RowState
from bot.render.fields import Scene
from bot.render.lines import line
from bot.render.markdown import UnknownField
from bot.render.message import message

UNDERLINE = "-"
# Programs that show text on phones take a file without this mark for an old local alphabet.
BYTE_ORDER_MARK = "\ufeff"
_Lines = Iterator[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file as it is sent: its name and bytes."""

    name: str
    content: bytes


def made(media: Media, file: ClientFile, beside: Beside, scene: Scene) -> DataFile:
    """Return the file that such a row carries."""
    day = f"{scene.now.astimezone(scene.zone):%Y-%m-%d}"
    if media is Media.DATA_IN_FULL:
        told = json.dumps(export.everything(file, beside), ensure_ascii=False, indent=1)
        return DataFile(name=f"my-data-{day}.json", content=told.encode())
    text = BYTE_ORDER_MARK + readable(file, beside, scene)
    return DataFile(name=f"my-data-{day}.txt", content=text.encode())


def readable(file: ClientFile, beside: Beside, scene: Scene) -> str:
    """Return all that is kept in words: each thing the consent names, then what came of it."""
    title = line(scene, "mydata.title", {"made_at": scene.now.isoformat()})
    blocks = [title]
    for one in (file, *beside.former):
        own = replace(scene, file=one)
        sections = [(f"kept.{name}", _KEPT[name]) for name in consent.KEPT if name in _KEPT]
        blocks += [_section(own, key, lines(own, one)) for key, lines in (*sections, *_REST)]
    blocks.append(line(scene, "mydata.rest"))
    return "\n\n".join(blocks) + "\n"


def sections_for_record(scene: Scene, file: ClientFile) -> list[str]:
    """Return which sessions there were, where, and what was noted beside them."""
    return [_section(scene, f"record.{name}", _KEPT[name](scene, file)) for name in _FOR_RECORD]


def _section(scene: Scene, key: str, lines: _Lines) -> str:
    heading = line(scene, key)
    heading = heading[:1].upper() + heading[1:]
    told = list(lines) or [scene.phrase("mydata.nothing")]
    return "\n".join([heading, UNDERLINE * len(heading), *told])


def when(scene: Scene, instant: datetime) -> str:
    """Return day and time as a file tells them: with the year, on the reader's clock."""
    return f"{instant.astimezone(scene.zone):%Y-%m-%d %H:%M}"


def _reference(scene: Scene, file: ClientFile) -> _Lines:
    yield file.client.reference
    yield from file.client.former_references


def _sessions(scene: Scene, file: ClientFile) -> _Lines:
    for each in file.sessions:
        kind = scene.known(f"kinds.{each.kind}") or each.kind
        yield f"{when(scene, each.ended_at)} · {kind}{_counts(each)}"


def _counts(session: Session) -> str:
    counts = (session.sessions_planned, session.interval_weeks)
    return "".join(f" · {each}" for each in counts if each is not None)


def _areas(scene: Scene, file: ClientFile) -> _Lines:
    for each in file.sessions:
        names = [scene.known(f"areas.{area}") or area for area in each.areas]
        yield f"{when(scene, each.ended_at)} · {', '.join(names)}"


def _zone(scene: Scene, file: ClientFile) -> _Lines:
    client = file.client
    yield client.zone
    if client.latitude is not None:
        yield f"{client.latitude}, {client.longitude}"


def _answers(scene: Scene, file: ClientFile) -> _Lines:
    for each in file.answers:
        asked = scene.known(f"questions.{each.question}") or each.question
        said = scene.known(f"options.{each.question}.{each.option}") or each.option
        yield f"{when(scene, each.at)} · {asked} {said}"
    yield from _opinions(scene, file)


def _opinions(scene: Scene, file: ClientFile) -> _Lines:
    for each in file.opinions:
        said = scene.known(f"near_end.options.{each.option}") or each.option
        yield f"{when(scene, each.at)} · {scene.known('near_end.opinion')} {said}"


def _messages(scene: Scene, file: ClientFile) -> _Lines:
    for each in file.messages:
        if each.text:
            yield f"{when(scene, each.at)} · {each.text}"
    if file.client.facts:
        yield ", ".join(file.client.facts)


def _photos(scene: Scene, file: ClientFile) -> _Lines:
    for each in file.messages:
        if each.file_id:
            kind = scene.known(f"arrived.{each.kind}") or each.kind
            yield f"{when(scene, each.at)} · {kind} · {each.file_id}"
    for photo in file.photos:
        day = line(scene, "progress.day", {"photo_day": str(photo.day)})
        stored = f" · {scene.phrase('kept.stored_photos')}" if photo.is_stored else ""
        yield f"{when(scene, photo.at)} · {day} · {photo.file_id}{stored}"


def _notes(scene: Scene, file: ClientFile) -> _Lines:
    for each in file.sessions:
        goal = scene.known(f"goals.{each.goal}") if each.goal else ""
        products = [scene.known(f"products.{name}") or name for name in each.products]
        told = [goal, ", ".join(products), each.typed_products, each.note]
        if any(told):
            yield f"{when(scene, each.ended_at)} · " + " · ".join(part for part in told if part)
        for one in each.overrides:
            thing = scene.known(f"restrictions.{one.thing}") or one.thing
            yield f"{when(scene, one.at)} · {thing}: {scene.words.wait(one.hours)}"


def _replies(scene: Scene, file: ClientFile) -> _Lines:
    for each in file.replies:
        ready = scene.known(f"title:{each.leaflet}") if each.leaflet else ""
        told = [each.text or ready, each.file_id]
        yield f"{when(scene, each.at)} · " + " · ".join(part for part in told if part)


def _settings(scene: Scene, file: ClientFile) -> _Lines:
    client, consented = file.client, file.client.consent
    yield f"Telegram: {client.chat_id}"
    yield f"{scene.known(f'languages.{client.language}') or client.language}"
    yield f"{client.quiet_from:%H:%M}-{client.quiet_until:%H:%M}"
    if consented is not None:
        agreed = f"{when(scene, consented.at)} · {consented.version} · {consented.language}"
        yield f"{scene.phrase('consent.agree')}: {agreed}"
    if consented is not None and consented.withdrawn_at is not None:
        yield f"{scene.phrase('withdraw.open')}: {when(scene, consented.withdrawn_at)}"
    if client.permission is not None:
        name = "thanks" if client.permission.is_given else "no_asking"
        said = f"{when(scene, client.permission.at)} · {client.permission.language}"
        yield f"{said} · {line(scene, f'near_end.{name}')}"
    if file.erase_at is not None:
        yield line(scene, "mydata.kept_until", {"erase_at": file.erase_at.isoformat()})


def _sent(scene: Scene, file: ClientFile) -> _Lines:
    return _rows(scene, file, to_staff=False)


def _to_staff(scene: Scene, file: ClientFile) -> _Lines:
    return _rows(scene, file, to_staff=True)


def _rows(scene: Scene, file: ClientFile, *, to_staff: bool) -> _Lines:
    """Return what was sent, as it read then; each message once, whomever it went to."""
    said: set[str] = set()
    rows = [row for row in file.outbox.rows.values() if row.state is RowState.SENT]
    for row in sorted(rows, key=lambda row: row.sent_at or row.due_at):
        if (row.to not in (None, file.client.chat_id)) is not to_staff:
            continue
        told = f"{when(scene, row.sent_at or row.due_at)} · {_indented(text_of(scene, row))}"
        if told not in said:
            said.add(told)
            yield told


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")


def text_of(scene: Scene, row: MessageRow) -> str:
    """Return a message's words; of one that the content has no words for any more, its name."""
    try:
        told = export.without_names(row)
        shown = message(replace(told, as_of=row.as_of or row.sent_at), scene)
    except (LookupError, ValueError, UnknownField):
        return row.leaflet
    return shown.text


def _history(scene: Scene, file: ClientFile) -> _Lines:
    for each in file.alerts:
        closed = "" if each.closed_at is None else f" – {when(scene, each.closed_at)}"
        concern = scene.known(f"concern.{each.concern}") or each.concern
        yield f"{when(scene, each.raised_at)}{closed} · {concern}"
    for event in file.events:
        yield f"{when(scene, event.at)} · {event.name}"


_KEPT: dict[str, Callable[[Scene, ClientFile], _Lines]] = {
    "reference": _reference,
    "sessions": _sessions,
    "areas": _areas,
    "zone": _zone,
    "answers": _answers,
    "messages": _messages,
    "photos": _photos,
    "notes": _notes,
    "replies": _replies,
}
_FOR_RECORD = ("sessions", "areas", "zone", "notes")
_REST: tuple[tuple[str, Callable[[Scene, ClientFile], _Lines]], ...] = (
    ("mydata.settings", _settings),
    ("mydata.sent", _sent),
    ("mydata.to_staff", _to_staff),
    ("mydata.history", _history),
)
