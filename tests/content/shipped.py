"""The shipped content as anyone could read it, for the tests of its words and of its plan.

Nothing of the program is used: front matter and tables are read with kept libraries alone.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import frontmatter

PACK = Path(__file__).parents[2] / "content" / "microneedling"
WORDS = PACK / "en"
FIELD = re.compile(r"\{[a-z_]+(?::[a-z_]+)?\}")


@cache
def plan() -> Mapping[str, Any]:
    """Return the tables of plan.toml."""
    return tomllib.loads((PACK / "plan.toml").read_text(encoding="utf-8"))


@cache
def phrases() -> Mapping[str, Any]:
    """Return the tables of phrases.toml."""
    return tomllib.loads((WORDS / "phrases.toml").read_text(encoding="utf-8"))


@cache
def sources() -> Mapping[str, str]:
    """Return the sources by key."""
    return tomllib.loads((PACK / "sources.toml").read_text(encoding="utf-8"))


@cache
def leaflet(stem: str) -> frontmatter.Post:
    """Return a leaflet with what stands at its top."""
    return frontmatter.load(str(WORDS / f"{stem}.md"))


def body(stem: str) -> str:
    """Return a leaflet's Markdown."""
    return str(leaflet(stem).content)


def cited(stem: str) -> list[str]:
    """Return the keys of the sources a leaflet names."""
    front: dict[str, Any] = leaflet(stem).metadata
    return list(front["sources"])


def key_of(stem: str) -> str:
    """Return a leaflet's name without the area."""
    return stem.partition(".")[0]


def stems(*keys: str) -> list[str]:
    """Return the names of the leaflets with one of these keys, or of all."""
    names = sorted(path.name.removesuffix(".md") for path in WORDS.glob("*.md"))
    return [name for name in names if not keys or key_of(name) in keys]


def stems_below(folder: str) -> list[str]:
    """Return the names of the leaflets in a folder, as "topics/makeup"."""
    paths = (WORDS / folder).glob("*.md")
    return sorted(f"{folder}/{path.name.removesuffix('.md')}" for path in paths)


def care_leaflets() -> list[str]:
    """Return the names of the leaflets about care; those about this service itself left out."""
    return [name for name in stems() if key_of(name) not in plan()["check"]["service_leaflets"]]


def day_cards() -> list[str]:
    """Return the names of the day cards of all areas."""
    return stems(*(f"day-{day}" for day in plan()["card_days"]))


def early_cards() -> list[str]:
    """Return the names of the cards of days 0 to 3, for all areas."""
    return stems("day-0", "day-1", "day-2", "day-3")


def benefits() -> list[str]:
    """Return the names of the leaflets of one benefit each."""
    return [name for name in stems() if name.startswith("procedure-benefit-")]


def pushes() -> list[str]:
    """Return the names of the leaflets that arrive unasked."""
    sun = [name for name in stems() if name.startswith("sun-")]
    return [*day_cards(), *stems("evening-0"), *sun]


def section(text: str, heading: str) -> str:
    """Return what stands from a bold heading to the next bold line."""
    return text.split(f"**{heading}**", 1)[1].split("\n\n**", 1)[0]


def items(text: str) -> list[str]:
    """Return the list items."""
    return [line for line in text.splitlines() if line.startswith("- ")]
