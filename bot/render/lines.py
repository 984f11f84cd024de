"""One phrase as plain text with its values: a button, a heading, a word in a picture."""

from collections.abc import Mapping

from bot.render import markdown, values
from bot.render.fields import Scene, fields_for


def line(scene: Scene, key: str, row_values: Mapping[str, str] | None = None) -> str:
    """Return a phrase as plain text with its values, for a tap's answer or a button."""
    text = scene.phrase(key)
    if "{" not in text:
        return text
    fields = {**fields_for(scene), **values.told(row_values or {}, scene.words)}
    return markdown.fill_plain(text, fields)
