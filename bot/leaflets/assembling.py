"""Puts treatments together to the library: with the places of zones, and with what learns of them.

Where they come from, their files or what was kept of them, makes no difference here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from bot.core import sun, triage
from bot.core.sun import Place
from bot.core.triage import Condition
from bot.leaflets.library import ContentLibrary, Treatment
from bot.leaflets.matching import LateMatcher, LateSecondLook, Told


def library_of(treatments: Iterable[Treatment], learnt: Path) -> ContentLibrary:
    """Return the library of these treatments; what is learnt of them is kept in `learnt`."""
    by_name = {each.pack.treatment: each for each in treatments}
    looks = {name: _second_look(each, learnt) for name, each in by_name.items()}
    return ContentLibrary(
        treatments={
            name: replace(each, signs=replace(each.signs, second_look=looks[name].chances))
            for name, each in by_name.items()
        },
        packs={name: each.pack for name, each in by_name.items()},
        places=_places_of_zones(),
        matchers={
            name: LateMatcher(each.examples, learnt / name) for name, each in by_name.items()
        },
        second_looks=looks,
    )


def _second_look(treatment: Treatment, learnt: Path) -> LateSecondLook:
    """Return what learns from the examples of all languages, as the lexicons read them."""
    signs = treatment.signs

    def traits_of(told: Told) -> tuple[str, ...]:
        condition = Condition(hours=told.hours, language=told.language)
        return triage.traits(told.text, signs, condition)

    def told() -> tuple[Told, ...]:
        return tuple(each for some in treatment.told.values() for each in some)

    def lexicons() -> list[Any]:
        return [
            [name, sorted((concept, list(words)) for concept, words in each.concepts.items())]
            for name, each in sorted(signs.lexicons.items())
        ]

    kept_at = learnt / f"{treatment.pack.treatment}-look"
    return LateSecondLook(told, traits_of, made_of=lexicons, kept_at=kept_at)


def _places_of_zones() -> Mapping[str, Place]:
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    return sun.read_zone_tab(table.read_text(encoding="utf-8"))
