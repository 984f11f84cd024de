"""A clinic in Berlin where staff enrol or correct: what can be seen, tapped and typed there."""

from dataclasses import replace
from datetime import UTC, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from bot.core import enrolment
from bot.core.client import Session
from bot.core.desk import Draft
from bot.core.enrolment import Enrol, Facts, Outcome, Shown
from bot.core.outbox import Button, FileId, UserId
from bot.core.pack import Pack, Step, StepKind, SunRules
from tests.content import shipped
from tests.core.shipped_words import WORDS

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 27, 16, 7, 31, tzinfo=UTC)  # Friday, 17:07 in Berlin
NEEDLING_ENDED_AT = datetime(2026, 3, 27, 16, 7, tzinfo=UTC)
NUMBER = 7


@cache
def pack() -> Pack:
    """The choices that ship, with a course of 84 days."""
    plan = shipped.plan()
    names = ("areas", "accepted_kinds", "refused_kinds", "goals", "products")
    return Pack(
        treatment="microneedling",
        **{name: tuple(plan[name]) for name in names},
        minimum_interval_weeks={"default": 4, "acne_scars": 6},
        steps=(Step(name="day-84", kind=StepKind.MESSAGE, day=84, at=time(9), leaflet="day-84"),),
        card_days=(0,),
        restrictions={},
        sun=SunRules(gate="", before_gate_leaflet="", line_leaflet={}, gate_leaflet=""),
        questions={},
        guidance=(),
        procedure=(),
        languages=("en",),
        consent_version="1",
    )


def facts_at(now: datetime = NOW, zone: ZoneInfo = BERLIN, code: str = "K-47") -> Facts:
    """The clinic on a Friday afternoon in Berlin, unless told otherwise."""
    return Facts(pack=pack(), zone=zone, now=now, offered_code=code, words=WORDS)


FACTS = facts_at()
OTHER_PACK = replace(
    pack(), treatment="second", title="Second", accepted_kinds=("combined",), refused_kinds=()
)
TWO_TREATMENTS = replace(FACTS, others=(replace(pack(), title="First"), OTHER_PACK))


def buttons_of(shown: Shown) -> list[Button]:
    """All buttons of a screen, row by row."""
    return [button for row in shown.keyboard for button in row]


def verb_and_argument(button: Button) -> tuple[str, str]:
    """What the data of a button says, as the chat reads it."""
    version, family, number, verb, *argument = button.data.split(":", 4)
    assert (version, family, number) == ("v1", "e", str(NUMBER))
    return verb, "".join(argument)


def choices(outcome: Outcome) -> set[tuple[str, str]]:
    """What can be tapped, harmless buttons left out."""
    found = {verb_and_argument(button) for button in buttons_of(outcome.screen)}
    return found - {("noop", "")}


def arguments(outcome: Outcome, verb: str) -> list[str]:
    """The arguments offered for one verb, in order."""
    found = map(verb_and_argument, buttons_of(outcome.screen))
    return [argument for offered, argument in found if offered == verb]


def tap(outcome: Outcome, *taps: str, facts: Facts = FACTS) -> Outcome:
    """Tap buttons one after the other, each written as "verb" or "verb:argument"."""
    for one in taps:
        verb, _, argument = one.partition(":")
        assert outcome.draft is not None
        outcome = enrolment.tap(outcome.draft, verb, argument, facts)
    return outcome


def read(outcome: Outcome, text: str, facts: Facts = FACTS) -> Outcome:
    """Type a text."""
    assert outcome.draft is not None
    return enrolment.read(outcome.draft, text, facts)


def begin(facts: Facts = FACTS) -> Outcome:
    """A fresh enrolment."""
    return enrolment.begin(NUMBER, facts)


def begin_correction(
    facts: Facts = FACTS, ended_at: datetime = NEEDLING_ENDED_AT, correcting: str = "time"
) -> Outcome:
    """A correction of the session of Ann, whose reference is K-46, or her next one."""
    session = Session(
        id="s1", ended_at=ended_at, areas=("face",), kind="needling_only", entered_by=UserId(1)
    )
    return enrolment.begin_correction(
        NUMBER, FileId("ann"), "K-46", (session,), facts, correcting=correcting
    )


def draft_of(outcome: Outcome) -> Draft:
    """The draft, which must still be there."""
    assert outcome.draft is not None
    return outcome.draft


def enrolled(outcome: Outcome) -> Draft:
    """The draft that is to be enrolled; the dialogue must be over."""
    assert isinstance(outcome.effect, Enrol)
    assert (outcome.draft, outcome.screen.keyboard) == (None, ())
    return outcome.effect.draft


TO_WHEN = ("kind:needling_only", "area:face")
TO_REFERENCE = (*TO_WHEN, "now")
TO_EXTRAS = (*TO_REFERENCE, "extras")
TO_HOUR = (*TO_WHEN, "day:2026-03-26")
FORWARD = {
    "kind": (),
    "areas": ("kind:needling_only",),
    "when": TO_WHEN,
    "day": (*TO_WHEN, "calendar"),
    "hour": TO_HOUR,
    "minute": (*TO_HOUR, "hour:14"),
    "reference": TO_REFERENCE,
    "extras": TO_EXTRAS,
    "goal": (*TO_EXTRAS, "edit:goal"),
    "sessions": (*TO_EXTRAS, "edit:sessions"),
    "interval": (*TO_EXTRAS, "edit:interval"),
    "products": (*TO_EXTRAS, "edit:products"),
    "note": (*TO_EXTRAS, "edit:note"),
}
