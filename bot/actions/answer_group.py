"""Answer in groups: the staff group hears that details are private; any other group is left."""

from dataclasses import replace

from bot.actions import know_clinic
from bot.core import group_line
from bot.core import incoming as arrivals
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import ChatId, MessageRow, RowKey
from bot.ports import Outside


async def answer_group(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> None:
    """Stay silent and leave a strange group, telling the owners; answer commands in our own."""
    clinic = await know_clinic.know_clinic(outside, clinic)
    if not await _is_ours(outside, clinic, incoming.chat_id):
        await _leave(outside, clinic, incoming)
    elif incoming.kind is Kind.COMMAND:
        await _say(outside, incoming.chat_id, incoming, "staff.group_private")
    if incoming.kind is Kind.TAP:
        await outside.messenger.answer_tap(incoming.callback_id, "", clinic.language)


async def follow(outside: Outside, clinic: ClinicFacts, group: ChatId, moved_to: ChatId) -> None:
    """Remember which supergroup the staff group has become; its new id is ours from now on."""
    now = outside.clock.now()

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        if desk.moved_to == moved_to:
            return desk, None
        return group_line.moved(replace(desk, moved_to=moved_to), now), None

    if group == clinic.staff_chat:
        await outside.store.change_desk(group, decide)


async def _is_ours(outside: Outside, clinic: ClinicFacts, chat: ChatId) -> bool:
    if clinic.staff_chat is None or chat == clinic.staff_chat:
        return chat == clinic.staff_chat
    desk = await outside.store.change_desk(clinic.staff_chat, lambda desk: (desk, desk))
    return chat == desk.moved_to


async def _leave(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> None:
    for owner in sorted(clinic.owners):
        await _tell_owner(outside, ChatId(owner), incoming)
    await outside.messenger.leave(incoming.chat_id)


async def _tell_owner(outside: Outside, owner: ChatId, incoming: Incoming) -> None:
    row = MessageRow(
        key=RowKey(f"left-group:{incoming.chat_id}"),
        leaflet="staff.left_group",
        due_at=outside.clock.now(),
    )

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return replace(desk, outbox=desk.outbox.add([row])), None

    await outside.store.change_desk(owner, decide)


async def _say(outside: Outside, chat: ChatId, incoming: Incoming, leaflet: str) -> None:
    now = outside.clock.now()

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        rows = arrivals.rows_for(incoming, [Answer(leaflet=leaflet)], desk.outbox, now, edit=False)
        outbox = desk.outbox.add(rows).saw(incoming.update_id, now)
        return replace(desk, outbox=outbox), None

    await outside.store.change_desk(chat, decide)
