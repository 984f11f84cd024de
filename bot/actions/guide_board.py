"""Guide staff through the board: `/board` shows today's clients, a tap turns pages or refreshes."""

from bot.actions import see_board, tell_staff
from bot.core import board_screens, rights
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.rights import Verb
from bot.ports import Outside

COMMAND = "board"
DIGITS_MOST = 4


async def guide_board(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Answer `/board`, or a tap that names a page of it. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.SEE_BOARD)
    word = incoming.word(1)
    number = int(word) if word.isdecimal() and len(word) <= DIGITS_MOST else 0
    lines = await see_board.see_board(outside, clinic)
    screen = board_screens.page(lines, number, outside.clock.now())
    return await tell_staff.say(outside, incoming, [screen])
