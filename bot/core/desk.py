"""The desk file: the bot's side of one chat that is not a client's (staff, or a visitor).

It keeps the dialogue a member of staff is in the middle of, so that a restart loses nothing, and
the rows promised to that chat.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from bot.core.outbox import ChatId, FileId, Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An enrolment (or a correction of one) in the middle: the screen shown, and what is known.

    `number` counts the drafts of this chat, so that a keyboard of an older draft is recognised;
    `treatment` is empty until it is chosen, or where there is only one;
    `trail` holds the screens gone through, the latest last. `several` is whether areas are ticked,
    `month` the page of the calendar, `picked` the products ticked before they are confirmed.
    `for_file` and `former_ended_at` are set when a session is corrected. Instants are aware UTC.
    """

    number: int
    screen: str
    trail: tuple[str, ...] = ()
    treatment: str = ""
    kind: str = ""
    areas: tuple[str, ...] = ()
    several: bool = False
    month: date | None = None
    day: date | None = None
    at: time | None = None
    ended_at: datetime | None = None
    reference: str = ""
    goal: str = ""
    sessions_planned: int | None = None
    interval_weeks: int | None = None
    picked: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    typed_products: str = ""
    note: str = ""
    for_file: FileId | None = None
    former_ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFile:
    """One chat with the clinic's side or a visitor; visitors' files are erased after 48 h.

    `asking` says what the next thing typed answers, as the data of a button would; any command or
    tap takes it back. A draft or question nobody goes on with is forgotten at `draft_until`;
    `moved_to` is the supergroup that a group has become; `digest` is "on" or "off" once a member of
    staff has switched theirs.
    """

    id: FileId
    chat_id: ChatId
    is_staff: bool = False
    language: str = ""
    offered_code: str = ""
    reached_at: datetime | None = None
    drafts: int = 0
    draft: Draft | None = None
    asking: str = ""
    draft_until: datetime | None = None
    moved_to: ChatId | None = None
    digest: str = ""
    outbox: Outbox = field(default_factory=Outbox)
    erase_at: datetime | None = None
    version: int = 0


def desk_id(chat_id: int) -> FileId:
    """Return the id of the desk file of that chat."""
    return FileId(f"chat{chat_id}" if chat_id >= 0 else f"group{-chat_id}")
