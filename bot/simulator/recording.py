"""The diary of calls: which method, which chat, how large, what came of it; never a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.simulator.arguments import Arguments
from bot.simulator.state import Call, State

SHOWN = frozenset(
    {
        "chat_id",
        "message_id",
        "offset",
        "limit",
        "timeout",
        "disable_notification",
        "show_alert",
        "action",
        "language_code",
        "user_id",
    }
)


def note(state: State, method: str, given: Arguments, status: int, description: str) -> None:
    """Append one call to the diary; status 0 means no answer."""
    state.calls.append(
        Call(
            method=method,
            chat_id=given.number("chat_id"),
            parameters=_redacted(given.values),
            status=status,
            description=description,
            at=state.now(),
        )
    )


def _redacted(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: str(value) if name in SHOWN else f"<{_size(value)} characters>"
        for name, value in values.items()
    }


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str) else len(json.dumps(value, default=str))
