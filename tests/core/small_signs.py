"""Made-up signs in two made-up lexicons, for tests of how a message is read."""

from collections.abc import Mapping
from typing import Any

from bot.core.pack import Urgency
from bot.core.triage import Condition, Lexicon, Sign, Signs, Spelling, Triage, read

GRAMMAR: Mapping[str, tuple[str, ...]] = {
    "_idiom": ("dying for", "red wine", "cold feet"),
    "_negation": ("no", "not", "without", "isnt", "never"),
    "_negation_after": ("negative",),
    "_no_negation": ("not sure", "no idea why"),
    "_contrast": ("but", "now", "just"),
    "_listing": ("or", "no"),
    "_present": ("right now", "today"),
    "_before_session": ("years ago", "last year", "in #1950-2035"),
    "_hypothesis": ("what if", "if i|my|it", "could it cause"),
    "_no_hypothesis": ("know if", "if i lie"),
    "_other_past": ("(friend|cousin) had",),
    "_asking_about": ("is swelling normal", "how long does"),
    "_question_start": ("does", "can"),
    "_opening": ("hi", "ok"),
    "_own": ("mine", "she", "can hardly"),
    "_me": ("i", "my", "im"),
    "_mine": ("mine is",),
    "_over": ("gone now", "finished"),
    "_since_session": ("since the session",),
    "_filler": ("the", "a", "is", "are", "so", "really", "my", "feels"),
}
CONCEPTS: Mapping[str, tuple[str, ...]] = {
    "throat": ("throat*",),
    "closing": ("closing", "tight*"),
    "cannot_breathe": ("cant breathe", "(struggling|hard) to breathe"),
    "swollen": ("swell*", "swollen", "🎈"),
    "one_sided": ("one side|cheek", "left side only"),
    "red": ("red", "redness"),
    "worse": ("worse", "(getting|much) redder"),
    "fever": ("fever*", "temp* #38-38.9"),
    "high_fever": ("temp* #39-43", "#39.1-39.9"),
    "fading": ("fading", "better"),
    "blister": ("blister*",),
    "thinner": ("blood thinner*", "warfarin"),
    "own_end": ("end it all",),
}
OTHER: Mapping[str, tuple[str, ...]] = {
    "throat": ("kurku*",),
    "closing": ("kiinni",),
    "swollen": ("turvonnut",),
    "_negation": ("ei",),
    "_filler": ("on",),
}
SIGNS = (
    Sign(
        name="own_end",
        slug="own-end",
        urgency=Urgency.EMERGENCY,
        when=(("own_end",),),
        firm=True,
    ),
    Sign(
        name="airway",
        slug="airway",
        urgency=Urgency.EMERGENCY,
        when=(("throat", "closing"), ("throat", "swollen"), ("cannot_breathe",)),
    ),
    Sign(name="high_fever", slug="fever", urgency=Urgency.EMERGENCY, when=(("high_fever",),)),
    Sign(name="fever", slug="fever", urgency=Urgency.SAME_DAY, when=(("fever",),)),
    Sign(
        name="one_sided",
        slug="swelling",
        urgency=Urgency.SAME_DAY,
        when=(("swollen", "one_sided"),),
        from_hours=48,
        on_skin=True,
    ),
    Sign(
        name="red_late",
        slug="redness",
        urgency=Urgency.SAME_DAY,
        when=(("red",),),
        unless=("fading",),
        from_hours=168,
        on_skin=True,
        of_session=True,
    ),
    Sign(
        name="red_again",
        slug="redness",
        urgency=Urgency.ROUTINE,
        amber=True,
        when=(("red",),),
        unless=("fading",),
        from_hours=96,
        until_hours=168,
        on_skin=True,
    ),
    Sign(
        name="blister",
        slug="blister",
        urgency=Urgency.SAME_DAY,
        when=(("blister",),),
        areas=("face",),
        on_skin=True,
    ),
    Sign(
        name="normal",
        slug="normal",
        urgency=Urgency.ROUTINE,
        when=(("red",), ("swollen",)),
        until_hours=72,
    ),
)
LEXICON = Lexicon(
    language="en",
    concepts={**CONCEPTS, **GRAMMAR},
    known=frozenset(["treat", "threat", "breath", "face", "cheek", "what", "help", "please"]),
)
SECOND = Lexicon(language="fi", concepts=OTHER, spelling=Spelling(), known=frozenset(["minun"]))
SMALL = Signs(
    signs=SIGNS,
    raising_facts=frozenset(["thinner"]),
    foreign_words=frozenset(["nie", "moge"]),
    lexicons={"en": LEXICON, "fi": SECOND},
)


def heard(text: str, *, hours: float | None = 24, **condition: Any) -> Triage:
    """Return what the small signs make of a message, on day 1 when nothing else is said."""
    return read(text, SMALL, Condition(hours=hours, **condition))


def urgency(text: str, *, hours: float | None = 24, **condition: Any) -> str | None:
    """Return how urgent a message is by the small signs, as a word."""
    found = heard(text, hours=hours, **condition).urgency
    return None if found is None else found.value
