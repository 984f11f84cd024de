"""End a client's course with a reason, or take that back within a day; the client hears of it."""

from dataclasses import replace

from bot.core import course_changes, holds, rights
from bot.core.client import ClientFile, Status
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Incoming
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import Outside


async def end_course(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, *, reason: str
) -> str:
    """End the course a button names; return the toast.

    While something the client told is open, only who may go on knowingly ends it. The same update
    twice ends it once. Raises NotAllowed, NotFound.
    """
    role = rights.staff_role(incoming.user_id, clinic)
    rights.require(role, Verb.CHANGE_COURSE)
    now, by, cause = outside.clock.now(), incoming.user_id, incoming.update_id

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        if file.client.status is Status.INVITED:
            return file, "toast.not_agreed"
        if file.ending is not None:
            return file, "toast.noted_already"
        if holds.is_held(file, now) and not rights.may(role, Verb.GO_ON_KNOWINGLY):
            return file, "toast.clinician_decides"
        ended = course_changes.ended(file, reason, clinic, by=by, cause=cause, now=now)
        return replace(ended, outbox=ended.outbox.saw(cause, now)), "toast.saved"

    return await outside.store.change_client(FileId(incoming.word(2)), decide)


async def reopen_course(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Take back, within 24 hours, that a course was ended; return the toast.

    Raises NotAllowed, NotFound.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CHANGE_COURSE)
    now, by, cause = outside.clock.now(), incoming.user_id, incoming.update_id

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        if file.ending is None:
            return file, "toast.noted_already"
        if not course_changes.may_be_reopened(file, now):
            return file, "toast.too_late_to_undo"
        pack = outside.library.packs[file.client.treatment]
        opened = course_changes.reopened(file, pack, clinic, by=by, cause=cause, now=now)
        return replace(opened, outbox=opened.outbox.saw(cause, now)), "toast.saved"

    return await outside.store.change_client(FileId(incoming.word(2)), decide)
