"""What is not understood, and every file, is never out of place: staff get it, and that is said."""

import pytest

from bot.simulator.faults import Faults
from tests.cast import ANN, CLINIC, DAN, Town
from tests.stories.conftest import RaiseTown
from tests.stories.diary import berlin

GROUP = -900
HANDED_OVER = "Passed on to Rose Clinic. A person will read it."


async def test_free_text_goes_to_staff_with_an_alert(town: Town) -> None:
    """Under the client's code and the day, without a sound; a tap opens the words as they are."""
    await town.link_ann()
    await town.ann.says("Is it the blue one?")
    alert = town.clinic.newest
    assert alert.words == "K-1 wrote. Day 0 · routine · a message\nNot understood"
    assert alert.silent
    assert await town.clinic.reads_words() == ["Is it the blue one?"]
    assert len((await town.file()).alerts) == 1


async def test_the_client_is_told_with_the_emergency_number(town: Town) -> None:
    """Handed over, whom to call meanwhile, and until when somebody is there."""
    await town.link_ann()
    said = await town.ann.says("Is it the blue one?")
    assert said.startswith(HANDED_OVER)
    assert "Please phone us: +49 30 5550100. We are here: today until 18:00." in said
    assert [n in said for n in ("116117", "call 112")] == [False, True]


@pytest.mark.parametrize("kind", ["photo", "document", "video", "voice"])
async def test_each_kind_of_file_goes_to_staff(town: Town, kind: str) -> None:
    """Photo, document, video and voice reach staff as they came, and the client is told."""
    await town.link_ann()
    content = b"\x89PNG the bytes of a picture"
    getattr(town.world, f"send_{kind}")(ANN, content)
    said = await town.ann.reads()
    assert town.clinic.newest.words.startswith("K-1 wrote. Day 0 · routine · a ")
    assert town.clinic.newest.media is None
    [shown] = await town.clinic.opens_words()
    assert shown.media is not None
    assert (shown.media.kind, shown.media.content) == (kind, content)
    assert said.startswith(HANDED_OVER)
    assert "112" in said


async def test_a_caption_goes_along(town: Town) -> None:
    """What is written below a photo stands below it for staff too."""
    await town.link_ann()
    town.world.send_photo(ANN, caption="Is this normal?")
    await town.app.settle()
    [shown] = await town.clinic.opens_words()
    assert "Is this normal?" in shown.words
    assert (await town.file()).messages[-1].text == "Is this normal?"


async def test_only_a_reference_to_a_file_is_kept(town: Town) -> None:
    """The picture itself is on no disk of ours."""
    await town.link_ann()
    town.world.send_photo(ANN, b"rosehip picture bytes")
    await town.app.settle()
    assert (await town.file()).messages[-1].file_id.startswith("photo-file-")
    assert not town.disk.ever_held("rosehip picture")


async def test_an_album_is_answered_once(town: Town) -> None:
    """Three photos of one album: one tap opens all for staff, and one answer for the client."""
    await town.link_ann()
    heard = len(town.ann.received)
    for _ in range(3):
        town.world.send_photo(ANN, media_group_id="album-1")
    await town.app.settle()
    await town.clinic.taps("Show")
    assert len([each for each in town.clinic.received if each.photo and each.protected]) == 3
    assert len(town.ann.received) - heard == 1
    assert len((await town.file()).alerts) == 1


async def test_an_album_makes_no_sound_of_its_own(town: Town) -> None:
    """Photos wait in the list of alerts, and are rung once, together."""
    await town.link_ann()
    for _ in range(3):
        town.world.send_photo(ANN, media_group_id="album-1")
    await town.app.settle()
    told = [each for each in town.clinic.received if "wrote" in each.words]
    assert [each.silent for each in told] == [True, True, True]
    await town.pass_until(berlin("30.03.", "18:00"))
    rung = [each for each in town.clinic.received if "nobody has taken this" in each.words]
    assert [each.silent for each in rung] == [False]


async def test_a_file_telegram_will_not_pass_on_is_told(town: Town) -> None:
    """A round video cannot be sent as a video: staff hear of it, with the words, all the same."""
    await town.link_ann()
    policy = Faults()
    policy.refuse("sendVideo", 400, "Bad Request: can't use file of type VideoNote as Video")
    town.world.policy, town.wants_trouble = policy, True
    town.world.send_video(ANN, caption="Look at my cheek")
    said = await town.ann.reads()
    await town.clinic.taps("Show")
    assert "Look at my cheek" in town.clinic.newest.words
    assert "What they sent could not be passed on here." in town.clinic.newest.words
    assert said.startswith(HANDED_OVER)


async def test_an_album_that_comes_apart_is_answered_once(town: Town) -> None:
    """Its photos may arrive in different batches; the next album is answered anew."""
    await town.link_ann()
    heard = len(town.ann.received)
    for album in ("album-1", "album-1", "album-2", "album-2"):
        town.world.send_photo(ANN, media_group_id=album)
        await town.app.settle()
    assert len(town.ann.received) - heard == 2


async def test_an_edited_message_is_handled_as_new(town: Town) -> None:
    """A client who corrects a message is heard again: staff get the new words too."""
    await town.link_ann()
    first = town.world.send_text(ANN, "It hurts a bit")
    await town.app.settle()
    town.world.edit_text(ANN, first, "It hurts a lot")
    said = await town.ann.reads()
    told = await town.clinic.reads_words()
    kept = [each.text for each in (await town.file()).messages]
    assert told == ["It hurts a bit", "It hurts a lot"]
    assert kept == ["It hurts a bit", "It hurts a lot"]
    assert said.startswith(HANDED_OVER)


async def test_an_edited_caption_is_handled_as_new(town: Town) -> None:
    """The photo goes to staff once more, with the new words."""
    await town.link_ann()
    first = town.world.send_photo(ANN, caption="Day one")
    await town.app.settle()
    town.world.edit_text(ANN, first, "Day two")
    await town.app.settle()
    shown = (await town.clinic.opens_words())[-1]
    assert "Day two" in shown.words
    assert shown.photo is not None


async def test_an_edited_command_is_answered_as_new(town: Town) -> None:
    """A mistyped command, corrected."""
    await town.link_ann()
    first = town.world.send_text(ANN, "/hepl")
    await town.app.settle()
    town.world.edit_text(ANN, first, "/help")
    assert "Here is what I can do for you." in await town.ann.reads()


async def test_the_staff_group_sees_the_code_only(raise_town: RaiseTown) -> None:
    """No word and no photo of a client goes to a group."""
    town = await raise_town(owners=frozenset({CLINIC, DAN}), staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC, DAN])
    await town.dan.says("/start")
    await town.link_ann()
    await town.ann.says("quokka words")
    town.world.send_photo(ANN, caption="rosehip caption")
    await town.app.settle()
    group = town.world.chat(GROUP)
    assert [each.words for each in group[-2:]] == ["K-1, day 0, a message"] * 2
    assert [each.media for each in group if each.media] == []


async def test_words_while_nobody_is_reached_are_not_lost(town: Town) -> None:
    """The client is asked to phone after a minute; staff get the words when they can."""
    await town.link_ann()
    town.cut_off(CLINIC)
    await town.ann.says("My cheek is hot")
    await town.pass_days(0.01)
    assert town.ann.newest.words.startswith("We could not reach anyone at the clinic just now.")
    town.mend()
    await town.pass_days(0.05)
    assert await town.clinic.reads_words() == ["My cheek is hot"]
    assert town.ann.newest.words.startswith(HANDED_OVER)


async def test_several_messages_at_once_each_arrive(town: Town) -> None:
    """Three messages in one breath: three for staff, in order."""
    await town.link_ann()
    for words in ("one", "two", "three"):
        town.world.send_text(ANN, words)
    await town.app.settle()
    assert await town.clinic.reads_words() == ["one", "two", "three"]


async def test_two_clients_are_not_mixed_up(town: Town) -> None:
    """Words of Ann stand under Ann's code, Bob's under Bob's."""
    await town.link_ann()
    await town.bob.opens(await town.enrol("Scalp"))
    await town.bob.taps("I agree")
    town.world.send_text(ANN, "from Ann")
    town.world.send_text(12, "from Bob")
    await town.app.settle()
    told = {each.words for each in await town.clinic.opens_words()}
    assert told == {
        "K-1 · day 0 · routine · a message\nNot understood\n\nfrom Ann",
        "K-2 · day 0 · routine · a message\nNot understood\n\nfrom Bob",
    }
