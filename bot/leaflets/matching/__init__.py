"""Which topic a message is about, by likeness to the example messages in the leaflets.

Two linear models share the decision: one over sentence vectors that ship inside a wheel (meaning,
across languages), one over letter groups (spelling, slang, typos). No network, no generated text.
What is made of the likeness is `core.questions`'.
"""

from bot.leaflets.matching.matcher import Example, Matcher

__all__ = ["Example", "Matcher"]
