"""Finds and reads all files of the content once, has them checked, and freezes the library.

Folders: `<treatment>/plan.toml`, `sources.toml`, `<language>/*.md`, `<language>/phrases.toml`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from bot.core import sun
from bot.core.sun import Place
from bot.leaflets import check, plan_file, sources
from bot.leaflets.faults import Faults
from bot.leaflets.library import ContentLibrary, Treatment
from bot.leaflets.plan_file import CheckRules
from bot.leaflets.sources import Leaflet, Phrases, PlanFile, Review
from bot.render.words import is_language

TREATMENT_LIMIT = 50
LEAFLET_LIMIT = 500

_TREATMENT_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LEAFLET_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}(\.[a-z][a-z0-9_]{0,39})?\.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A treatment as read, with what its check needs: rules, and the keys of sources.toml."""

    treatment: Treatment
    rules: CheckRules
    sources: frozenset[str]


def read(content_dir: Path) -> ContentLibrary:
    """Read and check all of the content. Raises ContentError with every fault."""
    faults = Faults()
    folders = _folders(content_dir, content_dir.name, faults)[:TREATMENT_LIMIT]
    if not folders:
        faults.add(content_dir.name, "no treatment is here. Make a folder with a plan.toml in it.")
    found = [_treatment(folder, content_dir.name, faults) for folder in folders]
    treatments = {one.treatment.pack.treatment: one.treatment for one in found if one is not None}
    library = ContentLibrary(
        treatments=treatments,
        packs={name: treatment.pack for name, treatment in treatments.items()},
        places=_places_of_zones(),
    )
    for one in found:
        if one is not None:
            check.check(library, one.treatment, one.rules, one.sources, faults)
    faults.raise_if_any()
    return library


def _treatment(folder: Path, root: str, faults: Faults) -> _Found | None:
    place = f"{root}/{folder.name}"
    if _TREATMENT_NAME.fullmatch(folder.name) is None:
        faults.add(place, "a treatment's folder has small letters only, and no spaces.")
        return None
    plan = _plan(folder, place, faults)
    languages = tuple(_languages(folder, place, faults))
    if plan is None or not languages:
        return None
    pack, rules = plan_file.read_plan(folder.name, plan, languages, faults)
    folders = {language: folder / language for language in languages}
    treatment = Treatment(
        pack=pack,
        plan=plan,
        leaflets={
            language: _leaflets(path, f"{place}/{language}", faults)
            for language, path in folders.items()
        },
        phrases={
            language: _phrases(path, f"{place}/{language}", faults)
            for language, path in folders.items()
        },
    )
    known = sources.read_table(folder / "sources.toml", f"{place}/sources.toml", faults)
    return _Found(treatment=treatment, rules=rules, sources=frozenset(known or ()))


def _plan(folder: Path, place: str, faults: Faults) -> PlanFile | None:
    path, name = folder / "plan.toml", f"{place}/plan.toml"
    tables = sources.read_table(path, name, faults)
    if tables is None:
        return None
    reviews = plan_file.read_reviews(tables, name, faults)
    return PlanFile(path=path, place=name, tables=tables, reviews=reviews)


def _languages(folder: Path, place: str, faults: Faults) -> list[str]:
    names = [path.name for path in _folders(folder, place, faults)]
    if not names:
        faults.add(place, "there is no folder with texts. Make one for each language, as: en")
    for name in names:
        if not is_language(name):
            faults.add(f"{place}/{name}", "this is no language. Name the folder as: en, de, pt-BR")
    return [name for name in names if is_language(name)]


def _leaflets(folder: Path, place: str, faults: Faults) -> Mapping[str, Leaflet]:
    paths = sorted(path for path in folder.iterdir() if path.suffix == ".md")
    if len(paths) > LEAFLET_LIMIT:
        faults.add(place, f"there are more than {LEAFLET_LIMIT} leaflets. Take some away.")
    found: dict[str, Leaflet] = {}
    for path in paths[:LEAFLET_LIMIT]:
        if _LEAFLET_NAME.fullmatch(path.name) is None:
            what = "a leaflet's name has small letters, digits and '-', as: day-1.md, day-1.face.md"
            faults.add(f"{place}/{path.name}", what)
            continue
        leaflet = sources.read_leaflet(path, f"{place}/{path.name}", folder.name, faults)
        if leaflet is not None:
            found[leaflet.stem] = leaflet
    return found


def _phrases(folder: Path, place: str, faults: Faults) -> Phrases:
    path, name = folder / "phrases.toml", f"{place}/phrases.toml"
    text = sources.read_text(path, name, sources.TABLE_LIMIT_BYTES, faults)
    read = None if text is None else sources.parsed_table(text, name, faults)
    tables = read or {}
    written = tables.pop("review", {})
    review = Review()
    if isinstance(written, dict):
        review = sources.read_review(written, f"{name} [review]", faults)
    texts = sources.flattened(tables, name, faults)
    return Phrases(
        path=path,
        place=name,
        language=folder.name,
        texts=texts,
        lines=sources.lines_of_keys(text or ""),
        is_readable=read is not None,
        review=review,
    )


def _folders(folder: Path, place: str, faults: Faults) -> list[Path]:
    if not folder.is_dir():
        faults.add(place, "this folder is missing. Set CONTENT_DIR to the folder of the content.")
        return []
    found = [path for path in sorted(folder.iterdir()) if path.is_dir()]
    for path in found:
        if path.is_symlink():
            faults.add(f"{place}/{path.name}", "this is only a link. Put the folder itself there.")
    return [path for path in found if not path.is_symlink() and not path.name.startswith(".")]


def _places_of_zones() -> Mapping[str, Place]:
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    return sun.read_zone_tab(table.read_text(encoding="utf-8"))
