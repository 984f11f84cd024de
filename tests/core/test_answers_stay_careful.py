"""What calls for a person in a message goes on counting: after a tap, and beside other parts."""

from dataclasses import replace

from bot.core import answers, handing_over, restrictions
from bot.core.client import ClientFile, Override
from bot.core.incoming import Kind
from bot.core.outbox import Block, UserId
from bot.core.pack import Urgency
from bot.core.questions import Match, Part, Understanding
from bot.core.restrictions import RestrictionState
from bot.core.scene import Reply, Scene
from bot.core.triage import Finding, Triage
from tests.core.course import FRIDAY_17, HOUR, arrives, linked
from tests.core.test_answers import RULES, TOPICS, part, scene

LATER = FRIDAY_17 + 30 * HOUR
EXPECTING = (("colours", 0.5), ("expecting", 0.4))
WORDS = {"en": {"powder": ("powder",), "paint": ("paint",)}}


def asked(text: str, ranked: tuple[tuple[str, float], ...]) -> Scene:
    """Return the moment after a message that was not surely understood, kept as number 7."""
    topics = replace(TOPICS, things=WORDS)
    before = replace(
        scene(LATER), topics=topics, closest=lambda text, language: Match(ranked=ranked)
    )
    before = replace(before, incoming=replace(before.incoming, text=text))
    return replace(before, file=handing_over.kept(before))


def tapped(before: Scene, data: str) -> Reply:
    """Return what a tap below it leads to."""
    tap = replace(before, incoming=arrives(8, Kind.TAP, data=data))
    return answers.TAPS[data.split(":")[1]](tap)


def said(file: ClientFile) -> tuple[Block, ...]:
    """Return the blocks of the newest answer."""
    return next(row.blocks for row in reversed(tuple(file.outbox.rows.values())) if row.blocks)


def test_a_tapped_topic_is_answered_as_carefully_as_the_words() -> None:
    """Whoever may be pregnant gets no yes by way of "Did you mean", and staff get the words."""
    before = asked("expecting, powder?", EXPECTING)
    for data in ("v1:q:colours:7", "v1:r:colours:7"):
        found = tapped(before, data).file
        assert said(found)[0].leaflet == "verdict.ask"
        assert handing_over.is_passed_on(found, "7")


def test_a_tapped_topic_without_that_is_answered_as_before() -> None:
    """The single thing named gets its verdict."""
    found = tapped(asked("powder?", (("colours", 0.5),)), "v1:q:colours:7").file
    assert said(found)[0].leaflet == "verdict.open"
    assert not handing_over.is_passed_on(found, "7")


def told_in_general(parts: tuple[Part, ...], *findings: Finding) -> list[str]:
    """Return the keys of what a stranger hears."""
    understood = Understanding(
        triage=Triage(findings=findings), kind="topic", topic="colours", top=(), parts=parts
    )
    (answer,) = answers.general(understood, TOPICS, scene(LATER).pack)
    return [block.leaflet for block in answer.blocks]


def test_a_stranger_hears_no_rule_beside_what_only_a_person_may_answer() -> None:
    """It stands in another sentence of the same message."""
    both = (part("colours", "powder"), part("expecting", scores=(("expecting", 0.9),)))
    assert told_in_general(both) == ["topics/colours", "topics/expecting"]


def test_a_stranger_hears_no_rule_beside_what_is_watched() -> None:
    """A medical fact, say."""
    finding = Finding(sign="fact", slug="fact", urgency=Urgency.ROUTINE, amber=True)
    assert told_in_general((part("colours", "powder"),), finding) == ["topics/colours"]


def test_who_may_not_loosen_does_not_decide_in_the_clinicians_place() -> None:
    """A longer time for what only the clinic may allow leaves it the clinic's."""
    found = []
    for may_loosen in (False, True):
        override = Override(
            thing="ordered_cream", hours=96, by=UserId(1), at=FRIDAY_17, may_loosen=may_loosen
        )
        file = linked()
        file = file.with_session(replace(file.session, overrides=(override,)))
        state: RestrictionState = restrictions.state(
            RULES["ordered_cream"], file, FRIDAY_17 + 900 * HOUR
        )
        found.append(state.kind)
    assert found == ["ask", "open"]
