"""What was said between a client and the clinic: answers to check-ins, messages, and replies."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.outbox import RowKey, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to one question of one check-in row; a second tap replaces it."""

    row: RowKey
    question: str
    option: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMessage:
    """What the client wrote or sent: the words, or Telegram's reference to the file."""

    id: str
    at: datetime
    kind: str
    text: str = ""
    file_id: str = ""
    album: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicMessage:
    """What a member of staff answered: words as typed, a file's reference, or a ready-made leaflet.

    `row` is the first of its rows to the client, None for a newer version that was not sent;
    `message_id` is theirs in their own chat; `name` or `role` is how it was signed; `told` is what
    they last heard of it.
    """

    id: str
    at: datetime
    by: UserId
    kind: str
    text: str = ""
    file_id: str = ""
    leaflet: str = ""
    row: RowKey | None = None
    message_id: int = 0
    name: str = ""
    role: str = ""
    told: str = ""
