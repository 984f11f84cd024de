"""The way to a Bot API server over HTTP, where the library trusts that an answer is well formed.

What is no answer of a Bot API becomes an error of the library's own, and an update that the
library cannot read is kept as it came. What follows from either is decided by who asked.
"""

import json
from collections.abc import MutableMapping
from typing import Any

from telegram import Update
from telegram.error import NetworkError
from telegram.request import RequestData

from bot.chat import plain_updates
from bot.chat.carrier import Carrier

UNREAD_MOST = 1_000
_UNREADABLE = (
    TypeError,
    KeyError,
    ValueError,
    AttributeError,
    # A date that no clock holds, and things within things without end.
    OverflowError,
    OSError,
    RecursionError,
)


class ApiRequest(Carrier):
    """A request, proof against answers that are cut short or are no answers."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **more_timeouts: Any,
    ) -> tuple[int, bytes]:
        """Make one request. Raises NetworkError from ValueError for a success that says nothing."""
        status, body = await super().do_request(
            url, method, request_data, *timeouts, **more_timeouts
        )
        return self._sound(status, body) if method == "POST" else (status, body)

    def _sound(self, status: int, body: bytes) -> tuple[int, bytes]:
        answer = _parsed(body)
        if not 200 <= status < 300:
            return status, _of_refusal(answer)
        if answer.get("ok") is True and "result" in answer:
            return status, self._taken(answer, body)
        said = answer.get("error_code")
        if isinstance(said, int) and 400 <= said < 600:
            return said, _of_refusal(answer)
        raise NetworkError("no answer of a Bot API server") from ValueError("no result")

    def _taken(self, answer: dict[str, Any], body: bytes) -> bytes:
        """Return the body of a good answer."""
        return body


class PollingRequest(ApiRequest):
    """The request for getUpdates alone: puts what the library cannot read into `unread`."""

    def __init__(self, unread: MutableMapping[int, str], **options: Any) -> None:
        """Share `unread`: the update's id, and the update as it came."""
        super().__init__(**options)
        self._unread = unread

    def _taken(self, answer: dict[str, Any], body: bytes) -> bytes:
        result = answer["result"]
        found = result if isinstance(result, list) else []
        readable = [self._readable(each) for each in found if _has_id(each)]
        return body if readable == result else json.dumps({"ok": True, "result": readable}).encode()

    def _readable(self, update: dict[str, Any]) -> dict[str, Any]:
        """Return the update, or of one that cannot be read its bare id."""
        if not plain_updates.is_plain(update) and not is_readable(update):
            if len(self._unread) < UNREAD_MOST:
                self._unread[update["update_id"]] = json.dumps(update)
            return {"update_id": update["update_id"]}
        return update


def is_readable(update: dict[str, Any]) -> bool:
    """Tell whether the library reads an update, and what it takes for ids are such."""
    try:
        read = Update.de_json(update, None)
        named = (read.effective_chat, read.effective_user)
        return all(isinstance(each.id, int) for each in named if each is not None)
    except _UNREADABLE:
        return False


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _of_refusal(answer: dict[str, Any]) -> bytes:
    """Return the parts of a refusal that the library reads, when they are what they should be."""
    description, parameters = answer.get("description"), answer.get("parameters")
    kept: dict[str, Any] = {"ok": False}
    if isinstance(description, str):
        kept["description"] = description
    if isinstance(parameters, dict):
        numbers = {name: each for name, each in parameters.items() if isinstance(each, int)}
        kept["parameters"] = numbers
    return json.dumps(kept).encode()


def _has_id(update: Any) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)
