"""Where data is kept: a folder, or a PostgreSQL by its address; opened for a command alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.ports import StoreUnavailable
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.lock import FolderLock
from bot.store.seal import Seal

ADDRESSES = ("postgresql://", "postgres://")


def is_database(place: str) -> bool:
    """Tell whether a place is a database's address."""
    return place.startswith(ADDRESSES)


def shown(place: str) -> str:
    """Return the place as a sentence may name it: of an address, nothing that opens it."""
    return "the database" if is_database(place) else place


@contextmanager
def looked_at(place: str, own_folder: Path, seal: Seal) -> Iterator[Files]:
    """Give the files of a place that a bot may be using. Raises StoreUnavailable."""
    if not is_database(place):
        yield Files(Disk(Path(place)), seal)
        return
    # A library of some size, for those only who have a database.
    from bot.store.postgres.database import Database  # noqa: PLC0415
    from bot.store.postgres.database_disk import DatabaseDisk  # noqa: PLC0415

    database = Database(place)
    try:
        if not database.version():
            raise StoreUnavailable("it has no tables yet; the bot's first start makes them")
        yield Files(DatabaseDisk(database.slow, seal, Disk(own_folder)), seal)
    finally:
        database.slow.close()


def database_facts(address: str) -> tuple[int, int]:
    """Return how far a database's tables are, and how many processes use it. StoreUnavailable."""
    from bot.store.postgres.database import Database  # noqa: PLC0415

    database = Database(address)
    try:
        version = database.version()
        return version, len(database.processes()) if version else 0
    finally:
        database.slow.close()


@contextmanager
def alone(
    place: str, own_folder: Path, seal: Seal, *, all_handled: bool = False
) -> Iterator[Files]:
    """Give the files of a place that no bot is using meanwhile. Raises StoreUnavailable.

    `all_handled`: neither may an update wait there, which is no file.
    """
    if is_database(place):
        with (
            _database_alone(place, all_handled=all_handled),
            looked_at(place, own_folder, seal) as files,
        ):
            yield files
        return
    lock = FolderLock(Path(place))
    lock.acquire()
    try:
        yield Files(Disk(Path(place)), seal)
    finally:
        lock.release()


@contextmanager
def _database_alone(address: str, *, all_handled: bool) -> Iterator[None]:
    from bot.store.postgres.database import Database  # noqa: PLC0415

    database = Database(address)
    try:
        database.prepare()
        with database.alone():
            waiting = database.waiting() if all_handled else 0
            if waiting:
                raise StoreUnavailable(
                    f"{waiting} updates that came in are not handled yet: start the bot as it was,"
                    " give it a minute, and stop it again"
                )
            yield
    finally:
        database.slow.close()
