"""Guide a member of staff through their digest: `/digest` shows it now, a tap switches it."""

from dataclasses import replace

from bot.actions import see_board, tell_staff
from bot.core import digest, rights
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming, Kind
from bot.core.rights import Verb
from bot.ports import Outside

COMMAND = "digest"
OLD_BUTTON = "toast.old_button"


async def guide_digest(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Answer `/digest` with the list as it stands now. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.SEE_BOARD)
    lines = await see_board.see_board(outside, clinic)
    shown = digest.screen(lines, clinic, outside.clock.now())
    return await tell_staff.say(outside, incoming, [shown])


async def switch(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Switch this person's own morning digest on or off; the list tapped stays. NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.SEE_BOARD)
    value, now = incoming.word(1), outside.clock.now()
    if value not in (digest.ON, digest.OFF):
        return OLD_BUTTON
    below = replace(incoming, kind=Kind.OTHER)
    await tell_staff.say(outside, below, [digest.switched(value)], digest=value)
    await outside.store.change_desk(
        incoming.chat_id, lambda each: (digest.planned(each, clinic, now), None)
    )
    return "toast.saved"
