"""What the learners learn from: example messages of slugs, and messages with a known verdict."""

from dataclasses import dataclass

from bot.core.pack import Urgency


@dataclass(frozen=True, slots=True)
class Example:
    """One example message of a slug."""

    slug: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message with its verdict: hours since the session (None: none), how urgent it is.

    Whole hours stay whole when it is kept: what was learnt is known by a hash of how they are told.
    """

    text: str
    language: str
    hours: int | float | None
    urgency: Urgency | None
