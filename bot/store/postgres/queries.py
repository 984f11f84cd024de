"""The queries of the store on PostgreSQL, each by its name in `queries.sql`."""

import re
from functools import cache
from pathlib import Path

_HEAD = re.compile(r"^-- ([a-z_]+): .*$", re.MULTILINE)


@cache
def named(name: str) -> bytes:
    """Return the query of that name. Raises KeyError for one that is not there."""
    return _all()[name]


@cache
def _all() -> dict[str, bytes]:
    text = Path(__file__).with_name("queries.sql").read_text(encoding="utf-8")
    _, *pieces = _HEAD.split(text)
    return dict(zip(pieces[::2], (each.strip().encode() for each in pieces[1::2]), strict=True))
