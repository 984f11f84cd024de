"""Older formats of a file to the current one, one step at a time, by pure functions.

A file is migrated in memory when it is loaded; its old bytes stay until its first save.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.ports import Damaged, StoreUnavailable

Tables = dict[str, dict[str, dict[str, Any]]]
Step = Callable[[Tables], Tables]

FORMAT = 1

# From each older format to the next one: MIGRATIONS[1] will make 2 out of 1.
MIGRATIONS: Mapping[int, Step] = {}


class NewerFormat(StoreUnavailable):
    """The data was written by a newer version of this program; nothing was touched."""


def to_current(
    tables: Tables, *, current: int = FORMAT, steps: Mapping[int, Step] = MIGRATIONS
) -> Tables:
    """Return the tables in the current format.

    Raises NewerFormat, in plain words, for a format newer than this program; Damaged for one
    that never was.
    """
    found = format_of(tables)
    if found > current:
        raise NewerFormat(
            f"the data was written by a newer version of this program (format {found}, this one "
            f"reads up to {current}): start the newer version, or restore an older backup"
        )
    for number in range(found, current):
        if number not in steps:
            raise Damaged("wrong-format")
        tables = _numbered(steps[number](tables), number + 1)
    return tables


def format_of(tables: Tables) -> int:
    """Return the format the tables say they are in. Raises Damaged when they do not say."""
    try:
        found = tables["meta"]["1"]["format"]
    except (KeyError, TypeError):
        raise Damaged("wrong-format") from None
    if type(found) is not int or found < 1:
        raise Damaged("wrong-format")
    return found


def _numbered(tables: Tables, number: int) -> Tables:
    meta = {**tables["meta"]["1"], "format": number}
    return {**tables, "meta": {"1": meta}}
