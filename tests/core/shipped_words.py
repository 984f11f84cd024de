"""The English phrases that ship, and the words for days and months made of them."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bot.core import staff_dates
from tests.content import shipped


@cache
def english() -> Mapping[str, str]:
    """The phrases that ship, by dotted key."""
    return dict(flat(shipped.phrases(), ""))


def flat(tables: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """Tables in tables as pairs of a dotted key and a text."""
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


WORDS = staff_dates.words_from(english().__getitem__)
