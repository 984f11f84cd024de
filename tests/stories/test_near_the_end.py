"""Towards the end of a course: when the next session may be due, and what the clinic may ask."""

from bot.core import near_the_end
from bot.core.outbox import MessageRow
from tests import team
from tests.cast import Town
from tests.stories.conftest import RaiseTown
from tests.stories.test_course import berlin
from tests.team import DESK

BOOK = "https://rose.example/book"


def read(town: Town, start: str) -> list[str]:
    """The messages to Ann that begin so."""
    return [each.words for each in town.ann.received if each.words.startswith(start)]


async def promise(town: Town, name: str, session: str = "s1") -> MessageRow:
    """The promise of that name."""
    return (await town.file()).outbox.rows[f"course:{name}:{session}"]  # type: ignore[index]


async def turn_on(town: Town) -> None:
    """Let the owner turn both asks on."""
    await town.clinic.says("/staff")
    await town.clinic.taps("Satisfaction question: turn on", "Booking link to clients: turn on")


async def allowed(raise_town: RaiseTown) -> Town:
    """Ann linked in a clinic that asks and invites, and she has said yes."""
    town = await raise_town(booking_url=BOOK)
    await turn_on(town)
    await town.link_ann()
    await town.pass_until(berlin("17.04.", "12:00"))
    await town.ann.taps("Yes, you may")
    return town


async def test_the_client_hears_when_the_next_session_may_be_due(town: Town) -> None:
    """Four weeks after the session, silently, once; the professional decides."""
    await town.link_ann()
    await town.pass_until(berlin("24.04.", "10:59"))
    assert read(town, "Your next session") == []
    await town.pass_until(berlin("24.04.", "11:01"))
    (told,) = read(town, "Your next session")
    assert "may be planned from Fri 24 April" in told or "24 April" in told
    assert "Your clinic decides with you whether and when" in told
    assert town.ann.newest.silent
    assert [button.label for button in town.ann.newest.buttons] == ["I'm worried"]
    await town.restart()
    await town.pass_days(60)
    assert len(read(town, "Your next session")) == 1


async def test_scars_and_the_chosen_interval_wait_longer(town: Town) -> None:
    """Six weeks for scars; and eight where the provider chose eight."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now", "Extras first", "Goal")
    await town.clinic.taps("Acne scars", "Weeks between", "8", "Done", "K-")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await town.pass_until(berlin("22.05.", "10:00"))
    assert read(town, "Your next session") == []
    await town.pass_until(berlin("22.05.", "12:00"))
    assert len(read(town, "Your next session")) == 1


async def test_it_waits_while_an_alert_is_open(town: Town) -> None:
    """Said on the first day when nothing is open any more."""
    await town.link_ann()
    await town.pass_until(berlin("23.04.", "12:00"))
    await town.ann.taps("I'm worried")
    await town.pass_until(berlin("27.04.", "12:00"))
    assert read(town, "Your next session") == []
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_until(berlin("28.04.", "12:00"))
    assert len(read(town, "Your next session")) == 1


async def test_it_is_never_said_while_skin_is_not_calm(town: Town) -> None:
    """Answers that were not calm hold it to the end; the reason stands in the history."""
    await town.link_ann()
    await town.pass_until(berlin("24.04.", "09:30"))
    await town.ann.taps("Better", "Lumps or bumps")
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_until(berlin("30.06.", "12:00"))
    assert read(town, "Your next session") == []
    assert (await promise(town, near_the_end.NEXT)).reason == near_the_end.NOT_CALM


async def test_after_the_last_planned_session_nothing_is_due(town: Town) -> None:
    """One session was planned, and it has been."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now", "Extras first", "Sessions planned")
    await town.clinic.taps("1", "Done", "K-")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await town.pass_until(berlin("30.04.", "12:00"))
    assert read(town, "Your next session") == []
    assert (await promise(town, near_the_end.NEXT)).reason == near_the_end.LAST


async def test_a_corrected_time_moves_it(town: Town) -> None:
    """Counted from the true day."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "12:00"))
    await town.clinic.taps("Correct the session's time")
    await town.clinic.says("26 March 17:00")
    await town.clinic.taps("Yes, change it")
    await town.pass_until(berlin("23.04.", "12:00"))
    assert len(read(town, "Your next session")) == 1


async def test_a_pause_and_a_stop_hold_it(town: Town) -> None:
    """A pause lets it wait, a stop lets it go."""
    await town.link_ann()
    await town.pass_until(berlin("20.04.", "12:00"))
    await town.ann.says("/settings")
    await town.ann.taps("Pause for a week")
    await town.pass_until(berlin("27.04.", "11:00"))
    assert read(town, "Your next session") == []
    await town.pass_until(berlin("27.04.", "13:00"))
    assert len(read(town, "Your next session")) == 1


async def test_nothing_is_asked_unless_the_owner_turned_it_on(town: Town) -> None:
    """Off by default: no permission is asked for, no question, no link for booking."""
    await town.link_ann()
    await town.pass_until(berlin("30.06.", "12:00"))
    assert read(town, "Rose Clinic would like to ask") == []
    assert read(town, "How content") == []
    assert (await promise(town, near_the_end.MAY_WE)).reason == near_the_end.TURNED_OFF


async def test_only_an_owner_turns_it_on_and_booking_needs_a_link(town: Town) -> None:
    """Without BOOKING_URL the button says what is missing."""
    desk = await team.join(town, DESK)
    await town.clinic.says("/staff")
    await town.clinic.taps("Booking link to clients: turn on")
    assert "set BOOKING_URL first" in town.clinic.toast
    await town.clinic.taps("Satisfaction question: turn on")
    assert "Satisfaction question: turn off" in town.clinic.buttons
    town.world.forge(DESK, DESK, desk.newest.id, "v1:t:offer:opinion:off")
    await town.app.settle()
    assert (await town.store.load_clinic()).asks_opinion


async def test_permission_is_asked_once_and_no_is_as_near_as_yes(raise_town: RaiseTown) -> None:
    """A week before the next session may be due; after No nothing is asked, ever."""
    town = await raise_town(booking_url=BOOK)
    await turn_on(town)
    await town.link_ann()
    await town.pass_until(berlin("17.04.", "12:00"))
    assert town.ann.buttons[:2] == ["Yes, you may", "No, thank you"]
    await town.ann.taps("No, thank you")
    file = await town.file()
    assert file.client.permission is not None
    assert (file.client.permission.is_given, file.events[-1].name) == (False, "permission refused")
    await town.pass_until(berlin("30.06.", "12:00"))
    assert read(town, "How content") == []
    assert BOOK not in str([each.buttons for each in town.ann.received])
    assert len(read(town, "Rose Clinic would like to ask")) == 0


async def test_with_both_the_link_and_the_question_come_once(raise_town: RaiseTown) -> None:
    """The link for booking below the notice, the question a week before the course ends."""
    town = await allowed(raise_town)
    await town.pass_until(berlin("24.04.", "12:00"))
    assert BOOK in str([each.buttons for each in town.ann.received])
    await town.pass_until(berlin("12.06.", "12:00"))
    assert len(read(town, "How content are you")) == 1
    await town.ann.taps("Content")
    file = await town.file()
    assert [each.option for each in file.opinions] == ["good"]
    assert file.open_alert("opinion") is None
    await town.pass_days(30)
    assert len(read(town, "How content are you")) == 0


async def test_a_bad_answer_goes_to_a_person(raise_town: RaiseTown) -> None:
    """Routine, by the code; a second tap of the same tells nobody again."""
    town = await allowed(raise_town)
    await town.pass_until(berlin("12.06.", "12:00"))
    message, label = town.ann.find_button("Not content at all")
    town.world.tap(11, message.id, label)
    town.world.tap(11, message.id, label)
    await town.app.settle()
    told = [each.words for each in town.clinic.received if "is not content" in each.words]
    assert len(told) == 1
    assert told[0].startswith("K-1 is not content.")
    assert "A person will read it." in "\n".join(each.words for each in town.ann.received)


async def test_the_question_waits_while_an_alert_is_open(raise_town: RaiseTown) -> None:
    """Nobody who is worried is asked how content they are."""
    town = await allowed(raise_town)
    await town.pass_until(berlin("11.06.", "12:00"))
    await town.ann.taps("I'm worried")
    await town.pass_until(berlin("30.06.", "12:00"))
    assert read(town, "How content are you") == []


async def test_permission_is_taken_back_in_privacy(raise_town: RaiseTown) -> None:
    """As easily as it was given; after that nothing is asked."""
    town = await allowed(raise_town)
    await town.ann.says("/privacy")
    await town.ann.taps("No question, no booking link")
    await town.ann.says("/privacy")
    assert "Allow a question and booking link" in town.ann.buttons
    await town.pass_until(berlin("30.06.", "12:00"))
    assert read(town, "How content are you") == []
    assert BOOK not in str([each.buttons for each in town.ann.received])
