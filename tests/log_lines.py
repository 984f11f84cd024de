"""What the bot logs while a test listens, as an operator with LOG_FORMAT=json finds it."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.settings import logs


class LogLines(logging.Handler):
    """Keeps each line; filtered and written as in production."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__()
        self.addFilter(logs.SafeFilter())
        self.setFormatter(logs.JsonLines())
        self.found: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.found.append(json.loads(self.format(record)))

    @property
    def requests(self) -> list[tuple[str, str | None]]:
        """Each line's event, and the request it names."""
        return [(line["event"], line.get("request")) for line in self.found]


@contextmanager
def heard() -> Iterator[LogLines]:
    """Listen during the block."""
    ours, lines = logging.getLogger(logs.OURS), LogLines()
    ours.addHandler(lines)
    try:
        yield lines
    finally:
        ours.removeHandler(lines)
