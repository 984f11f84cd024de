"""Gather the pictures of a client's photos that lie on our own disk, for the one picture of all."""

import logging
from collections.abc import Mapping

from bot.core import progress
from bot.core.client import ClientFile
from bot.ports import Damaged, NotFound, Outside

log = logging.getLogger(__name__)


async def gather_photos(outside: Outside, file: ClientFile) -> Mapping[str, bytes]:
    """Return the pictures by the ids of their photos; Telegram is asked for what is not among them.

    Raises StoreUnavailable.
    """
    found = {}
    for photo in progress.shown(file):
        if photo.is_stored:
            try:
                found[photo.id] = await outside.store.photos.read(file.id, photo.id)
            except (NotFound, Damaged):
                log.warning("a stored photo cannot be read", extra={"file": file.id})
    return found
