"""Which request is being handled: every line that is logged meanwhile carries its name.

A request is an update, from the post or poll that brings it to whichever process handles it, or a
row that fell due. Its name is made of ids, so that two machines call one update the same; of a
row's key, which says whether it is about an alarm, only a hash.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_DIGEST_BYTES = 5
_NAME: ContextVar[str] = ContextVar("request", default="")


def current() -> str:
    """Return the name of the request that is being handled here, "" between two."""
    return _NAME.get()


@contextmanager
def of_update(update_id: int) -> Iterator[None]:
    """Handle that update in the block."""
    with _named(f"update:{update_id}"):
        yield


@contextmanager
def of_row(file_id: str, key: str) -> Iterator[None]:
    """Handle that row of a file in the block."""
    with _named(row_name(file_id, key)):
        yield


def row_name(file_id: str, key: str) -> str:
    """Return the name of a row that fell due."""
    digest = hashlib.blake2b(key.encode(), digest_size=_DIGEST_BYTES).hexdigest()
    return f"row:{file_id}:{digest}"


@contextmanager
def _named(words: str) -> Iterator[None]:
    before = _NAME.set(words)
    try:
        yield
    finally:
        _NAME.reset(before)
