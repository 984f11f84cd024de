"""A street for each test, and libfaketime where a test moves the clock."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import leaflets
from tests.processes import moved_clock
from tests.processes.street import Street, build_street
from tests.shipped_library import CONTENT

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder start processes, which takes its time."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def learnt() -> None:
    """Learn the examples once: a short-lived process would begin anew each time.

    Not in the library that the stories share: what a message becomes there is told by a stand-in.
    """
    leaflets.read_known(CONTENT).load_matchers()


@pytest_asyncio.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    """A world on real time, with no bot yet; nothing the bot sends may be dropped."""
    street = await build_street(tmp_path)
    yield street
    await street.close()
    assert street.world.dropped == []


@pytest.fixture(scope="session")
def faketime() -> str:
    """The library that moves a process's clock; skipped on a laptop without it, failed in CI."""
    found = moved_clock.library()
    if found is not None:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(moved_clock.MISSING)
    return pytest.skip(moved_clock.MISSING)
