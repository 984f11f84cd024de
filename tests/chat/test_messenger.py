"""The exit: how a row is sent, and what goes beside it."""

from dataclasses import replace

import pytest

from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import Button, ChatId, Lane, Media, MessageRow, RowKey
from bot.core.outgoing import Outgoing
from bot.ports import (
    CONTENT_FAULT,
    Refused,
    TryLater,
)
from tests.cast import ANN, FRIDAY_AFTERNOON, clinic_facts
from tests.chat.conftest import Exit, failure_of
from tests.core.course import linked

GROUP = ChatId(-900)


async def test_sent_is_the_id_that_telegram_gave(way_out: Exit) -> None:
    """The message stands in the chat, with its words."""
    message_id = await way_out.send()
    newest = way_out.world.chat(ANN)[-1]
    assert (newest.id, newest.silent) == (message_id, False)
    assert newest.words.startswith("We could not reach anyone")


async def test_a_silent_row_makes_no_sound(way_out: Exit) -> None:
    """disable_notification."""
    await way_out.send(audible=False)
    assert way_out.world.chat(ANN)[-1].silent is True


async def test_buttons_carry_data_links_and_copies(way_out: Exit) -> None:
    """Each button one of the three; the worry button is below."""
    keyboard = (
        (Button(phrase="button.back", data="v1:x"), Button(phrase="button.back", copy="K-1")),
        (Button(phrase="button.back", url="https://example.org/"),),
    )
    await way_out.send(keyboard=keyboard)
    raw = [dict(each.raw) for each in way_out.world.chat(ANN)[-1].buttons]
    assert [next(name for name in each if name != "text") for each in raw] == [
        "callback_data",
        "copy_text",
        "url",
        "callback_data",
    ]


async def test_an_invitation_is_a_picture_with_its_link(way_out: Exit) -> None:
    """The deep link is drawn, and stands below it to be forwarded."""
    link = way_out.messenger.deep_link("T" * 32)
    row = MessageRow(
        key=RowKey("i"),
        leaflet="invitation.forward",
        values={"expires_at": FRIDAY_AFTERNOON.isoformat()},
        due_at=FRIDAY_AFTERNOON,
        media=Media.INVITATION,
    )
    outgoing = Outgoing(
        row=row, file=linked(), clinic=clinic_facts(), chat_id=ChatId(ANN), link=link
    )
    await way_out.messenger.send(outgoing)
    newest = way_out.world.chat(ANN)[-1]
    assert link == f"{way_out.world.link}?start={'T' * 32}"
    assert newest.media is not None
    assert (newest.media.kind, link in newest.words) == ("photo", True)


async def test_after_closing_nothing_is_sent(way_out: Exit) -> None:
    """It is planned again, and surely did not go out."""
    before = len(way_out.world.chat(ANN))
    way_out.messenger.close()
    assert isinstance(await failure_of(way_out), TryLater)
    assert len(way_out.world.chat(ANN)) == before


async def test_pins_taps_and_leaving_are_best_effort(way_out: Exit) -> None:
    """Refused or lost: no error, as the message itself is there."""
    message_id = await way_out.send()
    way_out.faults.refuse("*", 400, "Bad Request: no", times=3)
    await way_out.messenger.pin(ChatId(ANN), message_id)
    await way_out.messenger.answer_tap("1", "toast.noted", "en")
    await way_out.messenger.leave(GROUP)
    await way_out.messenger.drain()
    assert way_out.faults.left == 0


async def test_the_answer_to_a_tap_holds_up_nobody(way_out: Exit) -> None:
    """It goes beside: whoever asked for it goes on at once."""
    way_out.faults.refuse("answerCallbackQuery", 400, "Bad Request: query is too old")
    await way_out.messenger.answer_tap("1", "toast.noted", "en")
    assert way_out.faults.left == 1
    await way_out.messenger.drain()
    assert way_out.faults.left == 0


async def test_what_is_cut_off_while_draining_ends(way_out: Exit) -> None:
    """A server that hangs does not keep the process from ending."""
    await way_out.messenger.answer_tap("1", "toast.noted", "en")
    await way_out.messenger.drain(patience_seconds=0)
    await way_out.messenger.drain()
    assert [call.method for call in way_out.world.calls if "Callback" in call.method] == []


async def test_a_text_the_content_does_not_have_is_refused(way_out: Exit) -> None:
    """A product or a leaflet that is gone: this row is skipped, the others go on."""
    failure = await failure_of(way_out, leaflet="no.such.leaflet")
    assert isinstance(failure, Refused)
    assert failure.reason == CONTENT_FAULT


async def test_an_alarm_goes_out_with_an_option_the_content_has_no_words_for(
    way_out: Exit,
) -> None:
    """Staff read the bare key rather than nothing."""
    values = {
        "reference": "K-1",
        "course_day": "3",
        "urgency_phrase": "urgency.same_day",
        "question_phrase": "questions.gone",
        "option_phrase": "options.gone.a_lot",
    }
    await way_out.send(
        leaflet="staff.alert.answers", to=ChatId(ANN), values=values, lane=Lane.ALARM
    )
    assert way_out.world.chat(ANN)[-1].words.endswith("gone\na_lot")


@pytest.mark.parametrize(
    ("media", "method"),
    [
        (Media.VIDEO, "sendVideo"),
        (Media.ANIMATION, "sendAnimation"),
        (Media.AUDIO, "sendAudio"),
        (Media.VOICE, "sendVoice"),
    ],
)
async def test_a_file_is_passed_on_as_what_it_is(way_out: Exit, media: Media, method: str) -> None:
    """Telegram takes the reference to a file only as the kind of file it is."""
    stored = way_out.world.state.files.add(str(media), b"film")
    await way_out.send(media=media, file_id=stored.id, to=ChatId(ANN))
    newest = way_out.world.chat(ANN)[-1]
    assert way_out.world.calls[-1].method == method
    assert newest.words.startswith("We could not reach anyone")


async def test_a_round_video_bears_no_words(way_out: Exit) -> None:
    """Its words are a message of their own, before it."""
    stored = way_out.world.state.files.add("video_note", b"film")
    await way_out.send(leaflet="", media=Media.VIDEO_NOTE, file_id=stored.id, to=ChatId(ANN))
    newest = way_out.world.chat(ANN)[-1]
    assert newest.media is not None
    assert (newest.media.kind, newest.words) == ("video_note", "")


async def test_a_desks_words_are_in_its_own_language(way_out: Exit) -> None:
    """A chat that has none of its own reads the clinic's."""
    desk = DeskFile(id=desk_id(ANN), chat_id=ChatId(ANN))
    row = MessageRow(key=RowKey("d"), leaflet="odd.command", due_at=FRIDAY_AFTERNOON)
    outgoing = Outgoing(row=row, file=desk, clinic=clinic_facts(), chat_id=ChatId(ANN))
    first = await way_out.messenger.send(outgoing)
    second = await way_out.messenger.send(replace(outgoing, file=replace(desk, language="en")))
    words = {each.id: each.words for each in way_out.world.chat(ANN)}
    assert words[first] == words[second]


async def test_a_line_above_a_button_is_cut_to_what_telegram_shows(way_out: Exit) -> None:
    """200 units; all shipped lines are shorter, a clinic's own may not be."""
    message_id = await way_out.send(keyboard=((Button(phrase="button.back", data="v1:x"),),))
    callback_id = way_out.world.tap(ANN, message_id, 0)
    await way_out.messenger.answer_tap(callback_id, "people.welcome", "en")
    await way_out.messenger.drain()
    text = way_out.world.toasts(ANN)[-1].text
    assert (len(text), text[-1]) == (200, "…")
