"""An alarm is never lost: whatever else happens to its client, it rings until staff close it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import opening
from tests import team
from tests.cast import CLINIC, DAN, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.stories.test_course import berlin
from tests.stories.test_retention import END
from tests.stories.test_rings import (
    EMERGENCY,
    MINUTE,
    NOBODY,
    NOT_TODAY,
    ON_CALL,
    at,
    heard,
    told,
    when,
)
from tests.team import CLINICIAN

QUESTION = "Is it the blue one?"


@pytest.mark.parametrize(
    ("words", "rung"),
    [
        (EMERGENCY, ["04. 12:05", "04. 12:10", "04. 12:15"]),
        ("/worried", ["04. 12:30", "04. 13:00", "04. 13:30"]),
        (QUESTION, ["04. 16:00"]),
    ],
)
async def test_a_next_course_leaves_the_alerts_of_the_last_one_ringing(
    town: Town, words: str, rung: list[str]
) -> None:
    """Ann opens the link to her next course; what she wrote before is still to be looked at."""
    await town.link_ann()
    await town.pass_until(berlin("04.05.", "12:00"))
    await town.ann.says(words)
    await town.ann.opens(await town.enrol())
    await town.ann.taps("I agree")
    await town.pass_until(berlin("04.05.", "17:00"))
    assert heard(town.clinic, NOBODY)[: len(rung)] == rung
    assert "K-1" in await town.clinic.says("/alerts")


@pytest.mark.parametrize("words", [EMERGENCY, "/worried"])
async def test_an_open_alert_puts_the_end_of_its_file_off(
    raise_town: RaiseTown, words: str
) -> None:
    """Written minutes before all is erased: it rings until staff close it, then the file goes."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    await town.pass_until(END - 3 * MINUTE)
    await town.ann.says(words)
    await town.pass_until(END + timedelta(days=2, hours=2))
    assert heard(town.clinic, NOBODY) != []
    assert "K-1" in await town.clinic.says("/alerts")
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_days(1)
    assert await town.store.client_ids() == []


async def test_an_alert_that_nobody_ever_closes_keeps_a_file_for_a_month(
    raise_town: RaiseTown,
) -> None:
    """What a client is promised about erasure has an end too."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    await town.pass_until(END - 3 * MINUTE)
    await town.ann.taps("I'm worried")
    await town.pass_until(END + timedelta(days=29))
    assert len(await town.store.client_ids()) == 1
    await town.pass_until(END + timedelta(days=31))
    assert await town.store.client_ids() == []


async def test_one_more_emergency_sounds_for_all_whoever_has_the_first(town: Town) -> None:
    """Whoever took the first may be out of reach; what else is written sounds for them alone."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.clinic.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 20 * MINUTE)
    town.cut_off(CLINIC)
    await town.ann.says(EMERGENCY)
    await town.ann.says("Is it the blue one?")
    assert heard(clinician, "EMERGENCY") == ["27. 17:00", "27. 17:20"]
    assert heard(clinician, "K-1 wrote.") == []


async def worried_before_closing(raise_town: RaiseTown) -> Town:
    """Ann is worried on Saturday at 13:50; the clinic closes at 14:00, until Monday."""
    town = await raise_town(at(28, 13, 50), second_contact=DAN)
    await town.dan.says("/start")
    await town.link_ann()
    await town.ann.taps("I'm worried")
    return town


async def test_what_nobody_took_by_closing_is_not_to_be_waited_for(raise_town: RaiseTown) -> None:
    """The client hears it at closing time, with a sound, once; whoever is on call without one."""
    town = await worried_before_closing(raise_town)
    assert told(town.ann, NOT_TODAY) == []
    await town.pass_until(at(30, 8, 0))
    assert heard(town.ann, NOT_TODAY) == ["28. 14:00"]
    assert [(when(each), each.silent) for each in told(town.dan, ON_CALL)] == [("28. 14:00", True)]


@pytest.mark.parametrize("taps", [["I take it"], ["Close …", "Phoned them"]])
async def test_what_somebody_took_by_closing_is_not_told_so(
    raise_town: RaiseTown, taps: list[str]
) -> None:
    """Somebody is at it, or was."""
    town = await worried_before_closing(raise_town)
    await town.clinic.taps(*taps)
    await town.pass_until(at(30, 8, 0))
    assert (told(town.ann, NOT_TODAY), told(town.dan, ON_CALL)) == ([], [])


async def test_what_is_handed_on_after_closing_is_told_at_once(raise_town: RaiseTown) -> None:
    """Nobody has it any more, and nobody is there."""
    town = await worried_before_closing(raise_town)
    await town.clinic.taps("I take it")
    await town.pass_until(at(28, 15, 0))
    await town.clinic.taps("Hand on")
    assert heard(town.ann, NOT_TODAY) == ["28. 15:00"]


async def test_a_break_at_noon_is_no_closing(raise_town: RaiseTown) -> None:
    """The clinic opens again that day: nobody is sent elsewhere before the evening."""
    town = await raise_town(at(27, 12, 55), hours=opening.parse("Mon-Fri 09:00-13:00, 14:00-18:00"))
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.pass_until(at(27, 17, 59))
    assert told(town.ann, NOT_TODAY) == []
    await town.pass_until(at(27, 18, 1))
    assert heard(town.ann, NOT_TODAY) == ["27. 18:00"]


async def test_a_day_opened_again_brings_the_ring_forward(raise_town: RaiseTown) -> None:
    """It was promised for Monday; the clinic opens on Saturday after all."""
    town = await raise_town(at(27, 20, 0))
    await town.clinic.says("/closed 2026-03-28")
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.clinic.says("/closed")
    await town.clinic.taps("Open")
    await town.pass_until(at(28, 11, 0))
    assert heard(town.clinic, NOBODY)[:2] == ["28. 10:00", "28. 10:30"]


async def test_a_day_closed_meanwhile_is_told_to_who_waits(raise_town: RaiseTown) -> None:
    """Today is closed after the worry came: the client hears at once not to wait."""
    town = await raise_town(at(27, 12, 0))
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.clinic.says("/closed 2026-03-27")
    assert heard(town.ann, NOT_TODAY) == ["27. 12:00"]


async def test_an_owner_who_is_none_any_more_leaves_their_alerts(raise_town: RaiseTown) -> None:
    """Taken out of OWNER_IDS: at the next start it is everybody's, and rings at once."""
    town = await raise_town(owners=frozenset({CLINIC, DAN}))
    town.wants_trouble = True
    await town.dan.says("/start")
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await town.dan.taps("I take it")
    town.app = replace(town.app, clinic=replace(town.app.clinic, owners=frozenset({CLINIC})))
    await town.restart()
    assert [each.claimed_by for each in (await town.file()).alerts] == [None]
    assert heard(town.clinic, "K-1 is free") == ["27. 17:00"]
