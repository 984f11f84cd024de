"""What stands first in a message that tells a client of rules while nothing new may begin.

Whether that is so is `holds`'; here is only which messages say it, whatever screen they belong to.
"""

from collections.abc import Sequence

from bot.core import holds
from bot.core.client import ClientFile
from bot.core.outbox import Block, MessageRow
from bot.render import markdown
from bot.render.fields import RULE_FIELDS, Scene


def said_first(row: MessageRow, texts: Sequence[str], scene: Scene) -> tuple[Block, ...]:
    """Return the sentence before the rules of a message to a client: nothing new begins, and why.

    A time alone would be read as a promise.
    """
    if not isinstance(scene.file, ClientFile) or scene.for_staff or not _tells_rules(row, texts):
        return ()
    hold = holds.hold(scene.file, scene.now)
    if hold is None:
        return ()
    if hold.until is None:
        return (Block(leaflet="hold.open"),)
    return (Block(leaflet="hold.until", values={"held_until_at": hold.until.isoformat()}),)


def _tells_rules(row: MessageRow, texts: Sequence[str]) -> bool:
    named = {name for text in texts for name, _ in markdown.names_of_fields(text)}
    return bool(named & RULE_FIELDS) or any("thing_phrase" in each.values for each in row.blocks)
