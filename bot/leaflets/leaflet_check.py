"""What may stand in a leaflet: Markdown that Telegram can show, fields that exist, no waiting time
in words, nothing private at the start of a push, nothing against the rule table.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot import render
from bot.core import restrictions
from bot.core.pack import Pack
from bot.leaflets import card_check, samples
from bot.leaflets.about import CARE_KINDS
from bot.leaflets.faults import Faults
from bot.leaflets.library import ContentLibrary, MissingText, Treatment
from bot.leaflets.plan_file import CheckRules
from bot.leaflets.sources import Leaflet, Phrases
from bot.render import values
from bot.render.markdown import names_of_fields, without_fields
from bot.render.shapes import Entity

PRIVATE_CHARACTERS = 60

_SHOWN_TYPES = frozenset({"bold", "italic", "text_link", "blockquote"})
_TIME_WORDS = ("hour", "hours", "day", "days", "week", "weeks")
_LONG_TIME_WORDS = ("month", "months", "year", "years")
_RULE_FIELDS = frozenset({"may", "from", "until"})
_MARKS = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"<[A-Za-z/!?][^>]*>?", "'{found}' is HTML. Write plain Markdown, as **bold**."),
        (r"^\s*>\s*>", "a quote within a quote cannot be shown. Take one '>' away."),
        (r"\|", "tables cannot be shown. Write a list, each line with '- '."),
        (r"^\s{0,3}#{1,6}(\s|$)", "write a heading as a line in bold, as **Do**."),
        (r"^\s*([-=_*]\s*){3,}$", "a line like '{found}' cannot be shown. Leave a line empty."),
        (r"!\[", "pictures cannot be shown in a text. Take it out."),
        (r"[`~$]", "'{found}' cannot be shown as meant. Take it out."),
        (r"\]\((?!https://|tg://user)[^)]*\)?", "'{found}': a link must start with https://."),
        (r"^\s*\[[^\]]*\]:", "write a link as [words](https://…)."),
        ("[\ue000-\uf8ff]", "this line has a sign that cannot be shown. Write it again."),
        (r"^\s{4,}\S", "this line starts with too many spaces. Take them away."),
    )
)
_LINK_TARGET = re.compile(r"\]\([^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What the check of one language looks at."""

    library: ContentLibrary
    pack: Pack
    rules: CheckRules
    language: str
    faults: Faults
    stems: frozenset[str]
    units_below: int
    allowed: re.Pattern[str]


def check(
    library: ContentLibrary,
    treatment: Treatment,
    rules: CheckRules,
    language: str,
    faults: Faults,
) -> None:
    """Note every fault of every leaflet in one language."""
    desk = _Desk(
        library=library,
        pack=treatment.pack,
        rules=rules,
        language=language,
        faults=faults,
        stems=frozenset(treatment.leaflets[language]),
        units_below=_units_below(treatment, language),
        allowed=_any_of(rules.allowed.get(language, ())),
    )
    phrases = treatment.phrases[language].texts
    for leaflet in treatment.leaflets[language].values():
        _check_lines(leaflet, desk)
        _check_review(leaflet, desk)
        _check_rendered(leaflet, desk)
        for line, sentence in card_check.find(leaflet, treatment.pack, rules, phrases):
            faults.add(f"{leaflet.place}, line {line}", sentence)
        for sentence in card_check.missing_parts(leaflet, treatment.pack, phrases):
            faults.add(leaflet.place, sentence)


def check_phrases(phrases: Phrases, pack: Pack, faults: Faults) -> None:
    """Note what cannot be shown in a phrase; which values it gets is known only to its row."""
    for key, text in phrases.texts.items():
        for line in text.split("\n"):
            for sentence in (*_mark_faults(line), *_brace_faults(line)):
                faults.add(phrases.place_of(key), f"in '{key}': {sentence}")
        for name, argument in names_of_fields(text):
            if name in _RULE_FIELDS and argument and argument not in pack.restrictions:
                sentence = f"'{{{name}:{argument}}}' names no restriction of plan.toml."
                faults.add(phrases.place_of(key), f"in '{key}': {sentence}")


def _check_lines(leaflet: Leaflet, desk: _Desk) -> None:
    for number, line in enumerate(leaflet.body.split("\n"), leaflet.body_line):
        place = f"{leaflet.place}, line {number}"
        for sentence in (
            *_mark_faults(line),
            *_field_faults(line, leaflet, desk),
            *_time_faults(line, leaflet, desk),
        ):
            desk.faults.add(place, sentence)


def _mark_faults(line: str) -> Iterator[str]:
    for pattern, sentence in _MARKS:
        match = pattern.search(line)
        if match is not None:
            yield sentence.replace("{found}", match[0].strip()[:40])


def _brace_faults(line: str) -> Iterator[str]:
    if re.search(r"[{}]", without_fields(line)) is not None:
        yield "a field is written as {may:makeup}: small letters, no spaces, both brackets."


def _field_faults(line: str, leaflet: Leaflet, desk: _Desk) -> Iterator[str]:
    yield from _brace_faults(line)
    for name, argument in names_of_fields(line):
        written = f"{{{name}:{argument}}}" if argument else f"{{{name}}}"
        if name in samples.FIELD_NAMES:
            yield from _argument_faults(name, argument, written, leaflet, desk)
        elif not (_is_service(leaflet, desk) and values.is_told_by_name(name)):
            known = ", ".join(f"{{{field}}}" for field in sorted(samples.FIELD_NAMES))
            yield f"'{written}' is not a field. Fields are: {known}."


def _argument_faults(
    name: str, argument: str, written: str, leaflet: Leaflet, desk: _Desk
) -> Iterator[str]:
    if name in _RULE_FIELDS:
        rule = desk.pack.restrictions.get(argument)
        if rule is None:
            yield f"'{written}' names no restriction of plan.toml.{_nearest(argument, desk.pack)}"
            return
        for area in _readers(leaflet, desk):
            if not restrictions.concerns(rule, (area,)):
                yield f"'{written}' has no hours for {area} in plan.toml. Write them there."
    elif name == "interval":
        if argument and argument not in desk.pack.minimum_interval_weeks:
            yield f"'{written}' names nothing in [minimum_interval_weeks] of plan.toml."
    elif argument:
        yield f"'{written}' takes nothing after the name. Write {{{name}}}."


def _readers(leaflet: Leaflet, desk: _Desk) -> Iterator[str]:
    """Return the areas whose clients may get this very leaflet when it is their only one."""
    if leaflet.area:
        return iter((leaflet.area,))
    return (area for area in desk.pack.areas if f"{leaflet.key}.{area}" not in desk.stems)


def _nearest(argument: str, pack: Pack) -> str:
    near = difflib.get_close_matches(argument, pack.restrictions, n=1)
    return f" Did you mean '{near[0]}'?" if near else ""


def _time_faults(line: str, leaflet: Leaflet, desk: _Desk) -> Iterator[str]:
    if _is_service(leaflet, desk):
        return
    text = desk.allowed.sub(" ", _LINK_TARGET.sub("]", without_fields(line)))
    words = [*desk.rules.time_words.get(desk.language, _TIME_WORDS)]
    if leaflet.key not in desk.rules.results_leaflets:
        words += desk.rules.long_time_words.get(desk.language, _LONG_TIME_WORDS)
    for match in _times(tuple(words)).finditer(text):
        yield f"'{match[0]}' – write the rule's name instead, as {{may:makeup}}."


@cache
def _times(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds a number, a unit of time or both, by the words of a language."""
    units = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    pattern = rf"\d+(?:[.,:]\d+)?(?:[ -]?\b(?:{units})\b)?|\b(?:{units})\b"
    return re.compile(pattern, re.IGNORECASE)


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """Return what finds any of these phrases, the longest first."""
    longest_first = sorted(phrases, key=len, reverse=True)
    any_phrase = "|".join(map(re.escape, longest_first))
    return re.compile(rf"\b(?:{any_phrase})\b" if phrases else r"(?!)", re.IGNORECASE)


def _check_review(leaflet: Leaflet, desk: _Desk) -> None:
    for name in ("reviewed_on", "review_due"):
        value = getattr(leaflet.review, name)
        if value and not _is_date(value):
            desk.faults.add(leaflet.place, f'{name} must be a date, as: {name}: "2026-03-27"')


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_rendered(leaflet: Leaflet, desk: _Desk) -> None:
    for scene in samples.scenes(desk.library, desk.pack, leaflet):
        try:
            text, entities = samples.rendered(leaflet, scene)
        except (render.UnknownField, MissingText):
            return  # told already: the field by its line, the phrase by its key
        for sentence in _rendered_faults(text, entities, leaflet, desk):
            desk.faults.add(leaflet.place, sentence)


def _rendered_faults(
    text: str, entities: tuple[Entity, ...], leaflet: Leaflet, desk: _Desk
) -> Iterator[str]:
    excess = (
        render.units(text)
        - render.TEXT_LIMIT_UNITS
        + desk.units_below * _is_step(leaflet, desk.pack)
    )
    if excess > 0:
        yield f"the text is {excess} characters too long for one message. Shorten it."
    if len(entities) >= render.ENTITY_LIMIT:
        yield "there is too much bold, italic and so on for one message. Use less of it."
    if "**" in text:
        yield "a '**' is left over. Bold needs two stars before and after the words."
    for kind in sorted({entity.type for entity in entities} - _SHOWN_TYPES):
        yield f"it would be shown as '{kind}', which is not used here. Write it plainly."
    for word in _private_words(text, leaflet, desk):
        yield (
            f"the first {PRIVATE_CHARACTERS} characters must not say '{word}': a locked phone "
            "shows them. Start with a neutral greeting."
        )


def _private_words(text: str, leaflet: Leaflet, desk: _Desk) -> Iterator[str]:
    if not any(step.audible and step.leaflet == leaflet.key for step in desk.pack.steps):
        return
    start = text[:PRIVATE_CHARACTERS]
    for word in desk.rules.private_words.get(desk.language, ()):
        if re.search(rf"\b{re.escape(word)}\b", start, re.IGNORECASE) is not None:
            yield word


def _is_service(leaflet: Leaflet, desk: _Desk) -> bool:
    """Tell whether a leaflet speaks of the service and not of care."""
    is_care = leaflet.about is None or leaflet.about.kind in CARE_KINDS
    return leaflet.key in desk.rules.service_leaflets or not is_care


def _is_step(leaflet: Leaflet, pack: Pack) -> bool:
    return any(step.leaflet == leaflet.key for step in pack.steps)


def _units_below(treatment: Treatment, language: str) -> int:
    """Return the length of what may be added below a step: a sun line and a joined message."""
    sun, pack = treatment.pack.sun, treatment.pack
    sun_keys = {sun.before_gate_leaflet, *sun.line_leaflet.values()}
    joined_keys = {step.joins_card_as for step in pack.steps}
    leaflets = treatment.leaflets[language].values()
    return sum(
        max((render.units(leaflet.body) for leaflet in leaflets if leaflet.key in keys), default=0)
        for keys in (sun_keys, joined_keys)
    )
