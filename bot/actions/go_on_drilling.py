"""Go on with drills: hold the monthly one that is due, ring, tell its end, see whom it reached.

Each step can be done again, and is due until it is written down as done: a crash between any two
loses none.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.actions import report_damaged
from bot.core import drill_screens, drills
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile, Drill
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import ChatId
from bot.ports import Damaged, Outside

_Change = Callable[[DeskFile], DeskFile]


async def plan(outside: Outside, clinic: ClinicFacts) -> None:
    """Plan the next monthly drill, where none is planned and they are not switched off."""
    now = outside.clock.now()
    await outside.store.change_clinic(lambda file: (drills.planned(file, clinic, now), None))


async def go_on_drilling(outside: Outside, clinic: ClinicFacts) -> None:
    """Do all that is due about drills."""
    now = outside.clock.now()
    alerts = [alert for _, alert in await outside.store.open_alerts()]

    def decide(file: ClinicFile) -> tuple[ClinicFile, ClinicFile]:
        due = drills.fallen_due(file, alerts, clinic, now)
        return due, due

    for drill in (await outside.store.change_clinic(decide)).drills:
        if not drill.is_announced:
            await _ring(outside, clinic, drill)
        if drill.answered_at is not None and not drill.is_told:
            await _tell_end(outside, clinic, drill)
        if drill.reviewed_at is None and now >= drill.at + drills.ANSWER_WITHIN:
            await _review(outside, clinic, drill)


async def _ring(outside: Outside, clinic: ClinicFacts, drill: Drill) -> None:
    now = outside.clock.now()
    for chat in _chats(drill, clinic) if drills.may_ring(drill, clinic, now) else ():
        await _change(outside, clinic, chat, lambda desk: drills.rung(desk, drill, now))
    number = drill.number
    await outside.store.change_clinic(lambda file: (drills.announced(file, number), None))


async def _tell_end(outside: Outside, clinic: ClinicFacts, drill: Drill) -> None:
    now = outside.clock.now()
    for chat in _chats(drill, clinic):
        await _change(outside, clinic, chat, lambda desk: drills.ended(desk, drill, now))
    number = drill.number
    await outside.store.change_clinic(lambda file: (drills.told(file, number), None))


async def _review(outside: Outside, clinic: ClinicFacts, drill: Drill) -> None:
    """See whom the drill reached; owners hear of one that went badly, before it is written down.

    Out of hours, after an outage, they read it without a sound.
    """
    now = outside.clock.now()
    chats = _chats(drill, clinic)
    missed = [each for each in chats if not await _has_it(outside, clinic, each, drill)]
    unreached = tuple(missed)
    file = drills.reviewed(await outside.store.load_clinic(), drill.number, unreached, now)
    seen = drills.numbered(file, drill.number)
    if seen is not None and drill_screens.is_bad(seen):
        row = drill_screens.result_row(seen, file, now)
        row = replace(row, audible=clinic.is_open(now))
        for owner in sorted(clinic.owners):
            await _change(outside, clinic, ChatId(owner), lambda desk: desk.promising([row]))
    await outside.store.change_clinic(
        lambda each: (drills.reviewed(each, drill.number, unreached, now), None)
    )


def _chats(drill: Drill, clinic: ClinicFacts) -> list[ChatId]:
    """Return the chats a drill went to, without those of people who left meanwhile."""
    return [chat for chat in drill.chats if chat in clinic.alert_chats]


async def _has_it(outside: Outside, clinic: ClinicFacts, chat: ChatId, drill: Drill) -> bool:
    return drills.is_reached(await _change(outside, clinic, chat, lambda desk: desk), drill)


async def _change(outside: Outside, clinic: ClinicFacts, chat: ChatId, change: _Change) -> DeskFile:
    """Change the file of a chat; a damaged one is put aside and told, and a new one is made."""

    def decide(desk: DeskFile) -> tuple[DeskFile, DeskFile]:
        changed = change(desk)
        return changed, changed

    try:
        return await outside.store.change_desk(chat, decide)
    except Damaged:
        await report_damaged.report_damaged(outside, clinic, desk_id(chat))
        return await outside.store.change_desk(chat, decide)
