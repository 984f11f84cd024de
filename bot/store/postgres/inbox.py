"""Updates that came by the webhook: kept before Telegram hears of it, handed out in order.

Any process takes any update; those of one chat go one after the other, whoever has them. One that
came before its forerunners waits for them a moment. What is done is remembered, without its words,
as Telegram sends again what it was not answered for.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.ports import Clock
from bot.store.postgres.database import Database
from bot.store.seal import Seal

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

        Among them what it was handed before and could not give back, the database being away.
        """
        values = {
            "by": self._name,
            "since": self._clock.now() - PATIENCE,
            "window": OVERTAKEN_MOST,
            "limit": limit,
            "in_hand": list(self._in_hand),
        }
        found = await self._database.all("take_updates", **values)
        self._in_hand.update(update_id for update_id, _ in found)
        return [
            (update_id, self._seal.open(sealed).decode()) for update_id, sealed in sorted(found)
        ]

    async def done(self, update_id: int) -> None:
        """Remember that an update was handled, and no more of it than that."""
        self._in_hand.discard(update_id)
        await self._database.tell("done_update", update_id=update_id, now=self._clock.now())

    async def give_back(self, update_id: int) -> None:
        """Let it be handed out again: it could not be handled."""
        self._in_hand.discard(update_id)
        await self._database.tell("give_update_back", update_id=update_id)

    async def waiting(self) -> tuple[int, timedelta]:
        """Return how many updates wait, and for how long the oldest has."""
        row = await self._database.one("updates_waiting")
        count, oldest = row or (0, None)
        return count, self._clock.now() - oldest if oldest is not None else timedelta()

    async def forget(self) -> None:
        """Forget what was done long ago."""
        await self._database.tell("forget_updates", before=self._clock.now() - REMEMBERED)
