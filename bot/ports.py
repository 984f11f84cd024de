"""The outside world as six small protocols, their errors, and `Outside`, which holds the six.

`core` never sees these; actions get one `Outside` first and facts after.
Errors: StoreError > NotFound, Damaged, Conflict, StoreUnavailable ·
SendError > Blocked, Refused, TryLater, Doubtful
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol, TypeVar

from bot.core.client import Alert, ClientFile, Erasure
from bot.core.clinic_file import ClinicFile
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, FileId
from bot.core.outgoing import Outgoing, Tried
from bot.core.pack import Pack
from bot.core.questions import Match, Topics
from bot.core.sun import Place
from bot.core.triage import Signs

File = ClientFile | DeskFile
CONTENT_FAULT = "content fault"
Which = Literal["all", "today", "with staff"]
T = TypeVar("T")
F = TypeVar("F", ClientFile, DeskFile)
_Decide = Callable[[F], tuple[F, T]]


class StoreError(Exception):
    """The store could not do what was asked."""


class NotFound(StoreError):
    """There is no such file."""


class Damaged(StoreError):
    """The file could not be read; it has been put aside and reported."""


class Conflict(StoreError):
    """The file changed since it was read."""


class StoreUnavailable(StoreError):
    """The disk refused: full, read-only or gone. Nothing was changed."""


class SendError(Exception):
    """Telegram did not take the message."""


class Blocked(SendError):
    """This chat cannot be written to: blocked, deleted, never started, or kicked."""


class Refused(SendError):
    """Telegram refuses this message whatever we try; `reason` is a static word."""

    def __init__(self, reason: str) -> None:
        """Keep the static reason."""
        super().__init__(reason)
        self.reason = reason


class NotModified(SendError):
    """The edit changes nothing: success."""


class MessageGone(SendError):
    """The message to edit or to delete is not there any more, or can be edited no more."""


class Migrated(SendError):
    """The group became a supergroup with another chat id."""

    def __init__(self, chat_id: ChatId) -> None:
        """Keep the new chat id."""
        super().__init__("migrated")
        self.chat_id = chat_id


class TryLater(SendError):
    """Not taken and surely not sent; try again after `delay`.

    `was_tried` is False where it only waits for its chat: that counts as no failure.
    """

    def __init__(self, delay: timedelta, *, was_tried: bool = True) -> None:
        """Keep how long to wait."""
        super().__init__("try later")
        self.delay = delay
        self.was_tried = was_tried


class Doubtful(SendError):
    """The answer was lost: Telegram may or may not have taken it."""


class Clock(Protocol):
    """Time, handed in."""

    def now(self) -> datetime:
        """Return the present instant, aware UTC."""

    def monotonic(self) -> float:
        """Return seconds that only go forward."""

    async def sleep(self, seconds: float) -> None:
        """Wait that many monotonic seconds."""


class Chance(Protocol):
    """Unguessable in production, seeded in a world."""

    def token(self) -> str:
        """Return a fresh deep-link token: 32 characters of A-Z a-z 0-9 _ -."""

    def id(self) -> str:
        """Return a fresh id: 16 lower-case letters and digits."""


class Offload(Protocol):
    """Runs slow synchronous work off the event loop (inline under the virtual clock)."""

    async def run(self, work: Callable[[], T], *, is_short: bool = False) -> T:
        """Run the work; `is_short` where it reads or writes one file. Return what it returns."""


class Messenger(Protocol):
    """The only exit to Telegram."""

    def deep_link(self, token: str) -> str:
        """Return the link that opens the bot with this token."""

    async def send(self, message: Outgoing) -> int:
        """Send or edit; return the message id. Raises a SendError."""

    async def delete(self, chat_id: ChatId, message_id: int) -> None:
        """Take one of our messages away again. Raises a SendError, MessageGone where it is none."""

    async def pin(self, chat_id: ChatId, message_id: int) -> Tried:
        """Pin silently; best effort: what came of it."""

    async def unpin(self, chat_id: ChatId, message_id: int) -> None:
        """Take a pin away; best effort."""

    async def answer_tap(self, callback_id: str, phrase: str, language: str) -> None:
        """Answer a button press with a phrase ("" for none); best effort."""

    async def fetch(self, file_id: str) -> bytes:
        """Return a photo as a JPEG of nothing but the picture. Raises Refused, TryLater."""

    async def leave(self, chat_id: ChatId) -> None:
        """Leave a group; best effort."""


class Library(Protocol):
    """All reviewed words and rules, read once."""

    @property
    def packs(self) -> Mapping[str, Pack]:
        """The rules of each treatment."""

    def text(self, treatment: str, key: str, language: str, areas: Sequence[str]) -> str:
        """Return the Markdown of a leaflet or phrase; a missing language falls back."""

    def has(self, treatment: str, key: str, language: str) -> bool:
        """Tell whether that leaflet or phrase exists."""

    def topics(self, treatment: str) -> Topics:
        """Return what clients may ask about, with the words of each single thing."""

    def signs(self, treatment: str) -> Signs:
        """Return the warning signs, with the words of every language that has them."""

    def closest(self, treatment: str, text: str, language: str) -> Match:
        """Return how like a text is to the examples of each slug, best first."""

    @property
    def notices(self) -> Sequence[str]:
        """What is told about translations: missing, old, languages not offered."""

    @property
    def zones(self) -> Sequence[str]:
        """The names of the time zones a client may choose."""

    def place_of_zone(self, zone: str) -> Place | None:
        """Return the coordinates of the zone's city from zone.tab."""

    def unsigned(self, treatment: str, language: str, today: date) -> Sequence[str]:
        """Return the names of texts that could be sent and are unsigned or overdue for review."""


class Photos(Protocol):
    """The pictures kept beside client files, each under the id of its client and its own."""

    async def keep(self, file_id: FileId, photo_id: str, content: bytes) -> None:
        """Write one. Raises NotFound where that client is not there, StoreUnavailable."""

    async def read(self, file_id: FileId, photo_id: str) -> bytes:
        """Return one. Raises NotFound, Damaged, StoreUnavailable."""

    async def drop(self, file_id: FileId, photo_id: str) -> None:
        """Delete one for good; one that is not there is fine. Raises StoreUnavailable."""


class Store(Protocol):
    """What is kept. `change` is load, decide, save under the file's lock, as one step."""

    @property
    def start(self) -> str:
        """The name of this run of the process: leases of another are in doubt."""

    @property
    def photos(self) -> Photos:
        """The pictures kept beside client files; a client's go when their file is erased."""

    async def load(self, file_id: FileId) -> File:
        """Read one file. Raises NotFound, Damaged."""

    async def create(self, file: File) -> None:
        """Write a new file. Raises Conflict when it exists."""

    async def change_client(self, file_id: FileId, decide: _Decide[ClientFile, T]) -> T:
        """Load, decide, save; an unchanged file is not written. Raises NotFound, Damaged."""

    async def change_desk(self, chat_id: ChatId, decide: _Decide[DeskFile, T]) -> T:
        """The same for a chat's desk file, which is made when it is missing."""

    async def change(self, file_id: FileId, decide: Callable[[Any], tuple[Any, T]]) -> T:
        """The same for whichever kind of file this id names."""

    async def erase(self, file_id: FileId, *, names: Sequence[str] = ()) -> None:
        """Delete the file and all that points to it; `names` find what was put aside about it."""

    async def remember_erased(self, names: Sequence[str], erasure: Erasure, *, key: str) -> None:
        """Note erased clients' ids and deleted photos' marks, hashed; `key` starts the list."""

    async def put_aside_about(self, file_id: FileId, *, names: Sequence[str]) -> Mapping[str, str]:
        """Return what was put aside, damaged or not handled, that names that client, by path."""

    async def desk_ids(self) -> Sequence[FileId]:
        """Return the ids of all desk files."""

    async def client_of_chat(self, chat_id: ChatId) -> FileId | None:
        """Return the client file linked to that chat."""

    async def client_of_token(self, token_hash: str) -> FileId | None:
        """Return the client file whose current invitation has that hash."""

    async def client_of_reference(self, reference: str) -> FileId | None:
        """Return the client file with that reference (any letter case)."""

    async def client_ids(self, which: Which = "all") -> Sequence[FileId]:
        """All ids; of `today`, with steps ahead or an alert; an alert or words are `with staff`."""

    async def open_alerts(self) -> Sequence[tuple[FileId, Alert]]:
        """Return the open alerts of all clients, without reading a file."""

    async def load_clinic(self) -> ClinicFile:
        """Read the clinic's own file, an empty one where none was written. Raises Damaged once."""

    async def change_clinic(self, decide: Callable[[ClinicFile], tuple[ClinicFile, T]]) -> T:
        """Load, decide, save the clinic's own file. Raises Damaged once."""

    async def next_code(self) -> int:
        """Count up the clinic's own code numbers, on disk before it is returned."""

    async def claim_due(self, now: datetime, *, limit: int, lease: timedelta) -> Sequence[FileId]:
        """Hand out files in which something is due, most overdue first, to this caller alone."""

    async def release(self, file_id: FileId) -> None:
        """Give a claimed file back."""

    async def next_due(self) -> datetime | None:
        """Return the earliest instant at which anything falls due."""

    async def keep_aside(self, update_id: int, content: str) -> None:
        """Keep an update that could not be handled, in a file of its own."""

    async def back_up(self, night: datetime, now: datetime, *, keep_days: int) -> bool:
        """Make the backup of that night unless it is there; True when made. StoreUnavailable."""

    async def put_aside(self) -> Sequence[FileId]:
        """Return the ids of clients' files that were put aside as damaged and are not back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """The six, in one: what an action may touch."""

    store: Store
    messenger: Messenger
    library: Library
    clock: Clock
    chance: Chance
    offload: Offload
