"""The disk fails at any moment: a file is before or after, what was acknowledged stays."""

import asyncio
import errno
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import FileId
from bot.ports import File, NotFound, Store, StoreUnavailable
from bot.store import recent
from bot.store.memory_disk import MemoryDisk
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests.store.conftest import on_memory
from tests.store.samples import ANN, BOB, CAT, DAN, EVENING, MINUTE, client_file, noted, row, saying

Act = Callable[[Store], Awaitable[object]]


async def change(store: Store) -> object:
    """Ann's file is changed."""
    return await store.change_client(ANN, lambda file: (saying(file, "words"), None))


async def create(store: Store) -> object:
    """Bob is enrolled."""
    return await store.create(client_file(BOB, row("b")))


async def desk(store: Store) -> object:
    """Dan's first message, in a folder that may be new."""
    return await store.change_desk(DAN, lambda file: (replace(file, drafts=1), None))


async def erase(store: Store) -> object:
    """Ann is erased."""
    return await store.erase(ANN)


async def stop(store: Store) -> object:
    """The store is closed."""
    assert isinstance(store, TinyDbStore)
    return await store.close()


ACTS: dict[str, Act] = {
    "change": change,
    "create": create,
    "desk": desk,
    "erase": erase,
    "stop": stop,
}
MOST_OPERATIONS = 60


async def contents(store: Store) -> dict[FileId, File]:
    """All files there are."""
    found: dict[FileId, File] = {}
    for file_id in (ANN, BOB, CAT, desk_id(DAN)):
        try:
            found[file_id] = await store.load(file_id)
        except NotFound:
            continue
    return found


async def world() -> tuple[Callable[[], Awaitable[TinyDbStore]], MemoryDisk, TinyDbStore]:
    """Ann and Cat on a disk in memory, and a process that has just started."""
    shelf = on_memory(Path())
    store = await shelf.open()
    await store.create(client_file(ANN, row("a")))
    await store.create(client_file(CAT))
    assert isinstance(shelf.disk, MemoryDisk)
    return shelf.open, shelf.disk, await shelf.reopen()


def failing_at(k: int, number: int, seen: list[str]) -> Callable[[str, str], None]:
    """A fault at the k-th operation; each is noted in `seen`."""

    def fault(operation: str, _: str) -> None:
        seen.append(operation)
        if len(seen) == k:
            raise OSError(number, "broken")

    return fault


async def expected(act: Act) -> tuple[dict[FileId, File], dict[FileId, File]]:
    """What lies there before and after, when nothing fails."""
    _, _, store = await world()
    before = await contents(store)
    await act(store)
    return before, await contents(store)


@pytest.mark.parametrize("power_cut", [True, False])
@pytest.mark.parametrize("name", ACTS)
async def test_a_process_that_ends_after_a_fault_left_before_or_after(
    name: str, *, power_cut: bool
) -> None:
    """The k-th operation fails for k = 1, 2, ... until none does; then the process dies."""
    before, after = await expected(ACTS[name])
    for k in range(1, MOST_OPERATIONS):
        open_again, disk, store = await world()
        seen: list[str] = []
        disk.fault = failing_at(k, errno.ENOSPC, seen)
        acknowledged = await acknowledges(ACTS[name], store)
        disk.fault = None
        if power_cut:
            disk.crash()
        found = await contents(await open_again())
        assert found in ([after] if acknowledged else [before, after])
        if len(seen) < k:
            return
    pytest.fail("the disk never stopped failing")


async def acknowledges(act: Act, store: Store) -> bool:
    """Tell whether the act went through; a refusal of the disk is the only reason not to."""
    try:
        await act(store)
    except StoreUnavailable:
        return False
    return True


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("name", ["change", "create", "desk", "erase"])
async def test_the_same_process_tries_again_and_it_is_done(name: str, number: int) -> None:
    """After any fault the next try finds the file whole, and what it does is durable."""
    _, after = await expected(ACTS[name])
    for k in range(1, MOST_OPERATIONS):
        open_again, disk, store = await world()
        seen: list[str] = []
        disk.fault = failing_at(k, number, seen)
        acknowledged = await acknowledges(ACTS[name], store)
        disk.fault = None
        if not acknowledged:
            await again(name, store, after)
        disk.crash()
        assert await contents(await open_again()) == after
        if len(seen) < k:
            return
    pytest.fail("the disk never stopped failing")


async def again(name: str, store: Store, after: dict[FileId, File]) -> None:
    """Do as an action does: look whether it is there already, else do it."""
    if await contents(store) != after:
        await ACTS[name](store)


async def test_lists_follow_the_disk_after_a_write_of_unknown_outcome() -> None:
    """The rename went through and the fsync after it failed: what fell due is found."""
    _, disk, store = await world()

    def fault(operation: str, _: str) -> None:
        if operation == "sync_folder":
            raise OSError(errno.EIO, "broken")

    disk.fault = fault
    earlier = EVENING - MINUTE
    with pytest.raises(StoreUnavailable):
        await store.change_client(ANN, lambda file: (replace(file, erase_at=earlier), None))
    assert await store.claim_due(earlier, limit=9, lease=MINUTE) == []
    assert any(str(ANN) in problem for problem in await store.problems())
    disk.fault = None
    assert await store.claim_due(earlier, limit=9, lease=MINUTE) == [ANN]
    assert list(await store.problems()) == []


async def test_a_store_on_a_read_only_disk_says_so_at_the_start() -> None:
    """One sentence, before anything is promised."""

    def fault(operation: str, _: str) -> None:
        if operation in {"create", "make_folder", "remove", "rename"}:
            raise OSError(errno.EROFS, "read-only")

    open_again, disk, store = await world()
    await store.change_client(ANN, noted("changed"))
    disk.fault = fault
    with pytest.raises(StoreUnavailable, match="the disk refused: EROFS"):
        await open_again()


class Gate(InlineOffload):
    """Work that waits at a gate until it is opened."""

    def __init__(self) -> None:
        """Start open."""
        self.gate = asyncio.Event()
        self.gate.set()
        self.waiting = 0

    async def run(  # type: ignore[override]
        self, work: Callable[[], object], *, is_short: bool = False
    ) -> object:
        """Do the work when the gate is open."""
        self.waiting += 1
        await self.gate.wait()
        self.waiting -= 1
        return work()


async def gated() -> tuple[TinyDbStore, Gate]:
    """A store with Ann and Cat whose disk can be made to wait."""
    shelf, gate = on_memory(Path()), Gate()
    store = TinyDbStore(shelf.files, start="s", offload=gate)
    await store.open()
    await store.create(client_file(ANN))
    await store.create(client_file(CAT))
    return store, gate


async def test_different_files_go_side_by_side() -> None:
    """While Ann's save waits for the disk, Cat's reaches it; a second one of Ann's does not."""
    store, gate = await gated()
    gate.gate.clear()
    names = [(ANN, "first"), (CAT, "beside"), (ANN, "second")]
    tasks = [asyncio.create_task(store.change_client(i, noted(name))) for i, name in names]
    while gate.waiting < 2:
        await asyncio.wait(tasks, timeout=0)
    for _ in range(9):
        await asyncio.wait(tasks, timeout=0)
    assert gate.waiting == 2
    gate.gate.set()
    assert await asyncio.gather(*tasks) == ["first", "beside", "second"]


async def test_a_cancelled_caller_does_not_tear_the_save() -> None:
    """The save ends before anybody else touches the file, and the caller hears the cancellation."""
    store, gate = await gated()
    gate.gate.clear()
    task = asyncio.create_task(store.change_client(ANN, noted("first")))
    while not gate.waiting:
        await asyncio.wait([task], timeout=0)
    for _ in range(3):
        task.cancel()
        await asyncio.wait([task], timeout=0)
    assert not task.done()
    second = asyncio.create_task(store.change_client(ANN, noted("second")))
    gate.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await second
    file = await store.load(ANN)
    assert not isinstance(file, DeskFile)
    assert [event.name for event in file.events] == ["first", "second"]


async def test_no_lock_is_kept_when_nobody_needs_it() -> None:
    """Thousands of clients leave no lock behind."""
    store, _ = await gated()
    for file_id in (ANN, CAT, BOB):
        await asyncio.gather(store.load(file_id), store.erase(file_id), return_exceptions=True)
    assert len(store._turns) == 0


async def test_a_save_costs_the_same_however_many_clients_there_are() -> None:
    """The same operations on the disk with three clients and with three hundred."""
    costs = []
    for clients in (3, 300):
        _, disk, store = await world()
        for number in range(clients):
            await store.create(client_file(FileId(f"an{number:014d}")))
        seen: list[str] = []
        disk.fault = failing_at(0, 0, seen)
        await store.change_client(ANN, noted("changed"))
        costs.append(seen)
    assert costs == 2 * [["read", "create", "write", "sync", "rename", "sync_folder"]]


async def test_the_cache_of_files_has_a_limit() -> None:
    """Many files are served, few are held."""
    store, _ = await gated()
    for number in range(recent.KEPT + 10):
        await store.create(client_file(FileId(f"d{number:015d}")))
    assert len(store._recent._records) == recent.KEPT
