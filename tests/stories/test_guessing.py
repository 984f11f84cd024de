"""Guessing links: a few tries an hour, and not even the right one opens after that."""

from datetime import timedelta

from bot.core.client import Status
from bot.core.desk import WRONG_LINKS_MOST, WRONG_LINKS_WITHIN
from tests import team
from tests.cast import Phone, Town


async def guess(town: Town, phone: Phone, times: int = WRONG_LINKS_MOST) -> None:
    """Open that many links that are none."""
    for number in range(times):
        await phone.opens(f"{town.world.link}?start=guess{number}")


async def test_after_ten_wrong_links_even_a_right_one_does_not_open(town: Town) -> None:
    """And the answer is the same, so that nobody learns that it was one."""
    link = await town.enrol()
    await guess(town, town.bob)
    wrong = town.bob.newest.words
    assert await town.bob.opens(link) == wrong
    assert (await town.file()).client.status is Status.INVITED
    assert (await town.file()).client.chat_id is None


async def test_nine_wrong_links_are_forgiven(town: Town) -> None:
    """Somebody may copy a link badly."""
    link = await town.enrol()
    await guess(town, town.bob, WRONG_LINKS_MOST - 1)
    assert "Welcome" in await town.bob.opens(link)


async def test_an_hour_later_the_link_opens(town: Town) -> None:
    """Nobody is shut out for good; others were never shut out."""
    first, second = await town.enrol(), await town.enrol()
    await guess(town, town.bob)
    assert "Welcome" in await town.ann.opens(first)
    await town.pass_until(town.clock.now() + WRONG_LINKS_WITHIN + timedelta(seconds=1))
    assert "Welcome" in await town.bob.opens(second)


async def test_links_for_staff_cannot_be_guessed_either(town: Town) -> None:
    """The same tries count for both kinds of links."""
    link = await team.staff_link(town)
    await guess(town, town.bob)
    await town.bob.opens(link)
    assert (await town.store.load_clinic()).person(town.bob.user_id) is None


async def test_a_clients_own_chat_has_no_more_tries(town: Town) -> None:
    """Whoever is linked may not try others' links without end."""
    await town.link_ann()
    await guess(town, town.ann)
    file = await town.file()
    await town.ann.opens(await town.enrol())
    assert (await town.store.load(file.id)).client.chat_id == town.ann.user_id
    assert (await town.file()).client.chat_id is None
