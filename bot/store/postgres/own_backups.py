"""The backups on this machine's own disk, from which goes also what another process erased.

An erasure deletes from the backups of the machine it is done on; the others read of it in the list
of what was erased.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from bot.ports import Damaged, NotFound, Offload
from bot.store import backups, erasures, layout
from bot.store.files import Files
from bot.store.postgres.database import Database

AGAIN = timedelta(hours=1)


class OwnBackups:
    """Knows how long the list was when these backups were last looked through."""

    def __init__(self, database: Database, files: Files, offload: Offload) -> None:
        """Keep what it works with; nothing is looked at yet."""
        self._database = database
        self._files = files
        self._offload = offload
        self._seen_bytes = 0
        self._looked_at: datetime | None = None

    async def forget_erased(self, now: datetime) -> None:
        """Delete what was erased since the last look, at most once an hour."""
        if self._looked_at is not None and timedelta() <= now - self._looked_at < AGAIN:
            return
        row = await self._database.one("page_bytes", path=layout.ERASED)
        if row is None or row[0] == self._seen_bytes:
            return
        self._looked_at = now
        await self._offload.run(self._forget)
        self._seen_bytes = row[0]

    def _forget(self) -> None:
        with suppress(NotFound, Damaged):
            erased = erasures.read(self._files)
            clients, photos = set(self._kept(layout.CLIENTS)), set(self._kept(layout.PHOTOS))
            owners = {layout.client_of_photo(path) for path in photos}
            for file_id in owners.union(filter(None, map(layout.id_of, clients))):
                if file_id in erased:
                    backups.forget(self._files, file_id)
            for path in photos:
                if layout.mark_of_photo(path) in erased:
                    backups.forget_photo(self._files, path)

    def _kept(self, place: str) -> Iterator[str]:
        """Yield the paths that any backup holds in that folder, as the data has them."""
        for name in self._files.folders(layout.BACKUPS):
            above = f"{layout.BACKUPS}/{name}/"
            yield from (path.removeprefix(above) for path, _ in self._files.list(above + place))
