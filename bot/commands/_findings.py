"""What `check` found: a part, how bad it is, and one plain sentence with the mend."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """A fault keeps something from working, a warning may become one, a note only tells."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


class Part(StrEnum):
    """What was looked at."""

    SETTINGS = "settings"
    CONTENT = "content"
    STORE = "store"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one part."""

    part: Part
    level: Level
    text: str
