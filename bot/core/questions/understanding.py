"""A message -> an Understanding: triage on all of its words first, then each part it asks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core import triage
from bot.core.pack import Urgency
from bot.core.questions import parts, second_look, statements
from bot.core.questions.parts import PARTS_ANSWERED, Reader, Segment
from bot.core.questions.words import Closest, Part, Topics, Understanding
from bot.core.triage import Condition, Signs

_ALARMING = (Urgency.EMERGENCY, Urgency.SAME_DAY)


def understand(
    text: str, *, signs: Signs, topics: Topics, closest: Closest, condition: Condition
) -> Understanding:
    """Return what a message is about; what it warns of comes before what it asks."""
    reader = Reader(topics=topics, closest=closest, language=condition.language)
    found = triage.read(text, signs, condition)
    whole = parts.read_part(text, reader)
    told = _parts(whole, reader)
    main = told[0]
    found = second_look.weighed(found, text, signs, condition, whole.scores)
    found = statements.with_statements(found, text, signs, condition, reader)
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


def _parts(whole: Part, reader: Reader) -> tuple[Part, ...]:
    """Return the parts of a message, the one most asked for first; always at least one."""
    sentences = parts.segments(whole.text)
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
