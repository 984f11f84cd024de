"""Markdown to Telegram's text and entities, and fields filled in so that values stay literal.

A value is never Markdown: its ASCII characters are shielded as private-use characters of the same
UTF-16 length, which the Markdown library takes for letters and `render` turns back. So offsets
need no mending, whatever a client or a member of staff typed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING

from bot.render.shapes import Entity

if TYPE_CHECKING:
    from telegramify_markdown import MessageEntity

TEXT_LIMIT_UNITS = 4096
CAPTION_LIMIT_UNITS = 1024
ENTITY_LIMIT = 100

Field = str | Callable[[str], str]

_ASCII = 128
_SHIELD_START = 0xE000  # the first private-use character
_UNSHIELD = {_SHIELD_START + code: chr(code) for code in range(_ASCII)}
_SHIELD = {code: chr(_SHIELD_START + code) for code in range(_ASCII)}
# A table asked about every letter is slow; most texts hold none of these.
_SHIELDED = re.compile("[\ue000-\ue07f]+")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONE_HALVES = re.compile("[\ud800-\udfff]")
_FIELD = re.compile(r"\{([a-z_]+)(?::([a-z0-9_.-]*))?\}")
_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n")
_LABEL_SIGNS = "*_->.… \t"


class UnknownField(Exception):
    """A text names a field that nobody fills in; the text is the field as written."""


@cache
def _converter() -> "Callable[[str], tuple[str, list[MessageEntity]]]":
    """Return the library's function as we use it; a start has nothing to render."""
    import telegramify_markdown  # noqa: PLC0415 - 15 ms and 2 MB
    from telegramify_markdown.config import RenderConfig  # noqa: PLC0415 - as above

    config = RenderConfig.isolated()
    config.cite_expandable = False
    symbol = config.markdown_symbol
    symbol.heading_level_1 = symbol.heading_level_2 = ""
    symbol.heading_level_3 = symbol.heading_level_4 = ""
    symbol.unordered_list_item = "•"
    return partial(telegramify_markdown.convert, latex_escape=False, config=config)


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def render(markdown: str) -> tuple[str, tuple[Entity, ...]]:
    """Turn Markdown into plain text and its entities, offsets in UTF-16 units.

    The text has no white space at either end, and never more entities than Telegram keeps.
    """
    text, found = _converter()(markdown)
    text = _unshielded(text)
    start = units(text) - units(text.lstrip())
    text = text.strip()
    entities = [
        Entity(
            type=entity.type,
            offset=entity.offset - start,
            length=entity.length,
            url=_unshielded(entity.url or ""),
        )
        for entity in sorted(found, key=lambda entity: (entity.offset, -entity.length))
    ]
    return text, within(entities, 0, units(text))[:ENTITY_LIMIT]


def within(entities: Iterable[Entity], start: int, end: int) -> tuple[Entity, ...]:
    """Return the entities clipped to a stretch of the text; what lies outside goes."""
    clipped = []
    for entity in entities:
        first = max(entity.offset, start)
        last = min(entity.offset + entity.length, end)
        if first < last:
            clipped.append(
                Entity(type=entity.type, offset=first, length=last - first, url=entity.url)
            )
    return tuple(clipped)


def fill(template: str, fields: Mapping[str, Field]) -> str:
    """Put values into {field} and {field:argument} of a Markdown text, each value literal.

    A line whose fields all came out empty goes when nothing but a label ("Note:") would be left.
    Raises UnknownField.
    """
    paragraphs = _PARAGRAPH_BREAK.split(_without_shielded(template))
    filled = (_filled_paragraph(paragraph, fields) for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in filled if paragraph.strip())


def fill_plain(template: str, fields: Mapping[str, Field]) -> str:
    """Put values into a text that is shown as it is, such as the label of a button."""
    return _FIELD.sub(lambda match: clean(_value(match, fields)), template)


def names_of_fields(template: str) -> tuple[tuple[str, str], ...]:
    """Return name and argument of each field in a text, in order."""
    return tuple((match[1], match[2] or "") for match in _FIELD.finditer(template))


def without_fields(template: str) -> str:
    """Return a text with its fields blanked out, at the same places."""
    return _FIELD.sub(lambda match: " " * len(match[0]), template)


def clean(value: str) -> str:
    """Return a value without what Telegram refuses or drops: control characters, lone halves."""
    plain = _without_shielded(value.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROLS.sub(" ", _LONE_HALVES.sub("\N{REPLACEMENT CHARACTER}", plain))


def cut(text: str, limit_units: int) -> str:
    """Shorten a text to at most that many UTF-16 units with "…", never inside a character."""
    if units(text) <= limit_units:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: max(limit_units - 1, 0) * 2]
    short = kept.decode("utf-16-le", "ignore")
    while short and _joins_the_next(short[-1], text[len(short)]):
        short = short[:-1]
    return f"{short.rstrip()}…"


def _joins_the_next(last: str, following: str) -> bool:
    """Tell whether a cut here would part a sign from its accent, joiner or skin tone."""
    joiner = "\N{ZERO WIDTH JOINER}"
    tone = "\U0001f3fb" <= following <= "\U0001f3ff"
    return joiner in (last, following) or tone or bool(unicodedata.combining(following))


def _filled_paragraph(paragraph: str, fields: Mapping[str, Field]) -> str:
    lines = (_filled_line(line, fields) for line in paragraph.split("\n"))
    return "\n".join(line for line in lines if line is not None)


def _filled_line(line: str, fields: Mapping[str, Field]) -> str | None:
    """Return the line with its values, None when all are empty and only a label would be left."""
    values = [_value(match, fields) for match in _FIELD.finditer(line)]
    if values and not any(value.strip() for value in values) and _is_label(line):
        return None
    rest = iter(values)
    return _FIELD.sub(lambda _match: _shielded(next(rest)), line)


def _is_label(line: str) -> bool:
    rest = _FIELD.sub("", line).strip(_LABEL_SIGNS)
    return not rest or rest.endswith(":")


def _value(match: re.Match[str], fields: Mapping[str, Field]) -> str:
    name, argument = match[1], match[2]
    if name not in fields:
        raise UnknownField(match[0])
    value = fields[name]
    if callable(value):
        return value(argument or "")
    if argument is not None:
        raise UnknownField(match[0])
    return value


def _shielded(value: str) -> str:
    return clean(value).translate(_SHIELD)


def _unshielded(text: str) -> str:
    return _SHIELDED.sub(lambda match: match[0].translate(_UNSHIELD), text)


def _without_shielded(text: str) -> str:
    """Return a text from outside without what would be taken for a shielded character."""
    return _SHIELDED.sub(lambda match: "\N{REPLACEMENT CHARACTER}" * len(match[0]), text)
