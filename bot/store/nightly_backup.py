"""The backup of a night, made beside everything else: once, and not too often in vain."""

from datetime import datetime, timedelta

from bot.ports import Offload
from bot.store import backups, layout
from bot.store.files import Files

TRY_AGAIN = timedelta(hours=1)


class NightlyBackup:
    """Knows when the last backup was made, and makes the next."""

    def __init__(self, files: Files, offload: Offload) -> None:
        """Keep what it works with; the folder is looked at when first asked."""
        self._files = files
        self._offload = offload
        self._last: datetime | None = None
        self._tried: datetime | None = None
        self._is_looked_at = False
        self._is_busy = False

    async def make(self, night: datetime, now: datetime, *, keep_days: int) -> bool:
        """Make the backup of that night; tell whether it was made now. Raises StoreUnavailable."""
        if self._is_busy or await self._is_made(night) or self._is_tried(now):
            return False
        self._is_busy = True
        self._tried = now
        try:
            await self._make(now, keep_days)
        finally:
            self._is_busy = False
        self._last, self._tried = now, None
        return True

    async def _is_made(self, night: datetime) -> bool:
        if not self._is_looked_at:
            found = await self._offload.run(lambda: backups.kept(self._files))
            self._is_looked_at = True
            self._last = found[0].made_at if found else None
        return self._last is not None and self._last >= night

    def _is_tried(self, now: datetime) -> bool:
        return self._tried is not None and timedelta() <= now - self._tried < TRY_AGAIN

    async def _make(self, now: datetime, keep_days: int) -> None:
        making = backups.Making(self._files, self._files, now, above=layout.BACKUPS)
        while await self._offload.run(making.some):
            pass
        await self._offload.run(lambda: backups.drop_old(self._files, now, keep_days))
