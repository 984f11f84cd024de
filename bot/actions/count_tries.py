"""Count the links of a chat that open nothing: whoever guesses gets no more than a few tries."""

from dataclasses import replace

from bot.core import visitor
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.ports import Outside


async def are_used_up(outside: Outside, incoming: Incoming) -> bool:
    """Tell whether this chat has tried so many wrong links that no other is looked at yet."""
    now = outside.clock.now()
    return await outside.store.change_desk(
        incoming.chat_id, lambda desk: (desk, desk.is_out_of_tries(now))
    )


async def note_wrong_link(outside: Outside, incoming: Incoming) -> None:
    """Remember that a link of this chat opened nothing; only the time is kept, for 48 h."""
    now = outside.clock.now()

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        if desk.outbox.has_seen(incoming.update_id):
            return desk, None
        return replace(desk.having_tried(now), erase_at=now + visitor.KEEP_VISITORS), None

    await outside.store.change_desk(incoming.chat_id, decide)
