"""Each line of a day's lists under the head it belongs to, as the rules stand for this client.

A leaflet lists what to do and what to leave alone; which of the two a line on a rule belongs to
changes with the hour. What is not allowed yet moves below what to leave alone, and what is allowed
by now out of that, under a head of its own. A leaflet without such lists stays as it is.
"""

import re
from collections.abc import Sequence

from bot.core.client import ClientFile
from bot.render import fields, markdown
from bot.render.fields import Scene

ALLOWED = "can.group_open"
_DO, _LEAVE_ALONE = "headings.do", "headings.leave_alone"
_ALLOWING = ("open", "always", "care")
_ITEM = "- "
_RULE = "{may:"
_HEADING = re.compile(r"\*\*(.+?)\*\*")
_AFTER_HEADING = " :."
_NEXT_ITEM = re.compile(r"\n(?=- )")


def placed(text: str, scene: Scene) -> str:
    """Return a leaflet with each line on a rule in the list that fits it now."""
    if _RULE not in text or scene.for_staff or not isinstance(scene.file, ClientFile):
        return text
    paragraphs = text.split("\n\n")
    leave = _list_below(paragraphs, scene.known(_LEAVE_ALONE))
    if leave is None:
        return text
    told, kept, moved = _sorted_items(paragraphs, leave, scene)
    free = [scene.phrase(ALLOWED), "\n".join(moved)] if moved else []
    ends = [*_with_list(paragraphs[leave - 1], kept), *free, *paragraphs[leave + 1 :]]
    return "\n\n".join([*told, *ends])


def _sorted_items(
    paragraphs: Sequence[str], leave: int, scene: Scene
) -> tuple[list[str], list[str], list[str]]:
    """Return what stands before the head of what to leave alone, that list, and what is free."""
    before = list(paragraphs[: leave - 1])
    waiting: list[str] = []
    do = _list_below(before, scene.known(_DO))
    if do is not None:
        items = [_parted(item, scene) for item in _items(before[do])]
        waiting = [later for _, later in items if later]
        stays = [now for now, _ in items if now]
        before[do - 1 : do + 1] = _with_list(before[do - 1], stays)
    listed = _items(paragraphs[leave])
    free = [item for item in listed if _is_allowed(item, scene)]
    return before, [*waiting, *(item for item in listed if item not in free)], free


def _with_list(head: str, items: Sequence[str]) -> list[str]:
    """Return a head with its list, nothing where the list became empty."""
    return [head, "\n".join(items)] if items else []


def _list_below(paragraphs: Sequence[str], heading: str) -> int | None:
    """Return the place of the list whose head begins with that heading."""
    places = (place for place, each in enumerate(paragraphs) if each.startswith(_ITEM) and place)
    return next((each for each in places if _heading(paragraphs[each - 1]) == heading), None)


def _heading(paragraph: str) -> str | None:
    match = _HEADING.match(paragraph)
    return None if match is None else match[1].strip(_AFTER_HEADING)


def _items(paragraph: str) -> list[str]:
    return _NEXT_ITEM.split(paragraph)


def _parted(item: str, scene: Scene) -> tuple[str, str]:
    """Return what of an item is to be done now, and what of it must wait; "" for neither.

    Sentences before the one on the rule hold whatever the rule says.
    """
    if _RULE not in item or _is_allowed(item, scene):
        return item, ""
    before, stop, _ = item[: item.index(_RULE)].rpartition(". ")
    if not stop:
        return "", item
    return f"{before}.", f"{_ITEM}{item[len(before) + len(stop) :]}"


def _is_allowed(item: str, scene: Scene) -> bool:
    names = [argument for name, argument in markdown.names_of_fields(item) if name == "may"]
    return bool(names) and all(fields.state_of(scene, each).kind in _ALLOWING for each in names)
