"""One message row put together: leaflet, parts, keyboard, within Telegram's limits.

A text that grows too long can only come from words people typed; the longest of them is cut. Who
gets the row, and whether it makes a sound, is the sender's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.client import ClientFile
from bot.core.outbox import Block, Button, Lane, Media, MessageRow
from bot.render import holding, markdown, pictured, placing, values
from bot.render.fields import Scene, fields_for
from bot.render.lines import line
from bot.render.markdown import Field
from bot.render.shapes import Entity, RenderedButton

WORRIED_PHRASE = "button.worried"
WORRIED_DATA = "v1:worried"
LABEL_LIMIT_UNITS = 64
COPY_LIMIT_UNITS = 256
CUTS_TRIED = 8
LIST_SIGN = "- "


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What Telegram is to show."""

    text: str
    entities: tuple[Entity, ...]
    keyboard: tuple[tuple[RenderedButton, ...], ...] = ()


def message(row: MessageRow, scene: Scene, *, link: str = "") -> Rendered:
    """Render a row in the reader's language, as of the row's own instant where it has one.

    `link` fills {link}, which is never kept. Raises UnknownField, and LookupError for a key without
    a text: content faults, found by tests.
    """
    now = row.as_of or scene.now
    scene = replace(scene, for_staff=row.to is not None, now=now)
    text, entities = _fitting(row, scene, link)
    return Rendered(text=text, entities=entities, keyboard=_keyboard(row, scene))


def _fitting(row: MessageRow, scene: Scene, link: str) -> tuple[str, tuple[Entity, ...]]:
    """Render within the limit; a text can only be too long by a value, so the longest is cut."""
    is_caption = row.media is not Media.NONE
    limit_units = markdown.CAPTION_LIMIT_UNITS if is_caption else markdown.TEXT_LIMIT_UNITS
    words = scene.words
    if row.lane is Lane.ALARM:
        words = replace(words, phrase=scene.phrase_or_key)
    told = {**values.told(row.values, words), "link": link}
    told |= {name: tell(scene) for name, tell in pictured.telling(row).items()}
    text, entities = _rendered(row, scene, told)
    for _ in range(CUTS_TRIED):
        excess = markdown.units(text) - limit_units
        longest = max(told, key=lambda name: markdown.units(told[name]))
        if excess <= 0 or not told[longest]:
            break
        keep = markdown.units(told[longest]) - excess
        told[longest] = markdown.cut(told[longest], max(keep, 1))
        text, entities = _rendered(row, scene, told)
    text = markdown.cut(text, limit_units)
    return text, markdown.within(entities, 0, markdown.units(text))


def _rendered(
    row: MessageRow, scene: Scene, told: Mapping[str, str]
) -> tuple[str, tuple[Entity, ...]]:
    fields: Mapping[str, Field] = {**fields_for(scene), **told}
    keys = [key for key in (row.leaflet, *row.parts) if key]
    texts = [placing.placed(scene.leaflet(key), scene) for key in keys]
    question = [f"**{scene.phrase(f'questions.{row.question}')}**"] if row.question else []
    filled = [markdown.fill(text, fields) for text in texts]
    first = [_block(block, scene) for block in holding.said_first(row, texts, scene)]
    blocks = [_block(block, scene) for block in row.blocks]
    asked = [markdown.fill(text, fields) for text in question]
    return markdown.render(_joined([*first, *filled, *blocks, *asked]))


def _block(block: Block, scene: Scene) -> str:
    """Return a block with its own values filled in."""
    fields = {**fields_for(scene), **values.told(block.values, scene.words)}
    return markdown.fill(scene.leaflet(block.leaflet), fields)


def _joined(texts: Sequence[str]) -> str:
    """Put texts below each other: a blank line between, but none within a list."""
    joined = ""
    for before, text in zip(("", *texts), texts, strict=False):
        is_list = before.startswith(LIST_SIGN) and text.startswith(LIST_SIGN)
        joined += ("\n" if is_list else "\n\n" if joined else "") + text
    return joined


def _keyboard(row: MessageRow, scene: Scene) -> tuple[tuple[RenderedButton, ...], ...]:
    rows = [tuple(_button(button, scene) for button in buttons) for buttons in row.keyboard]
    if row.to is None and isinstance(scene.file, ClientFile) and not row.calm:
        worried = Button(phrase=WORRIED_PHRASE, data=WORRIED_DATA)
        rows.append((_button(worried, scene),))
    return tuple(rows)


def _button(button: Button, scene: Scene) -> RenderedButton:
    label = line(scene, button.phrase, button.values)
    return RenderedButton(
        label=markdown.cut(label.strip(), LABEL_LIMIT_UNITS),
        data=button.data,
        url=button.url,
        copy=markdown.cut(button.copy, COPY_LIMIT_UNITS),
    )
