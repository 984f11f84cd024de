"""The pictures kept beside client files, as pages of the database, sealed as all else is."""

from functools import partial

from bot.core.outbox import FileId
from bot.ports import NotFound, Offload
from bot.store import backups, layout
from bot.store.files import Files
from bot.store.postgres.database import Database
from bot.store.seal import Seal


class PhotoPages:
    """The port `Photos` on a database."""

    def __init__(self, database: Database, seal: Seal, files: Files, offload: Offload) -> None:
        """Keep what it works with; `files` reach the backups, too."""
        self._database = database
        self._seal = seal
        self._files = files
        self._offload = offload

    async def keep(self, file_id: FileId, photo_id: str, content: bytes) -> None:
        """Write one, while its client is there: nobody who was erased gets a picture back."""
        path, content = layout.photo(file_id, photo_id), self._seal.close(content)
        if await self._database.one("keep_photo", path=path, content=content, id=file_id) is None:
            raise NotFound("there is no such file")

    async def read(self, file_id: FileId, photo_id: str) -> bytes:
        """Return one."""
        found = await self._database.one("read_page", path=layout.photo(file_id, photo_id))
        if found is None:
            raise NotFound("there is no such file")
        return self._seal.open(found[0])

    async def drop(self, file_id: FileId, photo_id: str) -> None:
        """Delete one for good, from every backup too; one that is not there is fine."""
        path = layout.photo(file_id, photo_id)
        await self._database.tell("drop_page", path=path)
        await self._offload.run(partial(backups.forget_photo, self._files, path))
