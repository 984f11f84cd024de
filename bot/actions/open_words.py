"""Open what a client wrote or sent in the private chat of whoever tapped below the alarm."""

from bot.core import rights, showing
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside


async def open_words(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Promise the words to the chat, with the event that says who opened them; return the toast.

    The same update twice opens them once, and a second tap says that they stand there. Raises
    NotAllowed for anybody but owners and clinicians.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.OPEN_WORDS)
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        message = showing.message_of(file, incoming.word(3))
        if message is None:
            return file, "toast.old_button"
        if file.outbox.has_seen(incoming.update_id):
            return file, "shown.opening"
        if file.erase_at is not None and file.erase_at <= now:
            return file, "toast.client_gone"
        shown = showing.opened(file, message, incoming.user_id, incoming.update_id, now)
        return shown, "shown.already" if shown is file else "shown.opening"

    try:
        return await outside.store.change_client(FileId(incoming.word(2)), decide)
    except NotFound:
        return "toast.client_gone"
