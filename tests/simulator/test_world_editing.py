"""What the local Telegram takes and refuses when the bot changes, deletes or pins."""

import pytest

from bot.simulator.errors import NOT_MODIFIED
from bot.simulator.files import PIXEL
from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, GROUP, Ask, HandClock, Updates, button, inline


@pytest.fixture
async def card(ask: Ask) -> int:
    """A message of the bot to Ann with one button."""
    answer = await ask(
        "sendMessage", chat_id=ANN, text="Day 1", reply_markup=inline([button("Fine", "fine")])
    )
    return int(answer["result"]["message_id"])


async def test_an_edit_changes_the_message_in_place(
    world: World, ask: Ask, clock: HandClock, card: int
) -> None:
    """Its id and date stay, its edit date is now, a keyboard not repeated is gone."""
    clock.advance(hours=1)
    answer = await ask("editMessageText", chat_id=ANN, message_id=card, text="Day 2")
    message = world.chat(ANN)[-1]
    assert (message.id, message.text, message.keyboard) == (card, "Day 2", ())
    assert answer["result"]["edit_date"] - answer["result"]["date"] == 3600


async def test_an_edit_that_changes_nothing_is_refused(ask: Ask, card: int) -> None:
    """The same words with the same buttons are no change; other buttons are."""
    same = {"chat_id": ANN, "message_id": card, "text": " Day 1 "}
    markup = inline([button("Fine", "fine")])
    answer = await ask("editMessageText", **same, reply_markup=markup)
    assert answer["description"] == f"Bad Request: {NOT_MODIFIED}"
    assert (await ask("editMessageText", **same))["ok"]
    answer = await ask("editMessageReplyMarkup", chat_id=ANN, message_id=card)
    assert answer["description"] == f"Bad Request: {NOT_MODIFIED}"


async def test_an_edit_of_nothing_is_refused(world: World, ask: Ask, card: int) -> None:
    """Neither a wrong number nor a message the person took away can be changed."""
    missing = "Bad Request: message to edit not found"
    answer = await ask("editMessageText", chat_id=ANN, message_id=999, text="Day 2")
    assert answer["description"] == missing
    answer = await ask("editMessageText", chat_id=BOB, message_id=card, text="Day 2")
    assert answer["description"] == missing
    world.delete_message(ANN, card)
    answer = await ask("editMessageText", chat_id=ANN, message_id=card, text="Day 2")
    assert answer["description"] == missing
    assert world.chat(ANN)[-1].deleted


async def test_what_a_person_wrote_cannot_be_edited(world: World, ask: Ask) -> None:
    """A bot changes only its own words."""
    message_id = world.send_text(ANN, "Hello")
    answer = await ask("editMessageText", chat_id=ANN, message_id=message_id, text="Bye")
    assert answer["description"] == "Bad Request: message can't be edited"


async def test_text_and_caption_are_not_mixed_up(ask: Ask, card: int) -> None:
    """A photo has no text to edit, a text has no caption."""
    photo = await ask("sendPhoto", files={"photo": PIXEL}, chat_id=ANN, caption="Before")
    number = photo["result"]["message_id"]
    answer = await ask("editMessageText", chat_id=ANN, message_id=number, text="Day 2")
    assert answer["description"] == "Bad Request: there is no text in the message to edit"
    answer = await ask("editMessageCaption", chat_id=ANN, message_id=card, caption="After")
    assert answer["description"] == "Bad Request: there is no caption in the message to edit"
    answer = await ask("editMessageCaption", chat_id=ANN, message_id=number, caption="After")
    assert answer["result"]["caption"] == "After"


async def test_media_can_be_replaced(world: World, ask: Ask) -> None:
    """A photo becomes a document with a caption of its own; the same photo is no change."""
    photo = await ask("sendPhoto", files={"photo": PIXEL}, chat_id=ANN)
    place = {"chat_id": ANN, "message_id": photo["result"]["message_id"]}
    same = {"type": "photo", "media": "attach://a"}
    answer = await ask("editMessageMedia", files={"a": PIXEL}, **place, media=same)
    assert answer["description"] == f"Bad Request: {NOT_MODIFIED}"
    other = {"type": "document", "media": "attach://a", "caption": "Your plan"}
    answer = await ask("editMessageMedia", files={"a": b"plan"}, **place, media=other)
    assert answer["result"]["document"]["file_size"] == 4
    assert world.chat(ANN)[-1].caption == "Your plan"


async def test_deleting_ends_after_two_days(
    world: World, ask: Ask, clock: HandClock, card: int
) -> None:
    """Within 48 hours a message goes, twice it does not, later it stays."""
    assert (await ask("deleteMessage", chat_id=ANN, message_id=card))["result"] is True
    assert world.chat(ANN)[-1].deleted
    answer = await ask("deleteMessage", chat_id=ANN, message_id=card)
    assert answer["description"] == "Bad Request: message to delete not found"
    old = (await ask("sendMessage", chat_id=ANN, text="Day 1"))["result"]["message_id"]
    clock.advance(hours=48, seconds=1)
    answer = await ask("deleteMessage", chat_id=ANN, message_id=old)
    assert answer["description"] == "Bad Request: message can't be deleted for everyone"


async def test_a_pin_is_seen_and_told_to_the_bot_itself(
    world: World, ask: Ask, updates: Updates, card: int
) -> None:
    """Telegram writes a silent service message, and the bot gets it as an update."""
    await updates()
    await ask("pinChatMessage", chat_id=ANN, message_id=card, disable_notification=True)
    assert [message.id for message in world.pinned(ANN)] == [card]
    notice = world.chat(ANN)[-1]
    assert notice.silent
    [update] = await updates()
    assert update["message"]["pinned_message"]["message_id"] == card
    assert update["message"]["from"]["is_bot"]
    assert (await ask("getChat", chat_id=ANN))["result"]["pinned_message"]["message_id"] == card
    await ask("pinChatMessage", chat_id=ANN, message_id=card)
    assert await updates() == []


async def test_a_pinned_message_stays_pinned_when_edited_and_goes_when_deleted(
    world: World, ask: Ask, card: int
) -> None:
    """The card of the day keeps its place."""
    await ask("pinChatMessage", chat_id=ANN, message_id=card)
    await ask("editMessageText", chat_id=ANN, message_id=card, text="Day 2")
    assert [message.text for message in world.pinned(ANN)] == ["Day 2"]
    await ask("deleteMessage", chat_id=ANN, message_id=card)
    assert world.pinned(ANN) == []


async def test_unpinning_takes_the_newest_pin_by_default(world: World, ask: Ask, card: int) -> None:
    """A number unpins that one; all can go at once."""
    second = (await ask("sendMessage", chat_id=ANN, text="Day 2"))["result"]["message_id"]
    for number in (card, second):
        await ask("pinChatMessage", chat_id=ANN, message_id=number)
    await ask("unpinChatMessage", chat_id=ANN)
    assert [message.id for message in world.pinned(ANN)] == [card]
    await ask("unpinChatMessage", chat_id=ANN, message_id=card)
    assert world.pinned(ANN) == []
    answer = await ask("unpinChatMessage", chat_id=ANN)
    assert answer["description"] == "Bad Request: message to unpin not found"
    await ask("pinChatMessage", chat_id=ANN, message_id=card)
    assert (await ask("unpinAllChatMessages", chat_id=ANN))["ok"]
    assert world.pinned(ANN) == []


async def test_pinning_what_is_not_there_is_refused(ask: Ask) -> None:
    """In Telegram's words."""
    answer = await ask("pinChatMessage", chat_id=ANN, message_id=999)
    assert answer["description"] == "Bad Request: message to pin not found"


async def test_in_a_group_only_an_administrator_pins(world: World, ask: Ask) -> None:
    """A plain member is told what it lacks."""
    world.create_group(GROUP, "Clinic", [ANN, BOB])
    number = (await ask("sendMessage", chat_id=GROUP, text="Hello"))["result"]["message_id"]
    pin = {"chat_id": GROUP, "message_id": number}
    answer = await ask("pinChatMessage", **pin)
    assert answer["description"] == (
        "Bad Request: not enough rights to manage pinned messages in the chat"
    )
    world.promote_bot(GROUP, ANN)
    assert (await ask("pinChatMessage", **pin))["ok"]
