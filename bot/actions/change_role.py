"""Give somebody on the staff another role, which holds from their next tap or message."""

from bot.actions import know_clinic, plan_digests
from bot.core import rights, staffing
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.outbox import UserId
from bot.core.rights import INVITED_ROLES, Role, Verb
from bot.ports import Outside


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

    is_here = await outside.store.change_clinic(decide)
    known = await know_clinic.know_clinic(outside, clinic)
    await plan_digests.plan_digests(outside, known)
    return is_here
