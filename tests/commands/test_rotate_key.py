"""`./run rotate-key`: puts a folder under the first key, prints keys, refuses in plain words."""

from pathlib import Path

import pytest

from bot import settings
from bot.commands import rotate_key
from bot.settings import SettingsError, values
from bot.store import layout, records
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.lock import FolderLock
from bot.store.seal import Seal
from tests.data_keys import NEW, OLD, OTHER, text
from tests.store.samples import ANN, BOB, client_file, saying

WORDS = "my cheek is hot"


class Folder:
    """A data folder, and the settings that name it."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = root / "data"
        self._patch = monkeypatch
        monkeypatch.setenv("DATA_DIR", str(self.path))
        self.keys()

    def keys(self, *keys: bytes) -> None:
        """Write these keys into DATA_KEY."""
        self._patch.setenv("DATA_KEY", text(*keys))

    def fill(self, *keys: bytes) -> None:
        """Keep Ann and Bob under these keys."""
        files = Files(Disk(self.path), Seal(keys))
        files.make_root()
        for name in (ANN, BOB):
            records.write(files, saying(client_file(name), WORDS))

    def opens_with(self, key: bytes) -> bool:
        """Tell whether Ann's words can be read with that key."""
        file = records.read(Files(Disk(self.path), Seal([key])), ANN).file
        return WORDS in str(file)

    def bytes_by_path(self) -> dict[str, bytes]:
        """Every file of the folder but the lock."""
        found = {str(path): path for path in self.path.rglob("*") if path.is_file()}
        return {name: path.read_bytes() for name, path in found.items() if path.name != "lock"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A folder that is not there yet, and no key."""
    return Folder(tmp_path, monkeypatch)


def test_a_folder_without_encryption_becomes_encrypted(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counts are said; the words are nowhere any more."""
    folder.fill()
    folder.keys(NEW)
    assert rotate_key.run([]) == 0
    assert capsys.readouterr().out == (
        "Files written anew with the first key: 2, of which 2 were not encrypted before."
        " Files that had it already: 0.\n"
    )
    assert [WORDS.encode() in raw for raw in folder.bytes_by_path().values()] == [False, False]
    assert folder.opens_with(NEW)


def test_a_new_key_takes_the_place_of_the_old_one(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it is said that the old one can go, and for how long it is kept."""
    folder.fill(OLD)
    folder.keys(NEW, OLD)
    assert [rotate_key.run([]), rotate_key.run([])] == [0, 0]
    first, go, second, _ = capsys.readouterr().out.splitlines()
    assert first.startswith("Files written anew with the first key: 2, of which 0 were not")
    assert second.startswith("Files written anew with the first key: 0")
    assert second.endswith("Files that had it already: 2.")
    assert go.startswith("The other keys can be taken out of DATA_KEY. Keep them as long as")
    assert folder.opens_with(NEW)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ([], "DATA_KEY is empty, so nothing was changed. ./run rotate-key --new prints a key."),
        ([NEW], "which DATA_KEY does not hold: add that key to DATA_KEY, after a comma."),
        ([OTHER, NEW], "which DATA_KEY does not hold: add that key to DATA_KEY, after a comma."),
    ],
)
def test_without_the_right_key_it_refuses_and_changes_nothing(
    folder: Folder, capsys: pytest.CaptureFixture[str], keys: list[bytes], sentence: str
) -> None:
    """The sentence goes to standard error and names the folder's mend."""
    folder.fill(OLD)
    folder.keys(*keys)
    before = folder.bytes_by_path()
    assert rotate_key.run([]) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err.strip().endswith(sentence)) == ("", True)
    assert folder.bytes_by_path() == before


def test_a_running_bot_keeps_its_folder(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """It has to be stopped first, as both would write; afterwards the lock is free."""
    folder.fill()
    folder.keys(NEW)
    lock = FolderLock(folder.path)
    lock.acquire()
    before = folder.bytes_by_path()
    assert rotate_key.run([]) == 1
    assert "another process of this bot is using the data folder" in capsys.readouterr().err
    assert folder.bytes_by_path() == before
    lock.release()
    assert rotate_key.run([]) == 0
    lock.acquire()
    lock.release()


def test_before_the_first_start_there_is_nothing_to_do(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """No folder is made."""
    folder.keys(NEW)
    assert rotate_key.run([]) == 1
    assert "what the bot writes will be encrypted" in capsys.readouterr().err
    assert not folder.path.exists()


def test_what_is_damaged_or_not_the_bots_is_counted(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit status says that something is wrong; the next run has nothing to complain of."""
    folder.fill(OLD)
    folder.keys(NEW, OLD)
    damaged = folder.path / layout.path_of(BOB)
    damaged.write_bytes(damaged.read_bytes()[:-1])
    (folder.path / "clients" / "notes.txt").write_bytes(b"of the operator")
    assert [rotate_key.run([]), rotate_key.run([])] == [1, 0]
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("Damaged files, now in quarantine: 1. ./run check names them")
    assert lines[2] == "Files that are not the bot's and stay as they are: 1."
    assert lines[5] == "Damaged files that lay in quarantine and stay: 1."


def test_a_new_key_is_printed_and_nothing_else_happens(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output is the key alone, so that it can be piped; what to do with it is beside."""
    folder.fill()
    before = folder.bytes_by_path()
    assert rotate_key.run(["--new"]) == 0
    printed = capsys.readouterr()
    (line,) = printed.out.splitlines()
    assert (len(values.data_keys(line)), line in printed.err) == (1, False)
    assert "stop the bot and run ./run rotate-key" in printed.err
    assert folder.bytes_by_path() == before


def test_a_key_that_is_none_is_never_repeated(folder: Folder) -> None:
    """Neither in the fault, nor when settings are shown."""
    secret = text(NEW)[:-2]
    with pytest.raises(SettingsError) as caught:
        settings.of_data({"DATA_KEY": secret})
    assert secret not in str(caught.value)
    assert any(fault.startswith("DATA_KEY: key 1 is none.") for fault in caught.value.faults)
    seen = settings.examine({"DATA_KEY": text(NEW)}).settings
    assert seen.data_key == (NEW,)
    assert [repr(NEW) in repr(seen), text(NEW) in repr(seen)] == [False, False]
