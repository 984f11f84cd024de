"""Guide staff to the photos a client keeps: `/photos K-47`, the list, and one photo at a tap."""

from dataclasses import replace

from bot.actions import note_look, open_photo, tell_staff
from bot.core import progress_staff, rights
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import Outside

NOT_YOURS = "progress.not_yours"
CLIENT_GONE = "toast.client_gone"


async def begin(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Answer `/photos K-47` with the list; the front desk hears whom to ask."""
    reference = incoming.text.strip()
    if not _may(clinic, incoming):
        return await tell_staff.say(outside, incoming, [Answer(leaflet=NOT_YOURS)])
    file_id = await outside.store.client_of_reference(reference)
    file = None if file_id is None else await note_look.note_look(outside, incoming, file_id)
    if file is None:
        unknown = Answer(leaflet="progress.staff_unknown", values={"reference": reference})
        return await tell_staff.say(outside, incoming, [unknown])
    return await tell_staff.say(outside, incoming, [progress_staff.listed(file, clinic)])


async def list_photos(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Show the list below the message whose button was tapped; return the toast."""
    if not _may(clinic, incoming):
        return "toast.only_clinician_photos"
    file = await note_look.note_look(outside, incoming, FileId(incoming.word(2)))
    if file is None:
        return CLIENT_GONE
    # The message below which the way here stands keeps its own words and buttons.
    below = replace(incoming, kind=Kind.OTHER)
    return await tell_staff.say(outside, below, [progress_staff.listed(file, clinic)])


async def show_photo(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Send one photo to whoever tapped; return the toast."""
    if not _may(clinic, incoming):
        return "toast.only_clinician_photos"
    return await open_photo.open_photo(outside, clinic, incoming)


def _may(clinic: ClinicFacts, incoming: Incoming) -> bool:
    return rights.may(rights.staff_role(incoming.user_id, clinic), Verb.SEE_PHOTOS)
