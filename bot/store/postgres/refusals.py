"""What the database refuses, in our own words."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bot.ports import StoreUnavailable


@contextmanager
def translated() -> Iterator[None]:
    """Raise StoreUnavailable for whatever the database refuses: gone, full, too slow.

    The database's own words may quote a row: they go no further.
    """
    try:
        yield
    except (psycopg.Error, TimeoutError) as error:
        state = getattr(error, "sqlstate", None) or type(error).__name__
        raise StoreUnavailable(f"the database refused: {state}") from error
