"""`./run check` reads the last backup, as a restore would, and says how old it is."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import backups, layout, records
from tests.checked_clinic import NOW, Clinic
from tests.store.samples import ANN, client_file


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A clinic in order, with Ann."""
    clinic = Clinic(tmp_path)
    clinic.open()
    clinic.reach(2001)
    clinic.reach(2002)
    records.write(clinic.files, client_file(ANN))
    return clinic


def made(clinic: Clinic, hours_ago: int) -> str:
    """Make a backup so long ago; its folder."""
    at = NOW - timedelta(hours=hours_ago)
    making = backups.Making(clinic.files, clinic.files, at, above=layout.BACKUPS)
    while making.some():
        pass
    return making.place


def told(clinic: Clinic, **changes: str) -> list[str]:
    """What is said of backups."""
    return [one.text for one in clinic.look(**changes) if " backup" in one.text]


def test_a_backup_that_can_be_read_is_said_with_its_hour(clinic: Clinic) -> None:
    """The last one proves that a restore would work."""
    made(clinic, 30)
    made(clinic, 6)
    (said,) = told(clinic)
    assert said.startswith("The backup of 20")
    assert said.endswith("was read whole: 1 clients.")
    assert clinic.bad() == []


def test_none_yet_and_an_old_one_are_said_with_the_mend(clinic: Clinic) -> None:
    """The first start makes one, so its absence alone is no warning."""
    assert told(clinic)[0].startswith("There is no backup yet.")
    assert clinic.bad() == []
    made(clinic, 60)
    assert clinic.bad()[0].endswith("Is the bot running? ./run backup makes another.")
    assert clinic.bad(BACKUP_DAYS="0") == ["BACKUP_DAYS is 0: no backup is made at night."]


def test_a_damaged_copy_is_a_fault(clinic: Clinic) -> None:
    """Named, before it is needed."""
    copy = clinic.data / made(clinic, 6) / layout.path_of(ANN)
    copy.write_bytes(b"{")
    (bad,) = clinic.bad()
    assert f"1 files are damaged ({layout.path_of(ANN)})" in bad
