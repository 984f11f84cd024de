"""An alarm is never lost: whatever else happens to its client, it rings until staff close it."""

from datetime import timedelta

import pytest

from tests import team
from tests.cast import CLINIC, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.stories.test_course import berlin
from tests.stories.test_retention import END
from tests.stories.test_rings import EMERGENCY, MINUTE, NOBODY, heard
from tests.team import CLINICIAN

QUESTION = "Is it the blue one?"


@pytest.mark.parametrize(
    ("words", "rung"),
    [
        (EMERGENCY, ["04. 12:05", "04. 12:10", "04. 12:15"]),
        ("/worried", ["04. 12:30", "04. 13:00", "04. 13:30"]),
        (QUESTION, ["04. 16:00"]),
    ],
)
async def test_a_next_course_leaves_the_alerts_of_the_last_one_ringing(
    town: Town, words: str, rung: list[str]
) -> None:
    """Ann opens the link to her next course; what she wrote before is still to be looked at."""
    await town.link_ann()
    await town.pass_until(berlin("04.05.", "12:00"))
    await town.ann.says(words)
    await town.ann.opens(await town.enrol())
    await town.ann.taps("I agree")
    await town.pass_until(berlin("04.05.", "17:00"))
    assert heard(town.clinic, NOBODY)[: len(rung)] == rung
    assert "K-1" in await town.clinic.says("/alerts")


@pytest.mark.parametrize("words", [EMERGENCY, "/worried"])
async def test_an_open_alert_puts_the_end_of_its_file_off(
    raise_town: RaiseTown, words: str
) -> None:
    """Written minutes before all is erased: it rings until staff close it, then the file goes."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    await town.pass_until(END - 3 * MINUTE)
    await town.ann.says(words)
    await town.pass_until(END + timedelta(days=2, hours=2))
    assert heard(town.clinic, NOBODY) != []
    assert "K-1" in await town.clinic.says("/alerts")
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_days(1)
    assert await town.store.client_ids() == []


async def test_an_alert_that_nobody_ever_closes_keeps_a_file_for_a_month(
    raise_town: RaiseTown,
) -> None:
    """What a client is promised about erasure has an end too."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    await town.pass_until(END - 3 * MINUTE)
    await town.ann.taps("I'm worried")
    await town.pass_until(END + timedelta(days=29))
    assert len(await town.store.client_ids()) == 1
    await town.pass_until(END + timedelta(days=31))
    assert await town.store.client_ids() == []


async def test_one_more_emergency_sounds_for_all_whoever_has_the_first(town: Town) -> None:
    """Whoever took the first may be out of reach; what else is written sounds for them alone."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.clinic.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 20 * MINUTE)
    town.cut_off(CLINIC)
    await town.ann.says(EMERGENCY)
    await town.ann.says("Is it the blue one?")
    assert heard(clinician, "EMERGENCY") == ["27. 17:00", "27. 17:20"]
    assert heard(clinician, "K-1 wrote.") == []
