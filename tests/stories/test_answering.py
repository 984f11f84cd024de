"""Staff answer a client from their own phone, and learn what became of it."""

from datetime import timedelta

import pytest

from bot.core import answer_screens
from bot.core.clinic import Signature
from tests import team
from tests.cast import ANN, BOB, CLINIC, Town
from tests.stories.conftest import RaiseTown
from tests.team import CLINICIAN, DESK

ASKS = "Is it the blue one?"
WROTE = "K-1 wrote."
WHICH = "Which client is this for? Nothing was sent to anybody."
ANSWER = "Rose Clinic, head of the clinic:\n\nYes, the blue one.\n\nTo answer, just write here."


async def asked(town: Town) -> None:
    """Ann is linked and has asked something that staff read."""
    await town.link_ann()
    await town.ann.says(ASKS)


def read_by_ann(town: Town) -> list[str]:
    """What the clinic's people wrote, as Ann has it."""
    return [each.words for each in town.ann.received if each.words.startswith("Rose Clinic, ")]


async def test_a_telegram_reply_goes_to_the_client(town: Town) -> None:
    """As the clinic's words, signed by role, with the way back and the worry button."""
    await asked(town)
    told = await town.clinic.replies(WROTE, "Yes, the blue one.")
    assert town.ann.newest.words == ANSWER
    assert town.ann.buttons == ["I'm worried"]
    assert told == "K-1: delivered 17:00."


async def test_the_answer_button_asks_for_words(town: Town) -> None:
    """The next thing typed goes out, once; what follows reaches nobody."""
    await asked(town)
    assert (await town.clinic.taps("Answer")).startswith("K-1: type your answer now")
    await town.clinic.says("Yes, the blue one.")
    assert read_by_ann(town) == [ANSWER]
    assert (await town.clinic.says("And?")).startswith("This does not reach a client.")
    assert read_by_ann(town) == [ANSWER]


async def test_cancel_sends_nothing(town: Town) -> None:
    """After Cancel the next words reach nobody."""
    await asked(town)
    await town.clinic.taps("Answer", "Cancel")
    assert town.clinic.newest.words == "K-1: nothing was sent."
    await town.clinic.says("Yes, the blue one.")
    assert read_by_ann(town) == []


async def test_words_go_out_as_typed(town: Town) -> None:
    """Stars, brackets, other scripts: nothing is read as Markdown."""
    await asked(town)
    odd = "**no** _x_ [a](https://b.c) {may:makeup} <b> \\* `x` שלום 你好 🙂\n- one\n> two"
    await town.clinic.replies(WROTE, odd)
    assert odd in town.ann.newest.words


async def test_long_words_are_parted_and_none_is_lost(town: Town) -> None:
    """Four thousand signs come in two messages; the last says how to write back."""
    await asked(town)
    words = " ".join(f"word{number}" for number in range(480))
    await town.clinic.replies(WROTE, words)
    *_, first, last = (each for each in town.ann.received)
    whole = first.words.removeprefix("Rose Clinic, head of the clinic:\n\n") + " " + last.words
    assert whole.split() == [*words.split(), "To", "answer,", "just", "write", "here."]
    assert town.clinic.newest.words == "K-1: delivered 17:00."


@pytest.mark.parametrize("kind", ["photo", "document", "video", "voice", "video_note"])
async def test_files_go_as_they_came(town: Town, kind: str) -> None:
    """By Telegram's own reference; nothing of it on our disk."""
    await asked(town)
    await town.clinic.taps("Answer")
    getattr(town.world, f"send_{kind}")(CLINIC)
    await town.app.settle()
    kinds = [each.media.kind for each in town.ann.received if each.media is not None]
    assert kinds == [kind]
    assert town.clinic.newest.words == "K-1: delivered 17:00."


async def test_an_album_goes_out_whole(town: Town) -> None:
    """Each photo of one album goes to the client; another thing after it does not."""
    await asked(town)
    await town.clinic.taps("Answer")
    for _ in range(3):
        town.world.send_photo(CLINIC, media_group_id="album-1")
    await town.app.settle()
    assert len([each for each in town.ann.received if each.photo]) == 3
    assert (await town.clinic.says("And?")).startswith("This does not reach a client.")


async def test_what_cannot_be_passed_on_is_told(town: Town) -> None:
    """A sticker is no answer: it says so, and what can be sent."""
    await asked(town)
    await town.clinic.taps("Answer")
    town.world.send_sticker(CLINIC)
    assert (await town.clinic.reads()).startswith("K-1: nothing was sent. I can pass on")
    assert read_by_ann(town) == []


async def test_a_reply_to_nobody_known_goes_to_nobody(town: Town) -> None:
    """A greeting is about no client; an old message may be forgotten: the bot asks which."""
    await asked(town)
    assert (await town.clinic.replies("Hello.", "Yes, the blue one.")).startswith(WHICH)
    assert read_by_ann(town) == []


async def test_a_reply_to_nobody_known_goes_to_nobody_while_words_are_asked_for(
    town: Town,
) -> None:
    """It may be meant for another than the client that was chosen."""
    await asked(town)
    await town.clinic.taps("Answer")
    assert (await town.clinic.replies("Hello.", "For Bob")).startswith(WHICH)
    assert read_by_ann(town) == []


async def test_words_long_after_the_button_reach_nobody(town: Town) -> None:
    """Half an hour later they may be meant for somebody else."""
    await asked(town)
    await town.clinic.taps("Answer")
    town.clock.move_to(town.clock.now() + answer_screens.ASKING_FOR + timedelta(seconds=1))
    assert (await town.clinic.says("Yes")).startswith("Nothing was sent: you tapped Answer")
    assert read_by_ann(town) == []


async def test_two_clients_and_two_staff_are_never_mixed_up(town: Town) -> None:
    """Each reply finds its client, whoever wrote last."""
    await team.assemble(town)
    await asked(town)
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")
    await town.bob.says("Is it the red one?")
    clinician = town.phone(CLINICIAN)
    await town.clinic.replies(WROTE, "Blue for Ann.")
    await clinician.replies("K-2 wrote.", "Red for Bob.")
    await clinician.replies(WROTE, "Truly blue.")
    assert ["Blue" in each or "blue" in each for each in read_by_ann(town)] == [True, True]
    to_bob = [each.words for each in town.bob.received if each.words.startswith("Rose Clinic, ")]
    assert len(to_bob) == 1
    assert "Red for Bob." in to_bob[0]


async def test_each_sees_that_the_other_answered_too(town: Town) -> None:
    """Both answers go out; one line tells each of the other."""
    await team.assemble(town)
    await asked(town)
    await town.clinic.replies(WROTE, "Yes.")
    told = await town.phone(CLINICIAN).replies(WROTE, "No.")
    assert len(read_by_ann(town)) == 2
    also = "K-1: somebody else ({}) has answered too, 17:00."
    assert told == "K-1: delivered 17:00.\n\n" + also.format("head of the clinic")
    assert town.clinic.newest.words == also.format("clinician")


async def test_the_clinic_may_sign_by_name(raise_town: RaiseTown) -> None:
    """STAFF_SIGNATURE=name: the name they joined with, else the one they show."""
    town = await raise_town(signature=Signature.NAME)
    await team.assemble(town)
    await asked(town)
    await town.phone(CLINICIAN).replies(WROTE, "Yes.")
    assert read_by_ann(town)[-1].startswith("Rose Clinic, Clinician:")
    await town.clinic.replies(WROTE, "Yes.")
    assert read_by_ann(town)[-1].startswith("Rose Clinic, Clinic:")


async def test_who_has_not_agreed_gets_nothing(town: Town) -> None:
    """The link is out, nobody agreed: it says so, and to phone."""
    await town.enrol()
    invitation = [each for each in town.clinic.received if each.photo][-1]
    town.world.send_text(CLINIC, "Hello?", reply_to=invitation.id)
    assert (await town.clinic.reads()).startswith("K-1 has not agreed yet")
    assert (await town.file()).replies == ()


async def test_what_the_client_writes_back_is_looked_at_as_always(town: Town) -> None:
    """Signs first, and handed over with a sound."""
    await asked(town)
    await town.clinic.replies(WROTE, "Yes, the blue one.")
    await town.ann.says("I can't breathe")
    assert town.clinic.newest.words.startswith("EMERGENCY: K-1.")
    assert any(
        each.words.startswith("Call 112") or "112" in each.words for each in town.ann.received
    )


async def test_an_edited_answer_offers_the_new_version(town: Town) -> None:
    """The client has the first one; the new one goes out with a tap, once."""
    await asked(town)
    mine = town.world.send_text(
        CLINIC, "Yes, the blue won.", reply_to=town.clinic.find_button("Answer")[0].id
    )
    await town.app.settle()
    town.world.edit_text(CLINIC, mine, "Yes, the blue one.")
    assert (await town.clinic.reads()).startswith("K-1 has your first version")
    assert len(read_by_ann(town)) == 1
    await town.clinic.taps("Send the new one")
    assert read_by_ann(town)[1:] == [ANSWER]
    assert town.clinic.newest.words == "K-1: delivered 17:00."


async def test_the_new_words_of_what_never_went_out_say_so(town: Town) -> None:
    """The chat was blocked: an edit does not pretend that the client has anything."""
    await asked(town)
    town.wants_trouble = True
    town.world.block(ANN)
    answered, _ = town.clinic.find_button("Answer")
    mine = town.world.send_text(CLINIC, "Yes.", reply_to=answered.id)
    await town.app.settle()
    town.world.edit_text(CLINIC, mine, "Yes, the blue one.")
    assert (await town.clinic.reads()).startswith("K-1 did not get your first version.")


async def test_an_old_message_changed_afterwards_is_no_answer(town: Town) -> None:
    """Words are asked for, and another message is corrected meanwhile: that reaches nobody."""
    await asked(town)
    old = town.world.send_text(CLINIC, "Note to self")
    await town.app.settle()
    await town.clinic.taps("Answer")
    town.world.edit_text(CLINIC, old, "Note to myself")
    assert (await town.clinic.reads()).startswith("This does not reach a client.")
    assert read_by_ann(town) == []


async def test_a_form_in_the_middle_keeps_its_own_words(town: Town) -> None:
    """A reply to an alert goes to the client, a reply to the form to the form."""
    await asked(town)
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face")
    await town.clinic.replies(WROTE, "Yes, the blue one.")
    assert read_by_ann(town) == [ANSWER]
    said = await town.clinic.replies("When did needling end?", "16:05")
    assert "16:05" in said
    assert read_by_ann(town) == [ANSWER]


@pytest.mark.parametrize("who", [team.GONE, BOB, ANN])
async def test_nobody_else_answers_a_client(town: Town, who: int) -> None:
    """Who was removed, a stranger, the client: no reply and no forged button of theirs does."""
    await team.join(town, team.GONE)
    await asked(town)
    await team.remove(town, team.GONE)
    await town.bob.says("/start")
    file, phone = await town.file(), town.phone(who)
    newest = phone.newest.id
    town.world.send_text(who, "Yes.", reply_to=newest)
    for verb in ("write", "send", "newer"):
        town.world.forge(who, who, newest, f"v1:s:{verb}:{file.id}:ready-photo")
        await town.app.settle()
        town.world.send_text(who, "Yes.")
    await town.app.settle()
    assert read_by_ann(town) == []
    assert (await town.file()).replies == ()


async def test_only_its_writer_sends_the_new_words(town: Town) -> None:
    """They are signed with the writer's role, so nobody else sends them."""
    await team.assemble(town)
    await asked(town)
    answered, _ = town.clinic.find_button("Answer")
    mine = town.world.send_text(CLINIC, "Yes.", reply_to=answered.id)
    await town.app.settle()
    town.world.edit_text(CLINIC, mine, "No.")
    await town.clinic.reads()
    _, newer = (await town.file()).replies
    desk, data = town.phone(DESK), f"v1:s:newer:{(await town.file()).id}:{newer.id}"
    town.world.forge(DESK, DESK, desk.newest.id, data)
    await town.app.settle()
    assert len(read_by_ann(town)) == 1


async def test_the_look_is_noted_and_the_answer_too(town: Town) -> None:
    """Who, what and when; no words."""
    await asked(town)
    await town.clinic.replies(WROTE, "Yes, the blue one.")
    events = [each for each in (await town.file()).events if each.who == str(CLINIC)]
    assert [each.name for each in events][-2:] == ["answered by staff", "alert claimed"]
    assert "blue" not in str([dict(each.facts) for each in events])


async def test_whoever_answers_has_what_nobody_took(town: Town) -> None:
    """It rings no more, and Ann reads the answer alone, not that somebody has seen it too."""
    await asked(town)
    await town.clinic.replies(WROTE, "Yes, the blue one.")
    (alert,) = (await town.file()).alerts
    assert (alert.claimed_by, alert.closed_at) == (CLINIC, None)
    assert not [each for each in town.ann.received if "has seen" in each.words]
