"""A drill, labelled as one: it rings everybody, one tap ends it, and whom it missed is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import team
from tests.cast import BERLIN, CLINIC, DAN, Town
from tests.stories.conftest import RaiseTown
from tests.team import CLINICIAN, DESK

GROUP = -900
LIMIT = timedelta(minutes=5)
LABELLED = "DRILL 1. This tests that alarms reach people."
MARCH_31 = datetime(2026, 3, 31, 17, 0, tzinfo=BERLIN)
APRIL_1 = datetime(2026, 4, 1, 9, 30, tzinfo=BERLIN)


async def with_group(raise_town: RaiseTown, *arguments: Any, **facts: object) -> Town:
    """A town with a staff group, in which the bot may pin."""
    town = await raise_town(*arguments, staff_chat=GROUP, **facts)
    town.world.create_group(GROUP, "Staff", [CLINIC])
    town.world.promote_bot(GROUP, CLINIC)
    await town.app.settle()
    return town


async def with_team(raise_town: RaiseTown, *arguments: Any, **facts: object) -> Town:
    """The same with a clinician, and somebody at the desk."""
    town = await with_group(raise_town, *arguments, **facts)
    await team.join(town, CLINICIAN)
    await team.join(town, DESK)
    return town


def in_group(town: Town) -> list[str]:
    """What the bot said in the group."""
    return [each.words for each in town.world.chat(GROUP) if each.from_bot and not each.service]


async def test_an_owner_drills_and_one_tap_of_anybody_ends_it(raise_town: RaiseTown) -> None:
    """It rings in every chat with a button, in the group without; then each says who had it."""
    town = await with_team(raise_town)
    await town.clinic.says("/drill")
    for user in (CLINIC, CLINICIAN, DESK):
        rung = next(each for each in town.phone(user).received if each.words.startswith("DRILL"))
        assert rung.words.startswith(LABELLED)
        assert all(line.startswith("DRILL") for line in rung.words.splitlines())
        assert [each.label for each in rung.buttons] == ["I got it"]
        assert not rung.silent
    assert in_group(town)[-1].startswith(LABELLED)
    town.clock.move_to(town.clock.now() + timedelta(seconds=12))
    await town.phone(DESK).taps("I got it")
    assert town.phone(DESK).toast == "Thank you. The drill is over."
    for user in (CLINIC, CLINICIAN, DESK):
        (over,) = [e for e in town.phone(user).received if e.words.startswith("DRILL")]
        assert over.words.startswith("DRILL 1 is over. Desk had it after 12 s.")
        assert over.buttons == ()
    assert in_group(town)[-1].startswith("DRILL 1 is over. Desk had it after 12 s.")


async def test_an_answered_drill_says_nothing_more(raise_town: RaiseTown) -> None:
    """Everybody was reached: after the limit no word comes, and /staff shows how it went."""
    town = await with_team(raise_town)
    await town.clinic.says("/drill")
    await town.phone(CLINICIAN).taps("I got it")
    heard = len(town.clinic.received)
    await town.pass_until(town.clock.now() + 2 * LIMIT)
    assert len(town.clinic.received) == heard
    said = await town.clinic.says("/staff")
    assert "Fri 27 March, 17:00: Clinician had it after 0 s" in said


async def test_nobody_answers_and_owners_hear_who_was_not_reached(raise_town: RaiseTown) -> None:
    """One who blocked the bot, an owner who never pressed Start; a late tap still ends it."""
    town = await with_team(raise_town, owners=frozenset({CLINIC, DAN}))
    town.wants_trouble = True
    town.world.block(DESK)
    await town.app.settle()
    await town.clinic.says("/drill")
    await town.pass_until(town.clock.now() + LIMIT)
    said = town.clinic.newest
    assert said.words.startswith("DRILL 1. Nobody tapped I got it within 5 minutes.")
    assert (
        "Not reached. They blocked me or never pressed Start, or nothing got through" in said.words
    )
    assert "Desk" in said.words
    assert f"an owner (Telegram id {DAN})" in said.words
    assert "Clinician" not in said.words
    assert not said.silent
    await town.pass_until(town.clock.now() + 2 * LIMIT)
    await town.phone(CLINICIAN).taps("I got it")
    assert "Clinician had it after 15 min." in town.phone(CLINICIAN).ever_read
    assert "nobody" not in (await town.clinic.says("/staff")).lower()


async def test_one_who_was_not_reached_is_told_though_others_answered(
    raise_town: RaiseTown,
) -> None:
    """A quick answer of one hides nothing of the others."""
    town = await with_team(raise_town)
    town.wants_trouble = True
    town.world.block(DESK)
    await town.app.settle()
    await town.clinic.says("/drill")
    await town.phone(CLINICIAN).taps("I got it")
    await town.pass_until(town.clock.now() + LIMIT)
    assert town.clinic.newest.words.startswith("DRILL 1 was answered, but did not reach everybody.")
    assert "Desk" in town.clinic.newest.words


async def test_a_second_tap_and_a_second_update_change_nothing(raise_town: RaiseTown) -> None:
    """The first who answered stays; a drill that runs is not begun again."""
    town = await with_team(raise_town)
    await town.clinic.says("/drill")
    assert await town.clinic.says("/drill") == "A drill is running already."
    rung = town.phone(DESK).find_button("I got it")
    await town.phone(CLINICIAN).taps("I got it")
    town.world.forge(DESK, DESK, rung[0].id, "v1:d:got:1")
    await town.app.settle()
    assert town.phone(DESK).toast == "This drill is over already."
    (drill,) = (await town.store.load_clinic()).drills
    assert drill.answered_name == "Clinician"


async def test_a_forged_number_answers_nothing(raise_town: RaiseTown) -> None:
    """No such drill, no number, another word."""
    town = await with_team(raise_town)
    await town.clinic.says("/drill")
    for data in ("v1:d:got:7", "v1:d:got:x", "v1:d:got:", "v1:d:1", "v1:d:got:²"):
        town.world.forge(DESK, DESK, 1, data)
        await town.app.settle()
    (drill,) = (await town.store.load_clinic()).drills
    assert drill.answered_at is None


async def test_no_drill_out_of_hours_nor_in_the_middle_of_an_alarm(raise_town: RaiseTown) -> None:
    """Nothing is sent, and why is said."""
    town = await with_team(raise_town)
    await town.link_ann()
    await town.ann.taps("I'm worried")
    assert (await town.clinic.says("/drill")).startswith("An alarm came in a short while ago")
    await town.pass_until(datetime(2026, 3, 27, 17, 57, tzinfo=BERLIN))
    assert (await town.clinic.says("/drill")).startswith("Drills are held in opening hours only.")
    assert (await town.store.load_clinic()).drills == ()
    assert "DRILL" not in town.phone(DESK).ever_read


async def test_the_monthly_drill_comes_on_the_first_opening_day(raise_town: RaiseTown) -> None:
    """Half an hour after opening, by itself; the next one is planned."""
    town = await with_team(raise_town, MARCH_31, monthly_drills=True)
    assert "The next monthly drill: Wed 1 April, 09:30" in await town.clinic.says("/staff")
    await town.pass_until(APRIL_1 - timedelta(seconds=1))
    assert "DRILL" not in town.phone(DESK).ever_read
    await town.pass_until(APRIL_1)
    assert town.phone(DESK).newest.words.startswith(LABELLED)
    await town.phone(DESK).taps("I got it")
    assert "The next monthly drill: Fri 1 May, 09:30" in await town.clinic.says("/staff")


async def test_closed_days_move_the_monthly_drill(raise_town: RaiseTown) -> None:
    """Closed on the day it was planned for: at the next opening."""
    town = await with_team(raise_town, MARCH_31, monthly_drills=True)
    await town.clinic.says("/closed 2026-04-01..2026-04-02")
    await town.pass_until(APRIL_1 + timedelta(days=2) - timedelta(seconds=1))
    assert (await town.store.load_clinic()).drills == ()
    await town.pass_until(APRIL_1 + timedelta(days=2))
    assert len((await town.store.load_clinic()).drills) == 1


@pytest.mark.slow
async def test_a_monthly_drill_missed_while_down_is_held_once(raise_town: RaiseTown) -> None:
    """Two months of silence, started at night: one drill, at the next opening."""
    town = await with_team(raise_town, MARCH_31, monthly_drills=True)
    town.clock.move_to(datetime(2026, 6, 10, 23, 0, tzinfo=BERLIN))
    await town.restart()
    assert (await town.store.load_clinic()).drills == ()
    await town.pass_until(datetime(2026, 6, 11, 9, 30, tzinfo=BERLIN))
    assert len((await town.store.load_clinic()).drills) == 1
    await town.pass_until(datetime(2026, 6, 30, 23, 0, tzinfo=BERLIN))
    assert len((await town.store.load_clinic()).drills) == 1


async def test_monthly_drills_are_switched_off_and_on(raise_town: RaiseTown) -> None:
    """An owner's to decide; while they are off none comes."""
    town = await with_team(raise_town, MARCH_31, monthly_drills=True)
    await town.clinic.says("/staff")
    await town.clinic.taps("Stop the monthly drills")
    assert "No monthly drill is planned." in town.clinic.newest.words
    await town.pass_until(APRIL_1 + timedelta(hours=1))
    assert (await town.store.load_clinic()).drills == ()
    await town.clinic.taps("Start the monthly drills")
    assert "The next monthly drill: Fri 1 May, 09:30" in town.clinic.newest.words


async def test_a_button_holds_a_drill(raise_town: RaiseTown) -> None:
    """Below who works here; the screen shows that it runs."""
    town = await with_team(raise_town)
    await town.clinic.says("/staff")
    await town.clinic.taps("Hold a drill now")
    assert town.clinic.toast == "The drill has begun. One tap by anybody ends it."
    assert "Fri 27 March, 17:00: not answered yet" in town.clinic.ever_read


async def test_a_restart_in_between_loses_nothing(raise_town: RaiseTown) -> None:
    """Begun before, answered after, told to everybody."""
    town = await with_team(raise_town)
    await town.clinic.says("/drill")
    await town.restart()
    await town.phone(DESK).taps("I got it")
    assert "DRILL 1 is over. Desk had it after 0 s." in town.phone(CLINICIAN).ever_read


async def test_a_group_that_threw_the_bot_out_is_told(raise_town: RaiseTown) -> None:
    """As one whom the drill did not reach."""
    town = await with_team(raise_town)
    town.wants_trouble = True
    town.world.remove_bot_from_group(GROUP, CLINIC)
    await town.clinic.says("/drill")
    await town.phone(DESK).taps("I got it")
    await town.pass_until(town.clock.now() + LIMIT)
    assert town.clinic.newest.words.endswith("• the staff group")


async def test_one_who_leaves_in_between_is_no_fault(raise_town: RaiseTown) -> None:
    """Removed while it runs: they can answer it no more, and nobody asks why."""
    town = await with_team(raise_town)
    await town.clinic.says("/drill")
    rung = town.phone(DESK).find_button("I got it")[0]
    await team.remove(town, DESK)
    town.world.forge(DESK, DESK, rung.id, "v1:d:got:1")
    await town.app.settle()
    (drill,) = (await town.store.load_clinic()).drills
    assert drill.answered_at is None
    await town.phone(CLINICIAN).taps("I got it")
    await town.pass_until(town.clock.now() + LIMIT)
    assert (await town.store.load_clinic()).drills[0].unreached == ()


@pytest.mark.parametrize(
    ("language", "label"),
    [("es", "SIMULACRO"), ("de", "ÜBUNG"), ("fr", "EXERCICE"), ("ru", "УЧЕБНАЯ ТРЕВОГА")],
)
async def test_a_drill_is_labelled_in_each_readers_language(
    raise_town: RaiseTown, language: str, label: str
) -> None:
    """In every line, while it runs and when it is over: the owner's own, and the group's."""
    town = await with_group(raise_town, language=language)
    await town.clinic.says("/language")
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, f"v1:l:{language}")
    await town.app.settle()
    await town.clinic.says("/drill")
    shown = [each for each in town.clinic.received if each.words.startswith(label)]
    town.world.forge(CLINIC, CLINIC, shown[0].id, "v1:d:got:1")
    await town.app.settle()
    (over,) = [each for each in town.clinic.received if each.words.startswith(label)]
    for words in (shown[0].words, over.words, *in_group(town)):
        assert [line for line in words.splitlines() if not line.startswith(label)] == []
    assert over.words != shown[0].words
