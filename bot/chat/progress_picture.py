"""A client's own photos as one picture, made anew each time it is sent."""

from collections.abc import Awaitable, Callable
from functools import partial

from bot import render
from bot.chat import photos
from bot.core import progress
from bot.core.client import ClientFile
from bot.core.outgoing import Outgoing
from bot.ports import Offload, Refused, TryLater

# After so many tries, photos are shown without those that Telegram does not give.
FETCHES_TRIED = 3
_Fetch = Callable[[str], Awaitable[bytes]]


async def made(
    message: Outgoing, file: ClientFile, scene: render.Scene, *, fetch: _Fetch, offload: Offload
) -> bytes:
    """Return a JPEG of the photos, oldest first; a grey field tells of one that is not to be had.

    Raises TryLater while Telegram may still give what it did not give now.
    """
    tiles = []
    for photo in progress.shown(file):
        content = message.stored.get(photo.id) or await _fetched(message, photo.file_id, fetch)
        tile = photos.Tile(
            label=render.line(scene, "progress.day", {"photo_day": str(photo.day)}),
            date=scene.words.day(photo.at.astimezone(scene.zone).date()),
            content=content,
            instead=scene.phrase("progress.gone"),
        )
        tiles.append(tile)
    return await offload.run(partial(photos.side_by_side, tiles))


async def _fetched(message: Outgoing, file_id: str, fetch: _Fetch) -> bytes | None:
    try:
        return await fetch(file_id)
    except Refused:
        return None
    except TryLater:
        if message.row.attempts < FETCHES_TRIED:
            raise
        return None
