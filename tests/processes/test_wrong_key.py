"""The whole program with a `DATA_KEY`: refused with another one, and taken from key to key."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.data_keys import NEW, OLD, OTHER, text
from tests.processes.program import ROOT
from tests.processes.street import Street


async def rotated(street: Street, *keys: bytes) -> tuple[int, str]:
    """Run `rotate-key` on the street's folder; return its exit status and all it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "rotate-key"),
        cwd=ROOT,
        env={**os.environ, **street.settings, "DATA_KEY": text(*keys)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of the folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("", "is encrypted and DATA_KEY is empty"), (text(OTHER), "which DATA_KEY does not hold")],
)
async def test_with_a_wrong_key_the_bot_does_not_start_and_nothing_changes(
    street: Street, key: str, sentence: str
) -> None:
    """It says why in a sentence and calls Telegram for nothing; with the right key it goes on."""
    folder = Path(street.settings["DATA_DIR"])
    await street.start_and_greet(DATA_KEY=text(NEW))
    assert await street.program.stop() == 0
    before, calls = bytes_of(folder), len(street.world.calls)
    await street.start(DATA_KEY=key)
    assert await street.program.ends() == 1
    assert (sentence in street.program.output, "Traceback" in street.program.output) == (
        True,
        False,
    )
    assert (bytes_of(folder), len(street.world.calls)) == (before, calls)
    await street.start(DATA_KEY=text(NEW))
    await street.program.says("started")
    assert await street.program.stop() == 0


async def test_a_folder_goes_from_open_to_one_key_and_to_the_next(street: Street) -> None:
    """As README tells it; a bot that runs keeps its folder."""
    folder = Path(street.settings["DATA_DIR"])
    await street.start_and_greet()
    status, said = await rotated(street, OLD)
    assert (status, "stop it first" in said) == (1, True)
    assert await street.program.stop() == 0
    assert any(b'"format"' in content for content in bytes_of(folder).values())
    assert (await rotated(street, OLD))[0] == 0
    assert not any(b'"format"' in content for content in bytes_of(folder).values())
    status, said = await rotated(street, NEW, OLD)
    assert (status, "The other keys can be taken out of DATA_KEY" in said) == (0, True)
    await street.start(DATA_KEY=text(NEW))
    await street.program.says("started")
    assert await street.program.stop() == 0
    assert [text(NEW) in program.output for program in street.programs] == [False, False]
