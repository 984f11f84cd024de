"""The desk file: the bot's side of one chat that is not a client's (staff, or a visitor).

It keeps the dialogue a member of staff is in the middle of, so that a restart loses nothing, and
the rows promised to that chat.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from bot.core.outbox import ChatId, FileId, MessageRow, Outbox

MESSAGES_KNOWN = 500
# A link has 192 bits of chance; this many guesses in an hour are more than anybody mistypes.
WRONG_LINKS_MOST = 10
WRONG_LINKS_WITHIN = timedelta(hours=1)
SOME, ALL = "some", "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An enrolment (or a correction of one) in the middle: the screen shown, and what is known.

    `number` counts the drafts of this chat, so that a keyboard of an older draft is recognised;
    `treatment` is empty until it is chosen, or where there is only one;
    `trail` holds the screens gone through, the latest last. `several` is whether areas are ticked,
    `month` the page of the calendar, `picked` the products ticked before they are confirmed.
    `for_file` and `former_ended_at` are set when a session is corrected or a next one is entered,
    as is `session`, the newest then; its time has to be after `earliest`, the end of the one
    before. `correcting` says which of these, `reference_to_be` is the corrected one, `warned` what
    was said before it is saved; `lists` whether only `SOME` of what follows from it is named, or
    `ALL` as was asked for. Instants are aware UTC.
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
    session: str = ""
    earliest: datetime | None = None
    correcting: str = ""
    former_areas: tuple[str, ...] = ()
    reference_to_be: str = ""
    warned: tuple[str, ...] = ()
    lists: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """The pinned line of the staff group: when to look next, what it says and since when.

    `pinned` is the message that is pinned; `is_unpinnable` that owners were told it cannot be.
    """

    at: datetime
    said_at: datetime | None = None
    open: int = 0
    overdue: int = 0
    pinned: int | None = None
    is_unpinnable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFile:
    """One chat with the clinic's side or a visitor; visitors' files are erased after 48 h.

    `asking` says what the next thing typed answers, as the data of a button would; any command or
    tap takes it back. `whose` says about which client a message of this chat is, by its number, so
    that a reply finds them. A draft or question nobody goes on with is forgotten at `draft_until`;
    `moved_to` is the supergroup that a group has become, `line` what is pinned there; `digest` is
    "on" or "off" once a member of staff has switched theirs; `wrong_links` holds when links were
    opened here that are none.
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
    line: GroupLine | None = None
    digest: str = ""
    outbox: Outbox = field(default_factory=Outbox)
    whose: Mapping[str, FileId] = field(default_factory=dict)
    erase_at: datetime | None = None
    wrong_links: tuple[datetime, ...] = ()
    version: int = 0

    def emptied(self) -> "DeskFile":
        """Return the file with nothing in it but whether a message reaches the chat."""
        bare = DeskFile(id=self.id, chat_id=self.chat_id, version=self.version)
        return replace(bare, language=self.language, reached_at=self.reached_at)

    def is_out_of_tries(self, now: datetime) -> bool:
        """Tell whether so many links that are none were opened here that no other is looked at."""
        recent = [at for at in self.wrong_links if now - at < WRONG_LINKS_WITHIN]
        return len(recent) >= WRONG_LINKS_MOST

    def having_tried(self, now: datetime) -> "DeskFile":
        """Return the file with one more link that opened nothing."""
        return replace(self, wrong_links=(*self.wrong_links, now)[-WRONG_LINKS_MOST:])

    def knowing(self, message_id: int, file_id: FileId) -> "DeskFile":
        """Return the file with a message of this chat known to be about that client."""
        number = str(message_id)
        if message_id == 0 or self.whose.get(number) == file_id:
            return self
        newest = list({**self.whose, number: file_id}.items())[-MESSAGES_KNOWN:]
        return replace(self, whose=dict(newest))

    def client_of(self, message_id: int) -> FileId | None:
        """Return the client a message of this chat is about, None where that is not known."""
        return self.whose.get(str(message_id))

    def promising(self, rows: Iterable[MessageRow]) -> "DeskFile":
        """Return the file with these rows promised; a key that exists stays as it is."""
        return replace(self, outbox=self.outbox.add(rows))


def desk_id(chat_id: int) -> FileId:
    """Return the id of the desk file of that chat."""
    return FileId(f"chat{chat_id}" if chat_id >= 0 else f"group{-chat_id}")
