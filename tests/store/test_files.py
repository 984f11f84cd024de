"""A write is whole or not there, on a real disk and on the one in memory, whatever fails."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.ports import NotFound, StoreUnavailable
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.memory_disk import MemoryDisk

OLD, NEW = b"old words", b"new words, and more of them"
PATH = "clients/an/ann.json"


class BrokenDisk:
    """A disk whose operation of a given number fails; short writes come before the failure."""

    def __init__(
        self, disk: MemoryDisk | Disk, *, fail_at: int = 0, bytes_a_write: int = 0
    ) -> None:
        """Pass everything on to `disk`, counting."""
        self._disk = disk
        self._fail_at = fail_at
        self._bytes_a_write = bytes_a_write
        self.operations = 0

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Wrap the operation of that name."""
        operation = getattr(self._disk, name)

        def counted(*facts: object) -> object:
            self.operations += name != "close"
            if self.operations == self._fail_at and name != "close":
                raise OSError(errno.ENOSPC, "disk full", "/secret/ann")
            if name == "write" and self._bytes_a_write:
                handle, data = facts
                return operation(handle, data[: self._bytes_a_write])  # type: ignore[index]
            return operation(*facts)

        return counted


@pytest.fixture(params=["memory", "disk"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> MemoryDisk | Disk:
    """Each kind of disk in turn, both with a root."""
    made = MemoryDisk() if request.param == "memory" else Disk(tmp_path / "a" / "data")
    Files(made).make_root()
    return made


def names(files: Files) -> list[str]:
    """The paths of all files."""
    return [path for path, _ in files.list("")]


def test_what_is_written_is_read(disk: MemoryDisk | Disk) -> None:
    """Into folders made on the way; the stamp of the writing is the one seen later."""
    files = Files(disk)
    stamp = files.write_atomic(PATH, NEW)
    assert files.read(PATH) == (NEW, stamp)
    assert (files.stat(PATH), files.list("")) == (stamp, [(PATH, stamp)])


def test_each_write_has_a_stamp_of_its_own(disk: MemoryDisk | Disk) -> None:
    """Two writes of the same length within one tick of the clock are told apart."""
    files = Files(disk)
    assert files.write_atomic(PATH, b"one") != files.write_atomic(PATH, b"two")


def test_what_is_missing_is_not_found(disk: MemoryDisk | Disk) -> None:
    """Reading says so; looking and deleting are fine; a missing folder is empty."""
    files = Files(disk)
    with pytest.raises(NotFound):
        files.read(PATH)
    with pytest.raises(NotFound):
        files.move_aside(PATH, "quarantine/ann.json")
    files.delete(PATH)
    assert (files.stat(PATH), files.list("clients")) == (None, [])


def test_a_file_is_moved_aside_and_deleted(disk: MemoryDisk | Disk) -> None:
    """It lies under its new name, then nowhere."""
    files = Files(disk)
    files.make_folder("quarantine")
    files.write_atomic(PATH, OLD)
    files.move_aside(PATH, "quarantine/ann.json")
    assert names(files) == ["quarantine/ann.json"]
    files.delete("quarantine/ann.json")
    assert names(files) == []


def test_short_writes_are_carried_on(disk: MemoryDisk | Disk) -> None:
    """A disk that takes three bytes at a time still ends with all of them."""
    files = Files(BrokenDisk(disk, bytes_a_write=3))  # type: ignore[arg-type]
    files.write_atomic(PATH, NEW)
    assert Files(disk).read(PATH)[0] == NEW


def test_a_disk_that_takes_nothing_more_is_full() -> None:
    """A write of no bytes is an error, not an endless loop and not half a file."""
    disk = MemoryDisk()
    Files(disk).write_atomic(PATH, OLD)
    disk.fault = lambda operation, _: 0 if operation == "write" else None
    with pytest.raises(StoreUnavailable):
        Files(disk).write_atomic(PATH, NEW)
    disk.fault = None
    assert (Files(disk).read(PATH)[0], names(Files(disk))) == (OLD, [PATH])


@pytest.mark.parametrize("bytes_a_write", [0, 5])
@pytest.mark.parametrize("first", [True, False])
def test_a_write_that_fails_anywhere_leaves_old_or_new(
    disk: MemoryDisk | Disk, *, bytes_a_write: int, first: bool
) -> None:
    """The k-th operation fails for k = 1, 2, ... until none does: never something between."""
    for k in range(1, 100):
        folder = f"clients/{k:02}"
        path, files = f"{folder}/ann.json", Files(disk)
        if not first:
            files.write_atomic(path, OLD)
        broken = BrokenDisk(disk, fail_at=k, bytes_a_write=bytes_a_write)
        refusal = refusal_of(Files(broken), path)  # type: ignore[arg-type]
        left = [files.read(name)[0] for name, _ in files.list(folder)]
        if refusal is None:
            assert (left, k) == ([NEW], broken.operations + 1)
            return
        assert refusal == "the disk refused: ENOSPC"
        assert left in ([NEW], [] if first else [OLD])
    pytest.fail("the disk never stopped failing")


def refusal_of(files: Files, path: str) -> str | None:
    """Write the new words; return what the store says when the disk refuses."""
    try:
        files.write_atomic(path, NEW)
    except StoreUnavailable as refused:
        return str(refused)
    return None


def test_what_is_acknowledged_survives_a_power_cut() -> None:
    """File, folder and the folders above it are on the disk when the write returns."""
    disk = MemoryDisk()
    Files(disk).write_atomic(PATH, NEW)
    disk.crash()
    assert Files(disk).read(PATH)[0] == NEW


@pytest.mark.parametrize("torn", ["sync", "sync_folder"])
def test_what_is_not_fsynced_is_lost_in_a_power_cut(torn: str) -> None:
    """The disk in memory is as forgetful as a real one, or these tests would prove nothing."""
    disk = MemoryDisk()
    files = Files(disk)
    files.write_atomic(PATH, OLD)
    disk.sync_folder, disk.sync = (  # type: ignore[method-assign]
        (lambda _: None, disk.sync)
        if torn == "sync_folder"
        else (disk.sync_folder, forgetful(disk))
    )
    files.write_atomic(PATH, NEW)
    disk.crash()
    assert files.read(PATH)[0] == (OLD if torn == "sync_folder" else b"")


def forgetful(disk: MemoryDisk) -> Callable[[int], object]:
    """A fsync that says it did and did not."""
    return lambda handle: disk._open[handle].stamp


def test_a_new_folder_that_could_not_be_fsynced_is_fsynced_later() -> None:
    """A write is acknowledged only when the folder it made before is on the disk, too."""
    disk = MemoryDisk()
    files = Files(disk)
    calls = []

    def fault(operation: str, path: str) -> None:
        calls.append((operation, path))
        if (operation, path) == ("sync_folder", "clients") and len(calls) < 20:
            raise OSError(errno.EIO, "broken")

    disk.fault = fault
    with pytest.raises(StoreUnavailable):
        files.write_atomic(PATH, OLD)
    calls.extend([("", "")] * 20)
    files.write_atomic(PATH, NEW)
    disk.crash()
    assert files.read(PATH)[0] == NEW


def test_a_folder_synced_while_it_is_being_made_is_synced_again() -> None:
    """Another write that ends between the two steps does not count for the folder made after."""
    disk = MemoryDisk()
    files = Files(disk)
    files.make_folder("clients")

    def fault(operation: str, path: str) -> None:
        if (operation, path) == ("make_folder", "clients/an"):
            disk.fault = None
            files.write_atomic("chats/dan.json", OLD)

    disk.fault = fault
    files.write_atomic(PATH, NEW)
    disk.crash()
    assert files.read(PATH)[0] == NEW


def test_a_write_beside_folders_that_are_being_made_does_not_wait_for_those_still_missing() -> None:
    """A first backup makes folders within folders while a client's words are saved."""
    disk = MemoryDisk()
    files = Files(disk)

    def fault(operation: str, path: str) -> None:
        if (operation, path) == ("make_folder", "clients"):
            disk.fault = None
            files.write_atomic("chats/dan.json", OLD)

    disk.fault = fault
    files.write_atomic(PATH, NEW)
    disk.crash()
    assert (files.read(PATH)[0], files.read("chats/dan.json")[0]) == (NEW, OLD)


def test_only_the_owner_of_the_folder_can_read_it(tmp_path: Path) -> None:
    """Files are 0600 and folders 0700, whatever the umask allows."""
    old_mask = os.umask(0)
    try:
        files = Files(Disk(tmp_path / "data"))
        files.make_root()
        files.write_atomic(PATH, NEW)
    finally:
        os.umask(old_mask)
    found = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "data").rglob("*")}
    assert found == {"clients": 0o700, "an": 0o700, "ann.json": 0o600}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_write_does_not_follow_a_link_laid_in_its_way(tmp_path: Path) -> None:
    """Whatever lies where the new file is written beside, nothing outside is overwritten."""
    outside = tmp_path / "outside"
    outside.write_bytes(OLD)
    files = Files(Disk(tmp_path / "data"))
    files.make_root()
    (tmp_path / "data" / "index.json.tmp").symlink_to(outside)
    with pytest.raises(StoreUnavailable):
        files.write_atomic("index.json", NEW)
    assert outside.read_bytes() == OLD


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    """A disk that was unmounted is refused; nothing is written below its mount point."""
    root = tmp_path / "data"
    files = Files(Disk(root))
    files.make_root()
    root.rmdir()
    with pytest.raises(StoreUnavailable):
        files.write_atomic(PATH, NEW)
    assert not root.exists()
