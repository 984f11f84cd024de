"""python-telegram-bot, whole and with its own polling, lives in the local Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.simulator import faults
from bot.simulator.files import PIXEL
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, CAT


@pytest.fixture
async def bot(world: World) -> Bot:
    """The library's bot, ready."""
    bot = Bot(world.token, request=WorldRequest(world), get_updates_request=WorldRequest(world))
    await bot.initialize()
    return bot


@asynccontextmanager
async def polling(world: World, *handlers: Any) -> AsyncIterator[None]:
    """An application of the library with these handlers, its own polling running."""
    builder = Application.builder().token(world.token).request(WorldRequest(world))
    application = builder.get_updates_request(WorldRequest(world)).build()
    application.add_handlers(handlers)
    async with application:
        await application.start()
        await application.updater.start_polling(timeout=5)
        async with asyncio.timeout(10):
            yield
        await application.updater.stop()
        await application.stop()


async def test_an_application_polls_answers_edits_and_pins(world: World) -> None:
    """The whole circle: start, card, tap, toast, edit."""
    done = asyncio.Event()

    async def start(update: Update, _: Any) -> None:
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("Fine", callback_data="fine")]])
        marks = [MessageEntity(MessageEntity.BOLD, 0, 3)]
        sent = await update.message.reply_text("Day 1", entities=marks, reply_markup=markup)
        await sent.pin(disable_notification=True)
        world.tap(ANN, sent.message_id, "Fine")

    async def tapped(update: Update, _: Any) -> None:
        await update.callback_query.answer("Noted")
        await update.callback_query.edit_message_text("Day 1, fine")
        done.set()

    async with polling(world, CommandHandler("start", start), CallbackQueryHandler(tapped)):
        world.start_link(ANN, "abc")
        await done.wait()
    assert [message.text for message in world.pinned(ANN)] == ["Day 1, fine"]
    assert [toast.text for toast in world.toasts(ANN)] == ["Noted"]
    assert (world.pending_updates(), world.dropped) == (0, [])


async def test_a_photo_travels_both_ways(world: World) -> None:
    """What a person sent is fetched and sent back."""
    done = asyncio.Event()

    async def photographed(update: Update, _: Any) -> None:
        file = await update.message.photo[-1].get_file()
        content = bytes(await file.download_as_bytearray())
        await update.message.reply_photo(content, caption="Seen", filename="seen.png")
        done.set()

    async with polling(world, MessageHandler(filters.PHOTO, photographed)):
        world.send_photo(ANN, PIXEL)
        await done.wait()
    assert (world.chat(ANN)[-1].caption, world.chat(ANN)[-1].photo) == ("Seen", PIXEL)


async def test_refusals_become_the_librarys_own_exceptions(
    world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """403, 400, 429 and what is not answered."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    trouble = faults.Faults()
    world.policy = trouble
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(CAT, "Hello")
    world.block(ANN)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(ANN, "Hello")
    trouble.flood("sendMessage", retry_after=3)
    with pytest.raises(RetryAfter):
        await bot.send_message(BOB, "Hello")
    trouble.time_out("sendMessage", "after")
    with pytest.raises(TimedOut):
        await bot.send_message(BOB, "Hello")
    assert world.chat(BOB)[-1].text == "Hello"
    trouble.server_down = True
    with pytest.raises(NetworkError):
        await bot.send_message(BOB, "Hello")


async def test_a_wrong_token_is_told(world: World) -> None:
    """As with the real server."""
    other = Bot(world.token[:-1] + "a", request=WorldRequest(world))
    with pytest.raises(InvalidToken):
        await other.initialize()


async def test_an_album_and_a_file_travel_with_their_bytes(world: World, bot: Bot) -> None:
    """Uploads in one request, names kept."""
    sent = await bot.send_document(ANN, b"{}", filename="mine.json")
    assert sent.document.file_name == "mine.json"
    album = await bot.send_media_group(ANN, [InputMediaPhoto(PIXEL), InputMediaPhoto(PIXEL)])
    assert [world.chat(ANN)[-2].photo, world.chat(ANN)[-1].photo] == [PIXEL, PIXEL]
    assert len({message.media_group_id for message in album}) == 1
    assert world.dropped == []
