"""Text and captions of a call: entities read, cleaned, and measured against the limit.

Source: https://core.telegram.org/bots/api#formatting-options.
"""

from __future__ import annotations

from bot.simulator import entities, limits, markup
from bot.simulator.arguments import Arguments
from bot.simulator.chats import Entity
from bot.simulator.errors import bad_request
from bot.simulator.state import State

Words = tuple[str, tuple[Entity, ...]]


def text_of(state: State, given: Arguments) -> Words:
    """The text of a message, 1-4096 UTF-16 units after entities are parsed."""
    text, marked = _formatted(state, given, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if entities.units(text) > limits.TEXT_UNITS_MAX:
        raise bad_request("message is too long")
    return text, marked


def caption_of(state: State, given: Arguments) -> Words:
    """The caption of a photo or file, 0-1024 UTF-16 units after entities are parsed."""
    caption, marked = _formatted(state, given, "caption", "caption_entities")
    if entities.units(caption) > limits.CAPTION_UNITS_MAX:
        raise bad_request("message caption is too long")
    return caption, marked


def _formatted(state: State, given: Arguments, name: str, entities_name: str) -> Words:
    text, mode = given.text(name), given.text("parse_mode").lower()
    if mode == "html":
        text, marked = markup.read_html(text, state.drop)
    elif mode:
        state.drop(f"parse_mode {mode} is not simulated; send entities")
        raise bad_request("unsupported parse_mode")
    else:
        marked = entities.read(given.array(entities_name), state.drop)
    return entities.formatted(text, marked, state.drop)
