"""Invite somebody to the staff by a single-use link; and take such a link back."""

from dataclasses import replace

from bot.core import rights, staffing
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile, StaffInvitation
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.outbox import Media, MessageRow
from bot.core.rights import Role, Verb
from bot.ports import Outside


async def invite_staff(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, role: Role
) -> bool:
    """Promise the owner a link that gives that role; False where too many are open already.

    The same update twice makes one link. Raises NotAllowed.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.MANAGE_STAFF)
    now = outside.clock.now()

    def decide(file: ClinicFile) -> tuple[ClinicFile, StaffInvitation | None]:
        changed = staffing.invited(
            file, role, by=incoming.user_id, cause=incoming.update_id, now=now
        )
        return changed, staffing.invitation_of(changed, incoming.update_id)

    invitation = await outside.store.change_clinic(decide)
    if invitation is None:
        return False
    row = _link_row(invitation)

    def promise(desk: DeskFile) -> tuple[DeskFile, None]:
        return replace(desk, outbox=desk.outbox.add([row])), None

    await outside.store.change_desk(incoming.chat_id, promise)
    return True


async def take_back(outside: Outside, clinic: ClinicFacts, incoming: Incoming, number: int) -> None:
    """Let an unused link work no more. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.MANAGE_STAFF)
    now = outside.clock.now()
    await outside.store.change_clinic(lambda file: (staffing.taken_back(file, number, now), None))


def _link_row(invitation: StaffInvitation) -> MessageRow:
    return MessageRow(
        key=staffing.link_key(invitation.number),
        leaflet="people.forward",
        values={
            "role_phrase": f"roles.{invitation.role}",
            "expires_at": invitation.expires_at.isoformat(),
        },
        due_at=invitation.created_at,
        media=Media.INVITATION,
    )
