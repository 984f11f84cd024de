"""Give somebody on the staff another role, which holds from their next tap or message.

Whoever may not read clients' words any more finds none left open in their chat.
"""

from bot.actions import know_clinic, plan_digests, report_damaged
from bot.core import rights, showing, staffing
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.outbox import ChatId, UserId
from bot.core.rights import INVITED_ROLES, Role, Verb
from bot.ports import Damaged, NotFound, Outside


async def change_role(
    outside: Outside, clinic: ClinicFacts, user: UserId, role: str, *, by: UserId
) -> bool:
    """Keep the role; False for a role no invitation gives, or somebody who does not work here.

    Raises NotAllowed.
    """
    rights.require(rights.staff_role(by, clinic), Verb.MANAGE_STAFF)
    if role not in INVITED_ROLES:
        return False

    def decide(file: ClinicFile) -> tuple[ClinicFile, bool]:
        return staffing.given_role(file, user, Role(role)), file.person(user) is not None

    is_known = await outside.store.change_clinic(decide)
    clinic = await know_clinic.know_clinic(outside, clinic)
    await plan_digests.plan_digests(outside, clinic)
    if is_known and not showing.may_open(ChatId(user), clinic):
        await _put_away(outside, clinic, ChatId(user))
    return is_known


async def _put_away(outside: Outside, clinic: ClinicFacts, chat: ChatId) -> None:
    """Let what stands open in that chat be deleted; a file that is gone has seen to it itself."""
    now = outside.clock.now()
    for file_id in await outside.store.client_ids("with staff"):
        try:
            await outside.store.change_client(
                file_id, lambda file: (showing.put_away(file, now, chat=chat), None)
            )
        except Damaged:
            await report_damaged.report_damaged(outside, clinic, file_id)
        except NotFound:
            continue
