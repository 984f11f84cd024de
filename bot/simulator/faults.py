"""Troubles on the way to Telegram: refused calls, lost answers, no server; none unless asked for.

A policy is any function from (method, parameters) to a fault or None, asked once for each call.
It stops at deciding: the world refuses, the two callers turn a lost answer into silence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ANY_METHOD = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Telegram answers, but with an error; `retry_after` in seconds, as with a 429."""

    status: int
    description: str
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """No answer comes back; `accepted` tells whether Telegram had done what was asked."""

    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """No connection at all."""


Fault = Refused | Lost | Unreachable
Policy = Callable[[str, Mapping[str, Any]], Fault | None]
Moment = Literal["before", "after"]


class NoAnswer(Exception):
    """The call got no answer in time; whether it was carried out only Telegram knows."""


class NoConnection(Exception):
    """The server could not be reached, so nothing was carried out."""


def none(method: str, parameters: Mapping[str, Any]) -> Fault | None:
    """The policy of an untroubled world."""
    return None


@dataclass(slots=True)
class Faults:
    """A policy told by hand: the next calls of a method fail as asked, then all is well again."""

    server_down: bool = False
    _next: list[tuple[str, Fault]] = field(default_factory=list)

    def __call__(self, method: str, parameters: Mapping[str, Any]) -> Fault | None:
        """The fault of this call, used up by being asked for."""
        if self.server_down:
            return Unreachable()
        for index, (name, fault) in enumerate(self._next):
            if name in (method, ANY_METHOD):
                del self._next[index]
                return fault
        return None

    def refuse(
        self,
        method: str,
        status: int,
        description: str,
        *,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """The next `times` calls of the method, or of any with '*', are answered with an error."""
        fault = Refused(status=status, description=description, retry_after=retry_after)
        self._next.extend([(method, fault)] * times)

    def flood(self, method: str, *, retry_after: int, times: int = 1) -> None:
        """The next calls are answered with 429 and the seconds to wait."""
        description = f"Too Many Requests: retry after {retry_after}"
        self.refuse(method, 429, description, retry_after=retry_after, times=times)

    def time_out(self, method: str, moment: Moment, *, times: int = 1) -> None:
        """The next calls get no answer, lost before or after Telegram carried them out."""
        self._next.extend([(method, Lost(accepted=moment == "after"))] * times)

    def cut_off(self, method: str, *, times: int = 1) -> None:
        """The next calls do not even reach the server."""
        self._next.extend([(method, Unreachable())] * times)

    @property
    def left(self) -> int:
        """How many faults are still to come."""
        return len(self._next)
