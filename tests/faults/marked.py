"""The shipped content with each text's own key in it: what is sent tells what it is.

So the model recognises a message in any language, without asking the program what it sent.
"""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache

from bot.leaflets import ContentLibrary
from tests import shipped_library
from tests.likeness import with_nothing_learnt

_MARK = re.compile("⟦([^⟧]+)⟧")
_MARKED_PHRASES = (
    "alert.",
    "forget.done",
    "staff.alert",
    "staff.ring",
    "staff.stranger",
    "on_call.",
    "link.",
    "urgent.",
    "said.",
)


class MarkedLibrary(ContentLibrary):
    """Ends each leaflet, and each phrase that the model looks for, with its key."""

    def text(self, treatment: str, key: str, language: str, areas: Sequence[str]) -> str:
        """Return the reviewed words, and the key."""
        words = super().text(treatment, key, language, areas)
        return f"{words} ⟦{key}⟧" if _is_marked(key) else words


def _is_marked(key: str) -> bool:
    is_leaflet = "." not in key and ":" not in key
    return is_leaflet or key.startswith(_MARKED_PHRASES)


@cache
def library() -> MarkedLibrary:
    """Return the shipped content with its keys, read once in a process."""
    plain = with_nothing_learnt(replace(shipped_library.library(), notices=()))
    return MarkedLibrary(**{each.name: getattr(plain, each.name) for each in fields(plain)})


def keys_in(words: str) -> tuple[str, ...]:
    """Return the keys of all that stands in a message."""
    return tuple(_MARK.findall(words))
