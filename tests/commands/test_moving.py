"""`./run restore` between a folder and a database: everything, or a plain sentence and nothing."""

import asyncio
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from bot.commands import _place, backup, check, restore, rotate_key
from bot.core.clinic_file import ClinicFile
from bot.core.desk import DeskFile, desk_id
from bot.ports import NotFound, StoreUnavailable
from bot.store import layout, moving, records
from bot.store.disk import Disk, Stamp
from bot.store.files import Files
from bot.store.lock import FolderLock
from bot.store.postgres import migrating
from bot.store.seal import Seal
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import SystemClock
from tests import data_keys
from tests.database_server import emptied
from tests.store.database_shelf import DatabaseShelf
from tests.store.samples import ANN, BOB, CAT, DAN, client_file, saying

WORDS = "Grüße, und mein Kinn brennt"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two clients, a chat, the clinic's own file, a photo, and an odd update."""
    folder = tmp_path / "data"
    files = Files(Disk(folder))
    files.make_root()
    for file in (saying(client_file(ANN, chat_id=1), WORDS), client_file(BOB)):
        records.write(files, file)
    records.write(files, DeskFile(id=desk_id(DAN), chat_id=DAN, is_staff=True))
    records.write_clinic(files, ClinicFile(last_code=47))
    files.write_atomic(layout.photo(ANN, "7"), b"a picture")
    files.write_atomic(layout.aside(9), b"{}")
    monkeypatch.setenv("DATA_DIR", str(folder))
    return folder


@pytest.fixture
def database(database_url: str) -> str:
    """A database with nothing in it."""
    return emptied(database_url)


def content(folder: Path, seal: Seal | None = None) -> dict[str, bytes]:
    """All that a folder holds, by path."""
    files = Files(Disk(folder), seal or Seal())
    return {path: files.read(path)[0] for path in moving.paths(files)}


def test_all_there_is_goes_to_the_database_and_comes_back(
    data: Path, database: str, tmp_path: Path
) -> None:
    """To the byte, and the folder stays as it was."""
    before = content(data)
    assert restore.run(["--from", str(data), "--to", database]) == 0
    assert restore.run(["--from", database, "--to", str(tmp_path / "back")]) == 0
    assert len(before) == 6
    assert content(tmp_path / "back") == before == content(data)


def test_with_a_key_it_lies_sealed_on_both_sides(
    data: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no word of a client lies open in the database."""
    before = content(data)
    monkeypatch.setenv("DATA_KEY", data_keys.text(data_keys.NEW))
    assert rotate_key.run([]) == 0
    assert restore.run(["--from", str(data), "--to", database]) == 0
    with psycopg.connect(database) as connection:
        lies = [bytes(row[0]) for row in connection.execute("SELECT content FROM files")]
    assert [each for each in lies if WORDS.encode() in each] == []
    assert restore.run(["--from", database, "--to", str(tmp_path / "back")]) == 0
    assert content(tmp_path / "back", Seal([data_keys.NEW])) == before


def test_a_place_that_keeps_clients_is_not_written_over(
    data: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is anything of it touched."""
    assert restore.run(["--from", str(data), "--to", database]) == 0
    assert restore.run(["--from", str(data), "--to", database]) == 1
    assert "keeps clients already" in capsys.readouterr().err


def test_a_damaged_file_stays_and_is_named(
    data: Path, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All others are moved."""
    monkeypatch.setenv("DATA_KEY", data_keys.text(data_keys.NEW))
    assert rotate_key.run([]) == 0
    path = data / layout.path_of(BOB)
    path.write_bytes(path.read_bytes()[:-1])
    assert restore.run(["--from", str(data), "--to", database]) == 1
    told = capsys.readouterr()
    assert "of 1 clients" in told.out
    assert layout.path_of(BOB) in told.err


def test_a_database_that_a_bot_uses_is_left_alone(
    data: Path, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence says what to do."""
    assert restore.run(["--from", str(data), "--to", database]) == 0
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO processes VALUES ('a bot', 'infinity')")
    assert restore.run(["--from", database, "--to", str(data.parent / "back")]) == 1
    assert "stop that first" in capsys.readouterr().err
    assert not (data.parent / "back" / layout.CLIENTS).exists()


def test_a_place_with_chats_alone_is_not_mixed_with_another(
    data: Path, database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever began there would have lost what they had, and the move failed at its end."""
    there = Files(Disk(tmp_path / "there"))
    there.make_root()
    records.write(there, DeskFile(id=desk_id(DAN), chat_id=DAN))
    before = content(tmp_path / "there")
    assert restore.run(["--from", str(data), "--to", str(tmp_path / "there")]) == 1
    assert "something else of a bot's" in capsys.readouterr().err
    assert content(tmp_path / "there") == before


def test_a_database_in_which_updates_wait_is_neither_left_nor_sealed_anew(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Telegram was told that they are kept: nobody would handle them there, or could open them."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("DATA_KEY", data_keys.text(data_keys.NEW))
    assert rotate_key.run([]) == 0
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO inbox (update_id, chat, content, arrived_at) VALUES (7, '5', '{}', now())"
        )
    capsys.readouterr()
    assert restore.run(["--from", database, "--to", str(tmp_path / "back")]) == 1
    assert rotate_key.run([]) == 1
    assert capsys.readouterr().err.count("1 updates that came in are not handled yet") == 2
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE inbox SET done_at = now()")
    assert restore.run(["--from", database, "--to", str(tmp_path / "back")]) == 0


@pytest.mark.parametrize("is_to_database", [True, False])
async def test_a_move_that_was_broken_off_is_no_place_to_start_from_and_goes_on(
    data: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_to_database: bool
) -> None:
    """With half of the clients a bot would go on as if there were no others."""
    shelf = DatabaseShelf(database, tmp_path / "bots")
    there = tmp_path / "there"
    move = ["--from", str(data), "--to", database if is_to_database else str(there)]
    real, written = Files.write_atomic, []

    def until_the_third(files: Files, path: str, content: bytes) -> Stamp:
        written.append(path)
        if len(written) == 4:
            raise StoreUnavailable("the disk refused: ENOSPC")
        return real(files, path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Files, "write_atomic", until_the_third)
        assert await asyncio.to_thread(restore.run, move) == 1
    folder = TinyDbStore(
        Files(Disk(there)), start="one", offload=shelf.offload, lock=FolderLock(there)
    )
    begin = shelf.open if is_to_database else folder.open
    with pytest.raises(StoreUnavailable, match="was not finished"):
        await begin()
    (data / layout.path_of(BOB)).unlink()
    assert await asyncio.to_thread(restore.run, move) == 0
    await begin()
    await (shelf.end() if is_to_database else folder.close())


class Ahead(SystemClock):
    """The clock of a machine that is five minutes ahead."""

    def now(self) -> datetime:
        """Return an instant that is not yet."""
        return super().now() + timedelta(minutes=5)


async def test_a_bot_is_seen_whatever_the_clock_of_the_commands_machine_says(
    data: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is there is asked by the database's time, as the bots themselves do."""
    monkeypatch.setattr(_place, "SystemClock", Ahead, raising=False)
    shelf = DatabaseShelf(database, data.parent / "bots")
    await shelf.open()
    assert await asyncio.to_thread(restore.run, ["--from", str(data), "--to", database]) == 1
    await shelf.end()


async def test_a_command_that_was_refused_keeps_no_bot_from_starting(
    data: Path, database: str
) -> None:
    """Nothing was changed, so all goes on as before."""
    shelf = DatabaseShelf(database, data.parent / "bots")
    store = await shelf.open()
    await store.create(client_file(CAT))
    await store.close()
    assert await asyncio.to_thread(restore.run, ["--from", str(data), "--to", database]) == 1
    await shelf.another()
    await shelf.end()


async def test_no_bot_starts_while_a_command_is_at_work(data: Path, database: str) -> None:
    """However long it takes, and only until its end."""
    shelf = DatabaseShelf(database, data.parent / "bots")
    with _place.alone(database, data, Seal()):
        with psycopg.connect(database) as connection:
            connection.execute("UPDATE processes SET until = 'epoch'")
        with pytest.raises(StoreUnavailable, match="wait for its end"):
            await shelf.another()
        with (
            pytest.raises(StoreUnavailable, match="stop that first"),
            _place.alone(database, data, Seal()),
        ):
            pass
    await shelf.another()
    await shelf.end()


def test_a_backup_of_a_folder_is_put_back_into_a_database(
    data: Path, database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And a backup of the database into a folder."""
    assert backup.run(["--to", str(tmp_path / "copies")]) == 0
    shutil.rmtree(data)
    monkeypatch.setenv("DATABASE_URL", database)
    assert restore.run(["--from", str(tmp_path / "copies")]) == 0
    assert backup.run(["--to", str(tmp_path / "more copies")]) == 0
    monkeypatch.setenv("DATABASE_URL", "")
    assert restore.run(["--from", str(tmp_path / "more copies")]) == 0
    kept = records.read_client(Files(Disk(data)), ANN)
    assert [each.text for each in kept.messages] == [WORDS]
    with pytest.raises(NotFound):
        records.read(Files(Disk(data)), desk_id(DAN))


@pytest.mark.slow
def test_check_says_how_far_the_database_is(
    data: Path, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before its first start, and when clients are in it."""
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setattr(check, "connection", lambda: None)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    check.run([])
    assert "has no tables yet" in capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", "")
    assert restore.run(["--from", str(data), "--to", database]) == 0
    monkeypatch.setenv("DATABASE_URL", database)
    check.run([])
    told = capsys.readouterr().out
    assert f"has its tables as of step {len(migrating.steps())}" in told
    assert "2 clients and 1 other chats are kept" in told


@pytest.mark.slow
def test_an_address_that_is_none_is_said_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may hold a password."""
    monkeypatch.setenv("DATABASE_URL", "mysql://ann:opensesame@example.org/bot")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    monkeypatch.setattr(check, "connection", lambda: None)
    assert check.run([]) == 1
    told = capsys.readouterr().out
    assert "DATABASE_URL: this is no PostgreSQL address" in told
    assert "opensesame" not in told
