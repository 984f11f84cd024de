"""Why a message was understood as it was: signs, likenesses, things, thresholds, rules."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.commands._asked import Made
from bot.core.outbox import Block
from bot.core.questions import Part, parts, second_look
from bot.core.triage import Finding, Triage

SCORES_SHOWN = 5
THRESHOLDS = {
    "sure_from": parts.SURE_FROM,
    "sure_margin": parts.SURE_MARGIN,
    "greeting_from": parts.GREETING_FROM,
    "harmless_from": parts.HARMLESS_FROM,
    "harmless_margin": parts.HARMLESS_MARGIN,
    "few_words_from": parts.FEW_WORDS_FROM,
    "beside_care_from": parts.BESIDE_CARE_FROM,
    "beside_care_times": parts.BESIDE_CARE_TIMES,
    "offer_from": parts.OFFER_FROM,
    "plausible_from": parts.PLAUSIBLE_FROM,
}


def reasons(made: Made) -> dict[str, Any]:
    """Return what was found and by which rule, as plain data."""
    triage = made.understanding.triage
    return {
        "signs": [_sign(each) for each in triage.findings],
        "passed_over": [{"words": words, "because": why} for words, why in triage.passed_over],
        "second_look": _look(triage),
        "facts": sorted(triage.facts),
        "foreign": triage.is_foreign,
        "thresholds": THRESHOLDS,
        "parts": [_part(each) for each in made.understanding.parts],
        "rules": list(_rules(made)),
        "answered_with": [
            [key for key in (row.leaflet, *row.parts, *_keys(row.blocks)) if key]
            for row in made.rows
        ],
    }


def told(made: Made) -> str:
    """Return the same as lines for a person."""
    found, why = made.understanding, reasons(made)
    lines = [
        "\n── why",
        f"kind {found.kind} · topic {found.topic or '-'} · urgency {found.urgency or '-'}",
        f"best three: {', '.join(found.top)}",
        *(
            f"sign {each['sign']} ({each['slug']}, {each['urgency']}"
            f"{', amber' if each['amber'] else ''}): {each['words']}"
            for each in why["signs"]
        ),
        *(f"passed over: {each['words']} ({each['because']})" for each in why["passed_over"]),
        *_look_lines(found.triage),
        *(line for each in found.parts for line in _part_lines(each)),
        "thresholds: " + ", ".join(f"{name} {value}" for name, value in THRESHOLDS.items()),
        *(
            "rule: " + ", ".join(f"{name} {value}" for name, value in rule.items())
            for rule in why["rules"]
        ),
    ]
    return "\n".join(lines)


def _look(triage: Triage) -> dict[str, Any] | None:
    """Return what the second look gave, None where nothing was learnt."""
    if triage.chances is None or triage.evidence is None:
        return None
    return {
        "emergency": round(triage.chances.emergency, 3),
        "same_day": round(triage.chances.same_day, 3),
        "evidence": round(triage.evidence, 2),
        "calmed": None if triage.calmed is None else _sign(triage.calmed),
    }


def _look_lines(triage: Triage) -> Iterator[str]:
    look = _look(triage)
    if look is None:
        return
    yield (
        f"told like an emergency {look['emergency']}, like a same-day sign {look['same_day']} · "
        f"evidence {look['evidence']}, an alarm from {second_look.ALARM_FROM}, "
        f"an emergency of the rules from {second_look.EMERGENCY_FROM}"
    )
    if triage.calmed is not None:
        yield f"calmed: {triage.calmed.sign}, the client is asked whether it is so now"


def _sign(finding: Finding) -> dict[str, Any]:
    return {
        "sign": finding.sign,
        "slug": finding.slug,
        "urgency": str(finding.urgency),
        "amber": finding.amber,
        "words": finding.words,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "text": part.text,
        "topic": part.topic,
        "kind": part.kind,
        "by_thing": part.by_thing,
        "things": list(part.things),
        "scores": [
            {"slug": slug, "likeness": round(likeness, 3)}
            for slug, likeness in part.scores[:SCORES_SHOWN]
        ],
    }


def _part_lines(part: Part) -> Iterator[str]:
    decided = " (by the thing named)" if part.by_thing else ""
    named = f" · things {', '.join(part.things)}" if part.things else ""
    yield f"part “{part.text}”: {part.topic or 'unsure'}{decided}{named}"
    scores = (f"{slug} {likeness:.2f}" for slug, likeness in part.scores[:SCORES_SHOWN])
    yield f"  likeness: {', '.join(scores)}"


def _rules(made: Made) -> Iterator[dict[str, str]]:
    for row in made.rows:
        for block in row.blocks:
            if "thing_phrase" in block.values:
                yield {"said": block.leaflet, **block.values}


def _keys(blocks: Iterable[Block]) -> Iterator[str]:
    return (block.leaflet for block in blocks)
