"""The clinic's own file in the data folder: read, changed under its lock, put aside when damaged.

A damaged one is told once and then starts empty, as nobody could work otherwise: codes go on after
the highest one in use, and whoever was invited is staff no more until invited again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.core import drills
from bot.core.clinic_file import ClinicFile
from bot.ports import Conflict, Damaged, NotFound, Offload, StoreUnavailable
from bot.store import entries, folder, layout, records
from bot.store.files import Files
from bot.store.turns import to_the_end

T = TypeVar("T")


class ClinicShelf:
    """The one file of the clinic."""

    def __init__(self, files: Files, offload: Offload) -> None:
        """Keep what it works with; nothing is touched yet."""
        self._files = files
        self._offload = offload
        self._lock = asyncio.Lock()
        self._known: records.ClinicRecord | None = None

    async def load(self) -> ClinicFile:
        """Read the file, an empty one where none was written. Raises Damaged once."""
        async with self._lock:
            return await self._read()

    async def change(self, decide: Callable[[ClinicFile], tuple[ClinicFile, T]]) -> T:
        """Load, decide, save; an unchanged file is not written. Raises Damaged once."""
        async with self._lock:
            file = await self._read()
            changed, result = decide(file)
            if changed == file:
                return result
            if changed.version != file.version:
                raise Conflict("the clinic's file changed since it was read")
            await to_the_end(self._save(changed))
            return result

    async def next_code(self, highest: int) -> int:
        """Count up the code numbers; `highest` is what to go on from where nothing is kept."""
        async with self._lock:
            try:
                file = await self._read()
            except Damaged:
                file = ClinicFile()
            number = (file.last_code or highest) + 1
            await to_the_end(self._save(replace(file, last_code=number)))
            return number

    async def entry(self) -> entries.Entry:
        """Return what the lists are to know of the file: when something in it falls due.

        Whoever loads a damaged one is told; here it is only not due.
        """
        async with self._lock:
            try:
                file = await self._read(putting_aside=False)
            except (Damaged, StoreUnavailable):
                return entries.Entry(None, None)
            return entries.Entry(None, drills.next_due(file))

    async def _read(self, *, putting_aside: bool = True) -> ClinicFile:
        known = self._known
        # One stat takes microseconds, less than going to a thread for it.
        if known is not None and self._files.stat(layout.CLINIC) == known.stamp:
            return known.file
        try:
            self._known = await self._offload.run(
                lambda: records.read_clinic(self._files), is_short=True
            )
        except NotFound:
            if known is not None:
                # We did not take it away: the disk is gone, or somebody else was here.
                raise StoreUnavailable("the clinic's file is gone from the folder") from None
            return ClinicFile()
        except Damaged as damaged:
            if putting_aside:
                await to_the_end(self._put_aside(str(damaged)))
            raise
        return self._known.file

    async def _save(self, file: ClinicFile) -> None:
        saved = replace(file, version=file.version + 1)
        self._known = await self._offload.run(
            lambda: records.write_clinic(self._files, saved), is_short=True
        )

    async def _put_aside(self, reason: str) -> None:
        self._known = None
        await self._offload.run(lambda: folder.put_aside(self._files, layout.CLINIC, reason))
