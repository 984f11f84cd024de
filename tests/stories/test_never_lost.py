"""An alarm is never lost: whatever else happens to its client, it rings until staff close it."""


import pytest

from tests.cast import Town
from tests.stories.test_course import berlin
from tests.stories.test_rings import EMERGENCY, NOBODY, heard

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
