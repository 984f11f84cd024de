"""What a row is rendered with: whose file, which treatment, in which reader's language."""

from datetime import datetime

from bot import render
from bot.core.client import ClientFile
from bot.core.desk import DeskFile
from bot.core.outgoing import Outgoing
from bot.ports import Library


def scene_of(message: Outgoing, library: Library, now: datetime) -> render.Scene:
    """Return the scene in which that row is shown now."""
    return render.Scene(
        file=message.file,
        library=library,
        clinic=message.clinic,
        treatment=_treatment(message.file, library),
        language=_language(message),
        now=now,
        numbers=message.numbers,
    )


def _treatment(file: ClientFile | DeskFile, library: Library) -> str:
    if isinstance(file, ClientFile):
        return file.client.treatment
    chosen = "" if file.draft is None else file.draft.treatment
    return chosen if chosen in library.packs else next(iter(library.packs))


def _language(message: Outgoing) -> str:
    """Return the row's own language, else the reader's: client's, staff's, the clinic's."""
    if message.row.language:
        return message.row.language
    file, clinic = message.file, message.clinic
    if isinstance(file, ClientFile):
        theirs = message.row.to is None or message.chat_id == file.client.chat_id
        return file.client.language if theirs else message.language or clinic.language
    return file.language or clinic.language
