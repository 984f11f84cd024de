"""The values of a row as people read them: the end of a value's name says what it holds.

`…_at` an aware ISO instant, told with day and time · `…_time` the same, the time alone · `…_in` one
to come, as a countdown · `…_since` one gone by · `…_wait` hours to wait · `…_on` an ISO date ·
`…_month` the same, the month alone · `…_phrase` a phrase key · `…_names` phrase keys with spaces
between, told as a list in a sentence · `…_bullets` the same, a line each. Anything else is told as
it is; an empty value stays empty.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bot.render.words import Words

_Telling = Callable[[Words, str], str]


def told(values: Mapping[str, str], words: Words) -> dict[str, str]:
    """Return the values in words. Raises ValueError for an instant or date that is none."""
    return {name: _told(name, value, words) for name, value in values.items()}


def is_told_by_name(name: str) -> bool:
    """Tell whether the end of a value's name says how it is told."""
    return "_" in name and name.rpartition("_")[2] in _TELLINGS


def _told(name: str, value: str, words: Words) -> str:
    if not value or not is_told_by_name(name):
        return value
    return _TELLINGS[name.rpartition("_")[2]](words, value)


def _bullets(words: Words, keys: str) -> str:
    return "\n".join(f"• {words.phrase(key)}" for key in keys.split())


_TELLINGS: Mapping[str, _Telling] = {
    "at": lambda words, value: words.moment(datetime.fromisoformat(value)),
    "in": lambda words, value: words.countdown(datetime.fromisoformat(value)),
    "since": lambda words, value: words.since(datetime.fromisoformat(value)),
    "wait": lambda words, value: words.wait(int(value)),
    "time": lambda words, value: words.time(datetime.fromisoformat(value)),
    "on": lambda words, value: words.day(date.fromisoformat(value)),
    "month": lambda words, value: words.month(date.fromisoformat(value)),
    "phrase": lambda words, value: words.phrase(value),
    "names": lambda words, value: words.listed([words.phrase(key) for key in value.split()]),
    "bullets": _bullets,
}
