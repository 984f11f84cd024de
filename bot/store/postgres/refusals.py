"""What the database refuses, in our own words."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bot.ports import StoreError, StoreUnavailable


@contextmanager
def translated() -> Iterator[None]:
    """Raise StoreUnavailable for whatever the database refuses: gone, full, too slow.

    A bare StoreError for a value that it can never take, so that nobody tries that for ever. The
    database's own words may quote a row: they go no further.
    """
    try:
        yield
    except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded) as error:
        raise StoreError(f"the database never takes this: {_state(error)}") from error
    except (psycopg.Error, TimeoutError) as error:
        raise StoreUnavailable(f"the database refused: {_state(error)}") from error


def _state(error: Exception) -> str:
    return getattr(error, "sqlstate", None) or type(error).__name__
