"""Keyboards as Telegram takes them: what each button may hold, how many there may be.

Source: https://core.telegram.org/bots/api#inlinekeyboardbutton; sending them is not done here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator import limits
from bot.simulator.chats import Button, ButtonKind, Keyboard
from bot.simulator.entities import check_encoding, checked_link
from bot.simulator.errors import bad_request

Drop = Callable[[str], None]

ACTIONS: Mapping[str, ButtonKind] = {
    "callback_data": "callback",
    "url": "url",
    "copy_text": "copy",
    "web_app": "web_app",
    "switch_inline_query": "switch_inline",
    "switch_inline_query_current_chat": "switch_inline",
}
LOOKS = ("text", "style", "icon_custom_emoji_id")
STYLES = frozenset({"danger", "success", "primary"})
REPLY_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def read_inline(markup: Mapping[str, Any] | None, drop: Drop) -> Keyboard:
    """The inline keyboard of a reply_markup, empty without one; empty rows vanish."""
    if not markup or "inline_keyboard" not in markup:
        return ()
    rows = _rows(markup["inline_keyboard"])
    keyboard = tuple(tuple(_button(raw, drop) for raw in row) for row in rows if row)
    if sum(len(row) for row in keyboard) > limits.BUTTONS_MAX:
        raise bad_request("reply markup is too long")
    if any(len(row) > limits.BUTTONS_PER_ROW_MAX for row in keyboard):
        raise bad_request("reply markup is too long")
    return keyboard


def read_reply(markup: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """A reply keyboard, its removal or a forced reply, None when there is none of them."""
    if not markup or "inline_keyboard" in markup:
        return None
    if not any(name in markup for name in REPLY_MARKUPS):
        raise bad_request("object expected as reply markup")
    placeholder = str(markup.get("input_field_placeholder") or "")
    if len(placeholder) > limits.PLACEHOLDER_CHARACTERS_MAX:
        raise bad_request("REPLY_MARKUP_INVALID")
    for row in _rows(markup.get("keyboard", [])):
        for button in row:
            label = button.get("text", "") if isinstance(button, Mapping) else button
            if not isinstance(label, str) or not label.strip():
                raise bad_request("can't parse keyboard button: Text buttons must be non-empty")
    return markup


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list | tuple) or not all(isinstance(row, list | tuple) for row in rows):
        raise bad_request("a keyboard must be an Array of Arrays")
    return [list(row) for row in rows]


def _button(raw: Any, drop: Drop) -> Button:
    if not isinstance(raw, Mapping):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    label = str(raw.get("text", ""))
    check_encoding(label)
    if not label.strip():
        raise bad_request("can't parse inline keyboard button: Text buttons must be non-empty")
    actions = [name for name in ACTIONS if raw.get(name) not in (None, "")]
    for name in raw:
        if name not in ACTIONS and name not in LOOKS:
            drop(f"inline button: unknown field {name}")
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")
    if raw.get("style") is not None and str(raw["style"]) not in STYLES:
        raise bad_request("BUTTON_STYLE_INVALID")
    value = _value(actions[0], raw[actions[0]])
    kept = {name: raw[name] for name in LOOKS if raw.get(name) is not None}
    kept[actions[0]] = {"text": value} if actions[0] == "copy_text" else raw[actions[0]]
    if actions[0] == "url":
        kept["url"] = value
    return Button(label=label, kind=ACTIONS[actions[0]], value=value, raw=kept)


def _value(action: str, given: Any) -> str:
    if action == "callback_data":
        return _callback_data(str(given))
    if action == "url":
        return _url(str(given))
    if action == "copy_text":
        return _copy_text(given)
    if action == "web_app":
        return _web_app(given)
    return str(given)


def _callback_data(data: str) -> str:
    check_encoding(data)
    size = len(data.encode())
    if not limits.CALLBACK_DATA_BYTES_MIN <= size <= limits.CALLBACK_DATA_BYTES_MAX:
        raise bad_request("BUTTON_DATA_INVALID")
    return data


def _url(url: str) -> str:
    checked = checked_link(url)
    if checked is None or checked.startswith("mailto:"):
        raise bad_request("BUTTON_URL_INVALID")
    return checked


def _copy_text(given: Any) -> str:
    text = str(given.get("text", "")) if isinstance(given, Mapping) else ""
    check_encoding(text)
    if not 1 <= len(text) <= limits.COPY_TEXT_CHARACTERS_MAX:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return text


def _web_app(given: Any) -> str:
    url = str(given.get("url", "")) if isinstance(given, Mapping) else ""
    if not url.startswith("https://"):
        raise bad_request("BUTTON_URL_INVALID")
    return url
