"""A second look at how a message is told, learnt from examples with a known verdict.

The rules name the sign; the look tells how likely a message told like this is an alarm at all. What
is made of it is `questions`'; without examples, or before they are learnt, there is no look.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How likely a message is an emergency, or a sign for the same day: 0 to 1, together too."""

    emergency: float
    same_day: float

    @property
    def alarm(self) -> float:
        """How likely it is any of the two."""
        return self.emergency + self.same_day


SecondLook = Callable[[str, Sequence[str]], Chances | None]
"""(text, its traits) -> Chances, None before anything is learnt."""


def no_look(text: str, traits: Sequence[str]) -> Chances | None:
    """Return None: nothing is learnt."""
    return None
