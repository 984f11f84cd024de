"""Back, cancel and a restart on every screen of the enrolment, and the provider's extras."""

import pytest

from tests.cast import FRIDAY_AFTERNOON, Town

SCREENS = {
    "kind": ((), "What was done?"),
    "areas": (("Needling only",), "Which area?"),
    "several areas": (("Needling only", "Several areas"), "Which areas?"),
    "when": (("Needling only", "Face"), "When did needling end?"),
    "day": (("Needling only", "Face", "Another day"), "Which day?"),
    "hour": (("Needling only", "Face", "Earlier today"), "At what hour?"),
    "minute": (("Needling only", "Face", "Earlier today", "14"), "At what time?"),
    "reference": (("Needling only", "Face", "Just now"), "or type your own reference"),
    "extras": (("Needling only", "Face", "Just now", "Extras"), "Extras for this client"),
    "goal": (("Needling only", "Face", "Just now", "Extras", "Goal"), "What is the goal?"),
    "sessions": (
        ("Needling only", "Face", "Just now", "Extras", "Sessions planned"),
        "How many sessions are planned?",
    ),
    "interval": (
        ("Needling only", "Face", "Just now", "Extras", "Weeks between"),
        "How many weeks between sessions?",
    ),
    "products": (("Needling only", "Face", "Just now", "Extras", "Products"), "Which products?"),
    "note": (("Needling only", "Face", "Just now", "Extras", "Note"), "Type a note"),
}
BEFORE = {
    "areas": "kind",
    "several areas": "areas",
    "when": "areas",
    "day": "when",
    "hour": "when",
    "minute": "hour",
    "reference": "when",
    "extras": "reference",
    "goal": "extras",
    "sessions": "extras",
    "interval": "extras",
    "products": "extras",
    "note": "extras",
}
REST = {
    "kind": ("Needling only", "Face", "Just now", "K-"),
    "areas": ("Face", "Just now", "K-"),
    "several areas": ("Face", "Done", "Just now", "K-"),
    "when": ("Just now", "K-"),
    "day": ("27", "17", "17:00", "K-"),
    "hour": ("17", "17:00", "K-"),
    "minute": ("‹ Back", "17", "17:00", "K-"),
    "reference": ("K-",),
    "extras": ("Done", "K-"),
    "goal": ("Pores", "Done", "K-"),
    "sessions": ("3", "Done", "K-"),
    "interval": ("6", "Done", "K-"),
    "products": ("Cool pack", "Done", "Done", "K-"),
    "note": ("‹ Back", "Done", "K-"),
}


async def _walk_to(town: Town, screen: str) -> None:
    taps, shown = SCREENS[screen]
    await town.clinic.says("/enrol")
    await town.clinic.taps(*taps)
    assert shown in town.clinic.newest.words


@pytest.mark.parametrize("screen", BEFORE)
async def test_back_leads_to_the_screen_before(town: Town, screen: str) -> None:
    """Back on each screen but the first."""
    await _walk_to(town, screen)
    said = await town.clinic.taps("‹ Back")
    assert SCREENS[BEFORE[screen]][1] in said


async def test_the_first_screen_has_no_back(town: Town) -> None:
    """There is nothing before the first question, only a way out."""
    await _walk_to(town, "kind")
    assert town.clinic.buttons[-1] == "Cancel"
    assert "‹ Back" not in town.clinic.buttons


@pytest.mark.parametrize("screen", SCREENS)
async def test_cancel_keeps_nothing(town: Town, screen: str) -> None:
    """Cancel on each screen: nobody is enrolled, and the next enrolment starts from the top."""
    await _walk_to(town, screen)
    said = await town.clinic.taps("Cancel")
    assert said == "Cancelled. Nothing was kept."
    assert town.clinic.buttons == []
    assert await town.store.client_ids() == []
    assert "What was done?" in await town.clinic.says("/enrol")


@pytest.mark.parametrize("screen", SCREENS)
async def test_a_restart_in_the_middle_loses_nothing(town: Town, screen: str) -> None:
    """The process dies at each screen; the next one goes on where it was."""
    await _walk_to(town, screen)
    await town.restart()
    await town.clinic.taps(*REST[screen])
    file = await town.file()
    assert file.session.areas == ("face",)
    assert file.session.ended_at == FRIDAY_AFTERNOON
    assert file.client.reference == "K-1"


async def test_what_was_typed_survives_a_restart(town: Town) -> None:
    """Extras that were typed are still there after a restart."""
    await _walk_to(town, "note")
    await town.clinic.says("Use the blue bottle first.")
    await town.restart()
    await town.clinic.taps("Done", "K-")
    assert (await town.file()).session.note == "Use the blue bottle first."


async def test_a_restart_between_the_tap_and_the_answer_loses_nothing(town: Town) -> None:
    """A tap that no process has read yet is read by the next one."""
    await _walk_to(town, "reference")
    message, label = town.clinic.find_button("K-")
    town.world.tap(1, message.id, label)
    await town.restart()
    assert (await town.file()).client.reference == "K-1"
    assert len([each for each in town.clinic.received if each.photo]) == 1


async def _enrol_with_extras(town: Town) -> None:
    await _walk_to(town, "extras")
    await town.clinic.taps("Goal", "Acne scars")
    await town.clinic.taps("Sessions planned", "4")
    await town.clinic.taps("Weeks between", "6")
    await town.clinic.taps("Products", "Gel from the clinic", "Gentle cleanser")
    await town.clinic.says("Rose water from the shop")
    await town.clinic.taps("Done", "Note")
    await town.clinic.says("Call us on Monday.")
    await town.clinic.taps("Done", "K-")


async def test_extras_are_kept(town: Town) -> None:
    """Goal, sessions planned and interval, products picked and typed, a note."""
    await _enrol_with_extras(town)
    session = (await town.file()).session
    assert session.goal == "acne_scars"
    assert (session.sessions_planned, session.interval_weeks) == (4, 6)
    assert session.products == ("clinic_gel", "gentle_cleanser")
    assert session.typed_products == "Rose water from the shop"
    assert session.note == "Call us on Monday."


async def test_extras_are_optional(town: Town) -> None:
    """Without any extra the first card has no line from the clinic."""
    await town.link_ann()
    assert "From your clinic" not in town.ann.card.words


async def test_extras_reach_the_first_card(town: Town) -> None:
    """What the provider chose stands on the client's first card, in the client's words."""
    await _enrol_with_extras(town)
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    told = town.ann.card.words
    assert "Your goal: Acne scars" in told
    assert "Sessions planned: 4" in told
    assert "Time between sessions: 6 weeks" in told
    assert "Gel from the clinic" in told
    assert "Gentle cleanser" in told
    assert "Rose water from the shop" in told
    assert "A note for you: Call us on Monday." in told


async def test_extras_stay_on_the_card_as_days_pass(town: Town) -> None:
    """The products are still there when the card has turned, and under /today."""
    await _enrol_with_extras(town)
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await town.pass_days(3)
    assert "Rose water from the shop" in town.ann.card.words
    await town.ann.says("/today")
    assert "Rose water from the shop" in town.ann.card.words


async def test_an_extra_can_be_taken_away_again(town: Town) -> None:
    """Remove takes an extra off; an interval too short for a goal is never kept."""
    await _walk_to(town, "extras")
    await town.clinic.taps("Weeks between", "4")
    said = await town.clinic.taps("Goal", "Acne scars")
    assert "this goal needs at least 6" in said
    await town.clinic.taps("✓ Goal", "Remove", "Done", "K-")
    session = (await town.file()).session
    assert (session.goal, session.interval_weeks) == ("", None)
