"""Keep the pinned line of the staff group: how many alerts are open and overdue, and since when.

Looked at on every tick, written when it is time (`core/group_line`): whatever opens, closes or
becomes overdue is seen, and where nothing is seen any more, the old time in the line tells it.
"""

from dataclasses import replace

from bot.core import group_line
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import ChatId, MessageRow, RowKey
from bot.core.outgoing import Tried
from bot.ports import Outside


async def keep_line(outside: Outside, clinic: ClinicFacts) -> None:
    """Promise the line anew where an hour is full or a count has changed; no group, nothing."""
    if clinic.staff_chat is None:
        return
    now = outside.clock.now()
    found = group_line.counts(
        [alert for _, alert in await outside.store.open_alerts()], clinic, now
    )

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        desk = group_line.started(desk, clinic, now)
        return group_line.looked_at(desk, found, clinic, now), None

    await outside.store.change_desk(clinic.staff_chat, decide)


async def pin_line(outside: Outside, clinic: ClinicFacts) -> None:
    """Pin the line's message where it is not; owners hear once that the bot may not."""
    if clinic.staff_chat is None:
        return
    desk = await outside.store.change_desk(clinic.staff_chat, lambda desk: (desk, desk))
    message_id = group_line.to_pin(desk)
    if message_id is None:
        return
    came_of_it = await outside.messenger.pin(desk.moved_to or desk.chat_id, message_id)
    if came_of_it is Tried.REFUSED and desk.line is not None and not desk.line.is_unpinnable:
        for owner in sorted(clinic.owners):
            await _tell(outside, ChatId(owner))

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return group_line.tried_to_pin(desk, message_id, came_of_it), None

    await outside.store.change_desk(clinic.staff_chat, decide)


async def let_go(outside: Outside, clinic: ClinicFacts, desk: DeskFile) -> None:
    """Keep no line in a group that is the staff group no longer."""
    is_ours = clinic.staff_chat is not None and desk.id == desk_id(clinic.staff_chat)
    if desk.line is not None and not is_ours:
        await outside.store.change_desk(desk.chat_id, lambda each: (replace(each, line=None), None))


async def _tell(outside: Outside, owner: ChatId) -> None:
    now = outside.clock.now()
    row = MessageRow(key=RowKey("no-pin"), leaflet="group_line.unpinned", due_at=now, audible=False)
    await outside.store.change_desk(owner, lambda desk: (desk.promising([row]), None))
