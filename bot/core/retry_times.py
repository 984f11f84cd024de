"""How long a row waits before it is tried again: longer each time, within a bound."""

from datetime import datetime, timedelta

from bot.core.outbox import MessageRow

RETRY_FIRST = timedelta(seconds=2)
RETRY_MOST = timedelta(minutes=10)
STAFF_RETRY_FIRST = timedelta(minutes=1)
STAFF_RETRY_MOST = timedelta(minutes=15)


def again_at(row: MessageRow, delay: timedelta, now: datetime) -> datetime:
    """Return when a row that failed now is tried again, `delay` being what Telegram asks for."""
    return now + max(delay, _growing(RETRY_FIRST, row.attempts, RETRY_MOST))


def after_doubt(row: MessageRow) -> timedelta:
    """Return how long a row waits whose answer was lost."""
    return _growing(RETRY_FIRST, row.doubts, RETRY_MOST)


def out_of_reach(row: MessageRow) -> timedelta:
    """Return how long an alarm waits whose chat did not take it."""
    return _growing(STAFF_RETRY_FIRST, row.attempts, STAFF_RETRY_MOST)


def _growing(first: timedelta, times: int, most: timedelta) -> timedelta:
    return min(first * (1 << min(times, 10)), most)
