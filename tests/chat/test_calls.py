"""The calls of nearly every answer: what Telegram is told, and what it may not leave open."""

import json
from typing import Any, cast

import pytest
from telegram import Bot
from telegram.error import NetworkError
from telegram.request import RequestData

from bot.chat import calls, failures, keyboards
from bot.ports import Doubtful
from bot.render.shapes import Entity, RenderedButton

BOLD = Entity(type="bold", offset=0, length=3)
LINK = Entity(type="text_link", offset=4, length=5, url="https://example.org")
BUTTONS = [
    [RenderedButton(label="Better", data="v1:a"), RenderedButton(label="Map", url="https://a.b")],
    [RenderedButton(label="Copy", copy="0123")],
    [],
]


class Server:
    """A bot of which each call gets the same answer; it keeps what was called."""

    base_url = "http://127.0.0.1/bot1:a"

    def __init__(self, answer: object) -> None:
        self.called: list[tuple[str, dict[str, Any]]] = []
        self._answer = answer

    @property
    def request(self) -> "Server":
        """The way to the server."""
        return self

    async def post(self, url: str, given: RequestData, **limits: float) -> object:
        """Take one call."""
        self.called.append((url.removeprefix(self.base_url), dict(given.json_parameters)))
        return self._answer


def bot(server: Server) -> Bot:
    """The server in the bot's place."""
    return cast(Bot, server)


async def test_a_message_is_told_as_the_bot_api_reads_it() -> None:
    """Values by name, shapes as JSON, and nothing that is not there."""
    server = Server({"message_id": 7})
    markup = keyboards.markup(BUTTONS)
    sent = await calls.send_text(
        bot(server), "Day one", (BOLD, LINK), chat_id=11, reply_markup=markup, protect_content=True
    )
    assert sent == 7
    [(method, given)] = server.called
    assert (method, given["chat_id"], given["text"]) == ("/sendMessage", "11", "Day one")
    assert given["protect_content"] == "true"
    assert json.loads(given["link_preview_options"]) == {"is_disabled": True}
    assert json.loads(given["entities"]) == [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "text_link", "offset": 4, "length": 5, "url": "https://example.org"},
    ]
    assert json.loads(given["reply_markup"]) == {
        "inline_keyboard": [
            [{"text": "Better", "callback_data": "v1:a"}, {"text": "Map", "url": "https://a.b"}],
            [{"text": "Copy", "copy_text": {"text": "0123"}}],
        ]
    }


async def test_what_is_not_there_is_not_told() -> None:
    """No keyboard, no formatting, no line above the button."""
    server = Server(True)
    await calls.edit_text(bot(server), "Noted", (), message_id=7, reply_markup=None)
    await calls.answer_tap(bot(server), "q", "", seconds=3.0)
    [(_, edited), (_, tapped)] = server.called
    assert edited.keys() == {"message_id", "text", "link_preview_options"}
    assert tapped == {"callback_query_id": "q"}


@pytest.mark.parametrize("answer", [True, None, [], {}, {"message_id": "7"}])
async def test_a_success_without_a_message_is_a_doubt(answer: object) -> None:
    """It may have been sent: that is for the outbox to know, not for a crash."""
    with pytest.raises(NetworkError) as caught:
        await calls.send_text(bot(Server(answer)), "Day one", (), chat_id=11)
    assert isinstance(failures.translated(caught.value, is_repeatable=False), Doubtful)
