"""The night's own work, the backup: for which instant it is to be done."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core import days

AT = time(3, 0)


def latest(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the last 03:00 of the clinic's zone, as aware UTC; where a clock skips it, then."""
    today = days.day_of(now, zone)
    this = days.instant_of(today, AT, zone)
    return this if this <= now else days.instant_of(today - timedelta(days=1), AT, zone)
