"""What `check` says of the keys of the data: how it lies, what to do, and nothing is touched."""

import pytest

from bot.commands._findings import Finding, Part
from bot.store import layout, records, rotation
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.seal import Seal
from tests import data_keys
from tests.checked_clinic import Clinic, clinic
from tests.data_keys import NEW, OLD, OTHER
from tests.store.samples import ANN, client_file
from tests.test_check_parts import snapshot

__all__ = ["clinic"]


def put_under(clinic: Clinic, *keys: bytes) -> None:
    """Rotate the clinic's folder."""
    rotation.rotate(Files(Disk(clinic.data), Seal(keys)))


def store(found: list[Finding]) -> list[str]:
    """What is said of the data."""
    about = (one.text for one in found if one.part is Part.STORE)
    return [each for each in about if " backup" not in each]


def looked(clinic: Clinic, *keys: bytes) -> list[str]:
    """What is said of the data with these keys."""
    return store(clinic.look(DATA_KEY=data_keys.text(*keys)))


def test_it_is_said_how_the_data_lies(clinic: Clinic) -> None:
    """With the mark of the key, which is no part of it."""
    assert looked(clinic)[-1] == "0 clients and 2 other chats are kept, not encrypted."
    put_under(clinic, NEW)
    (mark,) = Seal([NEW]).marks
    how = f"encrypted with the key marked {mark}"
    assert looked(clinic, NEW)[-1] == f"0 clients and 2 other chats are kept, {how}."
    assert clinic.bad(DATA_KEY=data_keys.text(NEW)) == []


@pytest.mark.parametrize("keys", [[], [OTHER]])
def test_a_wrong_or_missing_key_is_one_fault_with_its_mend(
    clinic: Clinic, keys: list[bytes]
) -> None:
    """Nothing is called damaged, nobody is said not to have pressed Start, nothing is touched."""
    put_under(clinic, NEW)
    before = snapshot(clinic.data)
    (fault,) = clinic.bad(DATA_KEY=data_keys.text(*keys))
    assert fault.startswith(f"The bot will not start: in {clinic.data}, chats/chat2001.json is")
    assert "DATA_KEY" in fault
    assert snapshot(clinic.data) == before


def test_data_that_lies_open_beside_a_key_is_told_with_the_command(clinic: Clinic) -> None:
    """How many files, and that the bot will not start before."""
    first, second = clinic.bad(DATA_KEY=data_keys.text(NEW))
    assert first.endswith("there is a DATA_KEY: run ./run rotate-key once.")
    assert second == "Files that are not encrypted: 2. Stop the bot and run ./run rotate-key."


def test_an_open_copy_in_quarantine_is_told_too(clinic: Clinic) -> None:
    """A start does not read it; it tells of a client all the same."""
    put_under(clinic, NEW)
    path = clinic.data / layout.quarantined("annannannannann1", "not-json", 1)
    path.write_bytes(b"my cheek is hot")
    assert "Files that are not encrypted: 1. Stop the bot and run ./run rotate-key." in clinic.bad(
        DATA_KEY=data_keys.text(NEW)
    )


def test_files_under_an_older_key_are_counted(clinic: Clinic) -> None:
    """Until they are rotated, the older key has to stay."""
    put_under(clinic, OLD)
    assert clinic.bad(DATA_KEY=data_keys.text(NEW, OLD)) == [
        "Files under an older key: 2. Stop the bot and run ./run rotate-key."
    ]


def test_a_damaged_file_under_the_right_key_is_told_as_damaged(clinic: Clinic) -> None:
    """Its name and the mend, as without a key."""
    put_under(clinic, NEW)
    records.write(Files(Disk(clinic.data), Seal([NEW])), client_file(ANN))
    path = clinic.data / layout.path_of(ANN)
    path.write_bytes(path.read_bytes()[:-1])
    assert clinic.bad(DATA_KEY=data_keys.text(NEW)) == [
        f"{layout.path_of(ANN)} is damaged: it is cut short or was changed: its own key does not"
        " open it. Stop the bot and run ./run restore."
    ]


def test_a_key_that_is_none_hides_nothing_else(clinic: Clinic) -> None:
    """The data is not looked at, as nothing true could be said of it; the rest is."""
    found = clinic.look(DATA_KEY="a secret of ours", CLINIC_NAME="")
    assert store(found) == []
    faults = [one.text for one in found if one.part is Part.SETTINGS]
    assert [fault.split(" ")[0] for fault in faults] == ["CLINIC_NAME", "DATA_KEY:"]
    assert "a secret of ours" not in " ".join(faults)
