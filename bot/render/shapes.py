"""The two shapes a rendered text is made of: formatting, and buttons with their labels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One piece of formatting; offset and length in UTF-16 units, as Telegram counts."""

    type: str
    offset: int
    length: int
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedButton:
    """A button with its label in the reader's language."""

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""
