"""/closed: days on which the clinic does not open, counted wherever hours are named."""

import pytest

from tests import team
from tests.cast import Town, utc
from tests.team import CLINICIAN, DESK

HOURS = "Mon-Fri 09:00-18:00; Sat 10:00-14:00"


async def test_days_are_closed_and_shown(town: Town) -> None:
    """From the first to the last; `/closed` alone shows them again."""
    said = await town.clinic.says("/closed 2026-12-24..2026-12-27")
    assert said.startswith(
        "The clinic is closed on these days:\n\n• Thursday 24 December to Sunday"
    )
    assert await town.clinic.says("/closed") == said
    assert town.clinic.buttons == ["Open again: Thursday 24 December …"]


async def test_without_closed_days_it_says_how(town: Town) -> None:
    """With an example to copy."""
    said = await town.clinic.says("/closed")
    assert said.startswith("No closed days are noted; the opening hours hold every week.")
    assert "/closed 2026-12-24..2026-12-27" in said


async def test_a_tap_takes_days_away(town: Town) -> None:
    """And a second tap says that the button is old."""
    await town.clinic.says("/closed 2026-12-24..2026-12-27")
    message, label = town.clinic.find_button("Open again")
    said = await town.clinic.taps("Open again")
    assert said.startswith("No closed days are noted")
    town.world.forge(town.clinic.user_id, town.clinic.user_id, message.id, "v1:k:open:2026-12-24")
    await town.clinic.reads()
    assert (label.startswith("Open"), town.clinic.toast[:24]) == (True, "This button no longer wo")


async def test_hours_count_closed_days(town: Town) -> None:
    """Saturday and Monday are closed: a visitor reads the next opening, and which days are not."""
    await town.clinic.says("/closed 2026-03-28..2026-03-30")
    await town.pass_until(utc("2026-03-28T10:00+00:00"))
    said = await town.dan.says("yellow pus is coming out of my skin")
    assert "from Tue 31 March, 09:00" in said
    assert f"{HOURS} (closed: Saturday 28 March to Monday 30 March)" in said


async def test_hours_are_as_ever_once_the_days_are_taken_away(town: Town) -> None:
    """Saturday morning: open until two."""
    await town.clinic.says("/closed 2026-03-28")
    await town.clinic.taps("Open again")
    await town.pass_until(utc("2026-03-28T10:00+00:00"))
    said = await town.dan.says("yellow pus is coming out of my skin")
    assert "today until 14:00" in said
    assert "closed" not in said.partition("All hours")[2].partition("If they are closed")[0]


async def test_days_far_ahead_are_not_named_yet(town: Town) -> None:
    """Only those of the next two weeks stand beside the hours."""
    await town.clinic.says("/closed 2026-12-24..2026-12-27")
    assert f"{HOURS}." in await town.dan.says("yellow pus is coming out of my skin")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tomorrow", "I can't read these days."),
        ("24.12.", "I can't read these days."),
        ("2026-02-30", "I can't read these days."),
        ("2026-12-27..2026-12-24", "The last day lies before the first."),
        ("2026-03-01..2026-03-10", "These days are over."),
        ("2062-12-24", "That is more than a year ahead."),
        ("2026-04-01..2026-07-01", "Then the clinic would not open for 60 days"),
    ],
)
async def test_what_cannot_be_meant_is_told(town: Town, typed: str, said: str) -> None:
    """In one sentence, and nothing is changed."""
    assert (await town.clinic.says(f"/closed {typed}")).startswith(said)
    assert (await town.store.load_clinic()).closed == ()


async def test_days_that_touch_become_one(town: Town) -> None:
    """Twice the same is told."""
    await town.clinic.says("/closed 2026-12-24..2026-12-27")
    await town.clinic.says("/closed 28.12.2026 – 31.12.2026")
    said = await town.clinic.says("/closed")
    assert "• Thursday 24 December to Thursday 31 December" in said
    assert (await town.clinic.says("/closed 2026-12-25")).startswith(
        "These days are closed already"
    )


async def test_the_desk_sees_and_a_clinician_changes(town: Town) -> None:
    """The desk reads that it is not theirs to change."""
    desk, clinician = await team.join(town, DESK), await team.join(town, CLINICIAN)
    await clinician.says("/closed 2026-12-24")
    assert "• Thursday 24 December" in await desk.says("/closed")
    assert "Open again: Thursday 24 December" not in desk.buttons
    said = await desk.says("/closed 2026-12-25")
    assert said.startswith("Only an owner or a clinician may change closed days.")


async def test_a_restart_keeps_closed_days(town: Town) -> None:
    """They lie on the disk."""
    await town.clinic.says("/closed 2026-12-24")
    await town.restart()
    assert "• Thursday 24 December" in await town.clinic.says("/closed")
