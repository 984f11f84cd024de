"""Words of a client -> how urgent they are, by fixed rules and before anything else looks at them.

`read(text, signs, condition)` is the whole of it; `traits` are what a second look compares with
examples. It never says what somebody has; what follows from an urgency is the dialogue's.
"""

from bot.core.triage.findings import Condition, Finding, Triage
from bot.core.triage.lexicon import Lexicon
from bot.core.triage.looks import Chances
from bot.core.triage.reading import read
from bot.core.triage.signs import Sign, Signs
from bot.core.triage.traits import is_plain, traits
from bot.core.triage.words import Spelling

__all__ = [
    "Chances",
    "Condition",
    "Finding",
    "Lexicon",
    "Sign",
    "Signs",
    "Spelling",
    "Triage",
    "is_plain",
    "read",
    "traits",
]
