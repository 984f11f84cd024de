"""The signs of a treatment as plain data: which concepts together make a sign, and when.

Words are not here: each language's lexicon says with which words a client names a concept. The
files are `content/<treatment>/signs.toml` and `<language>/signs.toml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.pack import Urgency
from bot.core.triage.lexicon import Lexicon
from bot.core.triage.looks import SecondLook, no_look

WITHIN_WORDS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One way in which a sign is told.

    `slug` groups the ways of one sign and names its leaflet (`signs/<slug>`). It is found where
    all concepts of one of the lines of `when` stand within `within` words of each other and none
    of `unless` stands in the same sentence. `from_hours` and `until_hours` are elapsed since the
    session; an unknown time counts as within. `areas` empty: all. `amber` is routine, asked again
    after 24 h. `on_skin` signs are one tier more urgent beside a fact of `Signs.raising_facts`.
    A routine sign without `amber` is what is normal on its days. `of_session` signs come late or
    are common without any session: where its time is unknown they count only in a message that
    speaks of it ("since the treatment").
    `firm` signs stand whatever the words say of an end or a condition: who speaks of ending their
    life means no symptom.
    """

    name: str
    slug: str
    urgency: Urgency
    when: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...] = ()
    from_hours: int = 0
    until_hours: int | None = None
    areas: tuple[str, ...] = ()
    amber: bool = False
    on_skin: bool = False
    of_session: bool = False
    firm: bool = False
    within: int = WITHIN_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """All signs of a treatment, with the lexicon of every language that has signed ones.

    `foreign_words` are common words of languages that have none: they tell those apart from
    ours. Folded. `second_look` weighs how a message is told.
    """

    signs: tuple[Sign, ...] = ()
    raising_facts: frozenset[str] = frozenset()
    foreign_words: frozenset[str] = frozenset()
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    second_look: SecondLook = no_look
