"""The towns of a story: when it ends, Telegram has refused nothing, and no tap went unanswered."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest_asyncio

from tests import cast

RaiseTown = Callable[..., Awaitable[cast.Town]]


@pytest_asyncio.fixture
async def raise_town() -> AsyncIterator[RaiseTown]:
    """Put up a town with other facts than usual: another instant, other clinic, other content."""
    raised: list[cast.Town] = []

    async def build(*arguments: object, **facts: object) -> cast.Town:
        raised.append(await cast.build_town(*arguments, **facts))  # type: ignore[arg-type]
        return raised[-1]

    yield build
    for town in raised:
        town.check()


@pytest_asyncio.fixture
async def town(raise_town: RaiseTown) -> cast.Town:
    """The clinic on Friday 27 March 2026 at 17:00 in Berlin, its phone started, nobody enrolled."""
    return await raise_town()
