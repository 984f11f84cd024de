"""A real disk that is full or read-only: nothing is confirmed that is not kept, and it is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import small_disk
from tests.processes.small_disk import SmallDisk
from tests.processes.street import Street


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A small disk on which the data folder lies."""
    with small_disk.mounted(tmp_path / "small") as mounted:
        yield mounted


async def test_what_came_while_the_disk_was_full_is_answered_once_there_is_room(
    street: Street, disk: SmallDisk
) -> None:
    """Telegram keeps it meanwhile; nobody is answered twice, and no file is damaged."""
    program = await street.start_and_greet(DATA_DIR=str(disk.folder / "data"))
    disk.fill()
    street.bob.says("/help")
    await program.says("polling failed")
    assert street.world.pending_updates() > 0
    assert street.bob.received == []
    disk.make_room()
    await street.bob.reads("For your own notes")
    assert await program.stop() == 0
    assert (street.world.pending_updates(), len(street.bob.received)) == (0, 1)


async def test_a_kill_on_a_full_disk_loses_nothing(street: Street, disk: SmallDisk) -> None:
    """The next start finds every file whole, and serves what waits as soon as there is room."""
    settings = {"DATA_DIR": str(disk.folder / "data")}
    program = await street.start_and_greet(**settings)
    link = await street.clinic.enrols("Needling only", "Face", "Just now", "K-1")
    await street.ann.joins(link)
    disk.fill()
    street.ann.says("/help")
    await program.says("polling failed")
    await program.kill()
    disk.make_room()
    await street.start(**settings)
    await street.ann.reads("/settings")
    await street.ann.taps("I'm worried")
    await street.ann.reads("Passed on")
    assert await street.program.stop() == 0
    assert list((disk.folder / "data" / "quarantine").iterdir()) == []


async def test_a_folder_that_cannot_be_written_to_is_said_at_the_start(
    street: Street, disk: SmallDisk
) -> None:
    """In one sentence, with status 1, and before Telegram is asked for anything."""
    disk.protect()
    program = await street.start(DATA_DIR=str(disk.folder / "data"))
    assert await program.ends() == 1
    assert "cannot be written to" in program.output
    assert "Traceback" not in program.output
    assert street.world.calls == []
