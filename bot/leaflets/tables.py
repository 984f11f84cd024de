"""Reading one table of the plan value by value, with a fault in plain words for each wrong one."""

from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from typing import Any, TypeGuard, TypeVar

from bot.leaflets.faults import Faults

NUMBER_LIMIT = 100_000

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """One table: each `read` of a name counts it as known, `finish` reports the unknown ones."""

    def __init__(self, values: object, place: str, faults: Faults) -> None:
        self.place = place
        self._faults = faults
        self._known: set[str] = set()
        self._values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self.wrong("this must be a table with names and values.")

    def wrong(self, what: str) -> None:
        """Note a fault of this table."""
        self._faults.add(self.place, what)

    def has(self, name: str) -> bool:
        """Tell whether a value is written, which counts it as known."""
        self._known.add(name)
        return name in self._values

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default it must be there."""
        value = self._value(name, default, f'{name} = "…"')
        return value if isinstance(value, str) else self._mistaken(name, f'{name} = "…"', "")

    def number(self, name: str, default: int | None = None) -> int:
        """Return a whole number from 0 up."""
        value = self._value(name, default, f"{name} = 24")
        return value if _is_number(value) else self._mistaken(name, f"{name} = 24", 0)

    def optional_number(self, name: str) -> int | None:
        """Return a whole number from 0 up, None when it is not written."""
        return self.number(name) if self.has(name) else None

    def flag(self, name: str) -> bool:
        """Return true or false; false when it is not written."""
        value = self._value(name, False, "")
        return value if isinstance(value, bool) else self._mistaken(name, f"{name} = true", False)

    def clock_time(self, name: str) -> time | None:
        """Return a time of day, None when it is not written."""
        if not self.has(name):
            return None
        value = self._values[name]
        try:
            return time.fromisoformat(value)
        except (TypeError, ValueError):
            self._mistaken(name, f'{name} = "09:00"', "")
            return None

    def names(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._value(name, default, f'{name} = ["…"]')
        return value if _are_texts(value) else self._mistaken(name, f'{name} = ["…"]', ())

    def lists(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Return a list of lists of texts."""
        value = self._value(name, None, f'{name} = [["…"]]')
        lists = tuple(tuple(item) if isinstance(item, list) else () for item in _items(value))
        right = all(item and _are_texts(item) for item in lists)
        return lists if right else self._mistaken(name, f'{name} = [["…"]]', ())

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        value = self._value(name, None, f"{name} = [1, 2]")
        return value if _are_numbers(value) else self._mistaken(name, f"{name} = [1, 2]", ())

    def numbers_by_name(self, name: str) -> dict[str, int]:
        """Return names with a whole number each; none when it is not written."""
        value = self._value(name, {}, "")
        table: dict[str, int] = {}
        if isinstance(value, dict) and _are_numbers(tuple(value.values())):
            return {**table, **value}
        return self._mistaken(name, f"{name} = {{ name = 24 }}", table)

    def texts_by_name(self, name: str) -> dict[str, str]:
        """Return names with a text each; none when it is not written."""
        value = self._value(name, {}, "")
        table: dict[str, str] = {}
        if isinstance(value, dict) and _are_texts(tuple(value.values())):
            return {**table, **value}
        return self._mistaken(name, f'{name} = {{ default = "…" }}', table)

    def names_by_language(self, name: str) -> dict[str, tuple[str, ...]]:
        """Return a list of texts a language; none when it is not written."""
        tables = self.table(name) if self.has(name) else None
        if tables is None:
            return {}
        return {language: tables.names(language) for language in tables.keys()}  # noqa: SIM118

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice | None:
        """Return one of a few words; None when it is none of them."""
        words = " · ".join(kind)
        value = self.text(name, None if default is None else default.value)
        if value in set(kind):
            return kind(value)
        if value:
            self.wrong(f"'{name}' cannot be \"{value[:40]}\". Write one of: {words}.")
        return None

    def table(self, name: str) -> "Table":
        """Return a table in this one."""
        value = self._value(name, None, f"[{name}]")
        return Table({} if value is None else value, f"{self.place} [{name}]", self._faults)

    def tables(self, name: str) -> list["Table"]:
        """Return the tables written as [[name]]."""
        value = self._value(name, None, f"[[{name}]]")
        if value is not None and not isinstance(value, tuple):
            self.wrong(f"'{name}' is written as [[{name}]], once for each.")
        items = value if isinstance(value, tuple) else ()
        places = (f"{self.place} [[{name}]] number {count + 1}" for count in range(len(items)))
        return [Table(item, place, self._faults) for item, place in zip(items, places, strict=True)]

    def keys(self) -> tuple[str, ...]:
        """Return all names, which counts them as known."""
        self._known.update(self._values)
        return tuple(self._values)

    def finish(self) -> None:
        """Report the names nobody asked for."""
        for name in sorted(set(self._values) - self._known):
            known = ", ".join(sorted(self._known))
            self.wrong(f"'{name[:40]}' is not known here. Known are: {known}.")

    def _value(self, name: str, default: object, example: str) -> object:
        if self.has(name):
            value = self._values[name]
            return tuple(value) if isinstance(value, list) else value
        if default is None:
            self.wrong(f"'{name}' is missing. Write it, as: {example}")
        return default

    def _mistaken(self, name: str, example: str, instead: T) -> T:
        if name in self._values:
            self.wrong(f"'{name}' is not of the right form. Write it as: {example}")
        return instead


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= NUMBER_LIMIT


def _are_numbers(value: object) -> TypeGuard[tuple[int, ...]]:
    return isinstance(value, tuple) and all(_is_number(item) for item in value)


def _are_texts(value: object) -> TypeGuard[tuple[str, ...]]:
    return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
