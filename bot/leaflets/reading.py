"""Finds and reads all files of the content once, has them checked, and freezes the library.

Folders: `<treatment>/plan.toml`, `sources.toml`, `signs.toml`, and one for each language, whose
files `language_files` reads.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.core.pack import Pack
from bot.core.questions import Topics
from bot.core.triage import Signs
from bot.leaflets import (
    assembling,
    check,
    checked,
    gaps,
    kept_content,
    language_files,
    plan_file,
    sign_file,
    sources,
    topics,
    translations,
)
from bot.leaflets.check import Found
from bot.leaflets.checked import LEARNT_FOLDER
from bot.leaflets.faults import Faults
from bot.leaflets.language_files import LanguageFiles
from bot.leaflets.library import FALLBACK_LANGUAGE, ContentLibrary, Treatment
from bot.leaflets.plan_file import CheckRules
from bot.leaflets.sources import PlanFile, TableFile
from bot.render.words import is_language

TREATMENT_LIMIT = 50

_TREATMENT_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The files of one treatment, each read on its own."""

    folder: Path
    place: str
    plan: PlanFile
    pack: Pack
    rules: CheckRules
    files: Mapping[str, LanguageFiles]


def read(content_dir: Path) -> ContentLibrary:
    """Read and check all of the content. Raises ContentError with every fault."""
    faults = Faults()
    library, found = _read_all(content_dir, faults)
    return _checked(library, found, faults)


def read_anew(content_dir: Path, known_as: str, notices: tuple[str, ...] | None) -> ContentLibrary:
    """Read the content with that fingerprint, and keep it for the next start.

    It is checked unless its check is known to have told only these `notices`, or a byte changed
    since. Raises ContentError with every fault.
    """
    learnt, faults = content_dir.parent / LEARNT_FOLDER, Faults()
    library, found = _read_all(content_dir, faults)
    is_same = checked.fingerprint(content_dir) == known_as
    if notices is not None and is_same:
        faults.raise_if_any()
        library = replace(library, notices=notices)
    else:
        library = _checked(library, found, faults)
    if is_same:
        checked.note(learnt, known_as, library.notices)
        treatments = [one.treatment for one in found.values()]
        kept_content.keep(learnt, known_as, content_dir, treatments)
    return library


def _checked(library: ContentLibrary, found: Mapping[str, Found], faults: Faults) -> ContentLibrary:
    notices = [notice for one in found.values() for notice in check.check(library, one, faults)]
    faults.raise_if_any()
    return replace(library, notices=tuple(notices))


def _read_all(content_dir: Path, faults: Faults) -> tuple[ContentLibrary, Mapping[str, Found]]:
    folders = _folders(content_dir, content_dir.name, faults)[:TREATMENT_LIMIT]
    if not folders:
        faults.add(content_dir.name, "no treatment is here. Make a folder with a plan.toml in it.")
    read = [_treatment(folder, content_dir.name, faults) for folder in folders]
    found = {one.treatment.pack.treatment: one for one in read if one is not None}
    library = assembling.library_of(
        [one.treatment for one in found.values()], content_dir.parent / LEARNT_FOLDER
    )
    return library, found


def _treatment(folder: Path, root: str, faults: Faults) -> Found | None:
    place = f"{root}/{folder.name}"
    if _TREATMENT_NAME.fullmatch(folder.name) is None:
        faults.add(place, "a treatment's folder has small letters only, and no spaces.")
        return None
    plan = _plan(folder, place, faults)
    languages = tuple(_languages(folder, place, faults))
    if plan is None or FALLBACK_LANGUAGE not in languages:
        return None
    files = {name: language_files.read(folder / name, f"{place}/{name}") for name in languages}
    pack, rules = plan_file.read_plan(folder.name, plan, languages, faults)
    known = sources.read_table(folder / "sources.toml", f"{place}/sources.toml", faults)
    read = _Read(folder=folder, place=place, plan=plan, pack=pack, rules=rules, files=files)
    return Found(
        treatment=_put_together(read, faults),
        rules=rules,
        sources=frozenset(known or ()),
        files=files,
    )


def _put_together(read: _Read, faults: Faults) -> Treatment:
    files, pack = read.files, read.pack
    known = {
        name: topics.known_words(each.leaflets.values(), each.phrases)
        for name, each in files.items()
    }
    signs, sign_table = _signs(read, known, faults)
    model = files[FALLBACK_LANGUAGE]
    others = {name: each for name, each in files.items() if each is not model}
    treatment = Treatment(
        pack=pack,
        plan=read.plan,
        leaflets={name: each.leaflets for name, each in files.items()},
        phrases={name: each.phrases for name, each in files.items()},
        tables={"": sign_table, **{name: each.tables for name, each in files.items()}},
        standings={
            name: translations.compare(
                (model.leaflets, model.phrases), (each.leaflets, each.phrases)
            )
            for name, each in others.items()
        },
        fixed=frozenset(
            stem
            for stem, leaflet in model.leaflets.items()
            if translations.never_falls_back(leaflet.key, pack, read.rules.never_fall_back)
        ),
        signs=signs,
        topics=_topics(read, known, signs),
        told={name: each.told for name, each in files.items()},
    )
    return gaps.with_languages_offered(treatment)


def _topics(read: _Read, known: Mapping[str, frozenset[str]], signs: Signs) -> Topics:
    """Return the topics, with the words of their things and of the days in every language."""
    found = topics.topics_of(
        read.files[FALLBACK_LANGUAGE].leaflets.values(),
        {name: each.things for name, each in read.files.items()},
        read.pack,
        {**known, **{name: lexicon.known for name, lexicon in signs.lexicons.items()}},
        {name: lexicon.spelling for name, lexicon in signs.lexicons.items()},
    )
    return replace(found, days={name: each.days for name, each in read.files.items()})


def _signs(
    read: _Read, known: Mapping[str, frozenset[str]], faults: Faults
) -> tuple[Signs, tuple[TableFile, ...]]:
    """Return the warning signs, and their file for its signature.

    A fault in the words of a language is that language's own.
    """
    path = read.folder / sign_file.NAME
    table = sources.read_table_file(path, f"{read.place}/{sign_file.NAME}", "", faults)
    told = Faults()
    signs = sign_file.read_signs(
        read.folder, read.place, tuple(read.files), read.pack.areas, known, told
    )
    for sentence in told.sentences:
        own = (each for each in read.files.values() if sentence.startswith(f"{each.place}/"))
        each = next(own, None)
        (faults if each is None else each.faults).take_one(sentence)
    return signs, () if table is None else (table,)


def _plan(folder: Path, place: str, faults: Faults) -> PlanFile | None:
    path, name = folder / "plan.toml", f"{place}/plan.toml"
    tables = sources.read_table(path, name, faults)
    if tables is None:
        return None
    reviews = plan_file.read_reviews(tables, name, faults)
    return PlanFile(path=path, place=name, tables=tables, reviews=reviews)


def _languages(folder: Path, place: str, faults: Faults) -> list[str]:
    names = [path.name for path in _folders(folder, place, faults)]
    if FALLBACK_LANGUAGE not in names:
        what = "there is no folder 'en': English texts come first, and others stand beside them."
        faults.add(place, what)
    for name in names:
        if not is_language(name):
            faults.add(f"{place}/{name}", "this is no language. Name the folder as: en, de, pt-BR")
    return [name for name in names if is_language(name)]


def _folders(folder: Path, place: str, faults: Faults) -> list[Path]:
    if not folder.is_dir():
        faults.add(place, "this folder is missing. Set CONTENT_DIR to the folder of the content.")
        return []
    found = [path for path in sorted(folder.iterdir()) if path.is_dir()]
    for path in found:
        if path.is_symlink():
            faults.add(f"{place}/{path.name}", "this is only a link. Put the folder itself there.")
    return [path for path in found if not path.is_symlink() and not path.name.startswith(".")]
