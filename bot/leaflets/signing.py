"""Signatures: which texts a named person has read and confirmed, bound to a hash of each text.

A change of one letter unsigns a text. Whether something unsigned may be sent is decided elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.leaflets import stamping
from bot.leaflets.sources import Leaflet, Phrases, PlanFile, Review, TableFile

NOT_SIGNED = "not signed"
PLAN_PARTS = ("steps", "restrictions", "sun", "check_in")
_TABLES_OF_PART = {
    "restrictions": ("restrictions", "minimum_interval_weeks"),
    "sun": ("sun",),
    "check_in": ("questions", "guidance", "check_in"),
}
# [check] says how texts are checked, which no client reads.
_UNSIGNED_TABLES = frozenset({"review", "check"})
_NAME_LIMIT_CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedText:
    """One text that needs a signature: its name, what is read, and the review as it stands.

    `part` is the table of the plan or the phrases that holds the review, None for a leaflet.
    """

    name: str
    path: Path
    part: str | None
    shown: str
    signature: str
    review: Review


def texts_of(
    plan: PlanFile,
    leaflets: Iterable[Leaflet],
    phrases: Phrases | None,
    tables: Iterable[TableFile] = (),
) -> tuple[SignedText, ...]:
    """Return what needs a signature: the parts of the plan, phrases, words and signs, leaflets."""
    return (
        *(_of_plan(plan, part) for part in PLAN_PARTS),
        *(() if phrases is None else (_of_phrases(phrases),)),
        *(_of_table(table) for table in tables),
        *(_of_leaflet(leaflet) for leaflet in leaflets),
    )


def signature_of(text: str) -> str:
    """Return the SHA-256 of what is signed, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def signature_of_leaflet(leaflet: Leaflet) -> str:
    """Return the hash of a leaflet's title and text; questions and neighbours are no part of it."""
    return signature_of(f"{leaflet.language}/{leaflet.stem}.md\n{leaflet.title}\n\n{leaflet.body}")


def signature_of_phrases(phrases: Phrases) -> str:
    """Return the hash of all phrases of a language."""
    canonical = json.dumps(phrases.texts, sort_keys=True, ensure_ascii=False)
    return signature_of(f"{phrases.language}\n{canonical}")


def is_signed(text: SignedText, today: date) -> bool:
    """Tell whether a text is signed as it stands and not overdue for review."""
    return why_unsigned(text, today) is None


def why_unsigned(text: SignedText, today: date) -> str | None:
    """Return why a text counts as unsigned, in a few words; None when it is signed."""
    if not text.review.signature:
        return NOT_SIGNED
    if text.review.signature != text.signature:
        return "changed since it was signed"
    due = _date(text.review.review_due)
    if due is None or due < today:
        return "due for review"
    return None


def name_of_signer(by: str) -> str:
    """Return the name as it will be written. Raises ValueError for one that cannot be."""
    name = " ".join(by.split())
    is_name = any(sign.isalpha() for sign in name) and name.isprintable()
    if not is_name or len(name) > _NAME_LIMIT_CHARACTERS or any(sign in name for sign in '"\\'):
        raise ValueError("A name has 1 to 80 letters, and no quotes or backslashes.")
    return name


def sign(text: SignedText, by: str, today: date) -> None:
    """Write name, dates and signature into the file, leaving everything else as it is.

    The review is due again after a year. Raises ValueError for a name that cannot be written, or
    a file that has no place for the signature.
    """
    values = {
        "reviewed_by": name_of_signer(by),
        "reviewed_on": today.isoformat(),
        "review_due": _a_year_after(today).isoformat(),
        "signature": text.signature,
    }
    stamping.write(text.path, text.part, values)


def _of_plan(plan: PlanFile, part: str) -> SignedText:
    tables = {name: plan.tables[name] for name in _tables_of(part, plan) if name in plan.tables}
    canonical = json.dumps(tables, sort_keys=True, ensure_ascii=False, default=str)
    return SignedText(
        name=f"{plan.place}, [{part}]",
        path=plan.path,
        part=f"review.{part}",
        shown="\n".join(_lines(tables, "")),
        signature=signature_of(canonical),
        review=plan.reviews.get(part, Review()),
    )


def _lines(value: object, name: str) -> Iterator[str]:
    """Return nested tables with one line for each innermost one, and for each plain value."""
    if isinstance(value, dict):
        if name and not any(_is_nested(inner) for inner in value.values()):
            yield f"{name}: {'; '.join(f'{key} {_told(inner)}' for key, inner in value.items())}"
            return
        for key, inner in value.items():
            yield from _lines(inner, f"{name}.{key}" if name else key)
    elif _is_nested(value) and isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _lines(inner, f"{name} {number}")
    else:
        yield f"{name}: {_told(value)}"


def _is_nested(value: object) -> bool:
    """Tell whether a value is more than a word, a number, a list of them, or names with them."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(one, dict | list) for one in inner)


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _tables_of(part: str, plan: PlanFile) -> tuple[str, ...]:
    if part in _TABLES_OF_PART:
        return _TABLES_OF_PART[part]
    elsewhere = {name for names in _TABLES_OF_PART.values() for name in names}
    return tuple(name for name in plan.tables if name not in elsewhere | _UNSIGNED_TABLES)


def _of_phrases(phrases: Phrases) -> SignedText:
    return SignedText(
        name=phrases.place,
        path=phrases.path,
        part="review",
        shown="\n".join(f"{key}: {text}" for key, text in phrases.texts.items()),
        signature=signature_of_phrases(phrases),
        review=phrases.review,
    )


def _of_table(table: TableFile) -> SignedText:
    canonical = json.dumps(table.tables, sort_keys=True, ensure_ascii=False, default=str)
    return SignedText(
        name=table.place,
        path=table.path,
        part="review",
        shown="\n".join(_lines(table.tables, "")),
        signature=signature_of(f"{table.language}/{table.path.name}\n{canonical}"),
        review=table.review,
    )


def _of_leaflet(leaflet: Leaflet) -> SignedText:
    return SignedText(
        name=leaflet.place,
        path=leaflet.path,
        part=None,
        shown=leaflet.body,
        signature=signature_of_leaflet(leaflet),
        review=leaflet.review,
    )


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
