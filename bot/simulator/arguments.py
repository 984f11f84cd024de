"""The parameters of one call, read as leniently as Telegram does: numbers may be strings.

Source: telegram-bot-api's Client.cpp; which names a method knows is told by `methods`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.errors import bad_request

_YES = frozenset({"true", "yes", "1"})


def whole(value: Any) -> int | None:
    """A whole number, given as such or as a string, or None for anything else."""
    try:
        return int(str(value))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The values, the uploaded files and what those were called, by the name of their field."""

    values: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)
    file_names: Mapping[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a value was given."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """A string, empty when absent."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        """A whole number, or None when absent or not one."""
        return whole(self.values.get(name))

    def real(self, name: str) -> float | None:
        """A decimal number, or None when absent or not one."""
        try:
            return float(str(self.values[name]))
        except (KeyError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """A truth value, False when absent."""
        return str(self.values.get(name, "")).strip().lower() in _YES

    def array(self, name: str) -> list[Any]:
        """A JSON array, empty when absent."""
        value = self._decoded(name)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            raise bad_request(f"can't parse {name}: expected an Array")
        return list(value)

    def object(self, name: str) -> Mapping[str, Any] | None:
        """A JSON object, None when absent."""
        value = self._decoded(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise bad_request(f"can't parse {name}: expected an Object")
        return value

    def file(self, name: str) -> tuple[str, bytes] | None:
        """An uploaded file's name and bytes, given directly or through attach://, else None."""
        if name in self.files:
            return name, self.files[name]
        return self.attached(self.text(name))

    def attached(self, reference: str) -> tuple[str, bytes] | None:
        """The upload that `attach://<name>` points at, or None for any other reference."""
        if not reference.startswith("attach://"):
            return None
        name = reference.removeprefix("attach://")
        if name not in self.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return name, self.files[name]

    def _decoded(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error
