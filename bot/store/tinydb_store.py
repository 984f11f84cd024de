"""The embedded store: a file a client, changed under its lock; the lists over them in memory.

Reading and writing run through `offload`, `decide` on the event loop, on what lies on the disk.
"""

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
from bot.store import aside, entries, folder, index, layout, records, written_index
from bot.store.clinic_shelf import ClinicShelf
from bot.store.files import Files, folder_of
from bot.store.lock import FolderLock, NoLock
from bot.store.nightly_backup import NightlyBackup
from bot.store.photo_shelf import PhotoShelf
from bot.store.recent import Recent
from bot.store.turns import Turns, to_the_end

T = TypeVar("T")
DOUBTS_A_CLAIM = 8


class TinyDbStore:
    """The port `Store` on one data folder. `start` names the running process in leases."""

    def __init__(
        self, files: Files, *, start: str, offload: Offload, lock: FolderLock | None = None
    ) -> None:
        """Keep what it works with; nothing is touched before `open`."""
        self._files = files
        self._start = start
        self._offload = offload
        self._lock = lock or NoLock()
        self._index = index.Index()
        self._turns = Turns()
        self._clinic = ClinicShelf(files, offload)
        self._nightly = NightlyBackup(files, offload)
        self._recent = Recent(files)
        self.photos = PhotoShelf(files, offload, self._turns)
        self._doubtful: set[FileId] = set()
        self._leaving: set[FileId] = set()
        self._strangers = 0

    @property
    def start(self) -> str:
        """The name of this run of the process."""
        return self._start

    async def open(self) -> None:
        """Own the folder and make the lists. Raises StoreUnavailable with a plain sentence."""
        await self._offload.run(self._lock.acquire)
        try:
            found = await self._offload.run(lambda: folder.open_up(self._files, self._start))
        except BaseException:
            self._lock.release()
            raise
        self._index, self._doubtful = found.lists, found.unread
        self._strangers = found.strangers

    async def close(self) -> None:
        """Write the lists for the next start and give the folder back."""
        try:
            await self._offload.run(lambda: written_index.write(self._files, self._index))
        finally:
            self._lock.release()

    async def load(self, file_id: FileId) -> File:
        """Read one file. Raises NotFound, Damaged."""
        async with self._turns.of(file_id):
            return (await self._read(file_id)).file

    async def create(self, file: File) -> None:
        """Write a new file. Raises Conflict when it exists."""
        if layout.kind_of(file.id) is not type(file):
            raise Conflict("this id belongs to another kind of file")
        async with self._turns.of(file.id):
            if await self._read_or_none(file.id, file) is not None:
                raise Conflict("the file exists already")
            await to_the_end(self._save(file, None))

    async def change_client(
        self, file_id: FileId, decide: Callable[[ClientFile], tuple[ClientFile, T]]
    ) -> T:
        """Load, decide, save; an unchanged file is not written. Raises NotFound, Damaged."""
        if layout.is_desk(file_id):
            raise NotFound("there is no such file")
        return await self._change(file_id, decide, None)

    async def change_desk(
        self, chat_id: ChatId, decide: Callable[[DeskFile], tuple[DeskFile, T]]
    ) -> T:
        """The same for a chat's desk file, which is made when it is missing."""
        new = DeskFile(id=desk.desk_id(chat_id), chat_id=chat_id)
        return await self._change(new.id, decide, new)

    async def change(self, file_id: FileId, decide: Callable[[Any], tuple[Any, T]]) -> T:
        """The same for whichever kind of file this id names."""
        if layout.is_desk(file_id):
            return await self.change_desk(layout.chat_of(file_id), decide)
        return await self.change_client(file_id, decide)

    async def erase(self, file_id: FileId, *, names: Sequence[str] = ()) -> None:
        """Delete the file, all that points to it, and what was put aside of it or holds `names`."""
        layout.path_of(file_id)
        async with self._turns.of(file_id):
            await to_the_end(self._erase(file_id, names))

    async def remember_erased(self, names: Sequence[str], erasure: Erasure, *, key: str) -> None:
        """Note that these clients or photos were erased; `key` begins a list."""
        note = partial(folder.remember_erased, self._files, names, erasure, fresh_key=key)
        async with self._turns.of(layout.ERASED):
            await to_the_end(self._offload.run(note))

    async def put_aside_about(self, file_id: FileId, *, names: Sequence[str]) -> Mapping[str, str]:
        """Return what was put aside that belongs to that client or names them, by path."""
        find = partial(aside.texts_about, self._files, file_id, self._index.chat_of(file_id), names)
        return await self._offload.run(find)

    async def desk_ids(self) -> Sequence[FileId]:
        """Return the ids of all desk files."""
        return self._index.desk_ids()

    async def client_of_chat(self, chat_id: ChatId) -> FileId | None:
        """Return the client file linked to that chat."""
        return self._index.client_of_chat(chat_id)

    async def client_of_token(self, token_hash: str) -> FileId | None:
        """Return the client file whose current invitation has that hash."""
        return self._index.client_of_token(token_hash)

    async def client_of_reference(self, reference: str) -> FileId | None:
        """Return the client file with that reference (any letter case)."""
        return self._index.client_of_reference(reference)

    async def client_ids(self, which: Which = "all") -> Sequence[FileId]:
        """Return the ids of all client files, or of those asked for."""
        return self._index.client_ids(which)

    async def open_alerts(self) -> Sequence[tuple[FileId, Alert]]:
        """Return the open alerts of all clients."""
        return self._index.open_alerts()

    async def next_code(self) -> int:
        """Count up the clinic's own code numbers, on disk before it is returned."""
        return await self._clinic.next_code(self._index.highest_code())

    async def load_clinic(self) -> ClinicFile:
        """Read the clinic's own file, an empty one where none was written. Raises Damaged once."""
        return await self._clinic.load()

    async def change_clinic(self, decide: Callable[[ClinicFile], tuple[ClinicFile, T]]) -> T:
        """Load, decide, save the clinic's own file. Raises Damaged once."""
        return await self._clinic.change(decide)

    async def claim_due(self, now: datetime, *, limit: int, lease: timedelta) -> Sequence[FileId]:
        """Hand out what is due, most overdue first, until `release` or the lease is over."""
        await self._settle_doubts()
        self._index.put(layout.CLINIC_ID, await self._clinic.entry())
        return self._index.claim(now, limit=limit, lease=lease)

    async def release(self, file_id: FileId) -> None:
        """Give a claimed file back."""
        self._index.release(file_id)

    async def next_due(self) -> datetime | None:
        """Return the earliest instant at which anything falls due."""
        self._index.put(layout.CLINIC_ID, await self._clinic.entry())
        return self._index.next_due()

    async def keep_aside(self, update_id: int, content: str) -> None:
        """Keep an update that could not be handled, in a file of its own."""
        keep = partial(self._files.write_atomic, layout.aside(update_id), content.encode())
        await self._offload.run(keep)

    async def back_up(self, night: datetime, now: datetime, *, keep_days: int) -> bool:
        """Make the backup of that night unless it is there; old ones go."""
        return await self._nightly.make(night, now, keep_days=keep_days)

    async def put_aside(self) -> Sequence[FileId]:
        """Return the ids of clients' files that were put aside as damaged and are not back."""
        found = await self._offload.run(lambda: folder.clients_put_aside(self._files))
        return [file_id for file_id in found if not self._index.knows(file_id)]

    async def problems(self) -> Sequence[str]:
        """Return what was found damaged or odd, in plain sentences."""
        doubtful = frozenset(self._doubtful)
        look = partial(folder.problems, self._files, doubtful, self._strangers)
        return await self._offload.run(look)

    async def _change(
        self, file_id: FileId, decide: Callable[[Any], tuple[Any, T]], new: DeskFile | None
    ) -> T:
        async with self._turns.of(file_id):
            record = await self._read_or_none(file_id, new)
            file: Any = record.file if record else new
            changed, result = decide(file)
            if changed is file or changed == file:
                return result
            if (changed.id, changed.version) != (file.id, file.version):
                raise Conflict("the file changed since it was read")
            await to_the_end(self._save(changed, record))
            return result

    async def _read_or_none(self, file_id: FileId, new: File | None) -> records.Record | None:
        if new is None:
            return await self._read(file_id)
        with suppress(NotFound):
            return await self._read(file_id)
        return None

    async def _read(self, file_id: FileId) -> records.Record:
        path = layout.path_of(file_id)
        if file_id in self._doubtful:
            await self._offload.run(partial(self._files.sync_folder, folder_of(path)))
        recent = self._recent.find(file_id, path)
        if recent is not None:
            return recent
        try:
            read = partial(records.read, self._files, file_id)
            record = await self._offload.run(read, is_short=True)
        except NotFound as missing:
            self._miss(file_id, missing)
            raise
        except Damaged as damaged:
            await to_the_end(self._put_aside(file_id, str(damaged)))
            raise
        self._know(record)
        return record

    async def _save(self, file: File, before: records.Record | None) -> None:
        saved = replace(file, version=file.version + 1)
        try:
            write = partial(records.write, self._files, saved, before)
            record = await self._offload.run(write, is_short=True)
        except StoreUnavailable:
            self._doubt(file.id)  # it may lie there old or new, until it is read again
            raise
        self._know(record)

    async def _erase(self, file_id: FileId, names: Sequence[str]) -> None:
        chat_id = self._chat_behind(file_id)
        self._doubt(file_id, is_leaving=True)
        await self._offload.run(lambda: folder.erase(self._files, file_id, chat_id, names))
        self._forget(file_id)

    def _chat_behind(self, file_id: FileId) -> int | None:
        """The chat of which nothing is kept any more once that file is erased."""
        if not layout.is_desk(file_id):
            return self._index.chat_of(file_id)
        chat_id = layout.chat_of(file_id)
        return chat_id if self._index.client_of_chat(chat_id) is None else None

    async def _put_aside(self, file_id: FileId, reason: str) -> None:
        self._doubt(file_id, is_leaving=True)
        put = partial(folder.put_aside, self._files, layout.path_of(file_id), reason)
        await self._offload.run(put)
        self._forget(file_id)

    async def _settle_doubts(self) -> None:
        for file_id in sorted(self._doubtful)[:DOUBTS_A_CLAIM]:
            async with self._turns.of(file_id):
                # Not there, put aside, or still in doubt: each is recorded by then.
                with suppress(NotFound, Damaged, StoreUnavailable):
                    await self._read(file_id)

    def _know(self, record: records.Record) -> None:
        file_id = record.file.id
        self._index.put(file_id, entries.entry_of(record.file, record.stamp, start=self._start))
        self._doubtful.discard(file_id)
        self._leaving.discard(file_id)
        self._recent.keep(record)

    def _doubt(self, file_id: FileId, *, is_leaving: bool = False) -> None:
        if is_leaving:
            self._leaving.add(file_id)
        self._recent.drop(file_id)
        self._doubtful.add(file_id)
        self._index.doubt(file_id)

    def _miss(self, file_id: FileId, missing: NotFound) -> None:
        if self._index.knows(file_id) and file_id not in self._leaving:
            # The disk is gone, or somebody else was here.
            self._doubt(file_id)
            raise StoreUnavailable(f"the file {file_id} is gone from the folder") from missing
        self._forget(file_id)

    def _forget(self, file_id: FileId) -> None:
        self._recent.drop(file_id)
        self._doubtful.discard(file_id)
        self._leaving.discard(file_id)
        self._index.drop(file_id)
