"""A small Bot API server by somebody else: a few methods, 'true' for all others, no long polls.

Message ids are counted per chat, nothing can be pinned, and answers hold what is required only.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.timing.clock import SystemClock
from tests.processes.loopback import LoopbackServer

BOT = {"id": 99, "is_bot": True, "first_name": "Small", "username": "small_bot"}
TOKEN = "99:a-token-of-another-form"
Answerer = Callable[[str], Awaitable[web.StreamResponse | None]]


async def nothing_odd(method: str) -> web.StreamResponse | None:
    """Let the server answer as it does."""
    return None


class SmallServer(LoopbackServer):
    """Keeps what was sent; `odd` may answer a call in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.methods: list[str] = []
        self.odd: Answerer = nothing_odd
        self.missing: frozenset[str] = frozenset()
        self.news = asyncio.Event()
        self._counts: dict[int, int] = {}

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = dict(await request.post())
        self.methods.append(method)
        self.news.set()
        if request.match_info["token"] != TOKEN or method in self.missing:
            return refusal(404, "Not Found")
        return await self.odd(method) or web.json_response(
            {"ok": True, "result": self._result(method, given)}
        )

    def _result(self, method: str, given: dict[str, Any]) -> Any:
        if method == "getMe":
            return BOT
        if method == "getUpdates":
            first = int(given.get("offset", 0))
            self.updates = [each for each in self.updates if each["update_id"] >= first]
            return self.updates
        if method in ("sendMessage", "sendPhoto"):
            message_id = self.next_id(int(given["chat_id"]))
            markup = json.loads(given.get("reply_markup", "{}"))
            words = given.get("text") or given.get("caption")
            chat = int(given["chat_id"])
            self.sent.append({"chat": chat, "id": message_id, "text": words, "markup": markup})
            return self._message(chat, message_id)
        if method == "editMessageText":
            chat, message_id = int(given["chat_id"]), int(given["message_id"])
            found = next(m for m in self.sent if (m["chat"], m["id"]) == (chat, message_id))
            found["text"] = given["text"]
            found["markup"] = json.loads(given.get("reply_markup", "{}"))
            return self._message(chat, message_id)
        return True

    def next_id(self, chat: int) -> int:
        """Count a chat's messages."""
        self._counts[chat] = self._counts.get(chat, 0) + 1
        return self._counts[chat]

    def _message(self, chat: int, message_id: int) -> dict[str, Any]:
        date = int(SystemClock().now().timestamp())
        return {"message_id": message_id, "date": date, "chat": {"id": chat, "type": "private"}}

    def says(self, user: int, text: str) -> None:
        """Have a person write."""
        message = self._message(user, self.next_id(user))
        sender = {"id": user, "is_bot": False, "first_name": "Somebody"}
        entities = [{"type": "bot_command", "offset": 0, "length": len(text.partition(" ")[0])}]
        command = {"entities": entities} if text.startswith("/") else {}
        self.push({"message": {**message, "from": sender, "text": text, **command}})

    def taps(self, user: int, label: str) -> None:
        """Have a person tap the newest button that starts so."""
        message, button = self.buttons(user, label)[-1]
        sender = {"id": user, "is_bot": False, "first_name": "Somebody"}
        query = {"id": str(len(self.methods)), "from": sender, "chat_instance": "1"}
        shown = self._message(user, message["id"])
        data = button["callback_data"]
        self.push({"callback_query": {**query, "message": shown, "data": data}})

    def push(self, update: dict[str, Any]) -> None:
        """Queue an update."""
        last = self.updates[-1]["update_id"] if self.updates else len(self.methods) * 10
        self.updates.append({"update_id": last + 1, **update})

    def buttons(self, user: int, label: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """The buttons a person sees that start so, with their messages."""
        return [
            (message, button)
            for message in self.sent
            for row in message["markup"].get("inline_keyboard", [])
            for button in row
            if message["chat"] == user and button["text"].startswith(label)
        ]

    def read(self, user: int) -> str:
        """All that stands in a person's chat."""
        return "\n".join(each["text"] or "" for each in self.sent if each["chat"] == user)


def refusal(status: int, description: str, **parameters: int) -> web.Response:
    """An error in the Bot API's form."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return web.json_response(
        body | ({"parameters": parameters} if parameters else {}), status=status
    )
