"""A photo that the clinic asked for belongs to the alert it was asked in, and sounds as it does."""

import pytest

from bot.core.pack import Urgency
from tests import team
from tests.cast import ANN, Town
from tests.stories.diary import berlin
from tests.stories.test_emergency import WORDS
from tests.team import CLINICIAN

WROTE = "K-1 wrote."
ASKS = "Please send us a photo of it."


async def sends_photo(town: Town, caption: str = "") -> None:
    """Ann sends a picture, and the bot comes to rest."""
    town.world.send_photo(ANN, caption=caption)
    await town.app.settle()


async def open_alerts(town: Town) -> dict[str, Urgency]:
    """The concerns that are open, with their urgency."""
    return {each.concern: each.urgency for each in (await town.file()).alerts if not each.closed_at}


@pytest.mark.parametrize(
    ("says", "concern", "tier"),
    [("/worried", "worried", "same-day"), (WORDS, "emergency", "emergency")],
)
async def test_it_joins_the_alert_and_makes_its_sound(
    town: Town, says: str, concern: str, tier: str
) -> None:
    """With its urgency and its buttons, for whoever asked; no other alert is opened."""
    await town.link_ann()
    await town.ann.says(says)
    await town.clinic.taps("Answer")
    await town.clinic.says(ASKS)
    await town.pass_until(berlin("27.03.", "17:03"))
    await sends_photo(town)
    assert list(await open_alerts(town)) == [concern]
    told = [each for each in town.clinic.received if each.words.startswith(WROTE)]
    assert [(tier in each.words, each.silent) for each in told] == [(True, False)]
    assert "Close …" in [each.label for each in told[0].buttons]
    assert any("Passed on to Rose Clinic" in each.words for each in town.ann.received)


async def test_whoever_has_the_alert_hears_the_photo_at_any_hour(town: Town) -> None:
    """They asked, so it is theirs; the others see it without a sound."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.says("/worried")
    await clinician.taps("Answer")
    await clinician.says(ASKS)
    await town.pass_until(berlin("27.03.", "21:00"))
    await sends_photo(town)
    assert list(await open_alerts(town)) == ["worried"]
    loud = {
        phone.user_id: [not each.silent for each in phone.received if each.words.startswith(WROTE)]
        for phone in (clinician, town.clinic)
    }
    assert loud == {CLINICIAN: [True], town.clinic.user_id: [False]}


async def test_a_photo_nobody_asked_for_is_a_message_of_its_own(town: Town) -> None:
    """The clinic wrote nothing yet: it waits in the list, as before."""
    await town.link_ann()
    await town.ann.says("/worried")
    await sends_photo(town)
    assert list(await open_alerts(town)) == ["worried", "message"]


async def test_after_the_alert_is_closed_a_photo_is_a_message_again(town: Town) -> None:
    """What was asked then is settled."""
    await town.link_ann()
    await town.ann.says("/worried")
    await town.clinic.taps("Answer")
    await town.clinic.says(ASKS)
    await town.clinic.taps("Close …", "Phoned them")
    await sends_photo(town)
    assert list(await open_alerts(town)) == ["message"]


async def test_words_of_the_clinic_before_the_alert_ask_for_nothing_in_it(town: Town) -> None:
    """An answer of the morning, a worry of the afternoon: no photo was asked for since."""
    await town.link_ann()
    await town.ann.says("Is it the blue one?")
    await town.clinic.replies(WROTE, "Yes, the blue one.")
    await town.pass_until(berlin("27.03.", "17:10"))
    await town.ann.says("/worried")
    await sends_photo(town)
    assert list(await open_alerts(town)) == ["message", "worried"]
    alert = (await town.file()).open_alert("message")
    assert alert is not None
    assert alert.urgency is Urgency.ROUTINE
