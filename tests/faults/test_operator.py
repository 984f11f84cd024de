"""The looks at the disk are no rubber stamps: what is wrong there is seen."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.core.outbox import ChatId
from bot.store import backups, layout
from bot.store.files import Files
from bot.store.seal import PLAIN, Seal
from tests import data_keys
from tests.cast import ANN, BERLIN, FRIDAY_AFTERNOON, Town, build_town
from tests.faults import premises
from tests.faults.course import Course, Session
from tests.faults.history import History
from tests.faults.model import Broken
from tests.faults.operator import Operator

NIGHTS = 3


async def _town(seal: Seal = PLAIN) -> tuple[Town, Operator, Course]:
    """Ann is linked, three nights have their backups, and the model knows of her."""
    town = await build_town(seal=seal, backup_days=7)
    await town.link_ann()
    await town.pass_days(NIGHTS)
    drawn = premises.drawn(1, 1, BERLIN)
    kind = replace(drawn, facts=town.app.clinic, seal=seal)
    course = Course("K-1", ANN, [Session(History(FRIDAY_AFTERNOON), FRIDAY_AFTERNOON)], _zone())
    course.linked_at = FRIDAY_AFTERNOON
    return town, Operator(town.disk, kind), course


def _zone() -> History[str]:
    return History(str(ZoneInfo("Europe/Berlin")))


async def test_a_backup_that_holds_everybody_is_fine_and_none_is_not() -> None:
    """The last night's has to be there."""
    town, operator, ann = await _town()
    assert await operator.check_backup([ann], town.clock.now()) == 1
    later = town.clock.now() + timedelta(days=2)
    with pytest.raises(Broken, match="the last night has no backup"):
        await operator.check_backup([ann], later)


async def test_a_client_who_is_missing_in_the_backup_is_missed() -> None:
    """Somebody took the file away."""
    town, operator, ann = await _town()
    files = Files(town.disk)
    file_id = await town.store.client_of_chat(ChatId(ANN))
    assert file_id is not None
    files.delete(f"{backups.kept(files)[0].place}/{layout.path_of(file_id)}")
    with pytest.raises(Broken, match="not in the backup"):
        await operator.check_backup([ann], town.clock.now())


async def test_whoever_was_erased_must_be_nowhere() -> None:
    """Not in a sealed file either."""
    for seal in (PLAIN, Seal([data_keys.NEW])):
        _, operator, ann = await _town(seal)
        with pytest.raises(Broken, match="erased, and still found"):
            operator.check_erased(ann, None)


async def test_with_a_key_nothing_may_lie_open() -> None:
    """A file that was written without it is seen."""
    town, operator, ann = await _town(Seal([data_keys.NEW]))
    operator.check_sealed([ann])
    Files(town.disk).write_atomic("clients/notes.json", b"K-1 was here")
    with pytest.raises(Broken, match="lies open"):
        operator.check_sealed([ann])


async def test_lost_files_are_put_back() -> None:
    """Ann's file is garbage, then it is as it was, with a line that says so."""
    town, operator, _ = await _town()
    before = await town.file()
    assert operator.damage_and_restore(Random(1), town.clock.now()) == 1
    await town.restart()
    after = await town.file()
    assert (after.client, after.sessions) == (before.client, before.sessions)
    assert after.events[-1].name == "restored from a backup"
