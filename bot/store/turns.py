"""Who may touch a file now: one at a time for each, different ones side by side."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted_by: int = 0


class Turns:
    """A lock for each name, kept only while somebody holds it or waits for it."""

    def __init__(self) -> None:
        """Start with no lock."""
        self._turns: dict[str, _Turn] = {}

    def __len__(self) -> int:
        return len(self._turns)

    @asynccontextmanager
    async def of(self, name: str) -> AsyncIterator[None]:
        """Wait for one's turn at that name, and keep it for the block."""
        turn = self._turns.setdefault(name, _Turn())
        turn.wanted_by += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.wanted_by -= 1
            if not turn.wanted_by:
                del self._turns[name]


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Do the work whole even when the caller is cancelled, who hears of it afterwards.

    A thread that writes cannot be stopped, and its file must not be touched before it is done.
    """
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None and task.exception() is None:
        raise cancelled
    return task.result()
