"""What people do, and how the bot is told of it."""

import pytest

from bot.simulator.errors import Impossible
from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, CAT, DAN, Ask, Updates, button, inline


@pytest.mark.parametrize(
    "link",
    [
        "https://t.me/aftercare_local_bot?start=K-47_abc",
        "t.me/aftercare_local_bot?start=K-47_abc",
        "tg://resolve?domain=aftercare_local_bot&start=K-47_abc",
        "K-47_abc",
    ],
)
async def test_a_deep_link_presses_start_with_its_payload(
    world: World, updates: Updates, link: str
) -> None:
    """However it is written."""
    world.start_link(CAT, link)
    [update] = await updates()
    assert update["message"]["text"] == "/start K-47_abc"
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert update["message"]["from"]["language_code"] == "en"
    assert update["message"]["chat"] == {"id": CAT, "type": "private", "first_name": "Cat"}


async def test_a_payload_telegram_does_not_take_is_lost(world: World, updates: Updates) -> None:
    """START comes without it, and it is noted."""
    world.start_link(CAT, "a" * 65)
    world.start_link(DAN, "no spaces")
    assert [update["message"]["text"] for update in await updates()] == ["/start", "/start"]
    assert len(world.dropped) == 2


@pytest.mark.parametrize("link", ["https://example.org/?start=a", "https://t.me/other?start=a"])
def test_a_link_elsewhere_does_not_open_the_bot(world: World, link: str) -> None:
    """Another site or another bot."""
    with pytest.raises(Impossible):
        world.start_link(CAT, link)


async def test_starting_again_after_a_block_unblocks_first(
    world: World, ask: Ask, updates: Updates
) -> None:
    """The bot is told of the block, the unblock and the start, in this order."""
    world.block(ANN)
    world.start_link(ANN)
    blocked, unblocked, started = await updates()
    standing = [
        (u["my_chat_member"]["old_chat_member"]["status"], u["my_chat_member"]["new_chat_member"])
        for u in (blocked, unblocked)
    ]
    assert [(old, new["status"]) for old, new in standing] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]
    assert standing[0][1]["until_date"] == 0
    assert started["message"]["text"] == "/start"


def test_who_blocked_the_bot_can_neither_write_nor_press(world: World) -> None:
    """As in the app, which offers only to unblock."""
    message_id = world.send_text(ANN, "Hello")
    world.block(ANN)
    for act in (
        lambda: world.send_text(ANN, "Hello"),
        lambda: world.forge(ANN, ANN, message_id, "a"),
    ):
        with pytest.raises(Impossible):
            act()


async def test_a_long_text_travels_in_parts(world: World, updates: Updates) -> None:
    """As the app sends it."""
    world.send_text(ANN, "a" * 4096 + "b")
    assert [len(update["message"]["text"]) for update in await updates()] == [4096, 1]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_the_app_sends_no_empty_text(world: World, text: str) -> None:
    """Nothing to send, nothing sent."""
    with pytest.raises(Impossible):
        world.send_text(ANN, text)


async def test_every_kind_of_message_reaches_the_bot(world: World, updates: Updates) -> None:
    """Photo, file, voice, video, sticker, place and contact."""
    world.send_photo(ANN, caption="Day 2")
    world.send_document(ANN, b"text", "notes.txt")
    world.send_voice(ANN)
    world.send_video(ANN)
    world.send_sticker(ANN)
    world.send_location(ANN, 52.5, 13.4)
    world.send_contact(ANN, "+49 30 1", "Dan")
    told = [update["message"] for update in await updates()]
    kinds = ("photo", "document", "voice", "video", "sticker", "location", "contact")
    assert [next(kind for kind in kinds if kind in message) for message in told] == list(kinds)
    assert told[0]["caption"] == "Day 2"
    assert told[1]["document"]["file_name"] == "notes.txt"
    assert told[5]["location"] == {"latitude": 52.5, "longitude": 13.4}


async def test_an_album_is_several_messages_of_one_group(world: World, updates: Updates) -> None:
    """They share the media_group_id."""
    for _ in range(3):
        world.send_photo(ANN, media_group_id="album-1")
    told = [update["message"] for update in await updates()]
    assert [message["media_group_id"] for message in told] == ["album-1"] * 3
    assert len({message["message_id"] for message in told}) == 3


async def test_an_edited_message_is_told_with_its_edit_date(world: World, updates: Updates) -> None:
    """And only its author may change it."""
    message_id = world.send_text(ANN, "It hurts")
    world.edit_text(ANN, message_id, "It hurts a lot")
    _, edited = await updates()
    assert edited["edited_message"]["text"] == "It hurts a lot"
    assert "edit_date" in edited["edited_message"]
    with pytest.raises(Impossible):
        world.edit_text(BOB, message_id, "It is fine")


async def test_the_bot_is_not_told_of_a_deleted_message(world: World, updates: Updates) -> None:
    """People see it gone."""
    message_id = world.send_text(ANN, "Oops")
    await updates()
    world.delete_message(ANN, message_id)
    assert await updates() == []
    assert world.chat(ANN)[-1].deleted


async def test_a_button_is_found_by_label_data_or_place(
    world: World, ask: Ask, updates: Updates
) -> None:
    """What is not there cannot be pressed, and a link does not ask the bot."""
    row = [button("Fine", "v1:fine"), {"text": "Map", "url": "https://example.org"}]
    sent = await ask("sendMessage", chat_id=ANN, text="Hi", reply_markup=inline(row))
    number = sent["result"]["message_id"]
    for wanted in ("Fine", "v1:fine", 0):
        world.tap(ANN, number, wanted)
    assert [u["callback_query"]["data"] for u in await updates()] == ["v1:fine"] * 3
    for wanted in ("Map", "Worse", 7):
        with pytest.raises(Impossible):
            world.tap(ANN, number, wanted)


async def test_a_forged_tap_on_nothing_names_an_inaccessible_message(
    world: World, updates: Updates
) -> None:
    """As Telegram tells of a message it no longer has."""
    world.forge(ANN, ANN, 999, "v1:staff:delete")
    [update] = await updates()
    assert update["callback_query"]["data"] == "v1:staff:delete"
    message = update["callback_query"]["message"]
    assert (message["message_id"], message["date"]) == (999, 0)


def test_nobody_acts_in_a_chat_of_others(world: World) -> None:
    """Not even with a forged app."""
    with pytest.raises(Impossible):
        world.forge(ANN, BOB, 1, "a")


async def test_an_inline_query_is_answered_once(world: World, ask: Ask, updates: Updates) -> None:
    """Asked anywhere, told as inline_query."""
    query = world.ask_inline(ANN, "sun")
    [update] = await updates()
    assert (update["inline_query"]["id"], update["inline_query"]["query"]) == (query, "sun")
    assert (await ask("answerInlineQuery", inline_query_id=query, results=[]))["ok"]
    assert not (await ask("answerInlineQuery", inline_query_id=query, results=[]))["ok"]


async def test_a_listener_hears_of_every_change(world: World, ask: Ask) -> None:
    """With the id of the chat that changed."""
    heard: list[int] = []
    world.on_change(heard.append)
    world.send_text(ANN, "Hello")
    await ask("sendMessage", chat_id=BOB, text="Hello")
    assert heard == [ANN, BOB]


async def test_private_chats_share_one_count_of_messages(world: World, ask: Ask) -> None:
    """As in a real account: a message id alone does not name a chat."""
    first = world.send_text(ANN, "Hello")
    second = (await ask("sendMessage", chat_id=BOB, text="Hello"))["result"]["message_id"]
    assert second == first + 1
