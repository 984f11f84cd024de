"""The one way a bot's call takes: trouble on the way, token, method, limits, answer, diary.

It stops at carrying: what a method does is told in `methods`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from bot.simulator import errors, faults, methods, polling, recording
from bot.simulator.arguments import Arguments
from bot.simulator.flood import Flood
from bot.simulator.state import State

TOKEN_FORM = re.compile(r"\d+:[A-Za-z0-9_-]{35}")
Answer = tuple[int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One call as it came in."""

    token: str
    method: str
    given: Arguments


async def answer(state: State, policy: faults.Policy, flood: Flood | None, asked: Asked) -> Answer:
    """Answer one call; faults.NoAnswer or faults.NoConnection where the way fails."""
    method, given = asked.method, asked.given
    fault = policy(method, given.values)
    if isinstance(fault, faults.Unreachable):
        recording.note(state, method, given, 0, "no connection")
        raise faults.NoConnection
    if fault == faults.Lost(accepted=False):
        recording.note(state, method, given, 0, "lost on the way")
        raise faults.NoAnswer
    try:
        result = await _result(state, flood, fault, asked)
    except errors.Refusal as refusal:
        recording.note(state, method, given, refusal.status, refusal.description)
        answered = _refused(refusal)
    else:
        recording.note(state, method, given, 200, "")
        answered = 200, _json({"ok": True, "result": result})
    if isinstance(fault, faults.Lost):
        raise faults.NoAnswer
    return answered


def download(state: State, token: str, path: str) -> Answer:
    """The bytes at a file_path of getFile, or Telegram's 404."""
    content = state.files.at(path) if token == state.token else None
    return (200, content) if content is not None else _refused(errors.not_found())


async def _result(
    state: State, flood: Flood | None, fault: faults.Fault | None, asked: Asked
) -> Any:
    if not TOKEN_FORM.fullmatch(asked.token):
        raise errors.not_found()
    if asked.token != state.token:
        raise errors.unauthorized()
    if isinstance(fault, faults.Refused):
        after = {"retry_after": fault.retry_after} if fault.retry_after else {}
        raise errors.Refusal(fault.status, fault.description, after)
    found = methods.named(asked.method)
    if found is None:
        raise errors.method_not_found()
    proper, method = found
    given = asked.given
    for parameter in given.values:
        if not method.takes(parameter):
            state.drop(f"{proper}: parameter {parameter}")
    taken = {name: value for name, value in given.values.items() if method.takes(name)}
    given = replace(given, values=taken)
    if method is methods.GET_UPDATES:
        await polling.wait_for_updates(state, given)
    if flood is not None and method.floods:
        flood.check(given, state.now())
    return method.handler(state, given)


def _refused(refusal: errors.Refusal) -> Answer:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return refusal.status, _json(body)


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
