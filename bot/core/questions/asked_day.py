"""The day a question asks about: "on Friday", "in 3 days" -> a calendar day after today.

The words of each language lie beside those of the things. Two days in one sentence are none, and
words that only look like a day ("last Friday") are named `no_day` and say so.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.core.questions import things
from bot.core.questions.words import Topics
from bot.core.triage import Lexicon
from bot.core.triage.lexicon import Naming

NO_DAY = "no_day"
DAYS_AHEAD_MOST = 365
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKEND, _NEXT_WEEK = "weekend", "next_week"
_COUNTED = {"in_days": 1, "in_weeks": 7}
_FIXED = re.compile(r"in_(\d{1,3})_days?")
_SATURDAY = 5
_WEEK = 7


def is_known(name: str) -> bool:
    """Tell whether words may be given for a day of that name."""
    names = (*_WEEKDAYS, *_COUNTED, _WEEKEND, _NEXT_WEEK, NO_DAY)
    return name in names or _FIXED.fullmatch(name) is not None


def named(text: str, topics: Topics, language: str, today: date) -> date | None:
    """Return the one day after today that a text names, None where none or several."""
    for each in dict.fromkeys((language, things.COMMON_LANGUAGE)):
        lexicon = topics.day_lexicons.get(each)
        found = set() if lexicon is None else _in_language(text, lexicon, today)
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None


def _in_language(text: str, lexicon: Lexicon, today: date) -> set[date]:
    found = {
        _day(naming, sentence.words, today)
        for sentence in things.sentences(text, lexicon)
        for naming in things.longest(lexicon.namings(sentence.words))
    }
    return {day for day in found if day is not None}


def _day(naming: Naming, said: Sequence[str], today: date) -> date | None:
    """Return the day meant; a weekday is the next one after today, a week its first day."""
    ahead = _days_ahead(naming, said, today.weekday())
    return today + timedelta(days=ahead) if 0 < ahead <= DAYS_AHEAD_MOST else None


def _days_ahead(naming: Naming, said: Sequence[str], weekday: int) -> int:
    name = naming.concept
    if name in _WEEKDAYS:
        return (_WEEKDAYS.index(name) - weekday - 1) % _WEEK + 1
    if name == _WEEKEND:
        return _SATURDAY - weekday
    if name == _NEXT_WEEK:
        return _WEEK - weekday
    if name in _COUNTED:
        return _COUNTED[name] * _number(said[naming.start : naming.end])
    fixed = _FIXED.fullmatch(name)
    return int(fixed[1]) if fixed else 0


def _number(said: Sequence[str]) -> int:
    return next((int(word) for word in said if word.isdecimal()), 0)
