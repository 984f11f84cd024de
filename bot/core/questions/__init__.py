"""What a message asks for: its kind, its topic, the single things named in it.

`understand(text, ...)` is the whole of it: triage on all the words first, then each part of the
message. How like a text is to the example messages comes from the library; what is said in answer
is `answers`'.
"""

from bot.core.questions.parts import read_part
from bot.core.questions.understanding import understand
from bot.core.questions.words import (
    SIGN,
    Closest,
    Match,
    MessageKind,
    Part,
    Topic,
    TopicKind,
    Topics,
    Understanding,
)

__all__ = [
    "SIGN",
    "Closest",
    "Match",
    "MessageKind",
    "Part",
    "Topic",
    "TopicKind",
    "Topics",
    "Understanding",
    "read_part",
    "understand",
]
