"""`things.toml` of a language: what clients call each single thing that has a rule, and each day.

A word may end or begin with `*`; which thing or day a message names is found by `core.questions`.
"""

from collections.abc import Iterable, Iterator, Mapping

from bot.core.questions import asked_day
from bot.core.triage import Spelling, words
from bot.leaflets.faults import Faults
from bot.leaflets.sources import TableFile

WORDS_LIMIT = 200
NAME = "things.toml"
_TABLE, _DAYS = "things", "days"
_DAY_NAMES = "monday, weekend, next_week, in_1_day, in_days, in_weeks or no_day"
_PLAIN = Spelling()

Things = Mapping[str, tuple[str, ...]]


def read_things(file: TableFile, faults: Faults) -> Things:
    """Return the words of each thing; what is of the wrong form is noted and left out."""
    for name in sorted(set(file.tables) - {_TABLE, _DAYS}):
        faults.add(file.place, f"[{name}] is not known here. Known are [{_TABLE}] and [{_DAYS}].")
    return _named(file, _TABLE, faults)


def read_days(file: TableFile, faults: Faults) -> Things:
    """Return the words of each day one may ask about; a name that is no day is noted."""
    found = _named(file, _DAYS, faults)
    for name in sorted(name for name in found if not asked_day.is_known(name)):
        faults.add(file.place, f"'{name}' is no day that is known. Write: {_DAY_NAMES}.")
    for word, one, other in _twice(found):
        faults.add(file.place, f"'{word}' is a word for '{one}' and for '{other}'. Keep one.")
    return {name: names for name, names in found.items() if asked_day.is_known(name)}


def _named(file: TableFile, table: str, faults: Faults) -> Things:
    written = file.tables.get(table, {})
    found: dict[str, tuple[str, ...]] = {}
    for thing, names in written.items() if isinstance(written, dict) else ():
        if not isinstance(names, list) or not all(_is_name(name) for name in names) or not names:
            faults.add(file.place, f"write the words of '{thing}' as: {thing} = [\"…\"]")
        elif len(names) > WORDS_LIMIT:
            faults.add(file.place, f"'{thing}' has more than {WORDS_LIMIT} words. Take some away.")
        else:
            found[thing] = tuple(names)
    return found


def missing(things: Things, wanted: Iterable[str]) -> list[str]:
    """Return the things that have no words."""
    return [thing for thing in wanted if thing not in things]


def check(file: TableFile, things: Things, wanted: Iterable[str], faults: Faults) -> None:
    """Note things that no rule knows, and words that would mean two of them."""
    for thing in sorted(set(things) - set(wanted)):
        faults.add(file.place, f"'{thing}' is no restriction of plan.toml. Take it out.")
    for word, one, other in _twice(things):
        faults.add(file.place, f"'{word}' is a word for '{one}' and for '{other}'. Keep one.")


def _twice(things: Things) -> Iterator[tuple[str, str, str]]:
    owners: dict[str, str] = {}
    for thing, names in things.items():
        for name in names:
            owner = owners.setdefault(words.folded(name, _PLAIN), thing)
            if owner != thing:
                yield name, owner, thing


def _is_name(name: object) -> bool:
    return isinstance(name, str) and any(sign.isalnum() for sign in name)
