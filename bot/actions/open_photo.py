"""Send a photo a client keeps to the member of staff who tapped, and note the look on its file."""

from bot.core import progress, progress_staff, rights
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Incoming
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside


async def open_photo(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Promise the photo that the button names, once for each tap; return the toast.

    Raises NotAllowed for anybody but clinicians and owners.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.SEE_PHOTOS)
    file_id, photo_id = FileId(incoming.word(2)), incoming.word(3)
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        photo = progress.found(file, photo_id)
        if photo is None:
            return file, "toast.photo_gone"
        if file.outbox.has_seen(incoming.update_id):
            return file, ""
        return progress_staff.seen(file, photo, incoming, clinic, now), ""

    try:
        return await outside.store.change_client(file_id, decide)
    except NotFound:
        return "toast.client_gone"
