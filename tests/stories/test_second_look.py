"""Words that only sound like a sign raise no alarm, and one tap says that it is so after all."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests import cast
from tests.cast import Town
from tests.likeness import with_likeness, with_second_look
from tests.stories.conftest import RaiseTown

NOW = "It is so now"
ASKED = "I understood that it is not so with you now."
FILM = "In the film his throat is closing and he can't breathe or so? Can I put concealer on?"
AUNT = "My aunt tells of pus in her cheek so concealer?"
ODD = "Below the jaw it is odd, so odd"
DULL = "in the film he can't breathe or what?"


@pytest_asyncio.fixture
async def town(raise_town: RaiseTown) -> AsyncIterator[Town]:
    """Ann treated just now and linked; films and aunts are known to be no alarm, "odd" is one."""
    library = with_likeness(cast.LIBRARY)
    chances = {"film": (0.0, 0.01), "aunt": (0.0, 0.01), "so odd": (0.1, 0.89)}
    raised = await raise_town(library=with_second_look(library, chances))
    await raised.link_ann()
    yield raised


async def test_what_only_sounds_like_a_sign_is_answered_and_asked_about(town: Town) -> None:
    """The answer to the question, then whether it is so; nothing rings."""
    said = await town.ann.says(AUNT)
    assert said.startswith("Not yet. Make-up from")
    assert ASKED in said
    assert town.ann.buttons[0] == NOW
    assert (await town.file()).alerts == ()


async def test_a_tap_makes_it_the_alarm_that_the_words_name(town: Town) -> None:
    """Staff get the client's own words, the client what to do until they read them."""
    await town.ann.says(AUNT)
    await town.ann.taps(NOW)
    alert = (await town.file()).open_alert("signs")
    assert alert is not None
    assert town.ann.toast == "Telling the clinic now."
    assert await town.clinic.reads_words() == [AUNT]


async def test_a_second_tap_changes_nothing(town: Town) -> None:
    """It is noted already."""
    await town.ann.says(AUNT)
    await town.ann.taps(NOW)
    told = len(town.clinic.received)
    await town.ann.taps(NOW)
    assert len(town.clinic.received) == told
    assert town.ann.toast == "That is noted already."


async def test_a_calmed_emergency_is_read_by_a_person_all_the_same(town: Town) -> None:
    """Without a sound; a tap makes it the hard stop."""
    await town.ann.says(FILM)
    assert town.clinic.newest.silent
    assert await town.clinic.reads_words() == [FILM]
    await town.ann.taps(NOW)
    assert any("Do not wait for our answer" in each.words for each in town.ann.received)
    assert (await town.file()).open_alert("emergency") is not None


async def test_where_nothing_was_understood_the_client_is_asked_too(town: Town) -> None:
    """The words go to staff, and the tap is there."""
    await town.ann.says(DULL)
    assert await town.clinic.reads_words() == [DULL]
    await town.ann.taps(NOW)
    assert (await town.file()).open_alert("emergency") is not None


async def test_what_the_rules_miss_and_examples_tell_is_an_alarm(town: Town) -> None:
    """Told as others told of a sign: for the same day."""
    await town.ann.says(ODD)
    assert (await town.file()).open_alert("signs") is not None


async def test_a_stranger_is_told_whom_to_phone(town: Town) -> None:
    """There is nobody to tell of a tap."""
    said = await town.bob.says(AUNT)
    assert "If you have this right now, do not wait for an answer here" in said
