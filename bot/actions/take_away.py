"""Take a client's words out of staff chats, where the client's own file goes or is gone.

Each deletion is promised in the file of the chat it is made in, and names no client there: a crash
or an outage only puts it off.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.core import showing
from bot.core.desk import DeskFile
from bot.core.outbox import MessageRow
from bot.ports import Outside


async def take_away(outside: Outside, rows: Iterable[MessageRow]) -> None:
    """Promise the deletion of what each row has brought to a chat, or was to delete there."""
    now = outside.clock.now()
    for row in rows:
        if row.to is not None and row.shows:
            away = showing.in_own_chat(row, now)
            await outside.store.change_desk(row.to, _adding(away))


def _adding(row: MessageRow) -> Callable[[DeskFile], tuple[DeskFile, None]]:
    return lambda desk: (replace(desk, outbox=desk.outbox.add([row])), None)
