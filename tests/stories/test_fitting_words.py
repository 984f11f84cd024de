"""What somebody without a session reads fits them: no command, button or order of a client's."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio

from tests import cast
from tests.cast import DAN, Town
from tests.likeness import WORDS, with_likeness
from tests.stories.conftest import RaiseTown

ALIKE = {
    **WORDS,
    "hallo": ("greeting", 0.95),
    "hello": ("greeting", 0.95),
    "should i worry": ("when-to-worry", 0.9),
    "sunscreen": ("sunscreen", 0.9),
}


@pytest_asyncio.fixture
async def town(raise_town: RaiseTown) -> AsyncIterator[Town]:
    """The clinic on Friday 27 March at 17:00, which knows what words are like."""
    yield await raise_town(library=with_likeness(cast.LIBRARY, ALIKE))


async def test_a_greeting_of_a_stranger_offers_nothing_of_a_clients(town: Town) -> None:
    """No command and no button that only a linked client has."""
    said = await town.bob.says("hallo?")
    assert said.startswith("Hello. This is the message service of Rose Clinic")
    assert [each in said for each in ("/today", "/can", "I'm worried")] == [False] * 3


async def test_after_erasing_a_greeting_and_help_are_those_of_anybody(town: Town) -> None:
    """Ann's session is gone, so nothing speaks of it."""
    await town.link_ann()
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me", "Yes, erase it now")
    assert (await town.ann.says("hello")).startswith("Hello. This is the message service")
    said = await town.ann.says("/help")
    assert [each in said for each in ("/procedure", "/privacy", "/today")] == [True, True, False]


async def test_a_greeting_is_answered_in_the_language_of_telegram(town: Town) -> None:
    """Dan's Telegram speaks German, the clinic's language is English."""
    users = town.world.state.users
    users[DAN] = replace(users[DAN], language_code="de")
    assert (await town.dan.says("hallo")).startswith("Hallo. Das ist der Nachrichten-Service")


async def test_the_worry_that_an_answer_speaks_of_has_its_button(town: Town) -> None:
    """A general answer may say "tap I'm worried": Bob can, and reads the numbers."""
    assert 'Tap "I\'m worried"' in await town.bob.says("when should i worry?")
    assert "+49 30 5550100" in await town.bob.taps("I'm worried")
    assert "You are not linked" in town.bob.newest.words


async def test_a_strangers_question_gets_whole_sentences(town: Town) -> None:
    """A time that no session is known for stands in no sentence as an order."""
    said = await town.bob.says("can i use sunscreen?")
    assert said.startswith("24 hours after the session at the earliest: Sunscreen.")
    assert "It may start when the clinic says so." in said
    assert "start ask" not in said


async def test_help_before_consent_says_that_the_link_is_open(town: Town) -> None:
    """Ann has her link: she is told of the two buttons, and not to ask the clinic for it."""
    await town.ann.opens(await town.enrol())
    said = await town.ann.says("/help")
    assert "Your link is open." in said
    assert [each in said for each in ("+49 30 5550100", "112", "for your link")] == [
        True, True, False,
    ]  # fmt: skip
    assert town.ann.buttons[:2] == ["I agree", "No, thank you"]
