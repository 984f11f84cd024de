"""A second, made-up treatment as a clinic would add it: three steps, two restrictions, one sign.

It is a folder beside the shipped one. What speaks of the service and not of care (consent, help,
the short lines of the dialogues) it takes over from there, as a clinic would.
"""

import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.core import stops
from tests.content.small_pack import LEAFLET
from tests.shipped_library import CONTENT

NAME = "sugaring"

PLAN = """
title = "Sugaring"
consent_version = "1"
areas = ["legs"]
accepted_kinds = ["warm_paste"]
procedure = ["procedure-paste"]
card_days = [0]

[review.steps]
signature = ""

[minimum_interval_weeks]
default = 4

[[steps]]
name = "card"
kind = "card"
day = 0
leaflet = "day-0"

[[steps]]
name = "evening"
kind = "message"
day = 1
at = "09:00"
leaflet = "morning"
audible = true
questions = ["feeling"]

[[steps]]
name = "last"
kind = "message"
day = 3
at = "09:00"
leaflet = "last"
audible = true

[sun]
gate = "sunscreen"
before_gate_leaflet = "before"
gate_leaflet = "gate"
line_leaflet = { default = "line" }

[restrictions.sunscreen]
kind = "from"
topic = "sun-care"
hours = { legs = 24 }

[restrictions.tights]
kind = "from"
topic = "clothes"
hours = { legs = 48 }

[questions.feeling]
options = ["better", "worried"]
calm = ["better"]

[[guidance]]
question = "feeling"
options = ["worried"]
urgency = "same_day"
leaflet = "phone-us"

[check]
"""

NAMES: Mapping[str, Mapping[str, Any]] = {
    "areas": {"legs": "Legs"},
    "kinds": {"warm_paste": "Warm paste"},
    "goals": {},
    "products": {},
    "procedure": {"procedure-paste": "The paste"},
    "restrictions": {"sunscreen": "Sunscreen", "tights": "Tights"},
    "conditions": {},
    "questions": {"feeling": "How is it today?"},
    "options": {"feeling": {"better": "Better", "worried": "I am worried"}},
    "answers": {"feeling": {"better": "better", "worried": "worried"}},
    "languages": {"en": "English"},
}

SIGNS = """
raising_facts = []

[[signs]]
name = "paste_burn"
slug = "paste-burn"
urgency = "same_day"
when = [["blister"]]
"""

CONCEPTS = """
[concepts]
blister = ["blister*"]
"""

THINGS = """
[things]
sunscreen = ["sunscreen", "sun cream"]
tights = ["tights", "stockings"]
"""

DAY_0 = (
    "Welcome.\n\n**Normal today**\n\nPink legs.\n\n**Do**\n\n- Rest.\n\n"
    "**Leave alone**\n\n- Tights: {may:tights}.\n\n**Call us today if** it weeps.\n\n"
    "**Call {emergency_number} now if** you cannot breathe."
)
GREETING = "Good morning. Here is your note for today, {date}. Read it in a quiet minute."
TEXTS = {
    "day-0": DAY_0,
    "morning": f"{GREETING}\n\nWear loose trousers.",
    "last": f"{GREETING}\n\nThat was the last note of the paste.",
    "before": "Keep to the shade. Sunscreen may start {from:sunscreen}.",
    "gate": "Sunscreen may start now.",
    "phone-us": "Phone us today: {clinic_phone}.",
    "sun": "Strong sun today: {strong_sun}. Sunscreen: {may:sunscreen}.",
    "line": "Strong sun: {strong_sun}. Take sunscreen. {sun_note}",
    "procedure-paste": "A warm paste is put on and taken off.",
}
TOPICS = {
    "clothes": ("topic", ["can i wear tights", "tights tomorrow?"], "Loose things are kinder."),
    "sun-care": ("topic", ["sun cream?", "may i tan"], "Sunscreen: {may:sunscreen}. Shade helps."),
    "thanks": ("greeting", ["thank you", "thanks a lot"], "You are welcome."),
}
SIGN_LEAFLET = "Leave it covered and dry. Do not pop it. Phone us: {clinic_phone}."


def add_to(content: Path) -> Path:
    """Write the folder of the second treatment into a content folder, and return it."""
    folder = content / NAME
    shipped = CONTENT / "microneedling"
    rules = tomllib.loads((shipped / "plan.toml").read_text(encoding="utf-8"))["check"]
    kept = ("service_leaflets", "other_leaflets", "never_fall_back")
    lists = "\n".join(f"{name} = {json.dumps(rules[name])}" for name in kept)
    _write(folder / "plan.toml", f"{PLAN}{lists}\n")
    shutil.copy(shipped / "sources.toml", folder / "sources.toml")
    _write(folder / "signs.toml", SIGNS)
    grammar = "\n".join(_grammar(shipped / "en" / "signs.toml"))
    _write(folder / "en" / "signs.toml", f"{CONCEPTS}{grammar}\n")
    _write(folder / "en" / "things.toml", THINGS)
    _write(folder / "en" / "phrases.toml", "\n".join(_phrases(shipped / "en" / "phrases.toml")))
    named = (stem for name in kept for stem in rules[name])
    for stem in {*stops.LEAFLETS, *named}:
        shutil.copy(shipped / "en" / f"{stem}.md", folder / "en" / f"{stem}.md")
    for stem, text in TEXTS.items():
        _write(folder / "en" / f"{stem}.md", LEAFLET.format(title=stem, body=text))
    for slug, (kind, questions, text) in TOPICS.items():
        _write(folder / "en" / "topics" / f"{slug}.md", _about(slug, kind, questions, text))
    burn = _about("paste-burn", "sign", ["there is a blister on my leg"], SIGN_LEAFLET)
    _write(folder / "en" / "signs" / "paste-burn.md", burn)
    return folder


def _about(slug: str, kind: str, questions: list[str], text: str) -> str:
    top = {"title": slug, "topic": slug, "kind": kind, "questions": questions, "sources": ["S1"]}
    lines = "\n".join(f"{name}: {json.dumps(value)}" for name, value in top.items())
    return f"---\n{lines}\n---\n{text}\n"


def _grammar(shipped: Path) -> Iterator[str]:
    """Return how English denies, compares and supposes: that is the same for all treatments."""
    words = tomllib.loads(shipped.read_text(encoding="utf-8"))
    for table in ("spelling", "grammar"):
        yield f"[{table}]"
        yield from (
            f"{name} = {json.dumps(value, ensure_ascii=False)}"
            for name, value in words[table].items()
            if not isinstance(value, dict)
        )


def _phrases(shipped: Path) -> Iterator[str]:
    """Return the shipped phrases as TOML, with the names of this treatment instead of theirs."""
    phrases = tomllib.loads(shipped.read_text(encoding="utf-8"))
    phrases.pop("review", None)
    for table, texts in {**phrases, **NAMES}.items():
        yield f"[{table}]"
        for key, text in _flat(texts, ""):
            yield f"{key} = {json.dumps(text, ensure_ascii=False)}"


def _flat(texts: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in texts.items():
        key = f'{prefix}"{name}"'
        if isinstance(value, dict):
            yield from _flat(value, f"{key}.")
        else:
            yield key, value


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
