"""Staff pause a course, let it go on, end it and take that back; the client always knows."""

from datetime import timedelta

import pytest

from bot.core.outbox import RowState
from tests import pictures, team
from tests.cast import ANN, Town
from tests.stories.photographing import add, handed_over
from tests.stories.test_course import berlin
from tests.team import CLINICIAN, DESK


async def open_course(town: Town) -> str:
    """Let the owner open the course of the client enrolled last."""
    return await town.clinic.taps("Course:")


def texts(town: Town) -> str:
    """All that stands in Ann's chat."""
    return "\n".join(each.words for each in town.ann.received)


async def seen_course(town: Town) -> str:
    """What the owner reads of Ann's course now."""
    await town.clinic.says("/client K-1")
    return await open_course(town)


async def test_the_course_says_what_planned_messages_wait_for(town: Town) -> None:
    """What is to be looked at, words between people, an emergency."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    assert "but nothing new is allowed yet" in await seen_course(town)
    await town.ann.says("Is it the blue one?")
    assert "planned messages that can wait do so until Fri 27 March, 17:30." in await seen_course(
        town
    )
    await town.ann.says("I cannot breathe")
    said = await seen_course(town)
    assert "An emergency is open: planned messages rest until it is closed." in said
    assert "as planned" not in said


async def test_the_course_screen_names_the_session_and_what_can_be_done(town: Town) -> None:
    """By the code first; the keyboard below the enrolment stays as it was."""
    await town.link_ann()
    shown = await open_course(town)
    assert shown.startswith("K-1: session 1, Fri 27 March, 17:00, Face.")
    assert "Messages go out as planned." in shown
    labels = ["Next session", "Correct something", "Pause", "End the course"]
    assert town.clinic.buttons == labels
    assert town.clinic.find_button("New link")


async def test_a_pause_holds_the_notes_and_the_client_is_told(town: Town) -> None:
    """Three days without a note; the card goes on, and a worry reaches the clinic at once."""
    await town.link_ann()
    await open_course(town)
    await town.clinic.taps("Pause", "3 days")
    assert "Paused by the clinic until Mon 30 March, 17:00." in town.clinic.newest.words
    await town.ann.reads()
    assert "Rose Clinic has paused your notes until Mon 30 March, 17:00." in texts(town)
    await town.pass_until(berlin("30.03.", "16:00"))
    assert (await town.row("day-2")).reason == "the messages were paused"
    await town.ann.taps("I'm worried")
    assert "K-1 is worried" in town.clinic.newest.words


async def test_a_pause_ends_by_itself_or_by_hand(town: Town) -> None:
    """The client hears of both ways; a second tap tells them nothing new."""
    await town.link_ann()
    await open_course(town)
    await town.clinic.taps("Pause", "14 days")
    await town.pass_until(berlin("28.03.", "12:00"))
    await town.clinic.taps("End the pause")
    await town.clinic.reads()
    assert "Messages go out as planned." in town.clinic.newest.words
    assert texts(town).count("has ended the pause") == 1
    await town.pass_until(berlin("29.03.", "12:00"))
    assert (await town.row("day-2")).state is RowState.SENT


async def test_a_pause_of_the_clients_own_is_theirs(town: Town) -> None:
    """The clinic may make it longer, and cannot end what it did not begin."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Pause for a week")
    await open_course(town)
    assert "Only they can end that." in town.clinic.newest.words
    await town.clinic.taps("Pause", "3 days")
    assert town.clinic.toast.startswith("The client paused the messages themselves.")
    assert not (await town.file()).client.paused_by_clinic
    file_id = (await town.file()).id
    town.world.forge(1, 1, town.clinic.newest.id, f"v1:s:goon:{file_id}")
    await town.app.settle()
    assert (await town.file()).client.paused_until is not None


async def test_an_ended_course_sends_nothing_more_and_keeps_the_worry(town: Town) -> None:
    """Nothing planned is left, the client is told, and the retention time counts from now."""
    await town.link_ann()
    await town.pass_until(berlin("30.03.", "12:00"))
    await open_course(town)
    shown = await town.clinic.taps("End the course", "All sessions are done")
    assert "All data here are erased in 365 days" in shown
    assert (await town.file()).ending is None
    await town.clinic.taps("Yes, end it")
    file = await town.file()
    assert file.ending is not None
    assert (file.ending.reason, file.ending.by) == ("done", 1)
    left = [row.step for row in file.outbox.rows.values() if row.state is RowState.PLANNED]
    assert [step for step in left if step] == []
    assert file.erase_at == berlin("30.03.", "12:00").replace(year=2027)
    before = len(town.ann.received)
    await town.pass_days(30)
    assert len(town.ann.received) == before
    assert "has ended your course here" in texts(town)
    await town.ann.taps("I'm worried")
    assert "K-1 is worried" in town.clinic.newest.words


async def test_an_end_can_be_taken_back_for_a_day(town: Town) -> None:
    """What is still to come comes; after a day the button says that it is too late."""
    await town.link_ann()
    await open_course(town)
    await town.clinic.taps("End the course", "Another reason", "Yes, end it")
    await town.ann.says("/settings")
    await town.ann.taps("Time zone")
    await town.ann.says("Madrid")
    await town.pass_until(berlin("28.03.", "08:00"))
    assert (await town.row("day-1")).state is RowState.SKIPPED
    await town.clinic.taps("Take the end back")
    file = await town.file()
    kept_until = file.session.ended_at + timedelta(days=84 + 365)
    assert (file.ending, file.erase_at) == (None, kept_until)
    await town.pass_until(berlin("28.03.", "12:00"))
    assert (await town.row("day-1")).state is RowState.SENT
    assert texts(town).count("Your course goes on after all") == 1
    await town.clinic.taps("End the course", "Another reason", "Yes, end it")
    await town.pass_days(1.1)
    await town.clinic.taps("Take the end back")
    assert town.clinic.toast.startswith("Too late")


async def test_while_something_is_open_only_a_clinician_ends_a_course(town: Town) -> None:
    """The desk is told who decides; a clinician is told what is open, and may."""
    await town.link_ann()
    desk, clinician = await team.join(town, DESK), await team.join(town, CLINICIAN)
    await town.ann.taps("I'm worried")
    file_id = (await town.file()).id
    town.world.forge(DESK, DESK, desk.newest.id, f"v1:s:end:{file_id}:done")
    assert "still open" in await desk.reads()
    await desk.taps("Yes, end it")
    assert desk.toast.startswith("Only a clinician")
    assert (await town.file()).ending is None
    town.world.forge(CLINICIAN, CLINICIAN, clinician.newest.id, f"v1:s:end:{file_id}:done:yes")
    await clinician.reads()
    assert (await town.file()).ending is not None
    assert (await town.file()).open_alert("worried") is not None


@pytest.mark.parametrize("data", ["pause:{}:5", "pause:{}:x", "end:{}:x:yes", "end:{}:done:no"])
async def test_a_forged_choice_changes_nothing(town: Town, data: str) -> None:
    """What no screen offers is answered as an old button."""
    await town.link_ann()
    file = await town.file()
    town.world.forge(1, 1, town.clinic.newest.id, f"v1:s:{data.format(file.id)}")
    await town.app.settle()
    assert town.clinic.toast.startswith("This button no longer works")
    after = await town.file()
    assert (after.ending, after.client.paused_until) == (None, None)


async def test_two_staff_end_and_pause_the_same_course(town: Town) -> None:
    """Whoever comes second is told how it stands, and the client hears of it once."""
    await town.link_ann()
    desk = await team.join(town, DESK)
    file_id = (await town.file()).id
    await open_course(town)
    await town.clinic.taps("End the course", "The client wishes it")
    town.world.forge(DESK, DESK, desk.newest.id, f"v1:s:end:{file_id}:done:yes")
    await town.app.settle()
    await town.clinic.taps("Yes, end it")
    assert town.clinic.toast == "That is noted already."
    town.world.forge(DESK, DESK, desk.newest.id, f"v1:s:pause:{file_id}:7")
    await town.app.settle()
    assert desk.toast.startswith("This course has ended.")
    assert texts(town).count("has ended your course") == 1


async def test_nothing_is_paused_before_the_client_agreed(town: Town) -> None:
    """There are no messages yet to pause."""
    await town.enrol()
    await open_course(town)
    assert town.clinic.buttons == ["Correct something"]
    file_id = (await town.file()).id
    town.world.forge(1, 1, town.clinic.newest.id, f"v1:s:pause:{file_id}:7")
    await town.app.settle()
    assert town.clinic.toast == "The client has not agreed yet."


async def test_an_ended_course_takes_no_photos_until_it_is_taken_up_again(town: Town) -> None:
    """What was kept stays to be seen; one sent all the same goes to the clinic, never nowhere."""
    await town.link_ann()
    await add(town)
    await town.ann.says("/progress")
    await town.ann.taps("Add a photo")
    await open_course(town)
    await town.clinic.taps("End the course", "All sessions are done", "Yes, end it")
    town.world.send_photo(ANN, pictures.photo(tone=(200, 150, 130)))
    await town.ann.reads()
    assert (len((await town.file()).photos), len(handed_over(town))) == (1, 1)
    await town.ann.says("/progress")
    assert "Add a photo" not in town.ann.buttons
    assert "Your photos" in town.ann.newest.words
    await town.clinic.taps("Take the end back")
    await add(town, pictures.photo(tone=(180, 130, 110)))
    assert len((await town.file()).photos) == 2


async def test_what_is_not_so_any_more_is_not_told_in_the_morning(town: Town) -> None:
    """Paused at night and gone on with: the client hears of no pause that is over."""
    await town.link_ann()
    await town.pass_until(berlin("30.03.", "21:30"))
    await open_course(town)
    await town.clinic.taps("Pause", "3 days", "End the pause")
    before = len(town.ann.received)
    await town.pass_until(berlin("31.03.", "08:30"))
    assert not [each for each in town.ann.received[before:] if "has paused" in each.words]


async def test_after_withdrawing_no_decided_pause_is_told(town: Town) -> None:
    """Decided in quiet hours, withdrawn before the morning: nothing comes unasked."""
    await town.link_ann()
    await town.pass_until(berlin("30.03.", "21:30"))
    await open_course(town)
    await town.clinic.taps("Pause", "3 days")
    await town.ann.says("/privacy")
    await town.ann.taps("Withdraw my consent", "Yes, withdraw it")
    before = len(town.ann.received)
    await town.pass_until(berlin("31.03.", "09:00"))
    assert len(town.ann.received) == before
