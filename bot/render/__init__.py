"""From a leaflet and this client's facts to what Telegram shows: text, entities, keyboard.

`markdown` turns Markdown into text and entities and fills in fields, `words` says dates and
numbers in a language, `fields` knows what each field says for a client now, `message` puts a row
together. What is sent, and when, is decided elsewhere.
"""

from bot.render.fields import Scene, fields_for
from bot.render.lines import line
from bot.render.markdown import (
    CAPTION_LIMIT_UNITS,
    ENTITY_LIMIT,
    TEXT_LIMIT_UNITS,
    UnknownField,
    fill,
    render,
    units,
)
from bot.render.message import Rendered, message

__all__ = [
    "CAPTION_LIMIT_UNITS",
    "ENTITY_LIMIT",
    "TEXT_LIMIT_UNITS",
    "Rendered",
    "Scene",
    "UnknownField",
    "fields_for",
    "fill",
    "line",
    "message",
    "render",
    "units",
]
