"""Not sure: "Did you mean", a person one tap away, and after ten minutes of nothing by itself."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from tests import cast
from tests.cast import CLINIC, Town
from tests.likeness import with_likeness
from tests.stories.conftest import RaiseTown

ASKED = "I am not sure that I understood."
UNSURE = "what about the night routine, any shine?"


@pytest_asyncio.fixture
async def town(raise_town: RaiseTown) -> AsyncIterator[Town]:
    """The clinic on Friday 27 March at 17:00, with Ann treated just now and linked."""
    raised = await raise_town(library=with_likeness(cast.LIBRARY))
    await raised.link_ann()
    yield raised


async def wait(town: Town, minutes: float) -> None:
    """Let that many minutes go by."""
    await town.pass_until(town.clock.now() + timedelta(minutes=minutes))


async def test_the_best_three_are_offered_with_the_clinic(town: Town) -> None:
    """Their titles as buttons, best first; nobody is told yet."""
    said = await town.ann.says(UNSURE)
    assert said.startswith(ASKED)
    assert town.ann.buttons == [
        "Daily life",
        "Moisturiser",
        "Cleansing and showers",
        "Ask the clinic",
        "I'm worried",
    ] or town.ann.buttons[3:] == ["Ask the clinic", "I'm worried"]
    assert town.clinic.newest.words.startswith("K-1 is linked")


async def test_a_tap_answers_in_the_same_message(town: Town) -> None:
    """The question turns into the answer."""
    await town.ann.says(UNSURE)
    asked = town.ann.newest
    said = await town.ann.taps(town.ann.buttons[0])
    assert town.ann.newest.id == asked.id
    assert not said.startswith(ASKED)


async def test_after_a_tap_nothing_goes_to_staff(town: Town) -> None:
    """The promise to hand the message over is taken back."""
    await town.ann.says(UNSURE)
    await town.ann.taps(town.ann.buttons[0])
    await wait(town, 30)
    assert town.clinic.newest.words.startswith("K-1 is linked")
    assert (await town.file()).alerts == ()


async def test_without_a_tap_the_message_goes_to_staff_after_ten_minutes(town: Town) -> None:
    """Not before, and the client hears of it."""
    await town.ann.says(UNSURE)
    await wait(town, 9)
    assert town.clinic.newest.words.startswith("K-1 is linked")
    await wait(town, 2)
    assert await town.clinic.reads_words() == [UNSURE]
    assert (await town.ann.reads()).startswith("Passed on to Rose Clinic.")


async def test_it_goes_to_staff_after_a_restart_too(town: Town) -> None:
    """The promise is on disk."""
    await town.ann.says(UNSURE)
    await town.restart()
    await wait(town, 11)
    assert await town.clinic.reads_words() == [UNSURE]


async def test_ask_the_clinic_hands_it_over_at_once_and_only_once(town: Town) -> None:
    """A tap, and nothing more when the ten minutes are over."""
    await town.ann.says(UNSURE)
    said = await town.ann.taps("Ask the clinic")
    assert said.startswith("Passed on to Rose Clinic.")
    told = len(town.clinic.received)
    await wait(town, 30)
    assert len(town.clinic.received) == told


async def test_what_looks_like_a_sign_is_offered_as_something_wrong(town: Town) -> None:
    """A tap on it tells staff as a worry does, with the words."""
    await town.ann.says("it looks funny at night")
    assert "Something is wrong with my skin" in town.ann.buttons
    await town.ann.taps("Something is wrong with my skin")
    told = [each.words for each in town.clinic.received[-2:]]
    assert any(words.startswith("K-1 is worried.") for words in told)
    assert await town.clinic.reads_words() == ["it looks funny at night"]


async def test_with_an_emergency_open_nobody_is_asked_back(town: Town) -> None:
    """A person must read what happened since: it goes to staff at once."""
    await town.ann.says("I can't breathe")
    said = await town.ann.says(UNSURE)
    assert said.startswith("Passed on to Rose Clinic.")
    assert await town.clinic.reads_words() == ["I can't breathe", UNSURE]
    assert not any(each.words.startswith(ASKED) for each in town.ann.received)


async def test_what_is_like_nothing_goes_to_staff_at_once(town: Town) -> None:
    """No guess is offered where nothing is near."""
    said = await town.ann.says("the blue one or the other one")
    assert said.startswith("Passed on to Rose Clinic.")
    assert await town.clinic.reads_words() == ["the blue one or the other one"]


async def test_a_second_question_is_answered_while_the_first_waits(town: Town) -> None:
    """And the first still goes to staff."""
    await town.ann.says(UNSURE)
    said = await town.ann.says("make-up?")
    assert said.startswith("Not yet. Make-up")
    await wait(town, 11)
    assert await town.clinic.reads_words() == [UNSURE]


async def test_nobody_reached_is_told_after_the_ten_minutes(town: Town) -> None:
    """Staff cannot be reached: the client is asked to phone, as for any message."""
    await town.ann.says(UNSURE)
    town.cut_off(CLINIC)
    await wait(town, 12)
    assert (await town.ann.reads()).startswith("We could not reach anyone at the clinic")
