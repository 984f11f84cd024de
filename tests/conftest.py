"""What all tests share: the library counts waits as spans of time, as the program tells it to."""

import gc
import os
from collections.abc import Generator, Iterator

import pytest

os.environ.setdefault("PTB_TIMEDELTA", "1")
# Their assertions explain themselves only when they are registered before anybody imports them.
pytest.register_assert_rewrite("tests.cast", "tests.phone")

HEAVY = ("slow", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests: no worker is left alone with one at the end."""
    slow = {item.path for item in items if any(map(item.get_closest_marker, HEAVY))}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Have Python not look for what nobody holds while the tests are gathered: all of it stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Have Python not look again and again through the content that all stories share."""
    # Only now: its modules are to be rewritten for pytest before anybody imports them.
    from bot.commands.telegram import spare_the_collector  # noqa: PLC0415

    spare_the_collector()


@pytest.fixture(autouse=True)
def calm_mornings(monkeypatch: pytest.MonkeyPatch) -> None:
    """In most stories the digest comes to nobody unasked: it has stories of its own.

    There this fixture is replaced; here it would be one more message a day to the clinic.
    """
    monkeypatch.setattr("bot.core.digest.WANTED_BY", frozenset[object]())


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A PostgreSQL for this run, started when the first test asks for it."""
    # A library that only these tests need.
    from tests.database_server import served  # noqa: PLC0415

    with served() as url:
        yield url
