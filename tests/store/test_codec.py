"""What is written is what is read, for every file the program's own types allow."""

from datetime import UTC
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import File
from bot.store import codec, database, records
from bot.store.memory_disk import in_memory
from tests.store.kept_records import CLIENT_FILES, DESK_FILES
from tests.store.samples import ANN, EVENING, client_file, noted, row

ANY_FILE: st.SearchStrategy[File] = CLIENT_FILES | DESK_FILES
slow_to_make = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@slow_to_make
@given(ANY_FILE)
def test_every_file_comes_back_as_it_was(file: File) -> None:
    """All fields, all kinds of text, instants of any zone."""
    files = in_memory()
    records.write(files, file)
    assert records.read(files, file.id).file == file


@slow_to_make
@given(ANY_FILE)
def test_a_file_saved_again_is_the_same_bytes(file: File) -> None:
    """What is kept from the last save or reading stands for what would be made anew."""
    files = in_memory()
    path = "chats/chat404.json" if file.id == "chat404" else f"clients/an/{ANN}.json"
    written = records.write(files, file)
    first = files.read(path)[0]
    for before in (written, records.read(files, file.id)):
        records.write(files, before.file, before)
        assert files.read(path)[0] == first


def test_a_changed_record_is_made_anew() -> None:
    """Only what is the same object is taken from the last save."""
    before = client_file(ANN, row("a"), row("b"))
    _, memo = codec.to_documents(before, {})
    after, _ = noted("seen")(before)
    documents, kept = codec.to_documents(after, memo)
    assert documents["events"] == [{"at": EVENING, "name": "seen", "who": "bot"}]
    assert documents["rows"][0] is memo[id(before.outbox.rows["a"])]
    assert len(kept) == len(memo) + 1


def instants_in(value: Any) -> list[str]:
    """All texts of a document that begin like a date."""
    if isinstance(value, dict):
        return [found for one in value.values() for found in instants_in(one)]
    if isinstance(value, list):
        return [found for one in value for found in instants_in(one)]
    return [value] if isinstance(value, str) and value.startswith("2026-03-27T") else []


def test_instants_are_written_in_utc() -> None:
    """A clinic's own hour is written as the instant it is."""
    files = in_memory()
    here = EVENING.astimezone(UTC).isoformat().replace("+00:00", "Z")
    records.write(files, client_file(ANN, row("a")))
    documents = database.read(files, f"clients/an/{ANN}.json").documents
    assert set(instants_in(documents["rows"])) == {here}


def test_the_file_is_one_tinydb_database() -> None:
    """Each kind of record has its table, and the format stands in `meta`."""
    files = in_memory()
    records.write(files, client_file(ANN, row("a")))
    documents = database.read(files, f"clients/an/{ANN}.json").documents
    found = {name: len(rows) for name, rows in documents.items()}
    empty = {"answers": 0, "messages": 0, "alerts": 0, "events": 0, "updates": 0}
    assert found == {"sessions": 1, "client": 1, "invitation": 1, "rows": 1, "meta": 1, **empty}
    assert documents["meta"] == [{"format": 1, "id": ANN}]
