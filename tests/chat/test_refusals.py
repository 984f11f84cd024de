"""What Telegram refuses, or never answers, becomes what the outbox understands."""

from datetime import timedelta

import aiohttp
import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.core.outbox import ChatId
from bot.ports import (
    Blocked,
    Doubtful,
    MessageGone,
    Migrated,
    NotModified,
    Refused,
    SendError,
    TryLater,
)
from tests.cast import ANN
from tests.chat.conftest import Exit, failure_of

GROUP = ChatId(-900)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot was kicked from the group chat"),
        (403, "Forbidden: bot can't initiate conversation with a user"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: PEER_ID_INVALID"),
    ],
)
async def test_a_chat_that_cannot_be_written_to_is_blocked(
    way_out: Exit, status: int, said: str
) -> None:
    """Whatever Telegram calls it."""
    way_out.faults.refuse("sendMessage", status, said)
    assert isinstance(await failure_of(way_out), Blocked)


async def test_a_message_telegram_will_never_take_is_refused(way_out: Exit) -> None:
    """With a static reason: what Telegram said may hold a text."""
    way_out.faults.refuse("sendMessage", 400, "Bad Request: can't parse entities near 'My cheek'")
    failure = await failure_of(way_out)
    assert isinstance(failure, Refused)
    assert failure.reason == "bad request"


async def test_a_flood_waits_as_long_as_telegram_asks(way_out: Exit) -> None:
    """And so does all else to that chat, but nobody else."""
    way_out.faults.flood("sendMessage", retry_after=37)
    failure = await failure_of(way_out)
    assert isinstance(failure, TryLater)
    assert failure.delay == timedelta(seconds=37)
    again = await failure_of(way_out)
    assert isinstance(again, TryLater)
    assert (again.delay, again.was_tried) == (timedelta(seconds=37), False)
    assert [call.method for call in way_out.world.calls][-1:] == ["sendMessage"]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_in_trouble_is_tried_again(way_out: Exit, status: int) -> None:
    """Telegram said that it did not do it."""
    way_out.faults.refuse("sendMessage", status, "Internal Server Error")
    assert isinstance(await failure_of(way_out), TryLater)


async def test_no_connection_is_tried_again(way_out: Exit) -> None:
    """Nothing reached Telegram."""
    way_out.faults.cut_off("sendMessage")
    assert isinstance(await failure_of(way_out), TryLater)


@pytest.mark.parametrize("cause", [aiohttp.ConnectionTimeoutError, ConnectionRefusedError])
async def test_a_request_that_never_left_is_tried_again(
    way_out: Exit, cause: type[Exception]
) -> None:
    """As the carrier reports it over HTTP; its own tests have the other ways."""
    way_out.way.failure = TimedOut()
    way_out.way.failure.__cause__ = cause("no")
    assert isinstance(await failure_of(way_out), TryLater)


@pytest.mark.parametrize(
    ("failure", "cause"),
    [
        (TimedOut(), aiohttp.SocketTimeoutError("no")),
        (NetworkError("cut"), aiohttp.ServerDisconnectedError("no")),
    ],
)
async def test_a_lost_answer_is_a_doubt(
    way_out: Exit, failure: TelegramError, cause: aiohttp.ClientError
) -> None:
    """Telegram may have taken it."""
    way_out.way.failure = failure
    failure.__cause__ = cause
    assert isinstance(await failure_of(way_out), Doubtful)


@pytest.mark.parametrize(("moment", "arrived"), [("before", 0), ("after", 1)])
async def test_a_time_out_is_a_doubt_whether_it_arrived_or_not(
    way_out: Exit, moment: str, arrived: int
) -> None:
    """Nobody can tell the two apart."""
    before = len(way_out.world.chat(ANN))
    way_out.faults.time_out("sendMessage", moment)  # type: ignore[arg-type]
    assert isinstance(await failure_of(way_out), Doubtful)
    assert len(way_out.world.chat(ANN)) - before == arrived


async def test_an_edit_in_doubt_is_simply_made_again(way_out: Exit) -> None:
    """Twice the same edit does no harm."""
    message_id = await way_out.send()
    way_out.faults.time_out("editMessageText", "after")
    with pytest.raises(TryLater):
        await way_out.edit(message_id)


async def test_an_edit_that_changes_nothing_is_told_apart(way_out: Exit) -> None:
    """It is success to whoever asked."""
    message_id = await way_out.send()
    with pytest.raises(NotModified):
        await way_out.edit(message_id, "alert.please_phone")


async def test_an_edit_changes_the_message_in_place(way_out: Exit) -> None:
    """The same id, other words."""
    message_id = await way_out.send()
    assert await way_out.edit(message_id) == message_id
    assert way_out.world.chat(ANN)[-1].words.startswith("Passed on")


async def test_an_edit_of_a_message_that_is_gone_is_told_apart(way_out: Exit) -> None:
    """The client deleted it."""
    message_id = await way_out.send()
    way_out.world.delete_message(ANN, message_id)
    with pytest.raises(MessageGone):
        await way_out.edit(message_id)


async def test_a_group_that_moved_says_where_it_is_now(way_out: Exit) -> None:
    """A group becomes a supergroup under another id."""
    way_out.world.create_group(GROUP, "Staff", [ANN])
    way_out.world.migrate_group(GROUP, -100_900)
    failure = await failure_of(way_out, to=GROUP)
    assert isinstance(failure, Migrated)
    assert failure.chat_id == -100_900


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("Bad Request: message to delete not found", MessageGone),
        ("Bad Request: message can't be deleted for everyone", Refused),
        ("Bad Request: message can't be deleted", Refused),
    ],
)
async def test_what_cannot_be_deleted_is_not_gone(
    way_out: Exit, said: str, means: type[SendError]
) -> None:
    """Deleted by the reader, there is nothing left; older than 48 hours, it still stands there."""
    way_out.faults.refuse("deleteMessage", 400, said)
    with pytest.raises(means):
        await way_out.messenger.delete(ChatId(ANN), 1)


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_lost_answer_to_a_deletion_is_no_doubt(way_out: Exit, moment: str) -> None:
    """It can simply be made again."""
    message_id = await way_out.send()
    way_out.faults.time_out("deleteMessage", moment)  # type: ignore[arg-type]
    with pytest.raises(TryLater):
        await way_out.messenger.delete(ChatId(ANN), message_id)
