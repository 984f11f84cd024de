"""A wrong phone is let go of with two taps, and the right person gets the whole course."""

from datetime import timedelta

from bot.core.client import Status
from tests.cast import DAN, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown

EMERGENCY = "My lips are swelling and I can't breathe properly"


async def test_this_is_not_me_unlinks(town: Town) -> None:
    """Two taps on the first card: not a word more, whatever day comes, and no data either."""
    await town.link_ann()
    said = await town.ann.taps("This is not me", "Yes, unlink")
    heard = len(town.ann.received)
    await town.pass_days(5)
    file = await town.file()
    assert "You are unlinked now" in said
    assert (file.client.chat_id, file.client.status) == (None, Status.INVITED)
    assert len(town.ann.received) == heard
    assert "please ask the clinic for your link" in await town.ann.says("/today")


async def test_this_is_not_me_tells_staff(town: Town) -> None:
    """By the client's reference, at once, with what to do."""
    await town.link_ann()
    await town.ann.taps("This is not me", "Yes, unlink")
    assert "K-1: whoever opened the link says it is not them." in town.clinic.newest.words
    await town.clinic.taps("New link")
    await town.bob.opens(town.link())
    await town.bob.taps("I agree")
    assert (await town.file()).client.chat_id == town.bob.user_id


async def test_who_is_not_me_leaves_nothing_for_the_next(town: Town) -> None:
    """What the wrong person wrote and answered is not the client's: it is gone with them."""
    await town.link_ann()
    await town.ann.says("rosehip words of a stranger")
    await town.ann.taps("This is not me", "Yes, unlink")
    await town.pass_days(3)
    assert (await town.file()).messages == ()
    assert town.disk.holds("rosehip") == []


async def test_an_alert_of_who_is_not_me_rings_on(raise_town: RaiseTown) -> None:
    """Whoever wrote it may be in danger: all ring, then who is on call, then the owners."""
    town = await raise_town(second_contact=DAN)
    await town.dan.says("/start")
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.ann.taps("This is not me", "Yes, unlink")
    heard = len(town.ann.received)
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=20))
    rung = [each for each in town.clinic.received if each.words.startswith("K-1: nobody has")]
    assert [each.silent for each in rung] == [False] * 3
    assert town.dan.newest.words.startswith("Rose Clinic: K-1, day")
    assert len(town.ann.received) == heard


async def test_an_alert_of_who_is_not_me_stays_until_staff_close_it(town: Town) -> None:
    """It is in the list, can be taken and closed as any other, and then it is silent."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.ann.taps("This is not me", "Yes, unlink")
    assert "K-1" in await town.clinic.says("/alerts")
    await town.pass_days(1)
    await town.clinic.taps("I take it", "Close …", "Phoned them")
    rung = len(town.clinic.received)
    await town.pass_days(2)
    assert [each.closed_at is None for each in (await town.file()).alerts] == [False]
    assert [each.words for each in town.clinic.received[rung:] if "worried" in each.words] == []


async def test_who_gets_the_new_link_hears_nothing_of_the_alert_before(town: Town) -> None:
    """Neither that it was passed on, nor that nobody read it or somebody did: it was not theirs."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.ann.taps("This is not me", "Yes, unlink")
    await town.clinic.taps("New link")
    await town.bob.opens(town.link())
    await town.bob.taps("I agree")
    agreed = len(town.bob.received)
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=20))
    await town.clinic.taps("I take it")
    assert [each.words for each in town.bob.received[agreed:]] == []


async def test_a_worry_of_the_next_joins_the_alert_and_is_told_as_theirs(town: Town) -> None:
    """Bob worries while Ann's alert is open: he hears that it was passed on, and then seen."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.ann.taps("This is not me", "Yes, unlink")
    await town.clinic.taps("New link")
    await town.bob.opens(town.link())
    await town.bob.taps("I agree", "I'm worried")
    await town.clinic.taps("I take it")
    said = "\n".join(each.words for each in town.bob.received)
    assert "Passed on to Rose Clinic" in said
    assert "has seen this" in said


async def test_words_opened_of_who_is_not_me_are_deleted(town: Town) -> None:
    """At once in staff chats, and nothing of them is left in the file."""
    await town.link_ann()
    await town.ann.says("/worried rosehip words of a stranger")
    [opened] = await town.clinic.opens_words()
    assert "rosehip" in opened.words
    await town.ann.taps("This is not me", "Yes, unlink")
    await town.clinic.reads()
    assert [each for each in town.clinic.messages if "rosehip" in each.words] == []
    assert town.disk.holds("rosehip") == []


async def test_what_ends_with_the_wrong_person_says_so_to_staff(town: Town) -> None:
    """What was to be watched is over: the message about it is not to be taken any more."""
    await town.link_ann()
    await town.pass_days(5)
    await town.ann.says("My face is red")
    await town.clinic.says("/alerts")
    await town.clinic.taps("K-1: to be watched")
    seen = town.clinic.newest
    assert "I take it" in [button.label for button in seen.buttons]
    await town.ann.taps("This is not me", "Yes, unlink")
    [stands] = [each for each in town.clinic.received if each.id == seen.id]
    assert stands.words.startswith("K-1, to be watched.")
    assert "Closed." in stands.words
    assert [button.label for button in stands.buttons] == ["Answer", "View client", "Open again"]
