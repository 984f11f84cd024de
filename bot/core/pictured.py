"""Pictures that staff ask for, as promised rows: each is made when it is sent, from what is kept.

Who may ask is `rights`'; how a picture looks is decided where it is drawn.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.core import days, healing
from bot.core.client import ClientFile
from bot.core.incoming import Answer, Incoming
from bot.core.outbox import Button, FileId, Media, MessageRow, RowKey

CURVE = "staff.curve.caption"
_Change = Callable[[ClientFile], tuple[ClientFile, None]]


def curve_button(file_id: FileId) -> Button:
    """Return the button that asks for a client's healing curve."""
    return Button(phrase="staff.curve.open", data=f"v1:s:curve:{file_id}")


def curve_for(incoming: Incoming, now: datetime) -> _Change:
    """Return the change that promises the curve to whoever tapped, and notes who looks; once."""

    def decide(file: ClientFile) -> tuple[ClientFile, None]:
        if file.outbox.has_seen(incoming.update_id):
            return file, None
        outbox = file.outbox.add([_curve_row(file, incoming, now)])
        seen = replace(file, outbox=outbox.saw(incoming.update_id, now))
        return seen.noting(now, healing.SEEN, str(incoming.user_id)), None

    return decide


def numbers_answers() -> list[Answer]:
    """Return the two messages with the clinic's numbers: a picture, and a table below it."""
    return [
        Answer(leaflet="staff.numbers.caption", media=Media.NUMBERS_PICTURE),
        Answer(leaflet="staff.numbers.table", media=Media.NUMBERS_TABLE, audible=False),
    ]


def _curve_row(file: ClientFile, incoming: Incoming, now: datetime) -> MessageRow:
    day = days.day_number(now, file.session.ended_at, file.client.zone_info)
    return MessageRow(
        key=RowKey(f"curve:{incoming.update_id}:{incoming.chat_id}"),
        leaflet=CURVE,
        values={"reference": file.client.reference, "course_day": str(day)},
        due_at=now,
        to=incoming.chat_id,
        media=Media.CURVE,
    )
