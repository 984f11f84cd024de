"""What a question costs among many rows: as much as what it finds, not as what there is."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from bot.store.postgres import migrating
from bot.store.postgres.queries import named
from tests.database_server import emptied

Connection = psycopg.Connection[tuple[Any, ...]]
MANY, DUE, LIMIT = 20_000, 5_000, 20
NOW = datetime(2026, 3, 27, 17, 0, tzinfo=UTC)
CLAIM = {"now": NOW, "until": NOW + timedelta(minutes=15), "by": "one", "limit": LIMIT}
ID = "0000000000000000000000000000000a"
ROW = {"id": ID, "version": 2, "before": 1, "content": b"{}", "kind": "client"} | dict.fromkeys(
    ("due_at", "answer_at", "doubt_at", "leased_by", "chat", "token", "reference", "newest", "code")
)
LISTED: Mapping[str, object] = {**ROW, "is_today": False, "is_shown": False, "alerts": None}
SEEN = {"id": ID, "place": 0, "version": 0}
FILL = (
    """INSERT INTO files
        (id, kind, version, content, due_at, answer_at, chat, token, reference, code)
    SELECT md5(n::text), CASE WHEN n %% 1000 = 0 THEN 'desk' ELSE 'client' END, 1, '{}',
        CASE WHEN n <= %(due)s THEN %(now)s ELSE %(now)s::timestamptz + interval '1 day' END,
        CASE WHEN n <= %(due)s THEN %(now)s END, 'chat ' || n, 'token ' || n, 'reference ' || n, n
    FROM generate_series(1, %(many)s) n""",
    """INSERT INTO pages (path, content)
    SELECT 'photos/' || left(md5(n::text), 2) || '/' || md5(n::text) || '.1', '{}'
    FROM generate_series(1, %(many)s) n""",
    """INSERT INTO inbox (update_id, chat, content, arrived_at, done_at)
    SELECT n, '', '', %(now)s, CASE WHEN n <= %(many)s - 5 THEN %(now)s::timestamptz END
    FROM generate_series(1, %(many)s) n""",
)
ASKED: Mapping[str, Mapping[str, object]] = {
    "read": SEEN,
    "hold": SEEN,
    "insert": LISTED,
    "update": LISTED,
    "desk_ids": {},
    "ids_today": {},
    "ids_known": {"ids": [ID]},
    "ids_with_staff": {},
    "by_chat": {"names": ["chat 7"]},
    "by_token": {"names": ["token 7"]},
    "by_reference": {"names": ["reference 7"]},
    "alerts": {},
    "highest_code": {},
    "claim_answers": CLAIM,
    "claim_due": CLAIM,
    "release": CLAIM | {"id": ID},
    "release_left": {"by": "one", "in_hand": [ID]},
    "leases_left": {"by": "one", "in_hand": [ID]},
    "next_due": {},
    "next_claim": {},
    "free_claims": {"now": NOW},
    "free_leases": {"now": NOW},
    "one_content": {},
    "one_waiting": {},
    "keep_photo": {"path": "photos/aa/a.1", "content": b"", "id": ID},
    "read_page": {"path": "photos/aa/a.1"},
    "write_page": {"path": "photos/aa/a.1", "content": b""},
    "drop_page": {"path": "photos/aa/a.1"},
    "page_bytes": {"path": "photos/aa/a.1"},
    "drop_photos": {"photos": "photos/aa/aa."},
    "pages_below": {"folder": "photos/aa/"},
    "ids_below": {"kind": "client", "start": "aa"},
    "content": {"id": ID},
    "look": {"id": ID},
    "put": LISTED,
    "drop": {"id": ID},
    "put_update": {"update_id": MANY + 1, "chat": "a", "content": b"", "now": NOW},
    "take_updates": {"since": NOW, "window": 40, **CLAIM, "in_hand": [MANY - 4]},
    "done_update": {"update_id": MANY, "now": NOW},
    "give_update_back": {"update_id": MANY, "by": "one"},
    "free_updates": {"now": NOW},
    "updates_waiting": {},
    "forget_updates": {"before": NOW - timedelta(days=2), "window": 40},
}


@pytest.fixture(scope="module")
def many(database_url: str) -> Iterator[Connection]:
    """A database of many clients, photos and updates, and what the server knows of them."""
    with psycopg.connect(emptied(database_url), autocommit=True) as connection:
        migrating.migrate(connection)
        for filling in FILL:
            connection.execute(filling, {"many": MANY, "due": DUE, "now": NOW})
        connection.execute("VACUUM ANALYZE")
        yield connection
    emptied(database_url)


@pytest.mark.parametrize("query", ASKED)
def test_no_question_reads_all_there_is(many: Connection, query: str) -> None:
    """A few rows are found by an index, however many lie beside them."""
    most = max(node["Actual Rows"] * node["Actual Loops"] for node in carried_out(many, query))
    assert most <= MANY // 100


def test_what_reads_many_rows_is_told(many: Connection) -> None:
    """The list of all clients reads every file: it is not asked for while somebody waits."""
    assert max(node["Actual Rows"] for node in carried_out(many, "client_ids")) == MANY


def carried_out(connection: Connection, query: str) -> list[dict[str, Any]]:
    """The steps of the named query, with what each read; nothing of it is kept."""
    with connection.transaction(force_rollback=True):
        explained = b"EXPLAIN (ANALYZE, FORMAT JSON) " + named(query)
        row = connection.execute(explained, ASKED.get(query)).fetchone()
    assert row is not None
    (found,) = row
    told = json.loads(found) if isinstance(found, str) else found
    return list(steps_of(told[0]["Plan"]))


def steps_of(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A step and those below it; a filter's rows are read, too."""
    removed = [value for name, value in node.items() if name.startswith("Rows Removed")]
    yield {**node, "Actual Rows": node["Actual Rows"] + sum(removed)}
    for below in node.get("Plans", ()):
        yield from steps_of(below)
