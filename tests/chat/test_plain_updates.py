"""What is known at a glance as readable is readable; anything odd is left to the library."""

from collections.abc import Callable
from typing import Any

import pytest
from telegram import Update

from bot.chat import plain_updates

Changed = Callable[[dict[str, Any]], None]

PERSON = {"id": 11, "is_bot": False, "first_name": "Ann", "language_code": "en"}
BOT = {"id": 99, "is_bot": True, "first_name": "Busy", "username": "busy_bot"}
KEYBOARD = {"inline_keyboard": [[{"text": "Better", "callback_data": "v1:a"}]]}


def said(number: int) -> dict[str, Any]:
    """Return the update of somebody's words."""
    chat = {"id": 11, "type": "private", "first_name": "Ann"}
    words = {"message_id": 7, "date": number, "chat": chat, "from": dict(PERSON), "text": "Hello"}
    return {"update_id": 1, "message": {**words, "entities": [mark()]}}


def mark() -> dict[str, Any]:
    """Return a piece of formatting."""
    return {"type": "bold", "offset": 0, "length": 5}


def tapped() -> dict[str, Any]:
    """Return the update of a tap below one of our messages."""
    message = {**said(1_700_000_000)["message"], "from": BOT, "edit_date": 1_700_000_009}
    shown = {**message, "reply_markup": KEYBOARD, "link_preview_options": {"is_disabled": True}}
    tap = {"id": "q", "from": PERSON, "message": shown, "chat_instance": "1", "data": "v1:a"}
    return {"update_id": 2, "callback_query": tap}


@pytest.mark.parametrize("update", [said(0), said(2**31 - 1), tapped(), {"update_id": 3}])
def test_what_is_plain_is_read_by_the_library(update: dict[str, Any]) -> None:
    """With the ids it came with, at both ends of what a clock can show."""
    assert plain_updates.is_plain(update)
    read = Update.de_json(update, None)
    people = [each for each in (read.effective_chat, read.effective_user) if each is not None]
    assert {each.id for each in people} <= {11}


@pytest.mark.parametrize(
    "change",
    [
        lambda message: message.update(date=2**31),
        lambda message: message.update(date=-1),
        lambda message: message.update(date="soon"),
        lambda message: message.update(photo=[]),
        lambda message: message.update(sender=PERSON),
        lambda message: message.pop("chat"),
        lambda message: message["from"].update(id=True),
        lambda message: message["from"].update(id="11"),
        lambda message: message["chat"].update(id=1.5),
        lambda message: message["entities"].append("bold"),
        lambda message: message.update(text=5),
        lambda message: message.update(reply_markup={"inline_keyboard": [[5]]}),
    ],
)
def test_whatever_is_odd_is_not_plain(change: Changed) -> None:
    """A field more, one less, one of another kind."""
    update = said(1_700_000_000)
    change(update["message"])
    assert not plain_updates.is_plain(update)


@pytest.mark.parametrize("update", [{}, {"update_id": "1"}, {"update_id": 1, "poll": {}}])
def test_an_update_of_another_kind_is_not_plain(update: dict[str, Any]) -> None:
    """Whether the library knows it is for the library to say."""
    assert not plain_updates.is_plain(update)
