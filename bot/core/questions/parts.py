"""A message cut into what it asks, and one part read: likeness weighed against things named."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.questions import things
from bot.core.questions.words import SIGN, Closest, MessageKind, Part, TopicKind, Topics

# Chosen on the development messages; the bench prints them beside its figures.
SURE_FROM = 0.55
SURE_MARGIN = 0.15
# A short word on the clinic does no harm where it was not asked for.
HARMLESS_FROM = 0.4
# "hmm" and "sdfj" are a little like a greeting, and none.
GREETING_FROM = 0.6
HARMLESS_MARGIN = 0.05
# A word or two that nobody understands ("that one", "sdfgh") are a little like all small talk.
FEW_WORDS = 3
FEW_WORDS_FROM = 0.8
# Less will do where no question of care is nearly as like: it is the clinic's day, or nothing.
BESIDE_CARE_FROM = 0.25
BESIDE_CARE_TIMES = 4.0
OFFER_FROM = 0.12
PLAUSIBLE_FROM = 0.02
PLAUSIBLE_PLACES = 5
# In few words a thing is what is asked about; in more it needs some likeness to its topic.
THING_DECIDES_WORDS = 8
THING_DECIDES_FROM = 0.3
OFFERED = 3
SEGMENTS_READ = 6
SHORT_WORDS = 5
PARTS_ANSWERED = 3

_SEGMENT = re.compile(r"[^.?!;…\n]*(?:[.](?=\S)[^.?!;…\n]*)*[.?!;…\n]*", re.DOTALL)
_OFFERED_KINDS = ("topic", "admin", SIGN)
_SURE_FROM = {"topic": SURE_FROM, "greeting": GREETING_FROM}
_BESIDE_CARE = ("admin", "off_topic")
_OF_CARE = ("topic", SIGN)
_KINDS: dict[TopicKind, MessageKind] = {
    "topic": "topic",
    "admin": "admin",
    "greeting": "greeting",
    "off_topic": "off_topic",
    SIGN: "unsure",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What a part is read with: the topics, the likeness to examples, the client's language."""

    topics: Topics
    closest: Closest
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A sentence as typed, and whether it asks."""

    text: str
    is_question: bool

    @property
    def is_short(self) -> bool:
        """Tell whether it can hardly stand alone ("is that ok?")."""
        return len(self.text.split()) <= SHORT_WORDS


def segments(text: str) -> tuple[Segment, ...]:
    """Return the sentences of a message in which anything is said, the first few of them."""
    found = (each.strip() for each in _SEGMENT.findall(text))
    told = [each for each in found if any(sign.isalnum() for sign in each)]
    return tuple(
        Segment(text=each, is_question="?" in each or "？" in each) for each in told[:SEGMENTS_READ]
    )


def read_part(text: str, reader: Reader) -> Part:
    """Return what one part asks: the topic where likeness is sure, else where a thing tells it."""
    says = _says_something(text)
    ranked = reader.closest(text, reader.language).ranked if says else ()
    heard = things.named(text, reader.topics, reader.language)
    named = tuple(thing for thing in heard if _is_plausible(thing, ranked, reader.topics))
    is_guess = _is_guess(text, ranked, reader.topics)
    topic = None if is_guess else _sure(ranked, reader.topics)
    by_thing = False
    if named and (topic is None or _kind(topic, reader.topics) == "greeting"):
        told = _topic_told(named, ranked, reader.topics)
        if told is not None and _is_its_topic(told, text, ranked):
            by_thing, topic = True, told
    if topic is None and not named and not is_guess:
        topic = _beside_care(ranked, reader.topics)
    return Part(
        text=text,
        topic=topic,
        kind="unsure" if topic is None else _kind(topic, reader.topics),
        top=top(topic, ranked, reader.topics),
        things=named,
        scores=ranked,
        by_thing=by_thing,
        is_alone=len(heard) < 2,
    )


def split_by_things(part: Part, topics: Topics) -> Iterator[Part]:
    """Yield a part for each topic whose things it names, the part's own topic first.

    "Can I wear make-up and go to the gym?" asks two things in one sentence, in any language.
    """
    if part.kind != "topic" or part.topic is None:
        yield part
        return
    of_topic: dict[str, list[str]] = {}
    for thing in part.things:
        of_topic.setdefault(topics.of_thing.get(thing, part.topic), []).append(thing)
    if len(of_topic) < 2:
        yield part
        return
    for slug in sorted(of_topic, key=lambda each: each != part.topic):
        yield Part(
            text=part.text,
            topic=slug,
            kind="topic",
            top=part.top,
            things=tuple(of_topic[slug]),
            scores=part.scores,
            by_thing=part.by_thing or slug != part.topic,
            is_alone=len(of_topic[slug]) < 2,
        )


def top(first: str | None, ranked: Sequence[tuple[str, float]], topics: Topics) -> tuple[str, ...]:
    """Return three slugs, each once: the one decided on, then the topics most like the words."""
    likely = [slug for slug, _ in ranked if topics.kind_of(slug) == "topic"]
    others = [slug for slug, topic in topics.by_slug.items() if topic.kind == "topic"]
    wanted = dict.fromkeys(((first,) if first else ()) + (*likely, *others))
    return tuple(wanted)[:OFFERED]


def likely(ranked: Sequence[tuple[str, float]], topics: Topics) -> tuple[str, ...]:
    """Return the best three that are worth offering, signs among them; none where all are unlike.

    Nobody means a greeting, or something else altogether, by tapping on it.
    """
    offered = [each for each in ranked if topics.kind_of(each[0]) in _OFFERED_KINDS]
    if not offered or offered[0][1] < OFFER_FROM:
        return ()
    return tuple(slug for slug, _ in offered)[:OFFERED]


def _is_its_topic(slug: str, text: str, ranked: Sequence[tuple[str, float]]) -> bool:
    """Tell whether a thing named may decide the topic alone: in a long message it is often aside.

    "My pillow and I were no friends, my cheeks are tender" asks nothing of pillows.
    """
    is_short = len(text.split()) <= THING_DECIDES_WORDS
    return is_short or not ranked or dict(ranked).get(slug, 0.0) >= THING_DECIDES_FROM


def _kind(slug: str, topics: Topics) -> MessageKind:
    kind = topics.kind_of(slug)
    return "unsure" if kind is None else _KINDS[kind]


def _sure(ranked: Sequence[tuple[str, float]], topics: Topics) -> str | None:
    """Return the best slug that is no sign where it is like enough, and clearly the best."""
    known = [each for each in ranked if topics.kind_of(each[0]) is not None]
    if not known or topics.kind_of(known[0][0]) == SIGN:
        return None
    best = known[0][1]
    second = known[1][1] if len(known) > 1 else 0.0
    kind = topics.kind_of(known[0][0])
    enough = _SURE_FROM.get(kind or "", HARMLESS_FROM)
    ahead = SURE_MARGIN if kind == "topic" else HARMLESS_MARGIN
    return known[0][0] if best >= enough and best - second >= ahead else None


def _is_guess(text: str, ranked: Sequence[tuple[str, float]], topics: Topics) -> bool:
    """Tell whether very few words are taken for small talk without being much like it."""
    if len(text.split()) > FEW_WORDS or not ranked:
        return False
    slug, likeness = ranked[0]
    return topics.kind_of(slug) == "off_topic" and likeness < FEW_WORDS_FROM


def _beside_care(ranked: Sequence[tuple[str, float]], topics: Topics) -> str | None:
    """Return the best slug where it is no matter of care, and every matter of care is far behind.

    Whether a rude word is a joke or for a person to hear, it asks nothing of anybody's skin.
    """
    known = [each for each in ranked if topics.kind_of(each[0]) is not None]
    if not known or topics.kind_of(known[0][0]) not in _BESIDE_CARE:
        return None
    slug, best = known[0]
    care = max((like for name, like in known if topics.kind_of(name) in _OF_CARE), default=0.0)
    return slug if best >= max(BESIDE_CARE_FROM, BESIDE_CARE_TIMES * care) else None


def _says_something(text: str) -> bool:
    """Tell whether there is a letter, a digit or an emoji: "???" is like no example."""
    return any(
        unicodedata.category(sign)[0] in "LN" or unicodedata.category(sign) == "So" for sign in text
    )


def _is_plausible(thing: str, ranked: Sequence[tuple[str, float]], topics: Topics) -> bool:
    """Tell whether a thing may be meant: a word whose topic is unlike all the rest is a slip.

    "Running late" is no sport, and "since waking" no waxing. Without likeness all are plausible.
    """
    topic = topics.of_thing.get(thing)
    return not ranked or any(
        slug == topic and (place < PLAUSIBLE_PLACES or likeness >= PLAUSIBLE_FROM)
        for place, (slug, likeness) in enumerate(ranked)
    )


def _topic_told(
    named: Sequence[str], ranked: Sequence[tuple[str, float]], topics: Topics
) -> str | None:
    """Return the topic that the things named belong to; of several the one most like the words."""
    told = {topics.of_thing[thing] for thing in named if thing in topics.of_thing}
    by_likeness = [slug for slug, _ in ranked if slug in told]
    in_order = [topics.of_thing[thing] for thing in named if thing in topics.of_thing]
    return next(iter((*by_likeness, *in_order)), None)
