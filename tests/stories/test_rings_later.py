"""Rings of what a client adds, of what waits in the list, in trouble: none lost, none doubled."""

from bot.core.desk import desk_id
from bot.core.outbox import ChatId
from tests import team
from tests.cast import ANN, DAN, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.stories.test_rings import EMERGENCY, MINUTE, NOBODY, WORRIED, at, heard, told, when
from tests.team import CLINICIAN, DESK


async def test_what_is_added_rings_again_for_all(town: Town) -> None:
    """It joins the open alert; within a minute it is one sound, and no word is lost."""
    await town.link_ann()
    for text in ("There is pus on my cheek", "It is more pus now"):
        await town.ann.says(text)
    await town.pass_until(FRIDAY_AFTERNOON + 3 * MINUTE)
    await town.ann.says("There is still pus on my cheek")
    signs = told(town.clinic, "K-1, a sign to look at today.")
    assert [each.silent for each in signs] == [False, True, False]
    assert len((await town.file()).alerts) == 1


async def test_what_is_added_rings_for_whoever_has_it(town: Town) -> None:
    """The others see it without a sound; a question while it is open counts as added."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await clinician.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 3 * MINUTE)
    await town.ann.taps("I'm worried")
    await town.ann.says("Is it the blue one?")
    for start in (WORRIED, "K-1 wrote."):
        assert not told(clinician, start)[-1].silent
        assert told(town.clinic, start)[-1].silent


async def test_words_in_an_emergency_ring(town: Town) -> None:
    """What the client writes on is no question that waits."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.ann.says("Is it the blue one?")
    assert heard(town.clinic, "K-1 wrote.") == ["27. 17:00"]


async def test_a_question_rings_once_after_four_hours_of_opening(town: Town) -> None:
    """From Friday 17:00: one hour that day, three on Saturday; then never again."""
    await town.link_ann()
    await town.ann.says("Is it the blue one?")
    assert heard(town.clinic, "K-1 wrote.") == []
    await town.pass_days(8)
    rung = [each for each in told(town.clinic, NOBODY) if "a message" in each.words]
    assert [(when(each), each.silent) for each in rung] == [("28. 13:00", False)]


async def test_who_cannot_be_reached_rings_once(raise_town: RaiseTown) -> None:
    """At once while the clinic is open; in the night when it opens; after day 7 not at all."""
    town = await raise_town(at(26, 12, 0))
    await town.link_ann()
    town.wants_trouble = True
    await town.pass_until(at(26, 15, 0))
    town.world.block(ANN)
    await town.app.settle()
    town.world.unblock(ANN)
    await town.pass_until(at(27, 3, 0))
    town.world.block(ANN)
    await town.pass_until(at(27, 18, 0))
    assert heard(town.clinic, "K-1 cannot be reached.") == ["26. 15:00"]
    assert heard(town.clinic, NOBODY) == ["27. 09:00"]
    town.world.unblock(ANN)
    await town.pass_until(at(3, 12, 0, month=4))
    town.world.block(ANN)
    await town.pass_days(3)
    assert len(heard(town.clinic, "K-1 cannot be reached.")) == 1
    assert len(heard(town.clinic, NOBODY)) == 1


async def test_silence_never_rings(town: Town) -> None:
    """Nobody answers a check-in for two weeks: no alert, no sound."""
    await town.link_ann()
    before = len(town.clinic.received)
    await town.pass_days(13)
    assert [each.words for each in town.clinic.received[before:] if not each.silent] == []


# ------------------------------------------------------------------- trouble


async def test_a_restart_loses_no_ring(town: Town) -> None:
    """The process dies between the alarm and its ring."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.restart()
    await town.pass_until(FRIDAY_AFTERNOON + 6 * MINUTE)
    assert heard(town.clinic, NOBODY) == ["27. 17:05"]


async def test_after_an_outage_it_rings_once_at_once(town: Town) -> None:
    """Half an hour without a process: one ring, not one for each that was missed."""
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    town.clock.move_to(FRIDAY_AFTERNOON + 30 * MINUTE)
    await town.restart()
    assert heard(town.clinic, NOBODY) == ["27. 17:30"]
    await town.pass_until(FRIDAY_AFTERNOON + 36 * MINUTE)
    assert heard(town.clinic, NOBODY) == ["27. 17:30", "27. 17:35"]


async def test_a_ring_whose_time_came_in_the_night_waits_for_the_opening(town: Town) -> None:
    """The process was away when a worry's half hour was over, and comes back at midnight."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    town.clock.move_to(at(28, 0, 0))
    await town.restart()
    assert heard(town.clinic, NOBODY) == []
    await town.pass_until(at(28, 10, 1))
    assert heard(town.clinic, NOBODY) == ["28. 10:00"]


async def test_who_is_on_call_and_never_started_the_bot_holds_up_nobody(
    raise_town: RaiseTown,
) -> None:
    """Telegram refuses the message: the owners are rung at once instead."""
    town = await raise_town(second_contact=DAN)
    town.wants_trouble = True
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.pass_until(FRIDAY_AFTERNOON + 16 * MINUTE)
    assert heard(town.clinic, NOBODY) == ["27. 17:05", "27. 17:10", "27. 17:15"]


async def reached(town: Town) -> bool:
    """Whether it is known that messages reach whoever is on call."""
    desk = await town.store.change_desk(ChatId(DAN), lambda file: (file, file))
    return desk.reached_at is not None


async def test_that_a_ring_reaches_who_is_on_call_is_known_for_longer_than_a_visit(
    raise_town: RaiseTown,
) -> None:
    """Dan, who is no staff, pressed Start; of what he read nothing is left after some days."""
    town = await raise_town(second_contact=DAN)
    assert not await reached(town)
    await town.dan.says("/start")
    await town.pass_days(9)
    desk = await town.store.load(desk_id(DAN))
    assert (await reached(town), dict(desk.outbox.rows)) == (True, {})
    town.wants_trouble = True
    town.world.block(DAN)
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.pass_days(0.1)
    assert not await reached(town)
    town.world.unblock(DAN)
    await town.clinic.taps("Close …", "Phoned them")
    await town.ann.taps("I'm worried")
    await town.pass_days(3)
    assert await reached(town)


async def test_two_clients_ring_each_for_themselves(town: Town) -> None:
    """Taking one leaves the other ringing."""
    desk = await team.join(town, DESK)
    await town.link_ann()
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")
    await town.ann.says(EMERGENCY)
    await town.bob.says(EMERGENCY)
    await desk.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 6 * MINUTE)
    bobs = "K-2: nobody has taken this yet."
    assert (heard(town.clinic, NOBODY), heard(town.clinic, bobs)) == (["27. 17:05"], [])
