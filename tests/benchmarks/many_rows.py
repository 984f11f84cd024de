"""A database with as many clients as wanted: the copies of `many_clients`, as rows, by COPY.

What a row says of a course is made once, by the store's own code; a copy differs from it only in
what names the client. Each size has a database of its own, beside the others on one server.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bot.core.outbox import FileId
from bot.store import entries
from bot.store.postgres import migrating, rows
from bot.store.seal import PLAIN
from tests.benchmarks import many_clients
from tests.benchmarks.many_clients import FIRST_CHAT, Course, CourseOf

# What a row has from the store itself, or from a claim.
NOT_LOADED = ("place", "claimed_by", "claimed_since", "claimed_until")


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """Give the address of a database of that name with empty tables; it is dropped afterwards."""
    address = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    identifier = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(identifier))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        try:
            with psycopg.connect(address) as own:
                migrating.migrate(own)
            yield address
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def load(address: str, course_of: CourseOf, many: int) -> list[FileId]:
    """Load so many clients, each with the course of its number; return their ids."""
    ids = list(islice(many_clients.ids(), many))
    described: dict[int, Mapping[str, Any]] = {}
    with psycopg.connect(address, autocommit=True) as connection:
        types = _types(connection)
        into = sql.SQL("COPY files ({}) FROM STDIN (FORMAT BINARY)").format(
            sql.SQL(", ").join(map(sql.Identifier, types))
        )
        with connection.cursor().copy(into) as copy:
            copy.set_types(list(types.values()))
            for number, file_id in enumerate(ids):
                course = course_of(number)
                if id(course) not in described:
                    described[id(course)] = columns(FileId(course.own[0].decode()), course.content)
                row = copied(described[id(course)], course, file_id=file_id, number=number)
                copy.write_row([row[name] for name in types])
        # As the server itself does after a while.
        connection.execute("VACUUM ANALYZE files")
    return ids


def columns(file_id: FileId, content: bytes) -> Mapping[str, Any]:
    """Return the columns that the store writes for a client's file."""
    file = rows.file_in(file_id, content, PLAIN)
    return rows.columns_of(file, content, PLAIN, start="", present=frozenset())


def copied(
    known: Mapping[str, Any], course: Course, *, file_id: FileId, number: int
) -> dict[str, Any]:
    """Return the columns of the client of that number, whose course it is."""
    reference = f"k-{number}"
    return {
        **known,
        "id": file_id,
        "content": course.copy(file_id=file_id, number=number),
        "chat": PLAIN.names(rows.name_of(rows.CHAT, FIRST_CHAT + number))[0],
        "token": PLAIN.names(rows.name_of(rows.TOKEN, f"{number:064d}"))[0],
        "reference": PLAIN.names(rows.name_of(rows.REFERENCE, reference))[0],
        "code": entries.code_of(reference),
    }


def _types(connection: "psycopg.Connection[tuple[Any, ...]]") -> Mapping[str, int]:
    found = connection.execute("SELECT * FROM files LIMIT 0").description or ()
    return {each.name: each.type_code for each in found if each.name not in NOT_LOADED}
