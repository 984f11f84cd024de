"""Getting a photo's bytes from Telegram, within limits, and without what a camera wrote into it."""

from datetime import timedelta
from functools import partial

from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.chat import photos
from bot.chat.failures import LATER
from bot.ports import Offload, Refused, TryLater

FETCH_SECONDS = 20.0


async def photo(bot: Bot, offload: Offload, file_id: str) -> bytes:
    """Return a photo as a JPEG of nothing but the picture. Raises Refused, TryLater."""
    try:
        found = await bot.get_file(file_id, read_timeout=FETCH_SECONDS)
        if (found.file_size or 0) > photos.FETCH_BYTES_MOST:
            raise Refused("too big")
        content = await found.download_as_bytearray(read_timeout=FETCH_SECONDS)
    except RetryAfter as error:
        raise TryLater(_wait(error.retry_after)) from error
    except (BadRequest, Forbidden, InvalidToken) as error:
        # The library tells a file that is not there any more as a wrong token.
        raise Refused("gone") from error
    except TelegramError as error:
        raise TryLater(LATER) from error
    try:
        return await offload.run(partial(photos.cleaned, bytes(content)))
    except photos.NoPicture as error:
        raise Refused("no picture") from error


def _wait(asked: int | timedelta) -> timedelta:
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)
