"""Updates that came by the webhook: kept before Telegram hears of it, handed out in order.

Any process takes any update; those of one chat go one after the other, whoever has them. One that
came before its forerunners waits for them a moment. What is done is remembered, without its words,
as Telegram sends again what it was not answered for.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from bot.ports import Clock, Damaged, StoreError
from bot.store.postgres.database import Database
from bot.store.seal import Seal, WrongKey

log = logging.getLogger(__name__)

# Telegram speaks through so many connections at once: no update is overtaken by more.
OVERTAKEN_MOST = 40
FORGET_EACH = 100
PATIENCE = timedelta(seconds=1)
REMEMBERED = timedelta(hours=48)


class Inbox:
    """The updates of all processes; `name` is this one's."""

    def __init__(self, database: Database, name: str, seal: Seal, clock: Clock) -> None:
        """Keep what it works with."""
        self._database = database
        self._name = name
        self._seal = seal
        self._clock = clock
        # What goes by this process's name and is not here, it never heard of or could not give
        # back: that is handed out again.
        self._in_hand: set[int] = set()

    async def put(self, update_id: int, chat_id: int, content: str) -> bool:
        """Keep an update; False for one that is there, or was. Raises StoreUnavailable."""
        values = {
            "update_id": update_id,
            "chat": self._seal.names(f"chat {chat_id}")[0],
            "content": self._seal.close(content.encode()),
            "now": self._clock.now(),
        }
        is_new = bool(await self._database.tell("put_update", **values))
        if is_new and update_id % FORGET_EACH == 0:
            await self.forget()
        return is_new

    async def take(self, limit: int) -> Sequence[tuple[int, str]]:
        """Hand out updates whose turn it is, to this process alone, oldest first.

        One that is damaged is {}; one that no key opens waits for whoever can.
        """
        values = {
            "by": self._name,
            "in_hand": list(self._in_hand),
            "since": self._clock.now() - PATIENCE,
            "window": OVERTAKEN_MOST,
            "limit": limit,
        }
        found = await self._database.all("take_updates", **values)
        self._in_hand.update(update_id for update_id, _ in found)
        handed: list[tuple[int, str]] = []
        for update_id, sealed in sorted(found):
            try:
                handed.append((update_id, self._opened(sealed)))
            except WrongKey:
                log.exception("no key opens an update", extra={"update_id": update_id})
                await self._tell_it_is_nobodys(update_id)
        return handed

    async def done(self, update_id: int) -> None:
        """Remember that an update was handled, and no more of it than that."""
        await self._database.tell("done_update", update_id=update_id, now=self._clock.now())
        self._in_hand.discard(update_id)

    async def give_back(self, update_id: int) -> None:
        """Let it be handed out again, to others as soon as the database can be told."""
        self._in_hand.discard(update_id)
        await self._tell_it_is_nobodys(update_id)

    async def waiting(self) -> tuple[int, timedelta]:
        """Return how many updates wait, and for how long the oldest has."""
        row = await self._database.one("updates_waiting")
        count, oldest = row or (0, None)
        return count, self._clock.now() - oldest if oldest is not None else timedelta()

    async def forget(self) -> None:
        """Forget what was done long ago, but for the last ones."""
        before = self._clock.now() - REMEMBERED
        await self._database.tell("forget_updates", before=before, window=OVERTAKEN_MOST)

    async def _tell_it_is_nobodys(self, update_id: int) -> None:
        with suppress(StoreError):
            await self._database.tell("give_update_back", update_id=update_id, by=self._name)

    def _opened(self, sealed: bytes) -> str:
        try:
            return self._seal.open(sealed).decode()
        except Damaged:
            return "{}"
