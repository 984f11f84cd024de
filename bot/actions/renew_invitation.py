"""Renew an invitation: a fresh link in one tap; every earlier link stops working."""

from dataclasses import replace

from bot.core import invitations, rights
from bot.core.client import ClientFile, Status
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.outbox import ChatId, FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside


async def renew_invitation(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Promise a new link to the staff member; return the phrase that says what became of it.

    The same update twice, or a second tap before the link is out, makes one link.
    Raises NotAllowed.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.RENEW_LINK)
    staff, now = incoming.user_id, outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        if file.client.status is not Status.INVITED:
            return file, "toast.linked_already"
        if file.outbox.has_seen(incoming.update_id) or invitations.is_on_its_way(file):
            return file, "toast.new_link"
        if file.erase_at is not None and file.erase_at <= now:
            return file, "toast.client_gone"
        fresh = file.with_client(chat_id=None)
        fresh = replace(fresh, outbox=fresh.outbox.saw(incoming.update_id, now))
        fresh = invitations.invite(fresh, clinic, ChatId(staff), now)
        return fresh.noting(now, "link renewed", str(staff)), "toast.new_link"

    try:
        return await outside.store.change_client(FileId(incoming.word(2)), decide)
    except NotFound:
        return "toast.client_gone"
