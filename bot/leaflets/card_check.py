"""What a leaflet tells to do and to leave alone, held against the rule table of the plan; and the
parts that no day card may lack.

It knows things by the names the phrases give them; a line that asks the rule itself, as
{may:makeup}, can never contradict it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core import restrictions
from bot.core.pack import Pack, Restriction, RuleKind, StepKind
from bot.leaflets import samples
from bot.leaflets.plan_file import CheckRules
from bot.leaflets.sources import Leaflet
from bot.render.markdown import names_of_fields, without_fields

DO_LIMIT = 3
DO_LIMIT_WITH_SUN = 2
DAY_HOURS = 24
LAST_EMERGENCY_DAY = 3

_CARD_PARTS = ("headings.normal", "headings.do", "headings.call_today")
_EMERGENCY_PARTS = ("headings.call_now",)

_RULE_FIELDS = frozenset({"may", "from", "until"})
_HEADING = re.compile(r"\*\*(.+?)\*\*(.*)", re.DOTALL)
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_ADDED = re.compile(r"[,:(]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """One paragraph or list item, with the bold heading it stands under."""

    line: int
    text: str
    heading: str
    is_item: bool


def find(
    leaflet: Leaflet, pack: Pack, rules: CheckRules, phrases: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    """Return line and sentence of each fault: too many instructions, or against the rule table."""
    blocks = list(_blocks(leaflet))
    yield from _too_many(blocks, leaflet, pack, phrases.get("headings.do", ""))
    yield from _against_rules(blocks, leaflet, pack, phrases)
    gate_name = _name_of(pack.sun.gate, phrases)
    if gate_name and not _goes_out_after_gate(leaflet.key, pack):
        words = rules.gate_words.get(leaflet.language, (gate_name, "SPF"))
        yield from _too_early(blocks, pack.sun.gate, words)


def missing_parts(leaflet: Leaflet, pack: Pack, phrases: Mapping[str, str]) -> Iterator[str]:
    """Return a sentence for each part that every day card has and this one has not."""
    day = next((day for day in pack.card_days if f"day-{day}" == leaflet.key), None)
    if day is None:
        return
    present = {block.heading.casefold() for block in _blocks(leaflet)}
    for key in (*_CARD_PARTS, *(_EMERGENCY_PARTS if day <= LAST_EMERGENCY_DAY else ())):
        heading = phrases.get(key, "").strip(" :.")
        if heading and heading.casefold() not in present:
            yield f"a day card needs a paragraph that starts with **{heading}**. Write it."


def _blocks(leaflet: Leaflet) -> Iterator[_Block]:
    heading = ""
    for line, paragraph in _paragraphs(leaflet):
        match = _HEADING.match(paragraph)
        heading = heading if match is None else match[1].strip(" :.")
        text = paragraph if match is None else match[2]
        item = _LIST_ITEM.match(text)
        yield _Block(line=line, text=text, heading=heading, is_item=item is not None)


def _paragraphs(leaflet: Leaflet) -> Iterator[tuple[int, str]]:
    """Return each paragraph or list item with its first line's number."""
    start, lines = leaflet.body_line, list[str]()
    for number, line in enumerate([*leaflet.body.split("\n"), ""], leaflet.body_line):
        if lines and (not line.strip() or _LIST_ITEM.match(line) is not None):
            yield start, "\n".join(lines)
            lines = []
        if line.strip():
            start = start if lines else number
            lines.append(line)


def _too_many(
    blocks: list[_Block], leaflet: Leaflet, pack: Pack, heading: str
) -> Iterator[tuple[int, str]]:
    items = [block for block in blocks if block.is_item and _is(block, heading)]
    with_sun = _has_sun_line(leaflet.key, pack)
    limit = DO_LIMIT_WITH_SUN if with_sun else DO_LIMIT
    if len(items) > limit:
        why = " as the sun line is one more" if with_sun else ""
        yield (
            items[limit].line,
            f"{len(items)} instructions under **{heading}**; at most {limit}{why}. Leave one out.",
        )


def _has_sun_line(key: str, pack: Pack) -> bool:
    sun_days = {step.day for step in pack.steps if step.kind is StepKind.SUN}
    return any(
        step.kind is StepKind.MESSAGE and step.leaflet == key and step.day in sun_days
        for step in pack.steps
    )


def _against_rules(
    blocks: list[_Block], leaflet: Leaflet, pack: Pack, phrases: Mapping[str, str]
) -> Iterator[tuple[int, str]]:
    day = samples.first_day(pack, leaflet.key)
    if day is None:
        return
    areas = (leaflet.area,) if leaflet.area else pack.areas
    for block in blocks:
        told = _is(block, phrases.get("headings.do", ""))
        forbidden = _is(block, phrases.get("headings.leave_alone", ""))
        if not told and not forbidden:
            continue
        for rule in _rules_named(block, pack, phrases):
            is_open = _is_open(rule, pack, areas, samples.morning_of(day))
            name = _name_of(rule.name, phrases)
            if told and is_open is False:
                yield block.line, f"'{name}' may not be allowed yet then: {_mend(rule)}"
            if forbidden and is_open is True:
                yield block.line, f"'{name}' is allowed by then: {_mend(rule)}"


def _mend(rule: Restriction) -> str:
    return f"take it out, or write {{may:{rule.name}}} behind it."


def _is_open(rule: Restriction, pack: Pack, areas: tuple[str, ...], now: datetime) -> bool | None:
    """Tell whether a thing is allowed to everybody then; None for what is asked for meanwhile."""
    if rule.kind is RuleKind.UNTIL or not restrictions.concerns(rule, areas):
        return None
    file = samples.client_file(pack, areas, "")
    return restrictions.state(rule, file, now).kind in ("open", "always")


def _rules_named(block: _Block, pack: Pack, phrases: Mapping[str, str]) -> Iterator[Restriction]:
    """Return the rules whose thing the block names, without asking the rule."""
    asked = {argument for name, argument in names_of_fields(block.text) if name in _RULE_FIELDS}
    text = without_fields(block.text)
    names = {name: _name_of(name, phrases) for name in pack.restrictions}
    for name, words in sorted(names.items(), key=lambda item: len(item[1]), reverse=True):
        if words.casefold() not in text.casefold():
            continue
        pattern = rf"\b{re.escape(words)}s?\b" if words else r"(?!)"
        found = re.search(pattern, text, re.IGNORECASE) is not None
        text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
        if found and name not in asked:
            yield pack.restrictions[name]


def _name_of(rule: str, phrases: Mapping[str, str]) -> str:
    """Return the name of a thing without what is added after a comma, colon or bracket."""
    return _ADDED.split(phrases.get(f"restrictions.{rule}", ""), maxsplit=1)[0].strip()


def _is(block: _Block, heading: str) -> bool:
    return bool(heading) and block.heading.casefold() == heading.casefold()


def _too_early(
    blocks: list[_Block], gate: str, words: tuple[str, ...]
) -> Iterator[tuple[int, str]]:
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words), re.IGNORECASE)
    for block in blocks:
        asked = {name for name, argument in names_of_fields(block.text) if argument == gate}
        match = pattern.search(without_fields(block.text))
        if match is not None and not asked & _RULE_FIELDS:
            yield (
                block.line,
                f"'{match[0]}' can be read before it may start: add {{may:{gate}}} or "
                f"{{from:{gate}}} to this paragraph, or leave it out.",
            )


def _goes_out_after_gate(key: str, pack: Pack) -> bool:
    """Tell whether a leaflet can only be sent when the gate has opened for everybody."""
    gate = pack.restrictions.get(pack.sun.gate)
    hours = max(gate.hours.values(), default=0) if gate is not None else 0
    if key in {pack.sun.gate_leaflet, *pack.sun.line_leaflet.values()}:
        return True
    guidance = [item for item in pack.guidance if item.leaflet == key]
    if guidance:
        return all(item.from_hours >= hours for item in guidance)
    day = samples.first_day(pack, key)
    return day is not None and (day - 1) * DAY_HOURS >= hours
