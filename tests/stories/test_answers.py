"""Clients do not read leaflets, they ask: the verdict for them comes first, then the leaflet."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest_asyncio

from tests import cast
from tests.cast import BERLIN, Town
from tests.likeness import with_likeness
from tests.stories.conftest import RaiseTown


@pytest_asyncio.fixture
async def town(raise_town: RaiseTown) -> AsyncIterator[Town]:
    """The clinic on Friday 27 March at 17:00, with Ann treated just now and linked."""
    raised = await raise_town(library=with_likeness(cast.LIBRARY))
    await raised.link_ann()
    yield raised


async def test_not_yet_comes_with_the_day_the_hour_and_how_long(town: Town) -> None:
    """Make-up before its time: the verdict first, the leaflet in the same message."""
    said = await town.ann.says("Can I wear make-up?")
    verdict, leaflet = said.split("\n\n", 1)
    assert verdict == (
        "Not yet. Make-up from Sun 29 March, 18:00 (in 2 days), if your skin is calm."
    )
    assert leaflet.startswith("When the time has come")
    assert town.clinic.newest.words.startswith("K-1 is linked")


async def test_what_is_allowed_says_since_when_and_on_what_condition(town: Town) -> None:
    """On the day after it opened."""
    await town.pass_until(datetime(2026, 3, 30, 10, 0, tzinfo=BERLIN))
    said = await town.ann.says("make-up ok now?")
    assert said.startswith("Yes, since yesterday, if your skin is calm. (Make-up)\n\n")


async def test_the_countdown_turns_to_hours(town: Town) -> None:
    """The last two days are counted in hours."""
    await town.pass_until(datetime(2026, 3, 29, 9, 0, tzinfo=BERLIN))
    said = await town.ann.says("make-up?")
    assert "Make-up from Sun 29 March, 18:00 (in 9 hours)" in said


async def test_without_a_single_thing_each_is_listed_and_nothing_is_said_yes(town: Town) -> None:
    """A topic without a named thing: every thing of it with its own time."""
    await town.pass_until(datetime(2026, 4, 3, 10, 0, tzinfo=BERLIN))
    said = await town.ann.says("tell me about moving again")
    assert "• Sport and sweating: allowed since Monday 30 March" in said
    assert "• Hot yoga: from" in said
    assert "Yes" not in said


async def test_several_things_are_listed_each_with_its_time(town: Town) -> None:
    """Two things of one topic asked at once."""
    said = await town.ann.says("sauna and swimming in the sea, when?")
    assert "• Sauna: from Sat 4 April, 08:00 (in 8 days)" in said
    assert "• Swimming in the sea: from Sat 4 April, 08:00" in said


async def test_two_questions_in_one_message_are_both_answered(town: Town) -> None:
    """Make-up and the gym: two verdicts, two leaflets, one message."""
    heard = len(town.ann.received)
    said = await town.ann.says("can I wear make-up and go to the gym?")
    assert len(town.ann.received) == heard + 1
    assert "Make-up from Sun 29 March, 18:00" in said
    assert "Sport and sweating" in said
    assert "When the time has come, start with little" in said


async def test_a_greeting_does_not_hide_the_question(town: Town) -> None:
    """Hello, and then what it is about."""
    said = await town.ann.says("Hello! Can I wear make-up?")
    assert said.startswith("Not yet. Make-up from")


async def test_an_open_alert_unlocks_nothing(town: Town) -> None:
    """After "I'm worried" what would be allowed waits for the clinic."""
    await town.pass_until(datetime(2026, 3, 30, 10, 0, tzinfo=BERLIN))
    await town.ann.says("/worried")
    said = await town.ann.says("make-up ok now?")
    assert said.startswith("Nothing new for now. What you told us comes first: ")
    assert "Not for now. (Make-up)" in said
    assert "Yes" not in said


async def test_a_time_to_come_is_told_after_word_of_the_open_alert(town: Town) -> None:
    """The clinic has to look first, whatever the rule says: a date alone would promise it."""
    await town.ann.says("/worried")
    said = await town.ann.says("make-up ok now?")
    assert said.startswith("Nothing new for now. What you told us comes first: ")
    assert "Not for now, and not before Sun 29 March, 18:00. (Make-up)" in said


async def test_several_times_are_told_after_word_of_the_open_alert(town: Town) -> None:
    """A list of things with their dates begins with the wait too."""
    await town.ann.says("/worried")
    said = await town.ann.says("when may I go to the sauna or swim?")
    assert said.startswith("Nothing new for now. What you told us comes first: ")
    assert "• Sauna: not for now, and not before Sat 4 April, 08:00" in said


async def test_what_was_held_back_is_free_when_the_clinic_closes_the_alarm(town: Town) -> None:
    """A sign for the same day, closed by a tap below it: the same question gets its yes."""
    await town.pass_until(datetime(2026, 3, 30, 10, 0, tzinfo=BERLIN))
    await town.ann.says("there is yellow pus coming out of my cheek")
    assert (await town.ann.says("make-up ok now?")).startswith("Nothing new for now.")
    await town.clinic.taps("Close …", "Phoned them")
    assert (await town.ann.says("make-up ok now?")).startswith("Yes, since yesterday")


async def test_an_answer_offers_neighbours_and_the_clinic(town: Town) -> None:
    """Three related topics and a person, one tap away."""
    await town.ann.says("make-up?")
    assert town.ann.buttons[-2:] == ["Ask the clinic", "I'm worried"]
    neighbour = town.ann.buttons[0]
    before = town.ann.newest
    said = await town.ann.taps(neighbour)
    assert town.ann.newest.id != before.id
    assert said != before.words


async def test_ask_the_clinic_hands_the_message_over(town: Town) -> None:
    """What it was taken for, the words with a tap; the client hears that they were passed on."""
    await town.ann.says("make-up?")
    said = await town.ann.taps("Ask the clinic")
    assert town.clinic.newest.words == "K-1 wrote. Day 0 · routine · a message\nMake-up"
    assert await town.clinic.reads_words() == ["make-up?"]
    assert said.startswith("Passed on to Rose Clinic.")


async def test_a_second_tap_on_ask_the_clinic_says_so(town: Town) -> None:
    """Staff get the message once."""
    await town.ann.says("make-up?")
    await town.ann.taps("Ask the clinic")
    told = len(town.clinic.received)
    await town.ann.taps("Ask the clinic")
    assert town.ann.toast == "The clinic has this message already."
    assert len(town.clinic.received) == told


async def test_every_message_is_kept(town: Town) -> None:
    """Answered or not, what a client wrote stays on the file."""
    await town.ann.says("make-up?")
    await town.ann.says("hello")
    assert [each.text for each in (await town.file()).messages] == ["make-up?", "hello"]


async def test_painkillers_come_with_the_word_on_prescribed_medicine(town: Town) -> None:
    """Never a painkiller's rule without it."""
    said = await town.ann.says("ibuprofen?")
    assert said.startswith("Not yet. Ibuprofen and similar painkillers from")
    assert "do not stop it because of us; tell the clinic" in said


async def test_a_prescribed_cream_goes_to_staff(town: Town) -> None:
    """Answered, never allowed, and a person gets the words."""
    await town.pass_days(20)
    said = [each.words for each in town.ann.received[-1:]]
    await town.ann.says("can I use my tretinoin")
    said = [each.words for each in town.ann.received[-2:]]
    assert "\n\nPlease ask the clinic first. (Prescription retinoid cream)\n" in said[0]
    assert said[1].startswith("Passed on to Rose Clinic.")
    assert await town.clinic.reads_words() == ["can I use my tretinoin"]


async def test_pregnancy_allows_nothing_and_goes_to_staff(town: Town) -> None:
    """Beside it even what has opened is for the clinic."""
    await town.pass_days(20)
    heard = len(town.ann.received)
    await town.ann.says("I am pregnant, is make-up ok?")
    said = "\n".join(each.words for each in town.ann.received[heard:])
    assert "Yes" not in said
    assert "allowed" not in said
    assert "I am pregnant, is make-up ok?" in await town.clinic.reads_words()


async def test_short_questions_about_the_clinic_are_answered(town: Town) -> None:
    """Booking, price, hours, thanks, a greeting, football: from content and settings."""
    assert "+49 30 5550100" in await town.ann.says("I want to book")
    assert "+49 30 5550100" in await town.ann.says("what does it cost")
    assert "Mon-Fri 09:00-18:00" in await town.ann.says("when are you open")
    assert town.clinic.newest.words.startswith("K-1 is linked")
    for words in ("thank you", "hello", "football tonight"):
        assert not (await town.ann.says(words)).startswith("Passed on")


async def test_who_wants_a_human_gets_one(town: Town) -> None:
    """Said in words, handed over at once."""
    await town.ann.says("I want a human")
    assert await town.clinic.reads_words() == ["I want a human"]


async def test_who_stopped_is_still_answered(town: Town) -> None:
    """No pushes any more, and questions still work."""
    await town.ann.says("/settings")
    await town.ann.taps("Stop all messages", "Yes, stop them")
    said = await town.ann.says("make-up?")
    assert said.startswith("Not yet. Make-up from")


async def test_long_after_the_session_the_answer_is_plain(town: Town) -> None:
    """A course that is long over: no countdown, and no date of last year."""
    await town.pass_days(120)
    said = await town.ann.says("make-up?")
    assert said.startswith("Yes, if your skin is calm. (Make-up)")


async def test_a_caption_is_answered_and_the_photo_handed_over(town: Town) -> None:
    """A picture with a question below it."""
    town.world.send_photo(cast.ANN, caption="make-up on this?")
    await town.app.settle()
    said = [each.words for each in town.ann.received[-2:]]
    assert any("Not for now, and not before Sun 29 March, 18:00. (Make-up)" in w for w in said)
    [shown] = await town.clinic.opens_words()
    assert shown.photo is not None
