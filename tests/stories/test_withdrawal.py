"""Consent taken back: nothing comes unasked, help in need still does; and it may be given again."""

from datetime import timedelta

from bot.core.client import Status
from tests.cast import ANN, FRIDAY_AFTERNOON, Town


async def withdraw(town: Town) -> str:
    """Let Ann take her consent back, by the button under /privacy."""
    await town.ann.says("/privacy")
    return await town.ann.taps("Withdraw my consent", "Yes, withdraw it")


async def test_nothing_comes_unasked_any_more(town: Town) -> None:
    """No step of the course, on no day; the client reads so at once."""
    await town.link_ann()
    said = await withdraw(town)
    heard = len(town.ann.received)
    await town.pass_days(100)
    assert said.startswith("Your consent is withdrawn, and the clinic is told.")
    assert len(town.ann.received) == heard


async def test_it_asks_once_before(town: Town) -> None:
    """The first tap says what follows; the way back changes nothing."""
    await town.link_ann()
    await town.ann.says("/privacy")
    said = await town.ann.taps("Withdraw my consent")
    assert said.startswith("Withdraw your consent?")
    await town.ann.taps("‹ Back")
    assert not (await town.file()).has_withdrawn


async def test_it_is_written_down_and_staff_are_told_once(town: Town) -> None:
    """When, beside when it was given; a second tap tells nobody again."""
    await town.link_ann()
    await town.pass_days(1)
    await withdraw(town)
    town.world.forge(ANN, ANN, town.ann.newest.id, "v1:withdraw:yes")
    await town.app.settle()
    consent = (await town.file()).client.consent
    assert consent is not None
    assert consent.at == FRIDAY_AFTERNOON
    assert consent.withdrawn_at == FRIDAY_AFTERNOON + timedelta(days=1)
    told = [each.words for each in town.clinic.received]
    assert sum(each.startswith("K-1 has withdrawn their consent.") for each in told) == 1


async def test_the_worry_button_still_reaches_the_clinic(town: Town) -> None:
    """Staff hear, and the client that they did."""
    await town.link_ann()
    await withdraw(town)
    await town.ann.says("/worried")
    assert town.clinic.newest.words.startswith("K-1 is worried.")
    assert "passed" in town.ann.newest.words.lower() or "told" in town.ann.newest.words.lower()


async def test_an_emergency_is_still_heard(town: Town) -> None:
    """The hard stop at once, and staff are told."""
    await town.link_ann()
    await withdraw(town)
    await town.ann.says("I can't breathe and my throat is swelling")
    assert "112" in town.ann.ever_read
    assert any("112" in each.words for each in town.ann.received[-2:])
    assert (await town.file()).is_emergency_open


async def test_what_is_watched_is_not_asked_again_unasked(town: Town) -> None:
    """A question of the bot's own, planned before or after, stays away."""
    await town.link_ann()
    await town.ann.says("my cheek is a bit hot and swollen still")
    await withdraw(town)
    heard = len(town.ann.received)
    await town.pass_days(5)
    asked = [each.words for each in town.ann.received[heard:]]
    assert [each for each in asked if "better" in each.lower()] == []


async def test_settings_lead_to_agreeing_again(town: Town) -> None:
    """Messages do not simply go on: the consent text stands before it."""
    await town.link_ann()
    await withdraw(town)
    await town.ann.says("/settings")
    assert "Messages on again" not in town.ann.buttons
    said = await town.ann.taps("Agree again")
    assert said.startswith("Welcome. This is the message service of Rose Clinic.")
    said = await town.ann.taps("I agree")
    file = await town.file()
    assert said.startswith("Thank you. You have agreed again")
    assert (file.client.status, file.has_withdrawn) == (Status.LINKED, False)
    heard = len(town.ann.received)
    await town.pass_days(2)
    assert len(town.ann.received) > heard


async def test_an_old_resume_button_asks_for_consent_first(town: Town) -> None:
    """A keyboard from before the withdrawal does not lead around it."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Pause for 3 days")
    settings = town.ann.newest
    await withdraw(town)
    town.world.tap(ANN, settings.id, "Messages on again")
    said = await town.ann.reads()
    assert said.startswith("Welcome. This is the message service of Rose Clinic.")
    assert (await town.file()).has_withdrawn


async def test_strangers_and_old_buttons_change_nothing(town: Town) -> None:
    """A forged word is answered as an old button."""
    await town.link_ann()
    for word in ("agree", "nonsense", ""):
        town.world.forge(ANN, ANN, town.ann.newest.id, f"v1:withdraw:{word}")
    await town.app.settle()
    assert not (await town.file()).has_withdrawn
    assert (await town.file()).client.status is Status.LINKED


async def test_erasing_is_one_tap_away(town: Town) -> None:
    """Whoever withdraws is offered it, and decides."""
    await town.link_ann()
    await withdraw(town)
    said = await town.ann.taps("Erase my data")
    assert said.startswith("Erase everything about you?")
