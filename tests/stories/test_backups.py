"""The night's backup: made beside everything else; owners hear of a night without one."""

from datetime import datetime, timedelta

import pytest

from bot.store import backups, layout
from bot.store.files import Files
from tests.cast import BERLIN, Town
from tests.stories.conftest import RaiseTown

REFUSED = "The backup of last night could not be made"
HOUR = timedelta(hours=1)


def made(town: Town) -> list[datetime]:
    """When the backups were made that are whole, the newest first."""
    return [each.made_at for each in backups.kept(Files(town.disk, town.seal))]


async def night(town: Town, day: int) -> None:
    """Let the night of that day in March go by."""
    await town.pass_until(datetime(2026, 3, day, 3, 0, tzinfo=BERLIN))


@pytest.fixture
async def kept_town(raise_town: RaiseTown) -> Town:
    """A clinic that keeps backups for a week, with Ann linked on Friday the 27th."""
    town = await raise_town(backup_days=7)
    await town.link_ann()
    return town


async def test_each_night_leaves_a_backup_and_a_week_is_kept(kept_town: Town) -> None:
    """The first with the first start, then at three; a restart makes no other."""
    assert len(made(kept_town)) == 1
    await night(kept_town, 28)
    await kept_town.restart()
    assert made(kept_town)[0] == datetime(2026, 3, 28, 3, 0, tzinfo=BERLIN)
    for day in range(29, 32):
        await night(kept_town, day)
    assert len(made(kept_town)) == 5
    await kept_town.pass_days(10)
    assert len(made(kept_town)) <= 8


async def test_whoever_is_erased_is_in_no_backup(kept_town: Town) -> None:
    """Her copies of three nights go with her file."""
    town = kept_town
    for day in (28, 29, 30):
        await night(town, day)
    kept = layout.path_of((await town.file()).id)
    assert sum(kept in path for path in town.disk.files()) == 4
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me", "Yes, erase it now")
    await town.app.settle()
    assert [path for path in town.disk.files() if kept in path] == []


async def test_owners_hear_once_of_a_night_without_a_backup(kept_town: Town) -> None:
    """The disk takes files, but no more folders; the rest of the bot goes on."""
    town = kept_town
    town.wants_trouble = True
    town.disk.fault = _refuse
    for hour in range(4):
        await town.pass_until(datetime(2026, 3, 28, 3 + hour, 0, tzinfo=BERLIN))
        await town.app.settle()
    assert sum(each.words.startswith(REFUSED) for each in town.clinic.received) == 1
    town.disk.fault = None
    await town.pass_until(datetime(2026, 3, 28, 7, 0, tzinfo=BERLIN))
    assert made(town)[0] == datetime(2026, 3, 28, 7, 0, tzinfo=BERLIN)


def _refuse(name: str, path: str) -> None:
    if path.startswith(layout.BACKUPS) and name == "make_folder":
        raise OSError(28, "no space left")


async def test_without_days_none_is_made(raise_town: RaiseTown) -> None:
    """BACKUP_DAYS=0."""
    town = await raise_town()
    await town.link_ann()
    await night(town, 28)
    assert made(town) == []
