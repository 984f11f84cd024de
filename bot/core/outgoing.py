"""A message on its way out: its row, with all that is needed to render and send it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.export import Beside
from bot.core.numbers import Figures
from bot.core.outbox import ChatId, MessageRow


class Tried(StrEnum):
    """What came of a small call that may fail: done, not allowed, or not now."""

    DONE = "done"
    REFUSED = "refused"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One row with the file it stands in, ready to be rendered and sent.

    `clinic` is the clinic as it is now, closed days counted; `edits` the message id to change in
    place; `link` the fresh deep link of an invitation; `beside` what else is kept of a client who
    asked for a copy of it all; `stored` the pictures of their photos that lie on the disk, by id;
    `numbers` the clinic's, for a row that brings them.
    """

    row: MessageRow
    file: ClientFile | DeskFile
    clinic: ClinicFacts
    chat_id: ChatId
    edits: int | None = None
    link: str = ""
    beside: Beside = field(default_factory=Beside)
    stored: Mapping[str, bytes] = field(default_factory=dict)
    numbers: tuple[Figures, ...] = ()
