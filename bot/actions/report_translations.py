"""Tell owners, once a start, that some translations are missing or older than the English texts.

What they are is told by `check`, which whoever looks after the content can read.
"""

from dataclasses import replace

from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.outbox import OVER, ChatId, MessageRow, RowKey
from bot.ports import Outside

_PREFIX = "translations:"


async def report_translations(outside: Outside, clinic: ClinicFacts) -> None:
    """Promise each owner who was reached before a silent line, where there is something to tell."""
    count = len(outside.library.notices)
    if not count:
        return
    row = MessageRow(
        key=RowKey(f"{_PREFIX}{outside.store.start}"),
        leaflet="staff.translations",
        values={"count": str(count)},
        due_at=outside.clock.now(),
        audible=False,
    )

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return (desk if desk.reached_at is None else _told(desk, row)), None

    for owner in sorted(clinic.owners):
        await outside.store.change_desk(ChatId(owner), decide)


def _told(desk: DeskFile, row: MessageRow) -> DeskFile:
    rows = {key: each for key, each in desk.outbox.rows.items() if not _is_old(each)}
    return replace(desk, outbox=replace(desk.outbox, rows=rows).add([row]))


def _is_old(row: MessageRow) -> bool:
    """Tell whether a row is that of an earlier start, so that restarts do not pile them up."""
    return row.key.startswith(_PREFIX) and row.state in OVER
