"""What Telegram does not let us delete from a staff chat: its reader is asked to, by hand."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.simulator import faults
from tests import team
from tests.cast import CLINIC, FRIDAY_AFTERNOON, Town
from tests.stories.test_forget import forget
from tests.stories.test_words_go import opened
from tests.stories.test_words_open import written
from tests.team import CLINICIAN

STAYS = "Telegram does not let me delete"


def stubborn(town: Town) -> None:
    """From now on Telegram deletes nothing any more."""

    def policy(method: str, parameters: Mapping[str, object]) -> faults.Fault | None:
        said = "Bad Request: message can't be deleted"
        is_deletion = method == "deleteMessage"
        return faults.Refused(status=400, description=said) if is_deletion else None

    town.world.policy = policy
    town.wants_trouble = True


@pytest.mark.parametrize("way", ["in time", "erased"])
async def test_what_telegram_does_not_delete_its_reader_is_asked_to(town: Town, way: str) -> None:
    """Once, in that chat, without a sound, and without the name of somebody who may be erased."""
    await opened(town)
    stubborn(town)
    if way == "erased":
        await forget(town)
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(days=3))
    asked = [each for each in town.clinic.received if each.words.startswith(STAYS)]
    assert [(each.silent, "K-1" in each.words) for each in asked] == [(True, False)]


async def test_what_its_reader_deleted_is_asked_of_nobody(town: Town) -> None:
    """Gone is gone."""
    await opened(town)
    town.wants_trouble = True
    town.world.delete_message(CLINIC, town.clinic.newest.id)
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(days=3))
    assert STAYS not in town.clinic.ever_read


async def test_who_left_the_staff_is_asked_too(town: Town) -> None:
    """What they opened stands in their chat: no owner could delete it there."""
    person = await team.join(town, CLINICIAN)
    await written(town)
    await person.taps("Show")
    stubborn(town)
    await team.remove(town, CLINICIAN)
    assert STAYS in person.ever_read
    assert STAYS not in town.clinic.ever_read
