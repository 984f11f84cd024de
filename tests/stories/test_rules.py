"""A clinician may decide another waiting time for one client, on a screen that shows the rule's."""

import pytest

from bot.actions import change_rule
from bot.core.outbox import FileId, UserId
from bot.core.rights import NotAllowed
from tests import cast
from tests.cast import ANN, Town
from tests.likeness import with_likeness
from tests.stories.conftest import RaiseTown


async def to_makeup(town: Town) -> str:
    """Open the screen for make-up as the clinic does; return its words."""
    await town.clinic.says("/rules K-1")
    while "Make-up" not in town.clinic.buttons:
        await town.clinic.taps("Next ›")
    return await town.clinic.taps("Make-up")


async def test_the_screen_shows_the_rule(town: Town) -> None:
    """The default stands there before anything is chosen."""
    await town.link_ann()
    said = await to_makeup(town)
    assert said == (
        "K-1: Make-up\nThe rule: 48 hours after the session.\n"
        "Tap another time, for this client alone."
    )


async def test_a_longer_time_holds_for_this_client_alone(raise_town: RaiseTown) -> None:
    """Asked once more, then kept; the client's own answer follows, and says who decided."""
    town = await raise_town(library=with_likeness(cast.LIBRARY))
    await town.link_ann()
    await to_makeup(town)
    said = await town.clinic.taps("5 days (longer)", "Yes, for this client")
    assert "For this client: 5 days." in said
    answer = await town.ann.says("make-up?")
    assert answer.startswith("Not yet. Make-up from Thu 2 April, 08:00")
    assert "Your clinician decided this time for you." in answer


async def test_a_shorter_time_says_that_it_is_shorter(raise_town: RaiseTown) -> None:
    """An owner may; the question names the rule."""
    town = await raise_town(library=with_likeness(cast.LIBRARY))
    await town.link_ann()
    await to_makeup(town)
    said = await town.clinic.taps("24 hours (shorter)")
    assert "shorter than the rule (48 hours)" in said
    await town.clinic.taps("Yes, for this client")
    assert "Make-up from Sat 28 March, 17:00" in await town.ann.says("make-up?")


async def test_the_decision_is_noted_with_who_and_what(town: Town) -> None:
    """An event of the client's history, with the rule's own hours beside."""
    await town.link_ann()
    await to_makeup(town)
    await town.clinic.taps("5 days (longer)", "Yes, for this client")
    event = (await town.file()).events[-1]
    assert (event.name, event.who) == ("rule decided", "1")
    assert event.facts == {"thing": "makeup", "hours": "120", "rule_hours": "48"}


async def test_the_rule_can_hold_again(town: Town) -> None:
    """One tap back."""
    await town.link_ann()
    await to_makeup(town)
    await town.clinic.taps("5 days (longer)", "Yes, for this client")
    said = await town.clinic.taps("Back to the rule")
    assert "Tap another time" in said
    assert (await town.file()).session.overrides == ()


async def test_the_sunscreen_gate_is_not_on_the_list(town: Town) -> None:
    """Nobody moves it, not even with a made-up tap."""
    await town.link_ann()
    await town.clinic.says("/rules K-1")
    pages = list(town.clinic.buttons)
    while "Next ›" in town.clinic.buttons:
        await town.clinic.taps("Next ›")
        pages.extend(town.clinic.buttons)
    assert "Sunscreen" not in pages
    file_id = (await town.file()).id
    toast = await change_rule.change_rule(
        town.app.outside,
        town.app.clinic,
        FileId(file_id),
        "sunscreen",
        hours=1,
        staff=UserId(cast.CLINIC),
        update_id=4711,
    )
    assert toast == "toast.old_button"
    assert (await town.file()).session.overrides == ()


async def test_a_client_may_not_change_a_rule(town: Town) -> None:
    """Rights are asked first, by numeric id."""
    await town.link_ann()
    with pytest.raises(NotAllowed):
        await change_rule.change_rule(
            town.app.outside,
            town.app.clinic,
            (await town.file()).id,
            "makeup",
            hours=1,
            staff=UserId(ANN),
            update_id=4711,
        )


async def test_an_unknown_reference_is_told(town: Town) -> None:
    """And how it is written."""
    said = await town.clinic.says("/rules K-99")
    assert said == "There is no client K-99. Please write it as /rules K-47."


async def test_the_way_there_stands_below_an_enrolment_too(town: Town) -> None:
    """A button beside the others."""
    await town.link_ann()
    await town.clinic.taps("Change a waiting time")
    assert town.clinic.newest.words.startswith("K-1: which waiting time")
