"""What Telegram, or the way to it, says against a message, as the errors of `ports`."""

from datetime import timedelta

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.core.outbox import ChatId
from bot.ports import (
    Blocked,
    Doubtful,
    MessageGone,
    Migrated,
    NotModified,
    Refused,
    SendError,
    TryLater,
)

LATER = timedelta(seconds=5)
# No connection was made, none was free in time, or the proxy let nothing through.
NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    ConnectionRefusedError,
)
UNREACHABLE = ("chat not found", "user is deactivated", "bot was kicked", "peer_id_invalid")
RIGHTS = ("not enough rights", "chat_admin_required", "need administrator rights")
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message to delete not found",
    "message_id_invalid",
)


def translated(error: TelegramError, *, is_repeatable: bool) -> SendError:
    """Return what a failed call means; one that may simply be made again leaves no doubt."""
    failure: SendError = TryLater(LATER)
    match error:
        case RetryAfter(retry_after=timedelta() as wait):
            failure = TryLater(wait)
        case RetryAfter(retry_after=int() as seconds):
            failure = TryLater(timedelta(seconds=seconds))
        case ChatMigrated(new_chat_id=moved):
            failure = Migrated(ChatId(moved))
        case Forbidden():
            failure = Blocked()
        case BadRequest():
            failure = _bad_request(error)
        case TimedOut():
            failure = _lost(error, is_repeatable=is_repeatable)
        case NetworkError() if error.__cause__ is not None:
            failure = _lost(error, is_repeatable=is_repeatable)
    return failure


def lacks_rights(error: Exception) -> bool:
    """Tell whether Telegram refuses a call because the bot has no right to it in that chat."""
    return isinstance(error, BadRequest) and any(each in error.message.lower() for each in RIGHTS)


def _bad_request(error: BadRequest) -> SendError:
    said = error.message.lower()
    if "message is not modified" in said:
        return NotModified()
    if any(each in said for each in GONE):
        return MessageGone()
    if any(each in said for each in UNREACHABLE):
        return Blocked()
    return Refused("bad request")


def _lost(error: NetworkError, *, is_repeatable: bool) -> SendError:
    """Tell what surely did not arrive, or does no harm twice, from what may have arrived."""
    if isinstance(error.__cause__, NEVER_SENT) or is_repeatable:
        return TryLater(LATER)
    return Doubtful()
