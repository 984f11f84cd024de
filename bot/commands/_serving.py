"""What a running bot listens to: Telegram's updates, asked for or posted; and who watches it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

from bot import settings, wiring
from bot.commands._keeping import Kept
from bot.ports import Clock, StoreError


class Entrance(Protocol):
    """How updates come in."""

    async def run(self, after_poll: Callable[[], None]) -> None:
        """Take updates until `stop`."""

    def stop(self) -> None:
        """End `run` after what is in hand."""

    async def confirm(self) -> None:
        """Tell Telegram that the last are kept. Raises TelegramError."""


class Beat:
    """A tick that remembers when it last came to its end, or was seen to get on.

    While much is due every tick is a long one: then it is the messages that tell of life.
    """

    def __init__(
        self,
        tick: Callable[[datetime], Awaitable[object]],
        clock: Clock,
        outcomes: Mapping[str, int],
    ) -> None:
        """Count from now; `outcomes` counts messages by what became of them."""
        self._tick = tick
        self._clock = clock
        self._outcomes = outcomes
        self._seen = 0
        self._ended = clock.monotonic()

    async def tick(self, now: datetime) -> None:
        """Do the tick; one that fails is none."""
        await self._tick(now)
        self._ended = self._clock.monotonic()

    def seconds(self) -> float:
        """Return how long ago one last ended, 0 where messages went out since this was asked."""
        count = sum(self._outcomes.values())
        if count != self._seen:
            self._seen, self._ended = count, self._clock.monotonic()
        return self._clock.monotonic() - self._ended


class OpenDoors(Protocol):
    """A server that is there."""

    def drain(self) -> None:
        """Say that no more should be sent here."""

    async def close(self) -> None:
        """Answer what is in hand, and close."""


class NoDoors:
    """Where nobody listens."""

    def drain(self) -> None:
        """There is nobody to tell."""

    async def close(self) -> None:
        """There is nothing to close."""


async def open_up(
    app: wiring.App, chosen: settings.Settings, kept: Kept, beat: Beat
) -> tuple[Entrance, OpenDoors]:
    """Return how updates come in, and the server that is there. Raises StoreUnavailable."""
    if chosen.listen is None:
        return app.intake, NoDoors()
    # They bring libraries that a bot without them does not need.
    from bot.chat.doors import Doors, Health  # noqa: PLC0415
    from bot.chat.metrics import Metrics  # noqa: PLC0415
    from bot.chat.webhook import Door, WebhookIntake  # noqa: PLC0415

    clock = app.outside.clock
    metrics = Metrics(kept.store, clock, outcomes=app.messenger.outcomes, waiting=kept.waiting)
    health = Health(beat_seconds=beat.seconds, is_ready=_asking(kept), counts=metrics.written)
    entrance: Entrance = app.intake
    door = None
    if chosen.webhook_url and kept.inbox is not None:
        door = Door(kept.inbox, chosen.webhook_secret)
        entrance = WebhookIntake(
            kept.inbox, door, app.handling, bot=app.bot, clock=clock, address=chosen.webhook_url
        )
    doors = Doors(health, door)
    await doors.open(*chosen.listen)
    return entrance, doors


def _asking(kept: Kept) -> Callable[[], Awaitable[bool]]:
    async def is_ready() -> bool:
        try:
            await kept.store.next_due()
        except StoreError:
            return False
        return True

    return is_ready
