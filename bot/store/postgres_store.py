"""The store on PostgreSQL, for several processes at once: a file is a row, changed under its lock.

What a file is, how its bytes look and what the lists know of it are those of the embedded store;
the lists are columns. What is handed out or being sent is another's only while that one is there.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bot.core import desk
from bot.core.client import Alert, ClientFile, Erasure
from bot.core.clinic_file import ClinicFile
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, FileId
from bot.ports import Conflict, Damaged, File, NotFound, Offload, StoreUnavailable, Which
from bot.store import aside, folder, layout, moving
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.nightly_backup import NightlyBackup
from bot.store.postgres import rows
from bot.store.postgres.database import Database
from bot.store.postgres.database_disk import DatabaseDisk
from bot.store.postgres.file_rows import FileRows
from bot.store.postgres.handed import Handed
from bot.store.postgres.own_backups import OwnBackups
from bot.store.postgres.photo_pages import PhotoPages
from bot.store.postgres.presence import Presence, RightedClock
from bot.store.postgres.queries import named
from bot.store.seal import Seal
from bot.store.turns import to_the_end

T = TypeVar("T")
BACKUP = "backup"
# The others find out by themselves, and whoever stops a process does not wait for long.
GOODBYE_SECONDS = 2.0
_IDS = {"all": "client_ids", "today": "ids_today", "with staff": "ids_with_staff"}


class PostgresStore:
    """The port `Store` on a database. `start` names the running process in leases."""

    def __init__(
        self,
        database: Database,
        *,
        start: str,
        seal: Seal,
        own_disk: Disk,
        clock: RightedClock,
        offload: Offload,
    ) -> None:
        """Keep what it works with; nothing is touched before `open`. Backups go to `own_disk`."""
        self._database = database
        self._start = start
        self._seal = seal
        self._offload = offload
        self._files = Files(DatabaseDisk(database.slow, seal, own_disk), seal)
        self._nightly = NightlyBackup(self._files, offload)
        self._own_backups = OwnBackups(database, self._files, offload)
        self.presence = Presence(database, start, clock)
        self._rows = FileRows(
            database,
            seal=seal,
            files=self._files,
            presence=self.presence,
            start=start,
            offload=offload,
        )
        self._handed = Handed(database, self._rows, start)
        self.photos = PhotoPages(database, seal, self._files, offload)

    @property
    def start(self) -> str:
        """The name of this run of the process."""
        return self._start

    async def open(self) -> None:
        """Bring the tables up to date and be there. Raises StoreUnavailable with a plain sentence.

        Where the keys do not open what lies there, nothing is changed.
        """
        await self._offload.run(self._files.make_root)
        await self._offload.run(self._database.prepare)
        await self._offload.run(partial(moving.refuse_unfinished, self._files))
        await self._database.open()
        for query in ("one_content", "one_waiting"):
            for (content,) in await self._database.all(query):
                with suppress(Damaged):
                    self._seal.open(content)
        await self.presence.begin(self._handed.free_left)

    async def close(self) -> None:
        """Give back what was handed out, and be gone. Raises StoreUnavailable if nobody hears."""
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self.presence.end()
        except TimeoutError as error:
            raise StoreUnavailable("the database does not hear that this process ends") from error
        finally:
            await self._database.close()

    async def load(self, file_id: FileId) -> File:
        """Read one file. Raises NotFound, Damaged."""
        layout.path_of(file_id)
        if file_id == layout.CLINIC_ID:
            raise NotFound("there is no such file")
        return await self._rows.read(file_id)  # type: ignore[return-value]

    async def create(self, file: File) -> None:
        """Write a new file. Raises Conflict when it exists."""
        layout.path_of(file.id)
        if layout.kind_of(file.id) is not type(file):
            raise Conflict("this id belongs to another kind of file")
        await self._rows.create(file)

    async def change_client(
        self, file_id: FileId, decide: Callable[[ClientFile], tuple[ClientFile, T]]
    ) -> T:
        """Load, decide, save; an unchanged file is not written. Raises NotFound, Damaged."""
        layout.path_of(file_id)
        if layout.is_desk(file_id) or file_id == layout.CLINIC_ID:
            raise NotFound("there is no such file")
        return await self._rows.change(file_id, decide)

    async def change_desk(
        self, chat_id: ChatId, decide: Callable[[DeskFile], tuple[DeskFile, T]]
    ) -> T:
        """The same for a chat's desk file, which is made when it is missing."""
        new = DeskFile(id=desk.desk_id(chat_id), chat_id=chat_id)
        return await self._rows.change(new.id, decide, new)

    async def change(self, file_id: FileId, decide: Callable[[Any], tuple[Any, T]]) -> T:
        """The same for whichever kind of file this id names."""
        if layout.is_desk(file_id):
            return await self.change_desk(layout.chat_of(file_id), decide)
        return await self.change_client(file_id, decide)

    async def erase(self, file_id: FileId, *, names: Sequence[str] = ()) -> None:
        """Delete the file, all that points to it, and what was put aside of it or holds `names`."""
        layout.path_of(file_id)
        chat_id = await self._chat_behind(file_id)
        async with self._rows.alone(file_id):
            work = partial(folder.erase, self._files, file_id, chat_id, names)
            await to_the_end(self._offload.run(work))

    async def remember_erased(self, names: Sequence[str], erasure: Erasure, *, key: str) -> None:
        """Note that these clients or photos were erased; `key` begins a list."""
        note = partial(folder.remember_erased, self._files, names, erasure, fresh_key=key)
        async with self._database.transaction() as connection:
            await connection.execute(named("hold_name"), {"id": layout.ERASED})
            await to_the_end(self._offload.run(note))

    async def put_aside_about(self, file_id: FileId, *, names: Sequence[str]) -> Mapping[str, str]:
        """Return what was put aside that belongs to that client or names them, by path."""
        chat_id = await self._chat_behind(file_id)
        find = partial(aside.texts_about, self._files, file_id, chat_id, names)
        return await self._offload.run(find)

    async def desk_ids(self) -> Sequence[FileId]:
        """Return the ids of all desk files."""
        return _ids(await self._database.all("desk_ids"))

    async def client_of_chat(self, chat_id: ChatId) -> FileId | None:
        """Return the client file linked to that chat."""
        return await self._named("by_chat", rows.CHAT, chat_id)

    async def client_of_token(self, token_hash: str) -> FileId | None:
        """Return the client file whose current invitation has that hash."""
        return await self._named("by_token", rows.TOKEN, token_hash)

    async def client_of_reference(self, reference: str) -> FileId | None:
        """Return the client file with that reference (any letter case)."""
        return await self._named("by_reference", rows.REFERENCE, reference.casefold())

    async def client_ids(self, which: Which = "all") -> Sequence[FileId]:
        """Return the ids of all client files, or of those asked for."""
        return _ids(await self._database.all(_IDS[which]))

    async def open_alerts(self) -> Sequence[tuple[FileId, Alert]]:
        """Return the open alerts of all clients."""
        found = await self._database.all("alerts")
        return [
            (FileId(file_id), alert)
            for file_id, sealed in found
            for alert in rows.alerts_in(sealed, self._seal)
        ]

    async def next_code(self) -> int:
        """Count up the clinic's own code numbers, on disk before it is returned."""
        found = await self._database.one("highest_code")
        highest = found[0] if found else 0

        def count_up(file: ClinicFile) -> tuple[ClinicFile, int]:
            number = (file.last_code or highest) + 1
            return replace(file, last_code=number), number

        try:
            return await self.change_clinic(count_up)
        except Damaged:
            return await self.change_clinic(count_up)

    async def load_clinic(self) -> ClinicFile:
        """Read the clinic's own file, an empty one where none was written. Raises Damaged once."""
        try:
            return await self._rows.read(layout.CLINIC_ID)  # type: ignore[return-value]
        except NotFound:
            return ClinicFile()

    async def change_clinic(self, decide: Callable[[ClinicFile], tuple[ClinicFile, T]]) -> T:
        """Load, decide, save the clinic's own file. Raises Damaged once."""
        return await self._rows.change(layout.CLINIC_ID, decide, ClinicFile())

    async def claim_due(self, now: datetime, *, limit: int, lease: timedelta) -> Sequence[FileId]:
        """Hand out what is due, most overdue first, until `release` or the lease is over."""
        return await self._handed.claim(now, limit=limit, lease=lease)

    async def release(self, file_id: FileId) -> None:
        """Give a claimed file back."""
        await self._handed.release(file_id)

    async def next_due(self) -> datetime | None:
        """Return the earliest instant at which anything falls due."""
        found = [await self._database.one(query) for query in ("next_due", "next_claim")]
        return min((row[0] for row in found if row and row[0] is not None), default=None)

    async def keep_aside(self, update_id: int, content: str) -> None:
        """Keep an update that could not be handled, as a page of its own."""
        sealed = self._seal.close(content.encode())
        await self._database.tell("write_page", path=layout.aside(update_id), content=sealed)

    async def back_up(self, night: datetime, now: datetime, *, keep_days: int) -> bool:
        """Make the backup of that night unless it is there; one process does it for all."""
        await self._own_backups.forget_erased(now)
        if not await self.presence.takes(BACKUP):
            return False
        return await self._nightly.make(night, now, keep_days=keep_days)

    async def put_aside(self) -> Sequence[FileId]:
        """Return the ids of clients' files that were put aside as damaged and are not back."""
        found = await self._offload.run(lambda: folder.clients_put_aside(self._files))
        known = _ids(await self._database.all("ids_known", ids=found)) if found else []
        return [file_id for file_id in found if file_id not in known]

    async def problems(self) -> Sequence[str]:
        """Return what was found damaged or odd, in plain sentences."""
        return await self._offload.run(lambda: folder.problems(self._files))

    async def _named(self, query: str, kind: str, value: object) -> FileId | None:
        if not value:
            return None
        names = self._seal.names(rows.name_of(kind, value))
        found = await self._database.one(query, names=names)
        return FileId(found[0]) if found else None

    async def _chat_behind(self, file_id: FileId) -> int | None:
        """The chat of which nothing is kept any more once that file is erased."""
        if layout.is_desk(file_id):
            chat_id = layout.chat_of(file_id)
            return chat_id if await self.client_of_chat(chat_id) is None else None
        try:
            file = await self._rows.read(file_id)
        except (NotFound, Damaged):
            return None
        return file.client.chat_id if isinstance(file, ClientFile) else None


def _ids(found: Sequence[tuple[Any, ...]]) -> list[FileId]:
    return [FileId(row[0]) for row in found]
