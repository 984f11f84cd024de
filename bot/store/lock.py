"""One process owns the data folder: a lock that the second one meets with a plain sentence."""

from pathlib import Path

from filelock import FileLock, Timeout

from bot.ports import StoreUnavailable


class NoLock:
    """Nothing to own: a folder in memory, or one that another lock guards."""

    def acquire(self) -> None:
        """Own it."""

    def release(self) -> None:
        """Give it back."""


class FolderLock:
    """The lock on a data folder; the system takes it back when the process dies."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder; nothing is touched yet."""
        self._folder = folder
        self._lock = FileLock(folder / "lock", timeout=0, mode=0o600, thread_local=False)

    def acquire(self) -> None:
        """Own the folder, making it when missing. Raises StoreUnavailable when another does."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            raise StoreUnavailable(
                "another process of this bot is using the data folder: stop it first"
            ) from error
        except OSError as error:
            raise StoreUnavailable("the data folder cannot be written to") from error

    def release(self) -> None:
        """Give the folder back."""
        self._lock.release()
