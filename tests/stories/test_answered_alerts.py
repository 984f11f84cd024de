"""Which alerts an answer takes: those its writer knew of, and no emergency beside them."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.simulator import faults
from tests import team
from tests.cast import ANN, FRIDAY_AFTERNOON, Town
from tests.stories.test_rings import EMERGENCY, MINUTE, NOBODY, heard
from tests.team import CLINICIAN, DESK

ASKS = "Is it the blue one?"
WORRIED = "I'm worried"


async def holders(town: Town) -> dict[str, int | None]:
    """Who has which alert."""
    return {each.concern: each.claimed_by for each in (await town.file()).alerts}


async def test_words_about_something_else_leave_an_emergency_ringing(town: Town) -> None:
    """It arrives while somebody is typing: all hear it again until one of them takes it."""
    desk, clinician = await team.join(town, DESK), await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.says(ASKS)
    await clinician.taps("Answer")
    town.world.send_text(ANN, EMERGENCY)
    await clinician.says("Use the blue one, please.")
    await town.pass_until(FRIDAY_AFTERNOON + 6 * MINUTE)
    assert await holders(town) == {"message": CLINICIAN, "emergency": None}
    for phone in (desk, clinician, town.clinic):
        assert heard(phone, NOBODY) == ["27. 17:05"]


async def test_a_ready_made_answer_leaves_an_emergency_ringing(town: Town) -> None:
    """It arrives while the ready-made answer is looked at."""
    await town.link_ann()
    await town.ann.says(ASKS)
    await town.clinic.taps("Answer", "Ready-made answers", "Please send a photo")
    town.world.send_text(ANN, EMERGENCY)
    await town.clinic.taps("Send")
    await town.pass_until(FRIDAY_AFTERNOON + 6 * MINUTE)
    assert (await holders(town))["emergency"] is None
    assert heard(town.clinic, NOBODY) == ["27. 17:05"]


@pytest.mark.parametrize("way", ["Answer", "reply"])
async def test_a_worry_that_comes_while_somebody_types_is_not_theirs(town: Town, way: str) -> None:
    """They began with what they knew: the question is theirs, the worry rings."""
    await town.link_ann()
    await town.ann.says(ASKS)
    if way == "Answer":
        await town.clinic.taps(way)
    await town.pass_until(FRIDAY_AFTERNOON + MINUTE)
    await town.ann.taps(WORRIED)
    if way == "Answer":
        await town.clinic.says("The blue one.")
    else:
        await town.clinic.replies("K-1 wrote.", "The blue one.")
    clinic = town.clinic.user_id
    assert await holders(town) == {"message": clinic, "worried": None}


async def test_what_stood_there_before_the_answer_was_begun_is_theirs(town: Town) -> None:
    """The question and the worry, by one answer to the newer of them."""
    await town.link_ann()
    await town.ann.says(ASKS)
    await town.ann.taps(WORRIED)
    await town.clinic.replies("K-1 is worried", "The blue one, and we phone you at five.")
    clinic = town.clinic.user_id
    assert await holders(town) == {"message": clinic, "worried": clinic}


async def test_a_reply_to_the_emergency_itself_takes_it(town: Town) -> None:
    """Who answers the alarm has read it; a tap on Answer below it is not enough."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.clinic.taps("Answer")
    await town.clinic.says("Please call 112 now.")
    assert (await holders(town))["emergency"] is None
    await town.clinic.replies("EMERGENCY", "I am phoning you.")
    assert (await holders(town))["emergency"] == town.clinic.user_id
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=25))
    assert heard(town.clinic, NOBODY) == []


async def test_after_an_answer_that_is_refused_the_client_hears_that_it_was_seen(
    town: Town,
) -> None:
    """The answer would have told them; the time is when it was taken."""
    town.wants_trouble = True
    await town.link_ann()
    await town.ann.taps(WORRIED)
    await town.clinic.taps("Answer")

    def policy(method: str, parameters: Mapping[str, object]) -> faults.Fault | None:
        is_answer = "Hello Ann" in str(parameters.get("text"))
        return faults.Refused(status=400, description="Bad Request: no") if is_answer else None

    town.world.policy = policy
    await town.clinic.says("Hello Ann")
    assert town.clinic.newest.words.startswith("K-1: not delivered.")
    assert await town.ann.reads() == "Someone at Rose Clinic has seen this, 17:00."
