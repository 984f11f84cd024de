"""Enter a client's next session: history stays, and the newer plan takes the older one's place."""

from bot.core import next_session, rights
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import Draft
from bot.core.outbox import FileId, UserId
from bot.core.rights import Verb
from bot.ports import Outside


async def enter_session(
    outside: Outside, clinic: ClinicFacts, file_id: FileId, draft: Draft, *, staff: UserId
) -> str:
    """Add the session of the draft; return the toast that says why not, "" when it is there.

    What speaks against it has to have been said on the form, and who may go on knowingly decides.
    The same draft twice is one session. Raises NotAllowed, NotFound.
    """
    role = rights.staff_role(staff, clinic)
    rights.require(role, Verb.CHANGE_COURSE)
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        pack = outside.library.packs[file.client.treatment]
        if file.session.ended_at == draft.ended_at:
            return file, ""
        if next_session.why_not(file, pack):
            return file, "toast.look_again"
        if draft.ended_at is None or draft.ended_at < file.session.ended_at:
            return file, "toast.newer_session"
        found = next_session.warnings(file, draft, pack, now)
        if found and not rights.may(role, Verb.GO_ON_KNOWINGLY):
            return file, "toast.clinician_decides"
        if not set(found) <= set(draft.warned):
            return file, "toast.look_again"
        return next_session.entered(file, draft, pack, clinic, by=staff, now=now), ""

    return await outside.store.change_client(file_id, decide)
