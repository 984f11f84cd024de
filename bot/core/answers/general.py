"""Answers for those of whom no session is known: the rule in general, and the leaflet."""

from collections.abc import Sequence

from bot.core.answers import verdicts
from bot.core.answers.blocks import LISTED_MOST, leaflet_of, touches_staff_topic
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, Keyboard
from bot.core.pack import Pack
from bot.core.questions import Part, Topics, Understanding
from bot.core.questions.parts import PARTS_ANSWERED

# Leaflets speak of it, and nobody without a session has it below each message.
_WORRIED: Keyboard = ((Button(phrase="button.worried", data="v1:worried"),),)


def general(
    understanding: Understanding, topics: Topics, pack: Pack, areas: Sequence[str] = ()
) -> list[Answer]:
    """Return one message with the general rule for each part that was understood.

    Empty where nothing was, or a greeting alone: the caller says what a stranger hears then, as a
    client's greeting speaks of a session. Of unknown areas the strictest holds. Beside what only a
    person may answer no rule is told.
    """
    known = [
        part
        for part in understanding.parts
        if part.topic in topics.by_slug and part.kind != "greeting"
    ]
    careful = any(finding.amber for finding in understanding.triage.findings) or any(
        touches_staff_topic(part, topics) for part in understanding.parts
    )
    told: list[Block] = []
    for part in known[:PARTS_ANSWERED]:
        blocks = _blocks(part, topics, pack, areas, careful=careful)
        told.extend(each for each in blocks if each not in told)
    if told and understanding.triage.calmed is not None:
        told.append(Block(leaflet="calmed.phone"))
    return [Answer(leaflet="", blocks=tuple(told), keyboard=_WORRIED)] if told else []


def _blocks(
    part: Part, topics: Topics, pack: Pack, areas: Sequence[str], *, careful: bool
) -> tuple[Block, ...]:
    topic = topics.by_slug[part.topic or ""]
    leaflet = Block(leaflet=leaflet_of(topic.slug))
    if part.kind != "topic" or careful:
        return (leaflet,)
    named = [pack.restrictions[thing] for thing in part.things if thing in pack.restrictions]
    is_meant = part.is_alone and not part.by_thing
    if len(named) == 1 and named[0].name in topic.things and is_meant:
        return (*verdicts.general_verdict(named[0], areas), leaflet)
    own = [pack.restrictions[thing] for thing in topic.things if thing in pack.restrictions]
    listed = named or own
    lines = [verdicts.general_line(rule, areas) for rule in listed[:LISTED_MOST]]
    return (*lines, *verdicts.kept_beside(listed), leaflet)
