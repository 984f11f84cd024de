"""A wrong phone is let go of with two taps, and the right person gets the whole course."""

from bot.core.client import Status
from tests.cast import Town


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
