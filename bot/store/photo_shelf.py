"""The pictures kept beside client files: written and read whole, sealed as all else is.

One file a picture, under the client's id; erasing a client deletes them before the client's file.
"""

from functools import partial

from bot.core.outbox import FileId
from bot.ports import NotFound, Offload
from bot.store import backups, layout
from bot.store.files import Files
from bot.store.turns import Turns, to_the_end


class PhotoShelf:
    """The port `Photos` on one data folder."""

    def __init__(self, files: Files, offload: Offload, turns: Turns) -> None:
        """Keep what it works with; `turns` are those of the client files."""
        self._files = files
        self._offload = offload
        self._turns = turns

    async def keep(self, file_id: FileId, photo_id: str, content: bytes) -> None:
        """Write one, while its client is there: nobody who was erased gets a picture back."""
        path = layout.photo(file_id, photo_id)
        async with self._turns.of(file_id):
            if self._files.stat(layout.path_of(file_id)) is None:
                raise NotFound("there is no such file")
            await to_the_end(self._offload.run(partial(self._files.write_atomic, path, content)))

    async def read(self, file_id: FileId, photo_id: str) -> bytes:
        """Return one."""
        path = layout.photo(file_id, photo_id)
        return (await self._offload.run(partial(self._files.read, path)))[0]

    async def drop(self, file_id: FileId, photo_id: str) -> None:
        """Delete one for good, from every backup too; one that is not there is fine."""
        path = layout.photo(file_id, photo_id)
        async with self._turns.of(file_id):
            await to_the_end(self._offload.run(partial(self._drop, path)))

    def _drop(self, path: str) -> None:
        backups.forget_photo(self._files, path)
        self._files.delete(path)
        # A backup that is being made may have copied it since.
        backups.forget_photo(self._files, path)
