"""Where a running bot keeps things, by its settings: one process's folder, or a shared database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot import settings, wiring
from bot.chat import intake
from bot.chat.lanes import SharedBy, one_process
from bot.ports import Store
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.lock import FolderLock
from bot.store.seal import Seal
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import SharedClock
from bot.timing.offload import ThreadOffload

if TYPE_CHECKING:
    from bot.chat.webhook import Inbox

# The duty of the one process that asks Telegram for updates.
LISTENING = "listening"


class ProcessStore(Store, Protocol):
    """A store, and how a process begins and ends with it."""

    async def open(self) -> None:
        """Begin. Raises StoreUnavailable with a plain sentence."""

    async def close(self) -> None:
        """End in order."""


async def nothing_waits() -> tuple[int, timedelta]:
    """Tell that no update waits: whoever asks Telegram itself keeps none."""
    return 0, timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where things are kept; whether this process listens, and what it shares with others.

    `waiting` tells how many updates wait in the `inbox`, and for how long the oldest has;
    `shared_by` how many processes share Telegram's limits.
    """

    store: ProcessStore
    may_listen: intake.MayListen = intake.alone
    inbox: "Inbox | None" = None
    waiting: Callable[[], Awaitable[tuple[int, timedelta]]] = nothing_waits
    shared_by: SharedBy = one_process


def kept(chosen: settings.Settings, clock: SharedClock) -> Kept:
    """Return the place, with nothing touched yet."""
    start = f"{clock.now().isoformat()}-{wiring.SecretChance().id()}"
    if chosen.database_url:
        return _in_database(chosen, start, clock)
    store = TinyDbStore(
        Files(Disk(chosen.data_dir), Seal(chosen.data_key)),
        start=start,
        offload=ThreadOffload(clock),
        lock=FolderLock(chosen.data_dir),
    )
    return Kept(store=store)


def _in_database(chosen: settings.Settings, start: str, clock: SharedClock) -> Kept:
    # A library of some size, for those only who have a database.
    from bot.store.postgres.database import Database  # noqa: PLC0415
    from bot.store.postgres.inbox import Inbox as Updates  # noqa: PLC0415
    from bot.store.postgres_store import PostgresStore  # noqa: PLC0415

    database, seal = Database(chosen.database_url), Seal(chosen.data_key)
    store = PostgresStore(
        database,
        start=start,
        seal=seal,
        own_disk=Disk(chosen.data_dir),
        clock=clock,
        offload=ThreadOffload(clock),
    )
    updates = Updates(database, start, seal, clock)
    return Kept(
        store=store,
        may_listen=partial(store.presence.takes, LISTENING),
        inbox=updates,
        waiting=updates.waiting,
        shared_by=lambda: len(store.presence.others),
    )
