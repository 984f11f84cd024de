"""Note that a member of staff looks at a client's file, and give them the file."""

from bot.core import audit
from bot.core.client import ClientFile
from bot.core.incoming import Incoming
from bot.core.outbox import FileId
from bot.ports import NotFound, Outside


async def note_look(outside: Outside, incoming: Incoming, file_id: FileId) -> ClientFile | None:
    """Return a client's file, with the look noted in it; None where there is none."""
    try:
        seeing = audit.seeing(incoming, outside.clock.now())
        return await outside.store.change_client(file_id, seeing)
    except NotFound:
        return None
