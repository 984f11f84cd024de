"""`./run backup` and `./run restore`: what is gone or damaged comes back, nobody erased does."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import backup, restore
from bot.core import photo_chores
from bot.core.client import ProgressPhoto
from bot.core.clinic_file import ClinicFile
from bot.store import erasures, layout, records
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.lock import FolderLock
from bot.store.restoring import RESTORED
from bot.store.seal import Seal
from tests.data_keys import NEW, OLD, text
from tests.store.samples import ANN, BOB, CAT, EVENING, GONE, client_file, names_of, saying

LATER = "and this came after the backup"


class Clinic:
    """A data folder with Ann and Bob, a disk beside it, and the settings that name them."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, *keys: bytes) -> None:
        self.data = root / "data"
        self.outside = root / "other disk"
        self._patch = monkeypatch
        monkeypatch.setenv("DATA_DIR", str(self.data))
        self.use(*keys)
        self.files.make_root()
        for name in (ANN, BOB):
            records.write(self.files, client_file(name))

    def use(self, *keys: bytes) -> None:
        """Write these keys into DATA_KEY."""
        self.files = Files(Disk(self.data), Seal(keys))
        self._patch.setenv("DATA_KEY", text(*keys))

    def damage(self) -> None:
        """Cut Ann's file short."""
        (self.data / layout.path_of(ANN)).write_bytes(b"{")

    def says_later(self) -> None:
        """Let Bob write something after the backup."""
        record = records.read(self.files, BOB)
        records.write(self.files, saying(records.read_client(self.files, BOB), LATER), record)

    def history(self, name: str) -> list[str]:
        """The names of a client's events."""
        return names_of(records.read_client(self.files, name))  # type: ignore[arg-type]


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    """Without a key."""
    return Clinic(tmp_path, monkeypatch)


def test_what_is_damaged_comes_back_and_the_rest_stays(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ann as she was, with a line that says so; Bob as he is now."""
    assert backup.run([]) == 0
    assert "2 clients are in" in capsys.readouterr().out
    clinic.damage()
    clinic.says_later()
    assert restore.run([]) == 0
    told = capsys.readouterr().out
    assert "Clients put back: 1. Left as they are, as they read well: 1." in told
    assert clinic.history(ANN) == [RESTORED]
    assert LATER in str(records.read(clinic.files, BOB).file)
    quarantined = [path for path, _ in clinic.files.list(layout.QUARANTINE)]
    assert quarantined == [layout.quarantined(ANN, "not-json", 1)]


def test_a_lost_disk_is_made_again_from_another(clinic: Clinic, tmp_path: Path) -> None:
    """With the staff and the list of the erased, into a folder of another name."""
    (clinic.data / layout.CLINIC).write_bytes(_clinic(clinic))
    erasures.remember(clinic.files, [CAT], GONE, fresh_key="a key")
    assert backup.run(["--to", str(clinic.outside)]) == 0
    target = tmp_path / "new"
    assert restore.run(["--from", str(clinic.outside), "--to", str(target)]) == 0
    files = Files(Disk(target))
    assert {records.read_client(files, name).id for name in (ANN, BOB)} == {ANN, BOB}
    assert records.read_clinic(files).file.last_code == 7
    assert CAT in erasures.read(files)


def _clinic(clinic: Clinic) -> bytes:
    """A clinic's file that has counted to seven."""
    records.write_clinic(clinic.files, replace(ClinicFile(), last_code=7))
    return (clinic.data / layout.CLINIC).read_bytes()


def test_whoever_was_erased_since_stays_erased(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also from a disk that no erasure reaches."""
    backup.run(["--to", str(clinic.outside)])
    erasures.remember(clinic.files, [ANN], GONE, fresh_key="a key")
    clinic.files.delete(layout.path_of(ANN))
    assert restore.run(["--from", str(clinic.outside), "--all"]) == 0
    assert "Erased since, and not put back: 1." in capsys.readouterr().out
    assert clinic.files.stat(layout.path_of(ANN)) is None


def test_a_photo_deleted_since_stays_deleted(clinic: Clinic) -> None:
    """Its reference and its picture, of Ann who is put back; her other photo comes back."""
    kept, gone = (
        ProgressPhoto(id=name, at=EVENING, session="s1", day=0, file_id=f"photo-file-{name}")
        for name in ("7", "8")
    )
    file = records.read_client(clinic.files, ANN)
    records.write(clinic.files, replace(file, photos=(kept, gone)))
    for photo in (kept, gone):
        clinic.files.make_folder(layout.PHOTOS)
        clinic.files.write_atomic(layout.photo(ANN, photo.id), b"picture")
    backup.run(["--to", str(clinic.outside)])
    erasures.remember(clinic.files, [photo_chores.mark_of(ANN, "8")], GONE, fresh_key="a key")
    clinic.files.delete(layout.photo(ANN, "8"))
    assert restore.run(["--from", str(clinic.outside), "--all"]) == 0
    assert records.read_client(clinic.files, ANN).photos == (kept,)
    assert clinic.files.stat(layout.photo(ANN, "7")) is not None
    assert clinic.files.stat(layout.photo(ANN, "8")) is None


def test_all_of_it_goes_back_in_time_and_can_be_taken_back(clinic: Clinic) -> None:
    """What was there before is a backup of its own now."""
    backup.run(["--to", str(clinic.outside)])
    clinic.says_later()
    assert restore.run(["--from", str(clinic.outside), "--all"]) == 0
    assert LATER not in str(records.read(clinic.files, BOB).file)
    assert restore.run(["--all"]) == 0
    assert LATER in str(records.read(clinic.files, BOB).file)


@pytest.mark.parametrize("arguments", [[], ["--all"]])
def test_with_a_bot_running_nothing_is_changed(
    clinic: Clinic, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """It would write over what is put back; a backup may be made meanwhile."""
    lock = FolderLock(clinic.data)
    lock.acquire()
    try:
        assert backup.run([]) == 0
        clinic.damage()
        assert restore.run(arguments) == 1
    finally:
        lock.release()
    assert (clinic.data / layout.path_of(ANN)).read_bytes() == b"{"
    assert "another" in capsys.readouterr().err


def test_a_sealed_backup_opens_with_its_key_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong key changes nothing; after a rotation the old one is still needed for old copies."""
    clinic = Clinic(tmp_path, monkeypatch, OLD)
    backup.run(["--to", str(clinic.outside)])
    copies = [path for path in clinic.outside.rglob("*.json") if path.is_file()]
    assert not any(b"K-ann" in path.read_bytes() for path in copies)
    clinic.files.delete(layout.path_of(ANN))
    clinic.use(NEW)
    assert restore.run(["--from", str(clinic.outside)]) == 1
    assert "add that key to DATA_KEY" in capsys.readouterr().err
    assert clinic.files.stat(layout.path_of(ANN)) is None
    clinic.use(NEW, OLD)
    clinic.files.delete(layout.path_of(BOB))
    assert restore.run(["--from", str(clinic.outside)]) == 0
    assert Files(Disk(clinic.data), Seal([NEW])).read(layout.path_of(ANN))


def test_what_is_damaged_in_the_backup_is_named(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest is put back all the same."""
    backup.run(["--to", str(clinic.outside)])
    copy = next(clinic.outside.rglob(f"{ANN}.json"))
    copy.write_bytes(b"{")
    clinic.files.delete(layout.path_of(ANN))
    clinic.files.delete(layout.path_of(BOB))
    assert restore.run(["--from", str(clinic.outside)]) == 1
    assert layout.path_of(ANN) in capsys.readouterr().err
    assert clinic.history(BOB) == [RESTORED]


def test_a_folder_without_a_whole_backup_is_refused(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that was cut short has no last file."""
    assert restore.run([]) == 1
    backup.run([])
    next(clinic.data.rglob("whole.json")).unlink()
    assert restore.run([]) == 1
    assert capsys.readouterr().err.count("holds no whole backup; nothing was changed") == 2


def test_the_newest_of_several_is_taken(clinic: Clinic) -> None:
    """By the hour they were made."""
    backup.run([])
    first = next(clinic.data.rglob("whole.json"))
    written = json.loads(first.read_text())
    written["made_at"] = (EVENING - timedelta(days=900)).isoformat()
    first.write_text(json.dumps(written))
    first.parent.rename(first.parent.with_name("20230101T000000Z"))
    clinic.says_later()
    backup.run([])
    clinic.files.delete(layout.path_of(BOB))
    assert restore.run([]) == 0
    assert LATER in str(records.read(clinic.files, BOB).file)


def test_without_data_there_is_nothing_to_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said plainly; no folder is made."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    assert backup.run([]) == 1
    assert "nothing to copy" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
