"""One part of a message answered: the verdict or the list of its things, then its leaflet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core import days
from bot.core.answers import verdicts
from bot.core.outbox import Block, Button, Keyboard
from bot.core.pack import Restriction
from bot.core.questions import Part, Topic, Topics, asked_day
from bot.core.questions.parts import OFFER_FROM
from bot.core.scene import Scene

RELATED_MOST = 3
LISTED_MOST = 15
STAFF_FROM = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The blocks that answer one part, and whether staff must get the message besides."""

    blocks: tuple[Block, ...]
    for_staff: bool = False


def answered(part: Part, scene: Scene, *, careful: bool = False) -> Answered:
    """Answer a part whose topic is known, for this client at this moment."""
    topic = scene.topics.by_slug[part.topic or ""]
    careful = careful or touches_staff_topic(part, scene.topics)
    named = verdicts.of_client(part.things, scene.file, scene.pack)
    told = _told(part, topic, named, scene, careful=careful) if part.kind == "topic" else ()
    return Answered(
        blocks=(*told, Block(leaflet=leaflet_of(topic.slug))),
        for_staff=topic.staff
        or touches_staff_topic(part, scene.topics, STAFF_FROM)
        or any(rule.prescribed and rule.ask_clinic for rule in named),
    )


def leaflet_of(slug: str) -> str:
    """Return the key of a topic's leaflet."""
    return f"topics/{slug}"


def title_of(slug: str | None) -> str:
    """Return the key of a topic's title, "" for no topic."""
    return f"title:{leaflet_of(slug)}" if slug else ""


def touches_staff_topic(part: Part, topics: Topics, from_likeness: float = OFFER_FROM) -> bool:
    """Tell whether a part may be about what only a person may answer: nothing is allowed then."""
    staff = {
        slug for slug, topic in topics.by_slug.items() if topic.staff and topic.kind == "topic"
    }
    return any(slug in staff and likeness >= from_likeness for slug, likeness in part.scores)


def _told(
    part: Part, topic: Topic, named: Sequence[Restriction], scene: Scene, *, careful: bool
) -> tuple[Block, ...]:
    """Return the verdict where one thing is surely meant, else each thing with its own time."""
    file, now = scene.file, scene.now
    if len(named) == 1 and _is_meant(part, topic, named[0], scene, careful=careful):
        on = _asked_day(part, scene) if _is_sure(part, topic, named[0]) else None
        return verdicts.verdict(named[0], file, now, careful=careful, on=on)
    own = verdicts.of_client(topic.things, file, scene.pack)
    others = [rule for rule in own if rule not in named]
    listed = named if len(named) > 1 else [*named, *others]
    lines = verdicts.lines(listed[:LISTED_MOST], file, now, careful=careful)
    return (*lines, *verdicts.kept_beside(listed))


def _is_meant(part: Part, topic: Topic, rule: Restriction, scene: Scene, *, careful: bool) -> bool:
    """Tell whether the verdict may speak of this thing alone.

    What would allow it needs words that are surely about its topic: the thing really asked about
    may be one that nobody has told us of.
    """
    if _is_sure(part, topic, rule):
        return True
    state = verdicts.state_of(rule, scene.file, scene.now, careful=careful)
    return not verdicts.allows(state)


def _is_sure(part: Part, topic: Topic, rule: Restriction) -> bool:
    return rule.name in topic.things and part.is_alone and not part.by_thing


def _asked_day(part: Part, scene: Scene) -> date | None:
    """Return the day to come that a part asks about, None for today."""
    client = scene.file.client
    today = days.day_of(scene.now, client.zone_info)
    return asked_day.named(part.text, scene.topics, client.language, today)


def keyboard(slugs: Sequence[str], message_id: str, topics: Topics, *, ask: bool) -> Keyboard:
    """Return the buttons below an answer: neighbours of its topics, and the clinic."""
    near = (each for slug in slugs for each in topics.by_slug[slug].related)
    related = [slug for slug in dict.fromkeys(near) if slug in topics.by_slug and slug not in slugs]
    rows = tuple((topic_button("r", slug, message_id),) for slug in related[:RELATED_MOST])
    return (*rows, (ask_button(message_id),)) if ask else rows


def topic_button(verb: str, slug: str, message_id: str) -> Button:
    """Return a button whose label is the title of a topic's leaflet."""
    return Button(phrase=title_of(slug), data=f"v1:{verb}:{slug}:{message_id}")


def ask_button(message_id: str) -> Button:
    """Return the button that hands a message to staff."""
    return Button(phrase="did_you_mean.ask_clinic", data=f"v1:ask:{message_id}")
