"""Closing: with a reason, perhaps a note, by whoever may; and opened again."""

from datetime import timedelta

import pytest

from bot.core import claims
from tests import team
from tests.cast import ANN, FRIDAY_AFTERNOON, Town
from tests.stories.test_claims import alert, shown, worried
from tests.stories.test_emergency import WORDS
from tests.stories.test_rings import MINUTE, at, heard, told
from tests.team import CLINICIAN, DESK

CLOSED = "K-1 is closed"


async def test_closing_asks_for_the_reason(town: Town) -> None:
    """One tap for the reason; the alarm itself keeps its words, and says who closed it."""
    clinician, desk = await worried(town)
    said = await clinician.taps("Close …")
    assert said == "Close K-1. Day 0 · same-day: worried\n\nWhat became of it?"
    assert len(clinician.buttons) == len(claims.OUTCOMES)
    assert (await alert(town)).closed_at is None
    said = await clinician.taps("Seen at the clinic")
    assert said.startswith("K-1 is closed: same-day: worried. Seen at the clinic.")
    assert shown(desk).endswith(
        "Closed by Clinician, Fri 27 March, 17:00: Seen at the clinic.\n[View client]\n[Open again]"
    )
    closed = await alert(town)
    assert (closed.closed_by, closed.outcome) == (CLINICIAN, "seen")


async def test_a_short_note_can_be_typed(town: Town) -> None:
    """It is kept with the alert, and the others read it below the alarm."""
    clinician, desk = await worried(town)
    await clinician.taps("Close …", "Phoned them")
    assert await clinician.says("All well,\nredness only") == "Noted."
    assert (await alert(town)).note == "All well, redness only"
    assert "Note: All well, redness only" in shown(desk)


@pytest.mark.parametrize("then", ["/help", "tap", "late"])
async def test_what_is_typed_later_is_no_note(town: Town, then: str) -> None:
    """After a command, another tap, or a quarter of an hour."""
    clinician, _ = await worried(town)
    await clinician.taps("Close …", "Phoned them")
    if then == "tap":
        await clinician.taps("View client")
    elif then == "late":
        await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=16))
    else:
        await clinician.says(then)
    said = await clinician.says("Please come in tomorrow")
    assert said.startswith("This does not reach a client.")
    assert (await alert(town)).note == ""


async def test_a_note_is_words_and_not_too_long(town: Town) -> None:
    """A picture or a long text is asked back; what was asked for stays so."""
    clinician, _ = await worried(town)
    await clinician.taps("Close …", "Something else")
    town.world.send_photo(CLINICIAN)
    assert await clinician.reads() == "Please type the note in words."
    assert "300" in await clinician.says("a" * 301)
    assert await clinician.says("Ok") == "Noted."


async def test_it_can_be_opened_again(town: Town) -> None:
    """In the hands of whoever opens it: nobody is rung, and they are reminded of it."""
    clinician, desk = await worried(town)
    await clinician.taps("Close …", "Phoned them")
    await desk.taps("Open again")
    again = await alert(town)
    assert (again.closed_at, again.claimed_by, again.outcome) == (None, DESK, "")
    assert shown(clinician).endswith(
        "Desk has it, Fri 27 March, 17:00.\n[Answer]\n[View client]\n[Close …]\n[Take over]"
    )
    await town.pass_until(at(28, 11, 30))
    assert heard(desk, "K-1: do you still have it?") == ["28. 11:00"]


@pytest.mark.parametrize("where", [CLOSED, "K-1 is worried"])
async def test_a_note_after_opening_again_is_told_what_it_is_not(town: Town, where: str) -> None:
    """The question for it says whose the alert is; words typed then are neither kept nor sent."""
    clinician, _ = await worried(town)
    await clinician.taps("Close …", "Phoned them")
    [tapped] = told(clinician, where)
    town.world.tap(CLINICIAN, tapped.id, "Open again")
    await town.app.settle()
    opened = "K-1 is open again: same-day: worried. You have it, and close it when it is done."
    assert [each.id for each in told(clinician, opened)] == [tapped.id] * (where == CLOSED)
    said = await clinician.says("All well")
    assert said.startswith("This was neither kept nor sent: K-1 is open again.")
    assert (await alert(town)).note == ""
    assert (await clinician.says("All well")).startswith("This does not reach a client.")


async def test_a_note_after_somebody_else_opened_it_is_told_so(town: Town) -> None:
    """Whoever closed it has the question for it still; a tap there says who has it now."""
    clinician, desk = await worried(town)
    await clinician.taps("Close …", "Phoned them")
    await desk.taps("Open again")
    assert (
        await clinician.taps("Open again") == "K-1 is open again: same-day: worried. Desk has it."
    )
    said = await clinician.says("All well")
    assert said.startswith("This was neither kept nor sent: K-1 is open again.")
    assert (await alert(town)).claimed_by == DESK


async def test_with_a_newer_one_open_the_old_one_stays_closed(town: Town) -> None:
    """One open alert per client and concern."""
    clinician, _ = await worried(town)
    await clinician.taps("Close …", "Phoned them")
    old, label = clinician.find_button("Open again")
    await town.pass_until(FRIDAY_AFTERNOON + 5 * MINUTE)
    await town.ann.taps("I'm worried")
    town.world.tap(CLINICIAN, old.id, label)
    await town.app.settle()
    assert clinician.toast.startswith("A newer alert of this kind is open already.")
    assert [each.closed_at is None for each in (await town.file()).alerts] == [False, True]


async def test_the_desk_takes_an_emergency_and_a_clinician_closes_it(town: Town) -> None:
    """The desk reads why not; nothing rests any less."""
    desk = await team.join(town, DESK)
    await town.link_ann()
    await town.ann.says(WORDS)
    await desk.taps("I take it")
    await desk.taps("Close …")
    assert desk.toast.startswith("An emergency is closed by a clinician or an owner.")
    assert (await town.file()).is_emergency_open
    await town.clinic.taps("Close …", "Sent to urgent")
    assert not (await town.file()).is_emergency_open


async def test_routine_alerts_are_closed_too(town: Town) -> None:
    """A question that was answered by phone."""
    await town.link_ann()
    await town.ann.says("Is it the blue one?")
    await town.clinic.taps("Close …", "Phoned them")
    assert (await alert(town)).closed_at == FRIDAY_AFTERNOON


async def test_what_ended_by_itself_says_so(town: Town) -> None:
    """The client can be reached again: nobody is asked any more to take it."""
    town.wants_trouble = True
    await town.link_ann()
    town.world.block(ANN)
    await town.pass_until(at(28, 10, 5))
    gone = [each.id for each in town.clinic.received if "cannot be reached" in each.words]
    town.world.unblock(ANN)
    await town.ann.says("/start")
    stands = [each for each in town.clinic.received if each.id in gone]
    labels = [[button.label for button in each.buttons][-1:] for each in stands]
    assert labels == [["Open again"]] * len(gone) != []
    assert all("Closed." in each.words for each in stands)


async def test_the_alarm_itself_follows_its_state_after_many_rings(town: Town) -> None:
    """Whatever came after it."""
    await town.link_ann()
    await town.ann.says(WORDS)
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(hours=3))
    await town.clinic.taps("Close …", "Phoned them")
    [first] = told(town.clinic, "EMERGENCY")
    assert "Closed by you" in first.words
    assert "I take it" not in [each.label for each in first.buttons]


@pytest.mark.parametrize("minutes", [0, 30])
async def test_a_reply_to_the_alarm_goes_to_the_client_after_closing_too(
    town: Town, minutes: int
) -> None:
    """Only what is typed below the closing itself, or in reply to it, is the note."""
    clinician, _ = await worried(town)
    await clinician.taps("Close …", "Phoned them")
    await town.pass_until(FRIDAY_AFTERNOON + minutes * MINUTE)
    await clinician.replies("K-1 is worried", "Please come by at three.")
    assert "Please come by at three." in town.ann.newest.words
    assert (await alert(town)).note == ""


async def test_a_reply_to_the_closing_is_the_note(town: Town) -> None:
    """It is the message that asked for it."""
    clinician, _ = await worried(town)
    await clinician.taps("Close …", "Phoned them")
    assert await clinician.replies("K-1 is closed", "Redness only") == "Noted."
    assert (await alert(town)).note == "Redness only"


async def test_with_a_form_open_what_is_typed_is_the_forms(town: Town) -> None:
    """A reference asked for by an enrolment never becomes a note in another client's file."""
    clinician, _ = await worried(town)
    await clinician.says("/enrol")
    await clinician.taps("Needling only", "Face", "Just now")
    await clinician.taps("Close …", "Phoned them")
    await clinician.says("M-77")
    assert (await alert(town)).note == ""
    assert clinician.find_button("M-77")


async def test_no_ring_is_left_that_says_nobody_took_it(town: Town) -> None:
    """An emergency that rang for a night and a day: each of its messages says how it ended."""
    await town.link_ann()
    await town.ann.says(WORDS)
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(hours=36))
    rings = told(town.clinic, "K-1: nobody has taken this yet.")
    await town.clinic.taps("Close …", "Phoned them")
    left = [each for each in told(town.clinic, "K-1: nobody") if "Closed by" not in each.words]
    assert len(rings) > 20
    assert left == []
    labels = {button.label for each in town.clinic.received for button in each.buttons}
    assert "I take it" not in labels
