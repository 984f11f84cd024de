"""Decide another waiting time for one client: stricter by any staff, looser by who may loosen."""

from dataclasses import replace

from bot.core import restrictions, rights, rule_screens
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import FileId, UserId
from bot.core.rights import Verb
from bot.ports import Outside


async def change_rule(
    outside: Outside,
    clinic: ClinicFacts,
    file_id: FileId,
    thing: str,
    *,
    hours: int | None,
    staff: UserId,
    update_id: int,
) -> str:
    """Keep the time in hours since the session, None for the rule's own; return the toast.

    The same update twice decides once. Raises NotAllowed, NotFound.
    """
    role = rights.staff_role(staff, clinic)
    rights.require(role, Verb.CHANGE_RULE)
    may_loosen = rights.may(role, Verb.LOOSEN_RULE)
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        pack = outside.library.packs[file.client.treatment]
        rule = pack.restrictions.get(thing)
        if rule is None or not restrictions.may_be_overridden(rule, pack):
            return file, "toast.old_button"
        if file.outbox.has_seen(update_id):
            return file, "toast.saved"
        wanted = rule_screens.usual_of(file, rule) if hours is None else hours
        if rule_screens.is_looser(file, rule, wanted) and not may_loosen:
            return file, "toast.only_clinician"
        if hours is None:
            changed = rule_screens.as_ruled(file, rule, by=staff, now=now)
        else:
            changed = rule_screens.decided(
                file, rule, hours, by=staff, may_loosen=may_loosen, now=now
            )
        return replace(changed, outbox=changed.outbox.saw(update_id, now)), "toast.saved"

    return await outside.store.change_client(file_id, decide)
