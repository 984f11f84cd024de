"""Pause a client's planned messages for some days, or let them go on; the client hears of it."""

from collections.abc import Callable
from dataclasses import replace

from bot.core import course_changes, rights
from bot.core.client import ClientFile, Status
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Incoming
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import Outside


async def pause_course(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, *, days: int
) -> str:
    """Pause the course a button names for that many days; return the toast.

    The same update twice pauses once. Raises NotAllowed, NotFound.
    """
    now, by = outside.clock.now(), incoming.user_id

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        why_not = _why_not(file)
        if why_not:
            return file, why_not
        changed = course_changes.paused(file, days, by=by, cause=incoming.update_id, now=now)
        return changed, "toast.own_pause" if changed is file else "toast.saved"

    return await _change(outside, clinic, incoming, decide)


async def go_on(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """End the clinic's pause of the course a button names; return the toast.

    A pause that the client set is theirs to end. Raises NotAllowed, NotFound.
    """
    now, by = outside.clock.now(), incoming.user_id

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        if not course_changes.is_paused(file, now):
            return file, _why_not(file) or "toast.noted_already"
        if not file.client.paused_by_clinic:
            return file, "toast.own_pause"
        changed = course_changes.going_on(file, by=by, cause=incoming.update_id, now=now)
        return changed, "toast.saved"

    return await _change(outside, clinic, incoming, decide)


def _why_not(file: ClientFile) -> str:
    if file.client.status is Status.INVITED:
        return "toast.not_agreed"
    if file.ending is not None:
        return "toast.course_over"
    return "toast.course_stopped" if file.client.status is Status.STOPPED else ""


async def _change(
    outside: Outside,
    clinic: ClinicFacts,
    incoming: Incoming,
    decide: Callable[[ClientFile], tuple[ClientFile, str]],
) -> str:
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CHANGE_COURSE)
    now = outside.clock.now()

    def once(file: ClientFile) -> tuple[ClientFile, str]:
        if file.outbox.has_seen(incoming.update_id):
            return file, "toast.saved"
        changed, toast = decide(file)
        if changed is file:
            return file, toast
        return replace(changed, outbox=changed.outbox.saw(incoming.update_id, now)), toast

    return await outside.store.change_client(FileId(incoming.word(2)), once)
