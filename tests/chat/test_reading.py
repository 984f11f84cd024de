"""From Telegram's update to plain data: every kind a person can send, and what is not for us."""

from typing import Any

import pytest
from telegram import Update

from bot.chat import reading
from bot.core.incoming import Incoming, Kind
from tests.cast import ANN

SENDER = {"id": ANN, "is_bot": False, "first_name": "Ann", "language_code": "de-AT"}
CHAT = {"id": ANN, "type": "private", "first_name": "Ann"}
FILE = {"file_id": "file-1", "file_unique_id": "u1"}
VIDEO = {**FILE, "width": 1, "height": 1, "duration": 1}
PLACE = {"latitude": 52.5, "longitude": 13.4}


def message(**content: Any) -> dict[str, Any]:
    """Return a message of Ann's."""
    return {"message_id": 5, "date": 0, "chat": CHAT, "from": SENDER, **content}


def read(**update: Any) -> Incoming | None:
    """Return what an update says."""
    return reading.read(Update.de_json({"update_id": 900, **update}, None))


def sent(**content: Any) -> Incoming:
    """Return what a message says, which it must."""
    incoming = read(message=message(**content))
    assert incoming is not None
    return incoming


def test_a_text_is_read_with_who_where_and_in_which_language() -> None:
    """Nothing else of a person is read."""
    found = sent(text="Hello")
    assert (found.update_id, found.chat_id, found.user_id, found.message_id) == (900, ANN, ANN, 5)
    assert (found.kind, found.text, found.language) == (Kind.TEXT, "Hello", "de-AT")


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/start abc_-9", "start", "abc_-9"),
        ("/Today", "today", ""),
        ("/enrol@aftercare_local_bot", "enrol", ""),
        ("/help  me  ", "help", "me"),
    ],
)
def test_a_command_is_taken_apart(text: str, command: str, rest: str) -> None:
    """In any letter case, with or without the bot's name."""
    found = sent(text=text)
    assert (found.kind, found.command, found.text) == (Kind.COMMAND, command, rest)


def test_a_lone_slash_is_a_text() -> None:
    """There is no command in it."""
    assert (sent(text="/").kind, sent(text="/").text) == (Kind.TEXT, "/")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"photo": [{**FILE, "width": 1, "height": 1}]}, Kind.PHOTO),
        ({"video": VIDEO}, Kind.VIDEO),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, Kind.VIDEO_NOTE),
        ({"animation": VIDEO, "document": FILE}, Kind.ANIMATION),
        ({"document": FILE}, Kind.DOCUMENT),
        ({"voice": {**FILE, "duration": 1}}, Kind.VOICE),
        ({"audio": {**FILE, "duration": 1}}, Kind.AUDIO),
    ],
)
def test_a_file_is_read_as_telegrams_reference_with_its_caption(
    content: dict[str, Any], kind: Kind
) -> None:
    """The file itself stays with Telegram."""
    found = sent(**content, caption="Look")
    assert (found.kind, found.file_id, found.text) == (kind, "file-1", "Look")


def test_the_largest_size_of_a_photo_is_the_photo() -> None:
    """Telegram lists small ones first."""
    small = {**FILE, "file_id": "small", "width": 1, "height": 1}
    assert sent(photo=[small, {**small, "file_id": "large"}]).file_id == "large"


def test_an_album_is_known_by_its_group() -> None:
    """So that it is answered once."""
    found = sent(photo=[{**FILE, "width": 1, "height": 1}], media_group_id="album-1")
    assert found.album == "album-1"


def test_a_location_is_read_with_its_coordinates() -> None:
    """A venue is not a location: nobody shares a café to be reminded of the sun."""
    found = sent(location=PLACE)
    venue = {"location": PLACE, "title": "Café", "address": "Street 1"}
    assert (found.kind, found.latitude, found.longitude) == (Kind.LOCATION, 52.5, 13.4)
    assert sent(location=PLACE, venue=venue).kind is Kind.OTHER


@pytest.mark.parametrize(
    "content",
    [
        {"dice": {"emoji": "🎲", "value": 3}},
        {"contact": {"phone_number": "1", "first_name": "Bob"}},
        {
            "sticker": {
                **FILE,
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        },
    ],
)
def test_odd_things_are_read_as_such(content: dict[str, Any]) -> None:
    """They get a kind answer."""
    assert sent(**content).kind is Kind.OTHER


def test_an_edited_message_is_handled_as_new() -> None:
    """What was corrected is what was meant."""
    found = read(edited_message=message(text="Corrected", edit_date=1))
    assert found is not None
    assert (found.text, found.is_edit) == ("Corrected", True)


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(pinned_message=message(text="x"))},
        {"message": message(new_chat_title="x")},
        {"channel_post": {**message(text="x"), "chat": {"id": -5, "type": "channel"}}},
        {"inline_query": {"id": "1", "from": SENDER, "query": "x", "offset": ""}},
        {"message": {k: v for k, v in message(text="x").items() if k != "from"}},
        {},
    ],
)
def test_what_nobody_said_to_us_is_not_read(update: dict[str, Any]) -> None:
    """Service lines, channel posts, inline queries, and updates of a kind to come."""
    assert read(**update) is None


def test_a_tap_is_read_with_its_data_and_its_message() -> None:
    """The data's parts follow its version."""
    query = {"id": "q1", "from": SENDER, "chat_instance": "1", "message": message(text="x")}
    found = read(callback_query={**query, "data": "v1:a:s1:day-3:pain:5"})
    assert found is not None
    assert (found.kind, found.callback_id, found.message_id) == (Kind.TAP, "q1", 5)
    assert found.words == ("a", "s1", "day-3", "pain", "5")


@pytest.mark.parametrize("data", ["v2:a", "", "v1"])
def test_foreign_data_has_no_words(data: str) -> None:
    """Another version, or nothing at all."""
    query = {"id": "q1", "from": SENDER, "chat_instance": "1", "message": message(text="x")}
    found = read(callback_query={**query, "data": data})
    assert found is not None
    assert found.words == ()


def test_a_tap_on_a_message_too_old_to_be_seen_has_its_chat() -> None:
    """Telegram sends what is left of such a message."""
    gone = {"chat": CHAT, "message_id": 5, "date": 0}
    found = read(callback_query={"id": "q", "from": SENDER, "chat_instance": "1", "message": gone})
    assert found is not None
    assert (found.chat_id, found.message_id, found.data) == (ANN, 5, "")


def test_the_longest_text_is_read_whole() -> None:
    """4,096 characters; half a character is replaced, as it could not be kept."""
    assert len(sent(text="a" * 4096).text) == 4096
    assert sent(text="a\ud83d").text == "a\ufffd"
