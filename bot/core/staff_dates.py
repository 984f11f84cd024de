"""Dates and times as staff type them, read strictly: what could mean two things is asked back.

It reads words, days and hours and says in one sentence what is wrong with them. Which screen asks,
and what becomes of the instant, is `enrolment`'s.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core import days

TEXT_LIMIT_CHARACTERS = 40
MONTH_PREFIX_CHARACTERS = 3
Wanted = Literal["day", "time", "either"]

_ISO = re.compile(r"((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})(?:\.( ?(?:19|20)\d\d|\d\d)?)?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-]((?:19|20)\d\d|\d\d))?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)? ?([^\W\d_]+)\.?( (?:19|20)\d\d)?")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.? (\d{1,2})(?:\.|st|nd|rd|th)?( (?:19|20)\d\d)?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})|(\d{1,2})(\d{2})")
_HALF_DAY = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? ?(\D+)")
_EITHER = re.compile(r"\d{1,2}\.\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """The words a language has for days and halves of the day; months from January on."""

    today: tuple[str, ...]
    yesterday: tuple[str, ...]
    am: tuple[str, ...]
    pm: tuple[str, ...]
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What to tell whoever typed: a phrase key and its values."""

    phrase: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How far back a session may lie: from `days_back` calendar days ago until now, in the zone."""

    zone: ZoneInfo
    now: datetime
    days_back: int

    @property
    def today(self) -> date:
        """The present calendar day."""
        return days.day_of(self.now, self.zone)

    @property
    def earliest(self) -> date:
        """The first calendar day that is possible."""
        return self.today - timedelta(days=self.days_back)

    def holds(self, day: date) -> bool:
        """Tell whether a day is possible."""
        return self.earliest <= day <= self.today


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was understood: a day, a time of day, or both."""

    day: date | None = None
    at: time | None = None


NOT_UNDERSTOOD = Sentence(phrase="dates.not_understood")
NO_SUCH_TIME = Sentence(phrase="dates.no_such_time")


def words_from(phrase: Callable[[str], str]) -> DateWords:
    """Return the words of a language from its phrases (several forms parted by commas)."""

    def forms(key: str) -> tuple[str, ...]:
        return tuple(_plain(form) for form in phrase(key).split(","))

    return DateWords(
        today=forms("dates.words.today"),
        yesterday=forms("dates.words.yesterday"),
        am=forms("dates.words.am"),
        pm=forms("dates.words.pm"),
        months=tuple(_plain(phrase(f"dates.months.{number}")) for number in range(1, 13)),
    )


def read(text: str, window: Window, words: DateWords, *, wanted: Wanted) -> Typed | Sentence:
    """Read a day, a time, or both in either order.

    `wanted` decides what two numbers with a dot mean ("14.05"); with "either" they are asked back.
    A day that was read is possible: neither in the future nor too long ago.
    """
    plain = _plain(text)
    if not plain or len(plain) > TEXT_LIMIT_CHARACTERS:
        return NOT_UNDERSTOOD
    if _EITHER.fullmatch(plain):
        return _read_dotted(plain, window, words, wanted=wanted)
    for day_text, time_text in _splits(plain):
        found = _read_both(day_text, time_text, window, words)
        if found is not None:
            return found
    return NOT_UNDERSTOOD


def instants(day: date, at: time, window: Window) -> tuple[datetime, ...] | Sentence:
    """Return the instants (aware UTC) a local time can mean: one, or two when it came twice."""
    fault = _out_of_window(day, window)
    if fault is not None:
        return fault
    if not days.exists(day, at, window.zone):
        return Sentence(phrase="dates.skipped_time", values={"clock": f"{at:%H:%M}"})
    both = [
        datetime.combine(day, at.replace(fold=fold), window.zone).astimezone(UTC) for fold in (0, 1)
    ]
    past = tuple(sorted({instant for instant in both if instant <= window.now}))
    return past or Sentence(phrase="dates.future")


def _plain(text: str) -> str:
    compatible = unicodedata.normalize("NFKC", text).casefold()
    visible = "".join(sign for sign in compatible if unicodedata.category(sign) != "Cf")
    joined = re.sub(r"(?<=\d)t(?=\d)", " ", visible)
    return re.sub(r"[,\s]+", " ", joined).strip()


def _splits(plain: str) -> Iterator[tuple[str, str]]:
    """Yield each way to part the words into day and time, in both orders, the longest day first."""
    words = plain.split(" ")
    for cut in range(len(words), -1, -1):
        left, right = " ".join(words[:cut]), " ".join(words[cut:])
        yield left, right
        yield right, left


def _read_both(
    day_text: str, time_text: str, window: Window, words: DateWords
) -> Typed | Sentence | None:
    """Return what both parts say; None when one of them is neither a day nor a time."""
    day = _read_day(day_text, window, words) if day_text else None
    at = _read_time(time_text, words) if time_text else None
    if (day_text and day is None) or (time_text and at is None):
        return None
    if isinstance(day, Sentence):
        return day
    if isinstance(at, Sentence):
        return at
    return Typed(day=day, at=at)


def _read_dotted(
    plain: str, window: Window, words: DateWords, *, wanted: Wanted
) -> Typed | Sentence:
    day, at = _read_day(plain, window, words), _read_time(plain, words)
    is_time, is_day = isinstance(at, time), _month_of(plain) is not None
    if wanted == "either" and is_time and is_day:
        return Sentence(phrase="dates.date_or_time", values={"typed": plain})
    by_time = wanted == "time" or (wanted == "either" and not is_day)
    found = at if by_time else day
    if isinstance(found, time):
        return Typed(at=found)
    return Typed(day=found) if isinstance(found, date) else found or NOT_UNDERSTOOD


def _month_of(dotted: str) -> int | None:
    number = int(dotted.split(".")[1])
    return number if 1 <= number <= 12 else None


def _read_day(text: str, window: Window, words: DateWords) -> date | Sentence | None:
    if text in words.today:
        return window.today
    if text in words.yesterday:
        return window.today - timedelta(days=1)
    if match := _ISO.fullmatch(text):
        return _dated(int(match[3]), int(match[2]), match[1], window)
    if match := _DOTTED.fullmatch(text):
        return _dated(int(match[1]), int(match[2]), match[3], window)
    if match := _SLASHED.fullmatch(text):
        return _read_slashed(int(match[1]), int(match[2]), match[3], window)
    return _read_month_name(text, window, words)


def _read_slashed(
    first: int, second: int, year: str | None, window: Window
) -> date | Sentence | None:
    """Read 27/03/2026 or 03/27/2026, where one number can only be the day; ask 03/04 back."""
    if first <= 12 and second <= 12 and first != second:
        return Sentence(phrase="dates.day_or_month")
    day, month = (first, second) if second <= 12 else (second, first)
    return _dated(day, month, year, window)


def _read_month_name(text: str, window: Window, words: DateWords) -> date | Sentence | None:
    if match := _DAY_FIRST.fullmatch(text):
        day, name, year = match[1], match[2], match[3]
    elif match := _MONTH_FIRST.fullmatch(text):
        day, name, year = match[2], match[1], match[3]
    else:
        return None
    if len(name) < MONTH_PREFIX_CHARACTERS:
        return None
    months = [n for n, month in enumerate(words.months, 1) if month.startswith(name)]
    return _dated(int(day), months[0], year, window) if len(months) == 1 else None


def _dated(day: int, month: int, year: str | None, window: Window) -> date | Sentence | None:
    """Return the day, the sentence why not, or None for a month that is none.

    Without a year it is this year's or last year's.
    """
    if not 1 <= month <= 12:
        return NOT_UNDERSTOOD
    if year is not None:
        if _could_be_a_time(year, window):
            return Sentence(phrase="dates.year_or_time", values={"typed": year.strip()})
        full_year = int(year) if int(year) > 99 else 2000 + int(year)
        return _checked(_date(full_year, month, day), day, month, window)
    this_year = _date(window.today.year, month, day)
    last_year = _date(window.today.year - 1, month, day)
    return _checked(_likelier(this_year, last_year, window), day, month, window)


def _could_be_a_time(year: str, window: Window) -> bool:
    """Tell whether "2015" after a day and a space may mean 20:15; a year near ours is a year."""
    is_near = window.earliest.year - 1 <= int(year) <= window.today.year + 1
    return year.startswith(" ") and not is_near and int(year) % 100 < 60


def _likelier(this_year: date | None, last_year: date | None, window: Window) -> date | None:
    """Return which of two days is meant: a possible one, else the one nearer to today."""
    if this_year is None or last_year is None:
        has_only_last = last_year is not None and window.holds(last_year)
        return last_year if has_only_last else this_year
    if window.holds(this_year):
        return this_year
    return min(this_year, last_year, key=lambda day: abs(window.today - day))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _checked(found: date | None, day: int, month: int, window: Window) -> date | Sentence:
    if found is None:
        values = {"day": str(day), "month_names": f"dates.months.{month}"}
        key = "no_leap_day" if (month, day) == (2, 29) else "no_such_day"
        return Sentence(phrase=f"dates.{key}", values=values)
    return _out_of_window(found, window) or found


def _out_of_window(day: date, window: Window) -> Sentence | None:
    if day > window.today:
        return Sentence(phrase="dates.future")
    if day < window.earliest:
        return Sentence(
            phrase="dates.too_long_ago", values={"earliest_on": window.earliest.isoformat()}
        )
    return None


def _read_time(text: str, words: DateWords) -> time | Sentence | None:
    if match := _CLOCK.fullmatch(text):
        return _time(int(match[1] or match[3]), int(match[2] or match[4]))
    match = _HALF_DAY.fullmatch(text)
    if match is None or match[3] not in (*words.am, *words.pm):
        return None
    hour = int(match[1])
    if not 1 <= hour <= 12:
        return NO_SUCH_TIME
    after_noon = 12 if match[3] in words.pm else 0
    return _time(hour % 12 + after_noon, int(match[2] or 0))


def _time(hour: int, minute: int) -> time | Sentence:
    if hour > 23 or minute > 59:
        return NO_SUCH_TIME
    return time(hour, minute)
