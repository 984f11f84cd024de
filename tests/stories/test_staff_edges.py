"""The staff side where it is easy to slip: what was typed by mistake, what asks for a next step."""

from datetime import timedelta

from tests.cast import Town

DEAD_END = "This does not reach a client. Tap Answer below what a client wrote"
NEXT_STEPS = ["New link", "Correct the session's time"]


async def _at_reference(town: Town) -> str:
    await town.clinic.says("/enrol")
    return await town.clinic.taps("Needling only", "Face", "Just now")


async def test_a_typed_reference_waits_for_a_tap(town: Town) -> None:
    """What was typed makes no link yet: the same screen shows it on a button."""
    screen = await _at_reference(town)
    assert await town.clinic.says("Rose 7") == screen
    assert town.clinic.buttons[:2] == ["Rose 7: make the link", "K-1: make the link"]
    assert await town.store.client_ids() == []
    await town.clinic.taps("Rose 7")
    assert (await town.file()).client.reference == "Rose 7"


async def test_a_name_as_reference_is_asked_back(town: Town) -> None:
    """The screen says that a code is wanted and why; going on takes another tap."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now")
    said = await town.clinic.says("Maria Schmidt")
    assert said.startswith("Maria Schmidt looks like a name. Please give a code instead:")
    assert town.clinic.buttons[:2] == ["K-1: make the link", "Go on with Maria Schmidt"]
    said = await town.clinic.taps("Go on with Maria Schmidt")
    assert "Right? Tap the code" in said
    assert await town.store.client_ids() == []
    await town.clinic.taps("Maria Schmidt: make the link")
    assert (await town.file()).client.reference == "Maria Schmidt"


async def test_a_typed_reference_survives_a_restart_and_the_extras(town: Town) -> None:
    """It still stands on its button after both."""
    await _at_reference(town)
    await town.clinic.says("Rose 7")
    await town.restart()
    await town.clinic.taps("Extras", "Done", "Rose 7")
    assert (await town.file()).client.reference == "Rose 7"


async def test_products_are_typed_and_ticked_on_one_screen(town: Town) -> None:
    """The screen stays, shows what was typed, and goes on at Done."""
    await _at_reference(town)
    await town.clinic.taps("Extras", "Products")
    said = await town.clinic.says("Rose water")
    assert "Also: Rose water" in said
    await town.clinic.taps("Cool pack", "Done", "Done", "K-")
    session = (await town.file()).session
    assert (session.typed_products, session.products) == ("Rose water", ("cool_pack",))


async def test_the_form_says_when_it_is_done(town: Town) -> None:
    """After the link, and after a correction with the new time."""
    await town.enrol()
    read = [each.words for each in town.clinic.received]
    enrolled = next(each for each in read if each.startswith("K-1: enrolled."))
    assert enrolled.endswith("The link follows.")
    assert "Fri 27 March, 17:00 · Face · Needling only" in enrolled
    await town.clinic.taps("Correct the session's time", "Earlier today", "14", "14:00")
    said = await town.clinic.taps("Yes, change it")
    assert said == "K-1: changed to Fri 27 March, 14:00."


async def test_words_of_staff_that_reach_nobody_are_answered(town: Town) -> None:
    """A text and a photo outside of any form: how to answer, and what can be done here."""
    await town.link_ann()
    heard = len(town.ann.received)
    texts = [await town.clinic.says("Tell Ann to come in")]
    town.world.send_photo(town.clinic.user_id, b"photo", "for Ann")
    texts.append(await town.clinic.reads())
    for said in texts:
        assert said.startswith(DEAD_END)
        assert "/enrol" in said
        assert "/help" in said
    assert len(town.ann.received) == heard


async def test_the_notice_that_a_link_is_unopened_offers_the_next_step(town: Town) -> None:
    """A new link in one tap, below the notice itself."""
    old = await town.enrol()
    await town.pass_days(1)
    assert "the link has not been opened" in town.clinic.newest.words
    assert town.clinic.buttons == NEXT_STEPS
    await town.clinic.taps("New link")
    assert town.link() != old
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    assert (await town.file()).client.chat_id == town.ann.user_id


async def test_an_opened_link_is_never_called_unopened(town: Town) -> None:
    """Opened in the last minute, and not agreed to: staff hear nothing of the kind."""
    link = await town.enrol()
    await town.pass_until(town.clock.now() + timedelta(hours=23, minutes=59))
    await town.ann.opens(link)
    await town.pass_days(2)
    assert "has not been opened" not in town.clinic.ever_read


async def test_who_is_told_not_me_can_make_a_new_link_there(town: Town) -> None:
    """The notice carries both next steps, and the new link works for the right person."""
    await town.link_ann()
    await town.ann.taps("This is not me", "Yes")
    assert "says it is not them" in town.clinic.newest.words
    assert town.clinic.buttons == NEXT_STEPS
    await town.clinic.taps("New link")
    await town.bob.opens(town.link())
    await town.bob.taps("I agree")
    assert (await town.file()).client.chat_id == town.bob.user_id


async def test_the_help_for_staff_names_what_can_be_mended(town: Town) -> None:
    """A lost link and a wrong time."""
    said = await town.clinic.says("/help")
    for name in NEXT_STEPS:
        assert name in said


async def test_a_taken_reference_does_not_use_up_the_code(town: Town) -> None:
    """The code that was offered is still offered; only a taken code makes way for the next."""
    await _at_reference(town)
    await town.clinic.says("Rose 7")
    await town.clinic.taps("Rose 7")
    await _at_reference(town)
    await town.clinic.says("rose 7")
    said = await town.clinic.taps("rose 7")
    assert said.startswith("rose 7 is taken. Please choose another reference.")
    assert town.clinic.buttons[0] == "K-1: make the link"


async def test_a_reference_with_a_stroke_before_it_is_told(town: Town) -> None:
    """It looks like a command to Telegram: the form stays and says why it will not do."""
    await _at_reference(town)
    for typed in ("/Müller", "/rose 7"):
        said = await town.clinic.says(typed)
        assert said.startswith("A reference cannot start with /.")
        assert "or type your own reference" in said
    assert "/enrol adds a client" in await town.clinic.says("/help")
    await town.clinic.taps("K-1")
    assert (await town.file()).client.reference == "K-1"


async def test_a_command_nobody_knows_is_told_to_staff(town: Town) -> None:
    """Outside of the form it is only unknown."""
    said = await town.clinic.says("/rose")
    assert said == "I do not know that command. /enrol adds a client, /help explains."
