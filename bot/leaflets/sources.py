"""The files of the content as read: leaflets with front matter, phrases, the plan, their reviews.

Only what stands in one file is looked at here; whether files agree is checked in `check`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.leaflets.about import ABOUT_FIELDS, KINDS, About, read_about
from bot.leaflets.faults import Faults

LEAFLET_LIMIT_BYTES = 32_768
TABLE_LIMIT_BYTES = 524_288
FRONT_MATTER_LIMIT_CHARACTERS = 16_384

REVIEW_FIELDS = ("reviewed_by", "reviewed_on", "review_due", "signature")
_TABLE_LINE = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_KEY_LINE = re.compile(r"\s*([\w.\" -]+?)\s*=")
TRANSLATED_FROM = "translated_from"
_LEAFLET_FIELDS = ("title", "sources", *REVIEW_FIELDS, TRANSLATED_FROM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who signed a text, when, until when that holds, and the hash of the text they read."""

    sources: tuple[str, ...] = ()
    reviewed_by: str = ""
    reviewed_on: str = ""
    review_due: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflet:
    """One Markdown file; `stem` is its name without .md, its text starts on `body_line`.

    The stem of one that answers a question or a sign begins with its folder, as "topics/makeup",
    and `about` says what it answers. `translated_from` is the hash of the text it was made from.
    """

    path: Path
    place: str
    language: str
    stem: str
    title: str
    body: str
    body_line: int
    review: Review
    translated_from: str = ""
    about: About | None = None

    @property
    def key(self) -> str:
        """The key it is asked for by: the name without the area."""
        return self.stem.partition(".")[0]

    @property
    def area(self) -> str:
        """The one area it is for, empty for all."""
        return self.stem.partition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The short lines of one language by dotted key, such as "enrol.kind", and where each stands.

    Where the file could not be read at all there is none, and the fault is told.
    """

    path: Path
    place: str
    language: str
    texts: Mapping[str, str]
    lines: Mapping[str, int]
    is_readable: bool
    review: Review
    translated_from: str = ""

    def place_of(self, key: str) -> str:
        """Return the file with the line of a phrase, where that is known."""
        return f"{self.place}, line {self.lines[key]}" if key in self.lines else self.place


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """The plan's tables as written; `reviews` has one review a part of it."""

    path: Path
    place: str
    tables: Mapping[str, Any]
    reviews: Mapping[str, Review]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A TOML file of words or rules that is signed as a whole; its tables without the review."""

    path: Path
    place: str
    language: str
    tables: Mapping[str, Any]
    review: Review


def read_text(path: Path, place: str, limit_bytes: int, faults: Faults) -> str | None:
    """Return a file's text, None when it is too long, not UTF-8 or not a plain file."""
    if not path.is_file() or path.is_symlink():
        faults.add(place, "this file is missing, or is only a link. Put the file itself there.")
        return None
    if path.stat().st_size > limit_bytes:
        faults.add(place, f"this file is longer than {limit_bytes // 1024} KB. Shorten it.")
        return None
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        faults.add(place, "this file is not saved as UTF-8. Save it again with that encoding.")
        return None


def lines_of_keys(text: str) -> dict[str, int]:
    """Return the line of each dotted key of a TOML file, as far as it is written plainly."""
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        header, key = _TABLE_LINE.match(line), _KEY_LINE.match(line)
        if header is not None:
            table = f"{header[1].replace(' ', '')}."
        elif key is not None:
            lines.setdefault(table + key[1].replace('"', "").replace(" ", ""), number)
    return lines


def read_table(path: Path, place: str, faults: Faults) -> dict[str, Any] | None:
    """Return the tables of a TOML file, None when it cannot be read."""
    text = read_text(path, place, TABLE_LIMIT_BYTES, faults)
    return None if text is None else parsed_table(text, place, faults)


def parsed_table(text: str, place: str, faults: Faults) -> dict[str, Any] | None:
    """Return the tables of a TOML text, None when it cannot be read."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add(place, f"it cannot be read: {error}. Look for a missing quote or bracket.")
    except RecursionError:
        faults.add(place, "brackets are nested too deeply. Write the values on their own.")
    return None


def read_table_file(path: Path, place: str, language: str, faults: Faults) -> TableFile | None:
    """Return a TOML file and its review, None when it cannot be read."""
    tables = read_table(path, place, faults)
    if tables is None:
        return None
    written = tables.pop("review", {})
    fields = written if isinstance(written, dict) else {}
    review = read_review(fields, f"{place} [review]", faults)
    return TableFile(path=path, place=place, language=language, tables=tables, review=review)


def read_leaflet(
    path: Path, place: str, language: str, faults: Faults, folder: str = ""
) -> Leaflet | None:
    """Return a leaflet, None when it cannot be used; `folder` is the one below the language's."""
    text = read_text(path, place, LEAFLET_LIMIT_BYTES, faults)
    front = None if text is None else _front_matter(text, place, faults)
    if text is None or front is None:
        return None
    fields, body = front
    known = (*_LEAFLET_FIELDS, *(ABOUT_FIELDS if folder else ()))
    for name in sorted(set(fields) - set(known)):
        faults.add(place, f"'{name}' at the top is not known. Known are {', '.join(known)}.")
    if not body.strip():
        faults.add(place, "there is no text below the second '---'. Write it, or delete the file.")
    stem = f"{folder}/{path.stem}" if folder else path.stem
    return Leaflet(
        path=path,
        place=place,
        language=language,
        stem=stem,
        title=_title(fields, place, faults),
        body=body,
        body_line=text[: text.index(body)].count("\n") + 1 if body else 1,
        review=read_review(fields, place, faults),
        translated_from=text_value(fields, TRANSLATED_FROM, place, faults),
        about=read_about(fields, stem, place, faults) if folder in KINDS else None,
    )


def _title(fields: Mapping[str, Any], place: str, faults: Faults) -> str:
    title = fields.get("title")
    if isinstance(title, str) and title.strip():
        return title
    faults.add(place, "the title is missing. Write it at the top, as: title: Day 1")
    return ""


def read_review(fields: Mapping[str, Any], place: str, faults: Faults) -> Review:
    """Return the review written in a file's front matter or a [review] table."""
    sources = fields.get("sources", [])
    if not isinstance(sources, list) or not all(isinstance(name, str) for name in sources):
        faults.add(place, "'sources' must be a list of keys, as: sources: [S1, S12]")
        sources = []
    values = {name: text_value(fields, name, place, faults) for name in REVIEW_FIELDS}
    return Review(sources=tuple(sources), **values)


def flattened(tables: Mapping[str, Any], place: str, faults: Faults) -> dict[str, str]:
    """Return tables in tables of texts as one mapping with dotted keys."""
    texts: dict[str, str] = {}
    for key, value in tables.items():
        if isinstance(value, str):
            texts[key] = value
        elif isinstance(value, dict):
            inner = flattened(value, place, faults)
            texts.update({f"{key}.{name}": text for name, text in inner.items()})
        else:
            faults.add(place, f"'{key}' must be a text in quotes.")
    return texts


def _front_matter(text: str, place: str, faults: Faults) -> tuple[dict[str, Any], str] | None:
    end = text.find("\n---", 3)
    if not text.startswith("---\n") or end < 0 or end > FRONT_MATTER_LIMIT_CHARACTERS:
        faults.add(
            place, "the file must start with a '---' line, the title and sources, and '---' again."
        )
        return None
    # Content that is known has none to read.
    import frontmatter  # noqa: PLC0415
    import yaml  # noqa: PLC0415

    try:
        fields, body = frontmatter.parse(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f"{place}, line {mark.line + 1}" if mark is not None else place
        faults.add(line, 'this cannot be read. Write each line as: title: "Day 1"')
        return None
    return dict(fields), str(body)


def text_value(fields: Mapping[str, Any], name: str, place: str, faults: Faults) -> str:
    """Return a text or a date as text; empty when it is not written."""
    value = fields.get(name, "")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str):
        return value or ""
    faults.add(place, f"'{name}' must be a text in quotes, as: {name}: \"\"")
    return ""
