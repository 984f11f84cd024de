"""Export one client's timeline, words included, for the clinic's record: owners and clinicians."""

from bot.core import record, rights
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside


async def export_record(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Promise the file to whoever tapped; return the toast. The front desk is told why not."""
    if not rights.may(rights.staff_role(incoming.user_id, clinic), Verb.EXPORT_RECORD):
        return "toast.only_clinician_record"
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        return record.promised(file, incoming, now), "toast.record_coming"

    try:
        return await outside.store.change_client(FileId(incoming.word(2)), decide)
    except NotFound:
        return "toast.client_gone"
