"""Look at how all clients of today stand: from what is kept at this moment, file by file.

Only files with steps of a course ahead or an open alert are read, one after the other and off the
event loop, about a millisecond each: as many as courses run, however many clients there were. Side
by side they would take no less time, and hold up whoever writes meanwhile with many at once. No
look is noted in them: the board shows codes, days and colours to people who may see each, and no
word of theirs.
"""

from collections.abc import Sequence

from bot.actions import report_damaged
from bot.core import board
from bot.core.board import Line
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import FileId
from bot.ports import Damaged, NotFound, Outside


async def see_board(outside: Outside, clinic: ClinicFacts) -> Sequence[Line]:
    """Return a line for each client of today, the worst first."""
    lines: list[Line] = []
    ids = await outside.store.client_ids("today")
    for file_id in ids:
        line = await _line(outside, clinic, file_id)
        if line is not None:
            lines.append(line)
    return board.in_order(lines)


async def _line(outside: Outside, clinic: ClinicFacts, file_id: FileId) -> Line | None:
    """Return a client's line; None for one erased meanwhile, or damaged, which staff hear of."""
    try:
        file = await outside.store.load(file_id)
    except Damaged:
        await report_damaged.report_damaged(outside, clinic, file_id)
        return None
    except NotFound:
        return None
    if not isinstance(file, ClientFile):
        return None
    pack = outside.library.packs[file.client.treatment]
    return board.line_of(file, pack, clinic, outside.clock.now())
