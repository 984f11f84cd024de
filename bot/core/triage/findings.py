"""What triage looks at besides the words, and what it found."""

from dataclasses import dataclass

from bot.core.pack import Urgency
from bot.core.triage.looks import Chances


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Whose words: hours since the session (None: no session, or unknown), areas, known facts.

    `facts` are the names of concepts told before (diabetes, a blood thinner ...).
    """

    hours: float | None = None
    areas: tuple[str, ...] = ()
    language: str = "en"
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sign that was found: its name, slug, how urgent here and now, and the words that told."""

    sign: str
    slug: str
    urgency: Urgency
    amber: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What the words hold: findings with the most urgent first, and what else must be known.

    `urgency` is the highest there is; routine where only something normal for its day is told;
    None for words that tell of no symptom. `facts` are risks named in the words. `is_foreign` is
    a text in a language for which there are no signs. `passed_over` are words that would have
    counted, each with the reason why they do not.
    `chances` are those of the second look (None: there is none), `evidence` the log-odds of an
    alarm with all that speaks for it; `calmed` is the sign that the rules found and the rest
    doubts: it raises no alarm, and the client is asked whether it is so now.
    """

    findings: tuple[Finding, ...] = ()
    urgency: Urgency | None = None
    facts: frozenset[str] = frozenset()
    is_foreign: bool = False
    passed_over: tuple[tuple[str, str], ...] = ()
    chances: Chances | None = None
    evidence: float | None = None
    calmed: Finding | None = None

    @property
    def first(self) -> Finding | None:
        """The most urgent finding, if any."""
        return self.findings[0] if self.findings else None
