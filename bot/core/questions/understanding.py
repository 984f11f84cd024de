"""A message -> an Understanding: triage on all of its words first, then each part it asks.

Likeness to examples may raise what triage found, and never lower it for anybody with a session.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.core import triage
from bot.core.pack import Urgency
from bot.core.questions import parts
from bot.core.questions.parts import PARTS_ANSWERED, Reader, Segment
from bot.core.questions.words import Closest, Part, Topics, Understanding
from bot.core.triage import Condition, Finding, Signs, Triage

# Chosen on the development messages: how like the examples of warning signs, all together.
EMERGENCY_FROM = 0.7
# A short text is too like too much: "better now" shares its words with every sign.
RAISED_FROM_WORDS = 4
# Below this, what somebody without a session tells is history or a plan, and no sign of one.
SIGN_WITHOUT_SESSION_FROM = 0.3
SIGN_FROM = 0.7
SIGN_FROM_BESIDE_NORMAL = 0.9
LIKENESS = "likeness"
_ALARMING = (Urgency.EMERGENCY, Urgency.SAME_DAY)


def understand(
    text: str, *, signs: Signs, topics: Topics, closest: Closest, condition: Condition
) -> Understanding:
    """Return what a message is about; what it warns of comes before what it asks."""
    reader = Reader(topics=topics, closest=closest, language=condition.language)
    found = triage.read(text, signs, condition)
    told = _parts(text, reader)
    main = told[0]
    found = _raised(found, main, signs)
    if condition.hours is None:
        found = _without_session(found, main, signs)
    first = found.first
    if first is not None and first.urgency in _ALARMING:
        return Understanding(
            triage=found,
            kind="red_flag",
            topic=first.slug,
            top=parts.top(first.slug, main.scores, topics),
            parts=told,
        )
    return Understanding(
        triage=found,
        kind=main.kind,
        topic=main.topic,
        top=main.top,
        parts=told,
        likely=() if main.topic is not None else parts.likely(main.scores, topics),
    )


def _parts(text: str, reader: Reader) -> tuple[Part, ...]:
    """Return the parts of a message, the one most asked for first; always at least one."""
    sentences = parts.segments(text)
    whole = parts.read_part(text, reader)
    if len(sentences) < 2:
        return _distinct(parts.split_by_things(whole, reader.topics))
    read = [parts.read_part(each.text, reader) for each in sentences]
    asked = _asked(sentences, read)
    if len(asked) < 2:
        main = _better(whole, asked)
        return _distinct(parts.split_by_things(main, reader.topics))
    split = (each for part in asked for each in parts.split_by_things(part, reader.topics))
    return _distinct(_main_first(whole, tuple(split)))


def _asked(sentences: Sequence[Segment], read: Sequence[Part]) -> list[Part]:
    """Return the parts that ask: greetings and words around a question do not hide it."""
    pairs = list(zip(sentences, read, strict=True))
    questions = [pair for pair in pairs if pair[0].is_question]
    chosen = [
        part
        for sentence, part in questions or pairs
        if part.kind != "greeting" and not (part.topic is None and sentence.is_short)
    ]
    if questions:
        return chosen
    # Without a question mark only what is surely understood is a part of its own.
    return [part for part in chosen if part.topic is not None]


def _better(whole: Part, asked: Sequence[Part]) -> Part:
    """Return the one sentence that asks where the whole says less, else the whole."""
    if not asked or asked[0].topic is None:
        return whole
    is_hidden = whole.topic is None or whole.kind in ("greeting", "off_topic")
    return asked[0] if is_hidden else whole


def _main_first(whole: Part, asked: tuple[Part, ...]) -> Iterable[Part]:
    """Put the part that the whole is most like first."""
    return sorted(asked, key=lambda part: (part.topic is None, part.topic != whole.topic))


def _distinct(told: Iterable[Part]) -> tuple[Part, ...]:
    """Return one part a topic, with all its things; a part not understood stands for itself."""
    found: dict[str | None, Part] = {}
    for part in told:
        known = found.get(part.topic)
        if known is None:
            found[part.topic] = part
        else:
            named = dict.fromkeys((*known.things, *part.things))
            found[part.topic] = replace(known, things=tuple(named))
    return tuple(found.values())[: PARTS_ANSWERED + 1]


def _raised(found: Triage, main: Part, signs: Signs) -> Triage:
    """Add a finding where the words are like the examples of warning signs, whatever rule missed.

    Never where the rules looked at words and passed them over (denied, imagined, long past): those
    are like a sign too. What is normal for its day needs more likeness to count as more.
    """
    if found.passed_over or not main.scores or len(main.text.split()) < RAISED_FROM_WORDS:
        return found
    urgency_of = _urgency_of_slugs(signs)
    emergency = _likeness_of(main.scores, urgency_of, (Urgency.EMERGENCY,))
    alarming = _likeness_of(main.scores, urgency_of, _ALARMING)
    if found.urgency is not Urgency.EMERGENCY and emergency >= EMERGENCY_FROM:
        return _with_likeness(found, main, urgency_of, Urgency.EMERGENCY)
    enough = SIGN_FROM if found.urgency is None else SIGN_FROM_BESIDE_NORMAL
    if found.urgency not in _ALARMING and alarming >= enough:
        return _with_likeness(found, main, urgency_of, Urgency.SAME_DAY)
    return found


def _urgency_of_slugs(signs: Signs) -> Mapping[str, Urgency]:
    """Return how urgent each slug is at the least: an example may be its milder form."""
    found: dict[str, Urgency] = {}
    for sign in signs.signs:
        if sign.urgency in _ALARMING and found.get(sign.slug) is not Urgency.SAME_DAY:
            found[sign.slug] = sign.urgency
    return found


def _likeness_of(
    scores: Iterable[tuple[str, float]],
    urgency_of: Mapping[str, Urgency],
    urgencies: Sequence[Urgency],
) -> float:
    return sum(likeness for slug, likeness in scores if urgency_of.get(slug) in urgencies)


def _with_likeness(
    found: Triage, main: Part, urgency_of: Mapping[str, Urgency], urgency: Urgency
) -> Triage:
    """Add the likeliest sign of that urgency: its leaflet must say what that urgency asks for."""
    ranked = [slug for slug, _ in main.scores if urgency_of.get(slug) is urgency]
    slug = next(iter((*ranked, *(each for each in urgency_of if urgency_of[each] is urgency))))
    finding = Finding(sign=LIKENESS, slug=slug, urgency=urgency, words=main.text)
    return replace(found, findings=(finding, *found.findings), urgency=urgency)


def _without_session(found: Triage, main: Part, signs: Signs) -> Triage:
    """Take a same-day sign for history where no session is known and the words are like none.

    "I get cold sores, may I come?" names a sign and has none. Emergencies count for everybody, and
    where nothing tells of likeness the rules stand as they are.
    """
    if found.urgency is not Urgency.SAME_DAY or not main.scores:
        return found
    alarming = _likeness_of(main.scores, _urgency_of_slugs(signs), _ALARMING)
    if alarming >= SIGN_WITHOUT_SESSION_FROM:
        return found
    told = tuple(replace(each, urgency=Urgency.ROUTINE, amber=False) for each in found.findings)
    return replace(found, findings=told, urgency=Urgency.ROUTINE)
