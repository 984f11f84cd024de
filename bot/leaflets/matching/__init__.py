"""Which topic a message is about, by likeness to the example messages in the leaflets.

Two linear models share the decision: one over sentence vectors that ship inside a wheel (meaning,
across languages), one over letter groups (spelling, slang, typos). No network, no generated text.
What is made of the likeness is `core.questions`'. Beside it the second look at warning signs, which
learns from messages with a known verdict how an alarm is told.
"""

from bot.leaflets.matching.examples import Example, Told
from bot.leaflets.matching.late import LateMatcher, LateSecondLook

__all__ = ["Example", "LateMatcher", "LateSecondLook", "Told"]
