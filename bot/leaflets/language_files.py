"""The files of one language: leaflets in their three folders, phrases, the words of things.

`*.md`, `topics/*.md`, `signs/*.md`, `phrases.toml`, `things.toml`, `examples.toml`. The words of
signs are read in `sign_file`; here their file is only kept for its signature.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.leaflets import examples_file, sources, things_file
from bot.leaflets.about import KINDS
from bot.leaflets.faults import Faults
from bot.leaflets.matching import Told
from bot.leaflets.sources import Leaflet, Phrases, Review, TableFile
from bot.leaflets.things_file import Things

LEAFLET_LIMIT = 500
SIGN_WORDS = "signs.toml"

_LEAFLET_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}(\.[a-z][a-z0-9_]{0,39})?\.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageFiles:
    """What one language says, and the faults of its files."""

    language: str
    place: str
    leaflets: Mapping[str, Leaflet]
    phrases: Phrases
    things_file: TableFile | None
    things: Things
    days: Things
    sign_words: TableFile | None
    examples_file: TableFile | None
    told: tuple[Told, ...]
    faults: Faults

    @property
    def tables(self) -> tuple[TableFile, ...]:
        """The files of words that are signed."""
        files = (self.things_file, self.sign_words, self.examples_file)
        return tuple(each for each in files if each is not None)


def read(folder: Path, place: str) -> LanguageFiles:
    """Return all of a language's files; what is wrong in them is noted in its own faults."""
    faults = Faults()
    things = _table(folder, place, things_file.NAME, faults)
    examples = _table(folder, place, examples_file.NAME, faults)
    return LanguageFiles(
        language=folder.name,
        place=place,
        leaflets=_all_leaflets(folder, place, faults),
        phrases=_phrases(folder, place, faults),
        things_file=things,
        things={} if things is None else things_file.read_things(things, faults),
        days={} if things is None else things_file.read_days(things, faults),
        # Its faults are told by those who read the words in it.
        sign_words=_table(folder, place, SIGN_WORDS, Faults()),
        examples_file=examples,
        told=() if examples is None else examples_file.read_examples(examples, faults),
        faults=faults,
    )


def _all_leaflets(folder: Path, place: str, faults: Faults) -> Mapping[str, Leaflet]:
    found = _leaflets(folder, place, folder.name, "", faults)
    for name in KINDS:
        if (folder / name).is_dir():
            found |= _leaflets(folder / name, f"{place}/{name}", folder.name, name, faults)
    return found


def _leaflets(
    folder: Path, place: str, language: str, below: str, faults: Faults
) -> dict[str, Leaflet]:
    paths = sorted(path for path in folder.iterdir() if path.suffix == ".md")
    if len(paths) > LEAFLET_LIMIT:
        faults.add(place, f"there are more than {LEAFLET_LIMIT} leaflets. Take some away.")
    found: dict[str, Leaflet] = {}
    for path in paths[:LEAFLET_LIMIT]:
        if _LEAFLET_NAME.fullmatch(path.name) is None:
            what = "a leaflet's name has small letters, digits and '-', as: day-1.md, day-1.face.md"
            faults.add(f"{place}/{path.name}", what)
            continue
        leaflet = sources.read_leaflet(path, f"{place}/{path.name}", language, faults, below)
        if leaflet is not None:
            found[leaflet.stem] = leaflet
    return found


def _table(folder: Path, place: str, name: str, faults: Faults) -> TableFile | None:
    path = folder / name
    if not path.exists():
        return None
    return sources.read_table_file(path, f"{place}/{name}", folder.name, faults)


def _phrases(folder: Path, place: str, faults: Faults) -> Phrases:
    path, name = folder / "phrases.toml", f"{place}/phrases.toml"
    text = sources.read_text(path, name, sources.TABLE_LIMIT_BYTES, faults)
    read = None if text is None else sources.parsed_table(text, name, faults)
    tables = read or {}
    written = tables.pop("review", {})
    fields = written if isinstance(written, dict) else {}
    review = sources.read_review(fields, f"{name} [review]", faults) if fields else Review()
    return Phrases(
        path=path,
        place=name,
        language=folder.name,
        texts=sources.flattened(tables, name, faults),
        lines=sources.lines_of_keys(text or ""),
        is_readable=read is not None,
        review=review,
        translated_from=sources.text_value(fields, sources.TRANSLATED_FROM, name, faults),
    )
