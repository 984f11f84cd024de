"""Renew an invitation: a fresh link in one tap; every earlier link stops working."""

from bot.core import invitations, rights
from bot.core.client import ClientFile, Status
from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, FileId, UserId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside


async def renew_invitation(
    outside: Outside, clinic: ClinicFacts, file_id: FileId, *, staff: UserId
) -> str:
    """Promise a new link to the staff member; return the phrase that says what became of it.

    Raises NotAllowed.
    """
    rights.require(rights.staff_role(staff, clinic), Verb.RENEW_LINK)
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        if file.client.status is not Status.INVITED:
            return file, "toast.linked_already"
        fresh = file.with_client(chat_id=None)
        return invitations.invite(fresh, clinic, ChatId(staff), now), "toast.new_link"

    try:
        return await outside.store.change_client(file_id, decide)
    except NotFound:
        return "toast.client_gone"
