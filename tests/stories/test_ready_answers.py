"""Ready-made answers: read whole first, sent in the client's language, or changed before."""

from tests.cast import ANN, CLINIC, Town
from tests.stories.conftest import RaiseTown

PHOTO = "Please send us a photo of it here"
OFFER = "Please send a photo"


async def asked(town: Town, language: str = "") -> None:
    """Ann is linked, and staff read her question; with a language of her own where one is named."""
    await town.link_ann()
    if language:
        await town.ann.says("/settings")
        town.world.forge(ANN, ANN, town.ann.newest.id, f"v1:set:language:{language}")
        await town.app.settle()
    await town.ann.says("Is it the blue one?")


async def test_it_is_read_whole_and_then_sent(town: Town) -> None:
    """Title, whole text, Send: nothing goes out before the last tap; delivered is told in place."""
    await asked(town)
    await town.clinic.taps("Answer", "Ready-made answers")
    assert OFFER in town.clinic.buttons
    shown = await town.clinic.taps(OFFER)
    assert shown.startswith(f"K-1 would read:\n\n{PHOTO}")
    assert not [each for each in town.ann.received if PHOTO in each.words]
    count = len(town.clinic.received)
    await town.clinic.taps("Send")
    assert town.ann.newest.words.startswith(f"Rose Clinic, head of the clinic:\n\n{PHOTO}")
    assert town.clinic.newest.words == "K-1: delivered 17:00."
    assert len(town.clinic.received) == count


async def test_the_client_reads_it_in_their_own_language(town: Town) -> None:
    """Staff read English and are told so; Ann reads German."""
    await asked(town, "de")
    shown = await town.clinic.taps("Answer", "Ready-made answers", OFFER)
    assert shown.startswith("K-1 would read this in their own language (Deutsch):")
    assert PHOTO in shown
    await town.clinic.taps("Send")
    assert "Bitte schicken Sie uns hier ein Foto" in town.ann.newest.words
    assert town.ann.newest.words.startswith("Rose Clinic, Leitung:")


async def test_it_can_be_changed_before_it_goes_out(town: Town) -> None:
    """The text comes in the client's language to be copied; what is typed goes out as typed."""
    await asked(town, "de")
    await town.clinic.taps("Answer", "Ready-made answers", OFFER, "Change it first")
    assert town.clinic.newest.words.startswith("Bitte schicken Sie uns hier ein Foto")
    await town.clinic.says("Bitte noch ein Foto von links.")
    assert "Bitte noch ein Foto von links." in town.ann.newest.words


async def test_pages_back_and_cancel(town: Town) -> None:
    """Six titles a page; Back leads to the page one came from; Cancel sends nothing."""
    await asked(town)
    await town.clinic.taps("Answer", "Ready-made answers", "Next")
    second = town.clinic.buttons
    assert "See a doctor today" in second
    await town.clinic.taps("See a doctor today", "‹ Back")
    assert town.clinic.buttons == second
    await town.clinic.taps("Cancel")
    assert town.clinic.newest.words == "K-1: nothing was sent."
    assert len((await town.file()).replies) == 0


async def test_two_taps_on_send_send_once(town: Town) -> None:
    """In one breath, and later on the same screen."""
    await asked(town)
    await town.clinic.taps("Answer", "Ready-made answers", OFFER)
    message, shown = town.clinic.find_button("Send")
    town.world.tap(CLINIC, message.id, shown)
    town.world.tap(CLINIC, message.id, shown)
    await town.app.settle()
    assert len([each for each in town.ann.received if PHOTO in each.words]) == 1
    assert town.clinic.toast == "That answer is out already."


async def test_one_that_the_plan_no_longer_names_is_not_sent(town: Town) -> None:
    """A forged or old name of a text: nothing goes out."""
    await asked(town)
    await town.clinic.taps("Answer", "Ready-made answers", OFFER)
    file, message = await town.file(), town.clinic.newest
    for verb in ("show", "send", "own"):
        town.world.forge(CLINIC, CLINIC, message.id, f"v1:s:{verb}:{file.id}:emergency")
        await town.app.settle()
        assert town.clinic.toast == "This button no longer works. /help shows what does."
    assert (await town.file()).replies == ()


async def test_typing_while_the_list_stands_sends_the_own_words(town: Town) -> None:
    """The list says so; a title that was opened takes that back."""
    await asked(town)
    await town.clinic.taps("Answer", "Ready-made answers")
    await town.clinic.says("Just the blue one.")
    assert "Just the blue one." in town.ann.newest.words
    await town.clinic.taps("Answer", "Ready-made answers", OFFER)
    assert (await town.clinic.says("No.")).startswith("This does not reach a client.")


async def test_staff_of_another_language_read_their_own(raise_town: RaiseTown) -> None:
    """With German as the clinic's language the titles are German."""
    town = await raise_town(language="de")
    await town.clinic.says("/start")
    await town.clinic.says("/enrol")
    for data in ("Nur Needling", "Gesicht", "Gerade eben", "K-"):
        await town.clinic.taps(data)
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await town.ann.says("Is it the blue one?")
    await town.clinic.taps("Antworten", "Fertige Antworten")
    assert "Bitte ein Foto schicken" in town.clinic.buttons
