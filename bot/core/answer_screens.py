"""Screens on which a member of staff answers a client: asking for words, ready-made answers.

They stand in the client's file, as rows to that member's chat. What goes out is `answering`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core import incoming as arrivals
from bot.core import ways
from bot.core.client import ClientFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import Button, FileId, MessageRow, Outbox, RowKey
from bot.core.pack import Pack
from bot.core.said import ClinicMessage

PAGE = 6
# For so long the next words go to the client that was chosen; later they may be meant for others.
ASKING_FOR = timedelta(minutes=30)
WRITE, CANCEL, READY, SHOW, SEND, EDIT, NEWER = (
    "write", "nowrite", "ready", "show", "send", "own", "newer",
)  # fmt: skip
VERBS = frozenset({WRITE, CANCEL, READY, SHOW, SEND, EDIT, NEWER})
ALBUM = "album"
_PREFIX = "talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom the next words go to, as kept in the chat's file; `album` names the album being sent."""

    file_id: FileId
    until: datetime
    album: str = ""

    @property
    def since(self) -> datetime:
        """When that was asked for."""
        return self.until - ASKING_FOR


def asking(file_id: FileId, now: datetime, album: str = "") -> str:
    """Return what is asked for, as the chat's file keeps it."""
    until = int((now + ASKING_FOR).timestamp())
    return f"{ALBUM}:{file_id}:{until}:{album}" if album else f"{WRITE}:{file_id}:{until}"


def asked(kept: str, now: datetime) -> Asked | None:
    """Return whom the next words go to, None where nobody was chosen, or too long ago."""
    verb, file_id, until, album, *_ = (*kept.split(":"), "", "", "")
    if verb not in (WRITE, ALBUM) or not until.isdecimal():
        return None
    ends = datetime.fromtimestamp(int(until), tz=now.tzinfo)
    return Asked(file_id=FileId(file_id), until=ends, album=album) if now <= ends else None


def is_over(kept: str, album: str) -> bool:
    """Tell whether what arrives belongs no more to the album that was being sent."""
    verb, _, _, sending, *_ = (*kept.split(":"), "", "", "")
    return verb == ALBUM and sending != album


def prompt(file: ClientFile, pack: Pack) -> Answer:
    """Return the request for words or a file, with the ready-made answers beside it."""
    ready = ((Button(phrase="talk.open_ready", data=_data(READY, file, "0")),),)
    return Answer(
        leaflet="talk.write",
        values=_reference(file),
        keyboard=(*(ready if pack.ready else ()), _cancel(file)),
    )


def cancelled(file: ClientFile) -> Answer:
    """Return what is said when nothing is to be written after all."""
    return Answer(leaflet="talk.cancelled", values=_reference(file), keyboard=ways.both(file.id))


def ready(file: ClientFile, pack: Pack, page: str) -> Answer:
    """Return a page of the titles of ready-made answers."""
    last = max(0, (len(pack.ready) - 1) // PAGE)
    number = min(int(page), last) if page.isdecimal() else 0
    titles = pack.ready[number * PAGE : (number + 1) * PAGE]
    before = Button(phrase="button.before", data=_data(READY, file, str(number - 1)))
    after = Button(phrase="button.after", data=_data(READY, file, str(number + 1)))
    turning = ((before,) if number else ()) + ((after,) if number < last else ())
    return Answer(
        leaflet="talk.ready",
        values=_reference(file),
        keyboard=(
            *((Button(phrase=f"title:{each}", data=_data(SHOW, file, each)),) for each in titles),
            *((turning,) if turning else ()),
            _cancel(file),
        ),
    )


def shown(file: ClientFile, pack: Pack, leaflet: str, language: str) -> Answer:
    """Return a ready-made answer as the member of staff reads it, and in which language it goes."""
    is_other = language != file.client.language
    page = str(pack.ready.index(leaflet) // PAGE)
    return Answer(
        leaflet="talk.shown_other" if is_other else "talk.shown",
        values={**_reference(file), "language_phrase": f"languages.{file.client.language}"},
        parts=(leaflet,),
        keyboard=(
            (Button(phrase="talk.send", data=_data(SEND, file, leaflet)),),
            (Button(phrase="talk.edit", data=_data(EDIT, file, leaflet)),),
            (Button(phrase="button.back", data=_data(READY, file, page)),),
        ),
    )


def to_edit(file: ClientFile, leaflet: str) -> list[Answer]:
    """Return the request for an own version, and the text to copy, as the client would read it."""
    request = Answer(leaflet="talk.edit_it", values=_reference(file), keyboard=(_cancel(file),))
    return [request, Answer(leaflet=leaflet, audible=False)]


def newer(file: ClientFile, written: ClinicMessage, *, is_there: bool) -> Answer:
    """Return what is said of an edited answer: what the client has, and an offer to send it."""
    leaflet = "talk.first_stands" if is_there else "talk.first_not_sent"
    send = Button(phrase="talk.send_newer", data=_data(NEWER, file, written.id))
    return Answer(leaflet=leaflet, values=_reference(file), keyboard=((send,),))


def refused(file: ClientFile, phrase: str) -> Answer:
    """Return why nothing can be written to a client, or not that."""
    return Answer(leaflet=phrase, values=_reference(file))


def with_screens(
    file: ClientFile,
    incoming: Incoming,
    answers: Sequence[Answer],
    now: datetime,
    *,
    language: str,
    own: str = "",
) -> ClientFile:
    """Promise screens to whoever tapped or wrote; a screen of ours changes in place.

    `own` names the leaflet that is told in the client's own language.
    """
    edit = incoming.kind is Kind.TAP
    rows = arrivals.rows_for(incoming, answers, _screens_of(file, incoming), now, edit=edit)
    told = [
        replace(
            row,
            key=RowKey(f"{_PREFIX}:{incoming.update_id}:{ordinal}"),
            to=incoming.chat_id,
            language=file.client.language if row.leaflet == own else language,
        )
        for ordinal, row in enumerate(rows)
    ]
    return replace(file, outbox=file.outbox.add(told))


def screen(file: ClientFile, incoming: Incoming) -> MessageRow | None:
    """Return the screen whose button was tapped, None where the button stood elsewhere."""
    return arrivals.sent_row(_screens_of(file, incoming), incoming)


def is_screen(row: MessageRow) -> bool:
    """Tell whether a row is a screen that somebody on staff tapped for."""
    return row.key.startswith(f"{_PREFIX}:")


def _screens_of(file: ClientFile, incoming: Incoming) -> Outbox:
    """Return the screens in that chat alone: an alert whose button was tapped stays as it is."""
    rows = file.outbox.rows.items()
    return Outbox(
        rows={key: row for key, row in rows if is_screen(row) and row.to == incoming.chat_id}
    )


def _reference(file: ClientFile) -> dict[str, str]:
    return {"reference": file.client.reference}


def _cancel(file: ClientFile) -> tuple[Button, ...]:
    return (Button(phrase="talk.cancel", data=_data(CANCEL, file)),)


def _data(verb: str, file: ClientFile, *words: str) -> str:
    return ":".join(("v1", "s", verb, file.id, *words))
