"""Photos, files, albums, places, copies: sent by the bot and by people."""

import struct

import pytest

from bot.simulator.files import PIXEL
from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, Ask, Updates


def picture(width: int, height: int) -> bytes:
    """The beginning of a PNG of this size; more is not looked at."""
    return PIXEL[:16] + struct.pack(">II", width, height) + PIXEL[24:]


async def test_an_uploaded_photo_is_seen_and_can_be_fetched_and_sent_again(
    world: World, ask: Ask
) -> None:
    """By its file_id, without a second upload."""
    sent = await ask(
        "sendPhoto", files={"qr": picture(300, 200)}, chat_id=ANN, photo="attach://qr", caption="QR"
    )
    size = sent["result"]["photo"][-1]
    assert (size["width"], size["height"]) == (300, 200)
    assert world.chat(ANN)[-1].photo == picture(300, 200)
    again = await ask("sendPhoto", chat_id=BOB, photo=size["file_id"])
    assert again["result"]["photo"] == sent["result"]["photo"]
    path = (await ask("getFile", file_id=size["file_id"]))["result"]["file_path"]
    assert world.file(world.token, path) == (200, picture(300, 200))
    assert world.file("other", path)[0] == 404


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (picture(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (picture(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_a_photo_telegram_cannot_use_is_refused(
    ask: Ask, content: bytes, refusal: str
) -> None:
    """Empty, no picture, too large, too narrow."""
    answer = await ask("sendPhoto", files={"photo": content}, chat_id=ANN)
    assert answer["description"] == f"Bad Request: {refusal}"


async def test_a_caption_has_1024_units_at_most(ask: Ask) -> None:
    """After its marks are read."""
    answer = await ask("sendPhoto", files={"photo": PIXEL}, chat_id=ANN, caption="🌸" * 512)
    assert answer["ok"]
    answer = await ask("sendPhoto", files={"photo": PIXEL}, chat_id=ANN, caption="a" * 1025)
    assert answer["description"] == "Bad Request: message caption is too long"


async def test_a_file_keeps_its_name(world: World) -> None:
    """As given with the upload."""
    await world.call(
        world.token, "sendDocument", {"chat_id": ANN}, {"document": b"{}"}, {"document": "me.json"}
    )
    media = world.chat(ANN)[-1].media
    assert media is not None
    assert (media.kind, media.payload["file_name"], media.content) == ("document", "me.json", b"{}")


@pytest.mark.parametrize(
    ("photo", "refusal"),
    [
        ("", "there is no photo in the request"),
        ("unknown", "wrong file identifier/HTTP URL specified"),
        ("attach://nothing", "wrong file identifier/HTTP URL specified"),
        ("https://example.org/a.png", "failed to get HTTP URL content"),
    ],
)
async def test_a_photo_that_is_not_there_is_refused(ask: Ask, photo: str, refusal: str) -> None:
    """The world fetches nothing from the net."""
    answer = await ask("sendPhoto", chat_id=ANN, photo=photo)
    assert answer["description"] == f"Bad Request: {refusal}"


async def test_a_file_of_another_kind_cannot_be_sent_as_photo(ask: Ask) -> None:
    """A file_id belongs to its kind."""
    sent = await ask("sendDocument", files={"document": b"plan"}, chat_id=ANN)
    answer = await ask("sendPhoto", chat_id=ANN, photo=sent["result"]["document"]["file_id"])
    assert answer["description"] == "Bad Request: can't use file of type Document as Photo"


async def test_an_album_arrives_as_one_group_or_not_at_all(world: World, ask: Ask) -> None:
    """Two to ten items, photos and documents apart."""
    photos = [{"type": "photo", "media": f"attach://{name}"} for name in "ab"]
    answer = await ask("sendMediaGroup", files={"a": PIXEL, "b": PIXEL}, chat_id=ANN, media=photos)
    assert len({message["media_group_id"] for message in answer["result"]}) == 1
    shown = len(world.chat(ANN))
    mixed = [photos[0], {"type": "document", "media": "attach://b"}]
    for media in (photos[:1], mixed, [photos[0], {"type": "photo", "media": "attach://no"}]):
        answer = await ask(
            "sendMediaGroup", files={"a": PIXEL, "b": PIXEL}, chat_id=ANN, media=media
        )
        assert answer["error_code"] == 400
    assert len(world.chat(ANN)) == shown


async def test_a_place_must_be_on_earth(ask: Ask) -> None:
    """Latitude within 90, longitude within 180 degrees."""
    assert (await ask("sendLocation", chat_id=ANN, latitude=52.5, longitude=13.4))["ok"]
    answer = await ask("sendLocation", chat_id=ANN, latitude=91, longitude=13.4)
    assert answer["error_code"] == 400


async def test_a_persons_photo_can_be_copied_and_forwarded_to_staff(
    world: World, ask: Ask, updates: Updates
) -> None:
    """A copy is the bot's own message, a forward names where it came from."""
    number = world.send_photo(ANN, PIXEL, caption="Is this normal?")
    [update] = await updates()
    source = {"from_chat_id": ANN, "message_id": number}
    copied = await ask("copyMessage", chat_id=BOB, **source)
    assert world.chat(BOB)[-1].id == copied["result"]["message_id"]
    assert world.chat(BOB)[-1].photo == PIXEL
    assert world.chat(BOB)[-1].origin is None
    forwarded = await ask("forwardMessage", chat_id=BOB, **source)
    assert forwarded["result"]["forward_origin"]["sender_user"]["id"] == ANN
    assert forwarded["result"]["photo"] == update["message"]["photo"]
    answer = await ask("copyMessage", chat_id=BOB, from_chat_id=ANN, message_id=999)
    assert answer["description"] == "Bad Request: message to copy not found"


async def test_protected_words_are_not_copied(ask: Ask) -> None:
    """What was sent with protect_content stays where it is."""
    sent = await ask("sendMessage", chat_id=ANN, text="Private", protect_content=True)
    number = sent["result"]["message_id"]
    for method in ("copyMessage", "forwardMessage"):
        answer = await ask(method, chat_id=BOB, from_chat_id=ANN, message_id=number)
        assert answer["error_code"] == 400


async def test_a_chat_action_is_one_of_telegrams(ask: Ask) -> None:
    """Typing is one, dancing is none."""
    assert (await ask("sendChatAction", chat_id=ANN, action="typing"))["ok"]
    assert not (await ask("sendChatAction", chat_id=ANN, action="dancing"))["ok"]


async def test_a_file_nobody_knows_cannot_be_fetched(ask: Ask) -> None:
    """Nor one without an id."""
    answers = [await ask("getFile", file_id=file_id) for file_id in ("unknown", "")]
    assert [answer["description"] for answer in answers] == [
        "Bad Request: invalid file_id",
        "Bad Request: file_id is not specified",
    ]
