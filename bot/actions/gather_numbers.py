"""Gather the clinic's numbers from all client files, a few at a time, so that nobody waits for it.

Fifty files are held at once; they are counted off the event loop, and other work goes on between.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from bot.core import counting, numbers
from bot.core.client import ClientFile
from bot.core.numbers import Figures, Tally
from bot.core.outbox import NUMBERS, FileId, MessageRow
from bot.core.pack import Pack
from bot.ports import Damaged, NotFound, Outside

FILES_AT_ONCE = 50
_Tallies = tuple[Tally, ...]


async def for_row(outside: Outside, row: MessageRow) -> tuple[Figures, ...]:
    """Return the numbers for a row that brings them: as of the asking, so that all say the same."""
    return await gather_numbers(outside, row.due_at) if row.media in NUMBERS else ()


async def gather_numbers(outside: Outside, now: datetime) -> tuple[Figures, ...]:
    """Return what is told of each period, as of an instant; a file that cannot be read is left."""
    ids = await outside.store.client_ids()
    tallies: _Tallies = tuple(Tally() for _ in numbers.PERIODS_DAYS)
    for start in range(0, len(ids), FILES_AT_ONCE):
        found = [await _file(outside, each) for each in ids[start : start + FILES_AT_ONCE]]
        files = [each for each in found if each is not None]
        count = partial(_counted, files, outside.library.packs, now, tallies)
        tallies = await outside.offload.run(count)
    periods = zip(tallies, numbers.PERIODS_DAYS, strict=True)
    return tuple(numbers.figures(tally, days_back) for tally, days_back in periods)


async def _file(outside: Outside, file_id: FileId) -> ClientFile | None:
    try:
        file = await outside.store.load(file_id)
    except (NotFound, Damaged):
        # Erased meanwhile, or put aside and reported.
        return None
    return file if isinstance(file, ClientFile) else None


def _counted(
    files: Sequence[ClientFile], packs: Mapping[str, Pack], now: datetime, so_far: _Tallies
) -> _Tallies:
    """Return the tallies with these files counted too, one for each period."""
    found = [
        each
        for file in files
        for each in counting.happenings(file, packs[file.client.treatment], now)
    ]
    return tuple(
        numbers.total((before, numbers.tally(found, now, days_back)))
        for before, days_back in zip(so_far, numbers.PERIODS_DAYS, strict=True)
    )
