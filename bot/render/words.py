"""Instants, numbers and lists in words, as a language writes them (Babel's locale data).

The patterns stand in the phrases (table `formats`), so that a clinic can change them; which instant
is meant is decided by the caller.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_timedelta
from babel.lists import format_list

from bot.core import days

MINUTES_BELOW = timedelta(hours=1)
HOURS_BELOW = timedelta(hours=48)
HOURS_OF_DAY = 24
WAIT_IN_HOURS_UP_TO = 72
# Above any length, so that Babel counts in the unit asked for and in no larger one.
ONLY_THIS_UNIT = 1e9

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Says instants and numbers in one language and zone; `phrase` returns a phrase by its key.

    `now` is what countdowns count from.
    """

    phrase: Callable[[str], str]
    language: str
    zone: ZoneInfo
    now: datetime | None = None

    def date_of(self, instant: datetime) -> str:
        """Return the day: "Saturday 28 March"."""
        return self.day(days.day_of(instant, self.zone))

    def moment(self, instant: datetime) -> str:
        """Return day and time, never earlier than the instant: "Sat 28 March, 17:00"."""
        return self._formatted(_to_full_minute(instant), "formats.moment")

    def day(self, day: date) -> str:
        """Return a calendar day: "Saturday 28 March"."""
        return self._of_day(day, "formats.date")

    def month(self, day: date) -> str:
        """Return the month of a day: "March 2026"."""
        return self._of_day(day, "formats.month")

    def time(self, instant: datetime) -> str:
        """Return the time of day: "17:00"."""
        return self._formatted(instant, "formats.time")

    def weeks(self, count: int) -> str:
        """Return a number of weeks: "4 weeks"."""
        form = locale_of(self.language).plural_form(count)
        return self.phrase(f"formats.weeks.{form}").replace("{count}", str(count))

    def countdown(self, instant: datetime) -> str:
        """Return how long until an instant, never too short: "in 9 hours", "in 3 days"."""
        left = instant - (self.now or instant)
        if left < MINUTES_BELOW:
            return self._ahead("minute", max(1, -(-left // timedelta(minutes=1))))
        if left < HOURS_BELOW:
            return self._ahead("hour", -(-left // timedelta(hours=1)))
        today = days.day_of(self.now or instant, self.zone)
        return self._ahead("day", (days.day_of(instant, self.zone) - today).days)

    def since(self, instant: datetime) -> str:
        """Return since when something holds: "since yesterday", "since Friday 27 March"."""
        today = days.day_of(self.now or instant, self.zone)
        day = days.day_of(instant, self.zone)
        if day == today:
            return self.phrase("since.today").replace("{time}", self.time(instant))
        if day == today - timedelta(days=1):
            return self.phrase("since.yesterday")
        return self.phrase("since.day").replace("{date}", self._of_day(day, "formats.since_day"))

    def wait(self, hours: int) -> str:
        """Return a waiting time: "24 hours", "7 days"."""
        is_short = hours <= WAIT_IN_HOURS_UP_TO
        count, unit = (hours, "hour") if is_short else (-(-hours // HOURS_OF_DAY), "day")
        return self._length(unit, count, is_ahead=False)

    def _ahead(self, unit: str, count: int) -> str:
        return self._length(unit, count, is_ahead=True)

    def _length(self, unit: str, count: int, *, is_ahead: bool) -> str:
        length = timedelta(**{f"{unit}s": count})
        return format_timedelta(
            length,
            granularity=unit,  # type: ignore[arg-type]
            threshold=ONLY_THIS_UNIT,
            add_direction=is_ahead,
            locale=locale_of(self.language),
        )

    def listed(self, items: Sequence[str]) -> str:
        """Return a list in words: "this, that, and the other"."""
        return format_list(list(items), locale=locale_of(self.language)) if items else ""

    def is_same_day(self, one: datetime, other: datetime) -> bool:
        """Tell whether two instants fall on one calendar day here."""
        return days.day_of(one, self.zone) == days.day_of(other, self.zone)

    def _of_day(self, day: date, pattern: str) -> str:
        return format_date(day, self.phrase(pattern), locale=locale_of(self.language))

    def _formatted(self, instant: datetime, pattern: str) -> str:
        locale = locale_of(self.language)
        return format_datetime(instant, self.phrase(pattern), tzinfo=self.zone, locale=locale)


def is_language(language: str) -> bool:
    """Tell whether there is locale data for a language such as "en" or "pt-BR"."""
    try:
        locale_of(language)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def locale_of(language: str) -> Locale:
    """Return the locale of a language tag. Raises ValueError or Babel's UnknownLocaleError."""
    return Locale.parse(language, sep="-")


def _to_full_minute(instant: datetime) -> datetime:
    full = instant.replace(second=0, microsecond=0)
    return full if full == instant else full + _MINUTE
