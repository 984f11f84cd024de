"""Who lives in the local Telegram of these tests, and the clock they live by."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

ANN, BOB, CAT, DAN = 11, 12, 13, 14
GROUP, CHANNEL = -2001, -1009001
Ask = Callable[..., Awaitable[dict[str, Any]]]
Updates = Callable[[], Awaitable[list[dict[str, Any]]]]


class HandClock:
    """World time that moves only when a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 27, 17, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """World time."""
        return self.at

    def advance(self, **amount: float) -> None:
        """Let so much time pass, in the words of timedelta."""
        self.at += timedelta(**amount)


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    """An inline keyboard of these rows."""
    return {"inline_keyboard": list(rows)}


def button(label: str, data: str) -> dict[str, Any]:
    """A button that asks the bot."""
    return {"text": label, "callback_data": data}
