"""The database's tables, brought to this version's shape step by step, by one process at a time."""

import re
from pathlib import Path
from typing import Any

import psycopg

from bot.store.migrations import NewerFormat

Connection = psycopg.Connection[tuple[Any, ...]]
_FOLDER = Path(__file__).with_name("migrations")
_NAME = re.compile(r"([0-9]{4})_[a-z_]+\.sql")
# What is done once is not given up because it takes longer than a question may.
_PATIENTLY = b"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"
_TABLE = b"CREATE TABLE IF NOT EXISTS schema_versions (number integer PRIMARY KEY)"
_ALONE = b"SELECT pg_advisory_xact_lock(hashtextextended('schema_versions', 0))"
_VERSION = b"SELECT coalesce(max(number), 0) FROM schema_versions"
_IS_THERE = b"SELECT to_regclass('schema_versions') IS NOT NULL"


def steps() -> dict[int, bytes]:
    """Return the steps by number, in order."""
    found = {path.name: path for path in _FOLDER.glob("*.sql")}
    numbers = {name: _NAME.fullmatch(name) for name in sorted(found)}
    return {int(match[1]): found[name].read_bytes() for name, match in numbers.items() if match}


def version(connection: Connection) -> int:
    """Return the number of the last step that was taken, 0 in a database without our tables."""
    if not _one(connection, _IS_THERE):
        return 0
    return int(_one(connection, _VERSION))


def migrate(connection: Connection) -> int:
    """Take the steps that are missing, all or none; return how many. Raises NewerFormat.

    Whoever comes second waits, and finds nothing left to do.
    """
    with connection.transaction():
        connection.execute(_PATIENTLY)
        connection.execute(_ALONE)
        connection.execute(_TABLE)
        known, reached = steps(), int(_one(connection, _VERSION))
        if reached > max(known):
            raise NewerFormat(
                f"the database was made by a newer version of this program (step {reached}, this"
                f" one knows {max(known)}): start the newer version"
            )
        missing = {number: step for number, step in known.items() if number > reached}
        for number, step in missing.items():
            connection.execute(step)
            connection.execute(b"INSERT INTO schema_versions (number) VALUES (%s)", [number])
    return len(missing)


def _one(connection: Connection, query: bytes) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None
