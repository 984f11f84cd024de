"""What was entered wrong is corrected: first the difference, then one message that tells it."""

from bot.core.outbox import RowState
from tests import team
from tests.cast import BOB, CLINIC, Town
from tests.stories.test_course import berlin
from tests.team import DESK


async def begin(town: Town, what: str) -> str:
    """Let the owner say what was entered wrong."""
    await town.clinic.taps("Course:", "Correct something")
    return await town.clinic.taps(what)


def corrections(town: Town) -> list[str]:
    """What Ann read about corrections."""
    return [each.words for each in town.ann.received if "clinic corrected" in each.words]


async def test_the_difference_is_shown_before_it_is_saved(town: Town) -> None:
    """Sunscreen first, with both times; nothing changes until Yes."""
    await town.link_ann()
    await begin(town, "Time")
    shown = await town.clinic.says("27 March 12:00")
    assert "K-1: Fri 27 March, 12:00 · Face" in shown
    assert shown.partition("What moves:")[2].lstrip().startswith("• Sunscreen, ")
    assert "Sat 28 March, 17:00 → Sat 28 March, 12:00" in shown
    assert (await town.file()).session.ended_at == berlin("27.03.", "17:00")
    await town.clinic.taps("Cancel")
    assert (await town.file()).session.ended_at == berlin("27.03.", "17:00")
    assert corrections(town) == []


async def test_all_that_moves_can_be_shown_before_it_is_saved(town: Town) -> None:
    """A few lines name some of it; a tap names the rest, and changes nothing yet."""
    await town.link_ann()
    await begin(town, "Time")
    shown = await town.clinic.says("27 March 12:00")
    assert "(+" in shown
    named = await town.clinic.taps("Show all that moves")
    before, after = (each.partition("What moves:")[2] for each in (shown, named))
    assert "(+" not in after.partition("Told already")[0]
    assert after.count(", ") > before.count(", ")
    assert "Show all that moves" not in town.clinic.buttons
    assert (await town.file()).session.ended_at == berlin("27.03.", "17:00")
    await town.clinic.taps("Yes, change it")
    assert (await town.file()).session.ended_at == berlin("27.03.", "12:00")


async def test_a_smaller_change_far_off_moves_nothing(town: Town) -> None:
    """Where no time matters any more, no difference is shown."""
    await town.link_ann()
    await town.pass_until(berlin("20.05.", "12:00"))
    await town.clinic.taps("Correct the session's time")
    shown = await town.clinic.says("27 March 12:00")
    assert "What moves" not in shown


async def test_a_session_that_would_end_after_its_link_was_opened_is_doubted(town: Town) -> None:
    """It is most likely a slip; whoever is sure can go on."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "18:00"))
    await begin(town, "Time")
    shown = await town.clinic.says("28 March 09:00")
    assert "Look again: the client opened the link at Fri 27 March, 17:00" in shown
    await town.clinic.taps("‹ Back")
    shown = await town.clinic.says("27 March 12:00")
    assert "Look again" not in shown


async def test_a_correction_that_something_else_closed_says_how_to_begin_again(town: Town) -> None:
    """Its old button changes nothing."""
    await town.link_ann()
    await begin(town, "Time")
    await town.clinic.says("27 March 12:00")
    form = town.clinic.newest
    await town.clinic.says("/enrol")
    town.world.tap(CLINIC, form.id, "Yes, change it")
    await town.app.settle()
    assert "nothing was kept or changed" in town.clinic.toast
    assert "To correct one: /client" in town.clinic.toast
    assert (await town.file()).session.ended_at == berlin("27.03.", "17:00")


async def test_wrong_answers_are_put_right_once(town: Town) -> None:
    """What was asked about and what counted as allowed is told again, as it holds."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "18:00"))
    await town.ann.says("May I wear make-up?")
    await town.clinic.taps("Correct the session's time")
    shown = await town.clinic.says("28 March 09:00")
    assert "Told already, and wrong: " in shown
    await town.clinic.taps("Yes, change it")
    (told,) = corrections(town)
    assert "Sat 28 March, 09:00" in told
    assert "This holds now:" in told
    assert "• Make-up: from Mon 30 March, 10:00" in told
    assert "• Sunscreen: from Sun 29 March, 10:00" in told
    await town.restart()
    await town.pass_days(3)
    assert len(corrections(town)) == 1


async def test_new_times_are_told_with_word_of_an_open_alert(town: Town) -> None:
    """The clinic has to look first, whatever the corrected times say."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "18:00"))
    await town.ann.says("May I wear make-up?")
    await town.ann.says("/worried")
    await town.clinic.says("/client K-1")
    await begin(town, "Time")
    await town.clinic.says("28 March 09:00")
    await town.clinic.taps("Yes, change it")
    (told,) = corrections(town)
    assert told.startswith("Nothing new for now.")
    assert "• Make-up: not for now" in told


async def test_what_nobody_was_told_is_not_put_right(town: Town) -> None:
    """Only times that the client was given: vitamin C was never named to them."""
    await town.link_ann()
    await town.clinic.taps("Correct the session's time")
    await town.clinic.says("27 March 16:00")
    await town.clinic.taps("Yes, change it")
    (told,) = corrections(town)
    assert "Sunscreen" in told
    assert "Vitamin C" not in told


async def test_areas_are_corrected_with_what_follows(town: Town) -> None:
    """Body skin heals more slowly: later times, another card, one message."""
    await town.link_ann()
    before = town.ann.card.words
    await begin(town, "Areas")
    shown = await town.clinic.taps("Body")
    assert "K-1: Body (with neck and chest) · Needling only" in shown
    assert "• Lukewarm bath: Sat 28 March, 17:00 → Mon 30 March, 18:00" in shown
    assert "Told already, and wrong: " in shown
    await town.clinic.taps("Yes, change it")
    assert town.clinic.newest.words == "K-1: corrected."
    assert (await town.file()).session.areas == ("body",)
    (told,) = corrections(town)
    assert "Your clinic corrected the treated area: Body (with neck and chest)." in told
    assert "• Make-up: from Wed 1 April, 08:00" in told
    assert town.ann.card.words != before
    event = (await town.file()).events[-1]
    assert (event.name, event.who) == ("session areas corrected", "1")


async def test_the_same_areas_are_no_correction(town: Town) -> None:
    """Nothing is asked to be confirmed."""
    await town.link_ann()
    await begin(town, "Areas")
    assert "That is what we have already." in await town.clinic.taps("Face")


async def test_a_kind_with_other_aftercare_says_what_to_do(town: Town) -> None:
    """What was sent may be wrong then, so the course is to end."""
    await town.link_ann()
    await begin(town, "What was done")
    shown = await town.clinic.taps("With radiofrequency")
    assert "Please end this course" in shown
    assert "That is what we have already." in await town.clinic.taps("Needling only")


async def test_a_code_is_corrected_and_the_old_one_names_nobody(town: Town) -> None:
    """Alarms name the new code; the client hears nothing; erasure still finds the old one."""
    await town.link_ann()
    before = len(town.ann.received)
    await begin(town, "Code")
    await town.clinic.says("R-77")
    await town.clinic.taps("Yes, change it")
    assert town.clinic.newest.words == "K-1 is now R-77."
    assert len(town.ann.received) == before
    await town.ann.taps("I'm worried")
    assert town.clinic.newest.words.startswith("R-77 is worried")
    assert "K-1" in (await town.file()).client.former_references
    await town.clinic.says("/rules K-1")
    assert "There is no client K-1" in town.clinic.newest.words


async def test_a_code_that_is_taken_is_asked_for_again(town: Town) -> None:
    """Two clients never share a code, and none starts with a stroke."""
    await town.link_ann()
    await town.bob.opens(await town.enrol())
    await town.phone(BOB).taps("I agree")
    await begin(town, "Code")
    await town.clinic.says("K-1")
    shown = await town.clinic.taps("Yes, change it")
    assert "K-1 is taken" in shown
    await town.clinic.says("R-2")
    await town.clinic.taps("Yes, change it")
    assert town.clinic.newest.words == "K-2 is now R-2."


async def test_a_note_is_corrected_on_the_card(town: Town) -> None:
    """Silently: it stands where the client looks for it; taken away, it is gone."""
    await town.link_ann()
    before = len(town.ann.received)
    await begin(town, "Note")
    await town.clinic.says("Please keep the gel cool.")
    await town.clinic.taps("Yes, change it")
    assert "Please keep the gel cool." in town.ann.card.words
    assert len(town.ann.received) == before
    await begin(town, "Note")
    await town.clinic.taps("Remove")
    await town.clinic.taps("Yes, change it")
    assert "keep the gel" not in town.ann.card.words


async def test_two_staff_correct_two_clients_side_by_side(town: Town) -> None:
    """Each form is its own chat's; neither touches the other's client."""
    desk = await team.join(town, DESK)
    await town.link_ann()
    ann = (await town.file()).id
    await town.bob.opens(await town.enrol("Scalp"))
    await town.bob.taps("I agree")
    bob = await town.store.client_of_chat(BOB)  # type: ignore[arg-type]
    town.world.forge(1, 1, town.clinic.newest.id, f"v1:s:wrong:{ann}:areas")
    town.world.forge(DESK, DESK, desk.newest.id, f"v1:s:wrong:{bob}:note")
    await town.app.settle()
    await desk.says("Bring your hat.")
    await town.clinic.taps("Body")
    await desk.taps("Yes, change it")
    await town.clinic.taps("Yes, change it")
    files = [await town.store.load(each) for each in (ann, bob)]  # type: ignore[list-item]
    assert [each.session.areas for each in files] == [("body",), ("scalp",)]  # type: ignore[union-attr]
    assert [each.session.note for each in files] == ["", "Bring your hat."]  # type: ignore[union-attr]


async def test_a_correction_after_the_end_brings_nothing_back(town: Town) -> None:
    """What was ended stays ended, with the true time in the history."""
    await town.link_ann()
    await town.clinic.taps("Course:", "End the course", "Another reason", "Yes, end it")
    await town.clinic.taps("Correct something", "Time")
    await town.clinic.says("27 March 12:00")
    await town.clinic.taps("Yes, change it")
    file = await town.file()
    rows = file.outbox.rows.values()
    left = [row.key for row in rows if row.step and row.state is RowState.PLANNED]
    assert (left, file.session.ended_at) == ([], berlin("27.03.", "12:00"))
