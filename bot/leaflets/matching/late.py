"""The two learners as the library holds them: there from the start, made when they are to learn.

What they reckon with takes as long to load as a quarter of the program, and is of no use before.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.questions import Match
from bot.core.triage import Chances
from bot.leaflets.matching.examples import Example, Told

if TYPE_CHECKING:
    from bot.leaflets.matching.matcher import Matcher
    from bot.leaflets.matching.second_look import SecondLook


class LateMatcher:
    """Ranks slugs by likeness once it has learnt; what it is given is the matcher's."""

    def __init__(
        self, examples: Callable[[], Sequence[Example]], kept_at: Path | None = None
    ) -> None:
        """Take what gives the examples; nothing is asked or made yet."""
        self._examples = examples
        self._kept_at = kept_at
        self._made: Matcher | None = None

    @property
    def has_learnt(self) -> bool:
        """Tell whether it has learnt, or what was learnt before is kept."""
        return self._matcher().has_learnt

    def load(self) -> None:
        """Learn, or read what was learnt before; seconds of work, for a thread."""
        self._matcher().load()

    def closest(self, text: str, language: str) -> Match:
        """Return the likeness of a text to each slug, best first; nothing before `load`."""
        return Match() if self._made is None else self._made.closest(text, language)

    def _matcher(self) -> "Matcher":
        from bot.leaflets.matching.matcher import Matcher  # noqa: PLC0415 - see above

        if self._made is None:
            self._made = Matcher(self._examples(), self._kept_at)
        return self._made


class LateSecondLook:
    """Weighs how a message is told once it has learnt; what it is given is the second look's."""

    def __init__(
        self,
        told: Callable[[], Sequence[Told]],
        traits_of: Callable[[Told], Sequence[str]],
        *,
        made_of: Callable[[], Any],
        kept_at: Path,
    ) -> None:
        """Take what gives the examples and what else is learnt from; nothing is asked yet."""
        self._told = told
        self._traits_of = traits_of
        self._made_of = made_of
        self._kept_at = kept_at
        self._made: SecondLook | None = None

    @property
    def has_learnt(self) -> bool:
        """Tell whether it has learnt, what was learnt is kept, or there is nothing to learn."""
        return self._look().has_learnt

    def load(self) -> None:
        """Learn, or read what was learnt before; seconds of work, for a thread."""
        self._look().load()

    def chances(self, text: str, traits: Sequence[str]) -> Chances | None:
        """Return how likely a message is an alarm, None before `load`."""
        return None if self._made is None else self._made.chances(text, traits)

    def _look(self) -> "SecondLook":
        from bot.leaflets.matching.second_look import SecondLook  # noqa: PLC0415 - see above

        if self._made is None:
            made_of, kept_at = self._made_of(), self._kept_at
            self._made = SecondLook(self._told(), self._traits_of, made_of=made_of, kept_at=kept_at)
        return self._made
