"""/mydata: a file to read and a complete one, for everybody of whom anything is kept."""

import json
from typing import Any

import pytest

from bot.simulator.chats import Message
from tests.cast import ANN, CLINIC, Town


def files_of(town: Town) -> list[Message]:
    """The documents that lie in Ann's chat."""
    return [each for each in town.ann.received if each.media and each.media.kind == "document"]


def readable(town: Town) -> str:
    """The words of the newest file to read."""
    (file,) = [each for each in files_of(town)[-2:] if _name(each).endswith(".txt")]
    assert file.media is not None
    return file.media.content.decode("utf-8-sig")


def complete(town: Town) -> dict[str, Any]:
    """What the newest complete file says."""
    (file,) = [each for each in files_of(town)[-2:] if _name(each).endswith(".json")]
    assert file.media is not None
    found: dict[str, Any] = json.loads(file.media.content)
    return found


def _name(message: Message) -> str:
    assert message.media is not None
    return str(message.media.payload["file_name"])


async def talkative(town: Town) -> None:
    """Enrol Ann with all there is to enter, and let her write, answer and send a photo."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now", "Extras", "Note")
    await town.clinic.says("Use the blue bottle.")
    await town.clinic.taps("Done", "K-")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await town.ann.says("My cheek feels rosehip red, please look")
    town.world.send_photo(ANN, caption="Here is how it looks")
    await town.ann.reads()
    town.world.send_location(ANN, 52.5, 13.4)
    await town.ann.reads()
    await town.pass_days(1)


async def test_two_files_come_with_a_word_to_each(town: Town) -> None:
    """One to read, one complete, named by the day, without a worry button below."""
    await town.link_ann()
    await town.ann.says("/mydata")
    names = [_name(each) for each in files_of(town)]
    assert names == ["my-data-2026-03-27.txt", "my-data-2026-03-27.json"]
    first, second = files_of(town)
    assert first.words.startswith("This is what Rose Clinic keeps about you here")
    assert second.words.startswith("The same in full")
    assert [*first.buttons, *second.buttons] == []


async def test_the_readable_file_tells_what_the_consent_named(town: Town) -> None:
    """Reference, session, area, zone and place, answers, words, photos, notes, what was sent."""
    await talkative(town)
    await town.ann.says("/mydata")
    said = readable(town)
    assert said.startswith("What Rose Clinic keeps about you here, as of Sat 28 March")
    for words in (
        "K-1",
        "2026-03-27 17:00",
        "Face",
        "Europe/Berlin",
        "52.5, 13.4",
        "My cheek feels rosehip red",
        "photo-file-",
        "Use the blue bottle.",
        "Hello. This is your card for today",
        f"Telegram: {ANN}",
        "I agree: 2026-03-27 17:00",
        "consent given",
        "All of this is kept until",
    ):
        assert words in said, words


async def test_it_speaks_the_clients_language(town: Town) -> None:
    """Headings and labels too."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Language", "Deutsch")
    await town.ann.says("/mydata")
    assert readable(town).startswith("Was Rose Clinic hier über Sie gespeichert hat")


async def test_the_complete_file_holds_the_whole_file_on_disk(town: Town) -> None:
    """Each value that lies on the disk about the client, save the numbers of staff."""
    await talkative(town)
    await town.ann.says("/mydata")
    told = complete(town)["file"]
    file = await town.file()
    assert told["client"]["reference"] == file.client.reference
    assert [each["text"] for each in told["messages"]] == [each.text for each in file.messages]
    assert told["sessions"][0]["note"] == "Use the blue bottle."
    assert told["sessions"][0]["entered_by"] == "staff"
    assert len(told["outbox"]["rows"]) >= len(file.outbox.rows) - 2
    assert {row["to"] for row in told["outbox"]["rows"] if "to" in row} == {"staff", ANN}


async def test_asking_twice_at_once_sends_them_once(town: Town) -> None:
    """While they are on their way, the second wish is told so."""
    await town.link_ann()
    town.world.send_text(ANN, "/mydata")
    town.world.send_text(ANN, "/mydata")
    await town.ann.reads()
    assert len(files_of(town)) == 2
    assert "Your two files are on their way already." in town.ann.ever_read


async def test_they_may_be_asked_for_again(town: Town) -> None:
    """Later, as things stand then."""
    await town.link_ann()
    await town.ann.says("/mydata")
    await town.pass_days(1)
    await town.ann.says("/mydata")
    assert len(files_of(town)) == 4


async def test_a_button_under_privacy_sends_them(town: Town) -> None:
    """The same files, and a line above the button."""
    await town.link_ann()
    await town.ann.says("/privacy")
    await town.ann.taps("Send me my data")
    assert len(files_of(town)) == 2
    assert town.ann.toast == "Your files are coming."


@pytest.mark.parametrize("days", [0, 120])
async def test_they_come_when_stopped_and_when_finished(town: Town, days: int) -> None:
    """As long as anything is kept."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Stop all messages", "Yes, stop them")
    await town.pass_days(days)
    await town.ann.says("/mydata")
    assert len(files_of(town)) == 2


async def test_they_go_out_after_a_restart(town: Town) -> None:
    """What was promised before the process died is sent by the next one."""
    await town.link_ann()
    town.cut_off(ANN)
    await town.ann.says("/mydata")
    await town.restart()
    town.mend()
    await town.pass_days(0.1)
    assert len(files_of(town)) == 2


async def test_a_stranger_gets_a_kind_answer(town: Town) -> None:
    """Nothing is kept of them, and who to phone if that is wrong."""
    said = await town.bob.says("/mydata")
    assert said.startswith("There is nothing to send")
    assert "+49 30 5550100" in said


async def test_staff_have_no_such_command(town: Town) -> None:
    """Their own chat is no client's."""
    said = await town.clinic.says("/mydata")
    assert [each for each in town.clinic.received if each.media] == []
    assert "do not know" in said or "/help" in said


async def test_before_consent_there_is_nothing_to_send(town: Town) -> None:
    """The consent screen says so, and how what staff entered goes."""
    await town.ann.opens(await town.enrol())
    said = await town.ann.says("/mydata")
    assert "Nothing of yours is kept yet." in said
    assert town.ann.buttons[:2] == ["I agree", "No, thank you"]


async def test_another_clients_data_never_come(town: Town) -> None:
    """Bob asks, and gets Bob's."""
    await talkative(town)
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")
    await town.bob.says("/mydata")
    told = [each.media.content for each in town.bob.received if each.media]
    assert len(told) == 2
    assert [b"rosehip" in each or b"K-1\n" in each for each in told] == [False, False]
    assert str(CLINIC) not in json.loads(told[1])["file"]["client"].values()
