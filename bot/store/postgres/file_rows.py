"""Files as rows: read, made and changed, each under its lock and one version at a time.

A change loads, decides and saves in one transaction, on what lies in the database; what is damaged
is put aside.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypeVar

from bot.core.clinic_file import ClinicFile
from bot.core.outbox import FileId
from bot.ports import Conflict, Damaged, File, NotFound, Offload
from bot.store import folder, layout, records
from bot.store.files import Files
from bot.store.postgres import rows
from bot.store.postgres.database import AsyncConnection, Database
from bot.store.postgres.presence import Presence
from bot.store.postgres.queries import named
from bot.store.seal import Seal
from bot.store.turns import Turns, to_the_end

T = TypeVar("T")
KEPT = 256
AnyFile = File | ClinicFile
_UNKNOWN = {"place": 0, "version": 0}


class _Known(NamedTuple):
    """A file as it lay in the database: its row's number, its version, and what it says."""

    place: int
    version: int
    file: AnyFile


class FileRows:
    """The rows of one database, for one process."""

    def __init__(
        self,
        database: Database,
        *,
        seal: Seal,
        files: Files,
        presence: Presence,
        start: str,
        offload: Offload,
    ) -> None:
        """Keep what it works with; nothing is asked yet."""
        self._database = database
        self._seal = seal
        self._files = files
        self._presence = presence
        self._start = start
        self._offload = offload
        self._turns = Turns()
        self._recent: OrderedDict[FileId, _Known] = OrderedDict()

    async def read(self, file_id: FileId) -> AnyFile:
        """Return the file. Raises NotFound, Damaged."""
        async with self._turns.of(file_id):
            try:
                # One question, so it needs no transaction around it: two ways there and back less.
                async with self._database.connection() as connection:
                    return (await self._found(connection, "read", file_id)).file
            except Damaged as damaged:
                await to_the_end(self._put_aside(file_id, str(damaged)))
                raise

    async def create(self, file: AnyFile) -> None:
        """Write a new file. Raises Conflict when it exists."""
        saved = replace(file, version=file.version + 1)
        async with self._turns.of(_id_of(file)):
            await to_the_end(self._create(saved))

    async def change(
        self, file_id: FileId, decide: Callable[[Any], tuple[Any, T]], new: Any = None
    ) -> T:
        """Load, decide, save; an unchanged file is not written, `new` is what a missing one is.

        Raises NotFound where there is neither, Damaged, Conflict.
        """
        async with self._turns.of(file_id):
            try:
                return await to_the_end(self._decided(file_id, decide, new))
            except Damaged as damaged:
                await to_the_end(self._put_aside(file_id, str(damaged)))
                raise

    @asynccontextmanager
    async def alone(self, file_id: FileId) -> AsyncIterator[None]:
        """Have a file's turn, and forget what was known of it."""
        async with self._turns.of(file_id):
            self._recent.pop(file_id, None)
            yield

    async def _create(self, file: AnyFile) -> None:
        async with self._database.transaction() as connection:
            if not await self._insert(connection, file):
                raise Conflict("the file exists already")

    async def _decided(
        self, file_id: FileId, decide: Callable[[Any], tuple[Any, T]], new: Any
    ) -> T:
        async with self._database.transaction() as connection:
            known = await self._held(connection, file_id, new)
            file = known.file if known else new
            changed, result = decide(file)
            if changed is file or changed == file:
                return result
            if (_id_of(changed), changed.version) != (file_id, file.version):
                raise Conflict("the file changed since it was read")
            saved = replace(changed, version=changed.version + 1)
            if known is None:
                await self._insert(connection, saved)
            else:
                await self._update(connection, saved, known)
        return result

    async def _held(self, connection: AsyncConnection, file_id: FileId, new: Any) -> _Known | None:
        """Return the file, nobody else's until the transaction is over; None to make it."""
        try:
            return await self._found(connection, "hold", file_id)
        except NotFound:
            if new is None:
                raise
        await connection.execute(named("hold_name"), {"id": file_id})
        with suppress(NotFound):
            return await self._found(connection, "hold", file_id)
        return None

    async def _found(self, connection: AsyncConnection, query: str, file_id: FileId) -> _Known:
        recent = self._recent.get(file_id)
        seen = {"place": recent.place, "version": recent.version} if recent else _UNKNOWN
        cursor = await connection.execute(named(query), {"id": file_id, **seen})
        row = await cursor.fetchone()
        if row is None:
            self._recent.pop(file_id, None)
            raise NotFound("there is no such file")
        place, version, content = row
        if content is None and recent is not None:
            return recent
        file = await self._offload.run(partial(rows.file_in, file_id, content, self._seal))
        return self._kept(_Known(place, version, file))

    async def _insert(self, connection: AsyncConnection, file: AnyFile) -> bool:
        columns = await self._columns(file)
        row = await (await connection.execute(named("insert"), columns)).fetchone()
        return row is not None

    async def _update(self, connection: AsyncConnection, file: AnyFile, before: _Known) -> None:
        columns = {**await self._columns(file), "before": before.version}
        row = await (await connection.execute(named("update"), columns)).fetchone()
        if row is None:
            raise Conflict("the file changed since it was read")

    async def _columns(self, file: AnyFile) -> dict[str, Any]:
        return await self._offload.run(partial(self._written, file))

    def _written(self, file: AnyFile) -> dict[str, Any]:
        page = rows.Page(self._seal)
        if isinstance(file, ClinicFile):
            records.write_clinic(page, file)
        else:
            records.write(page, file)
        content, present = page.content or b"", self._presence.others
        return rows.columns_of(file, content, self._seal, start=self._start, present=present)

    def _kept(self, known: _Known) -> _Known:
        file_id = _id_of(known.file)
        self._recent[file_id] = known
        self._recent.move_to_end(file_id)
        if len(self._recent) > KEPT:
            self._recent.popitem(last=False)
        return known

    async def _put_aside(self, file_id: FileId, reason: str) -> None:
        self._recent.pop(file_id, None)
        path = layout.CLINIC if file_id == layout.CLINIC_ID else layout.path_of(file_id)
        await self._offload.run(partial(folder.put_aside, self._files, path, reason))


def _id_of(file: AnyFile) -> FileId:
    return layout.CLINIC_ID if isinstance(file, ClinicFile) else file.id
