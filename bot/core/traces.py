"""What names one client outside their own file, and a staff chat's file without it. Pure.

A client is named by the id of their file, by the clinic's reference, and by their chat's number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.core.client import ClientFile
from bot.core.desk import DeskFile, Draft
from bot.core.outbox import FileId, MessageRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The names of one client: `numbers` are counted only where nothing is joined to them."""

    files: frozenset[FileId]
    references: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All names, as they may stand in any text."""
        return (*sorted(self.files), *self.references, *self.numbers)


def of(*files: ClientFile) -> Traces:
    """Return what names the client these files are about."""
    chats = {each.client.chat_id for each in files} - {None}
    return Traces(
        files=frozenset(each.id for each in files),
        references=tuple(sorted({one for each in files for one in _references(each)})),
        numbers=tuple(sorted(map(str, chats))),
    )


def _references(file: ClientFile) -> tuple[str, ...]:
    return (file.client.reference, *file.client.former_references)


def rows_about(desk: DeskFile, traces: Traces) -> tuple[MessageRow, ...]:
    """Return the rows of a staff chat's own file that name the client."""
    return tuple(row for row in desk.outbox.rows.values() if _is_about(row, traces))


def messages_about(desk: DeskFile, traces: Traces) -> tuple[int, ...]:
    """Return the numbers of the messages in a staff chat that are known to be about the client."""
    return tuple(int(number) for number, file in desk.whose.items() if file in traces.files)


def without(desk: DeskFile, traces: Traces) -> DeskFile:
    """Return a staff chat's file without the rows that name the client, and without such a form."""
    about = {row.key for row in rows_about(desk, traces)}
    if traces.files.intersection(desk.asking.split(":")):
        desk = replace(desk, asking="")
    if traces.files.intersection(desk.whose.values()):
        others = {key: file for key, file in desk.whose.items() if file not in traces.files}
        desk = replace(desk, whose=others)
    if desk.draft is not None and is_draft_about(desk.draft, traces):
        desk = replace(desk, draft=None, draft_until=None)
    if not about:
        return desk
    rows = {key: row for key, row in desk.outbox.rows.items() if key not in about}
    return replace(desk, outbox=replace(desk.outbox, rows=rows))


def is_draft_about(draft: Draft, traces: Traces) -> bool:
    """Tell whether a form in the middle is about the client."""
    known = {each.casefold() for each in traces.references}
    return draft.for_file in traces.files or draft.reference.casefold() in known


def is_named_in(text: str, name: str) -> bool:
    """Tell whether a text holds a name as a whole: K-4 does not stand in K-47."""
    whole = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
    return re.search(whole, text, re.IGNORECASE) is not None


def _is_about(row: MessageRow, traces: Traces) -> bool:
    keys = row.key.split(":")
    if any(each in keys for each in (*traces.files, *traces.numbers)):
        return True
    texts = tuple(_texts(row))
    return any(_names(text, traces) for text in texts)


def _names(text: str, traces: Traces) -> bool:
    if any(is_named_in(text, each) for each in traces.files):
        return True
    # A reference of digits only is no name within a text: it may be a day, or a number of hours.
    return any(
        text.casefold() == each.casefold() or (not each.isdecimal() and is_named_in(text, each))
        for each in traces.references
    )


def _texts(row: MessageRow) -> Iterator[str]:
    yield from row.values.values()
    for block in row.blocks:
        yield from block.values.values()
    for button in (each for buttons in row.keyboard for each in buttons):
        yield from (button.data, button.url, *button.values.values())
