"""The exit: what Telegram says becomes what the outbox understands."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData

from bot.chat.messenger import TelegramMessenger
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import Button, ChatId, Lane, Media, MessageRow, RowKey
from bot.ports import (
    CONTENT_FAULT,
    Blocked,
    Doubtful,
    MessageGone,
    Migrated,
    NotModified,
    Outgoing,
    Refused,
    SendError,
    TryLater,
)
from bot.simulator.faults import Faults
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.timing.clock import VirtualClock
from bot.timing.offload import InlineOffload
from tests.cast import ANN, FRIDAY_AFTERNOON, LIBRARY, clinic_facts
from tests.core.course import linked

GROUP = ChatId(-900)


class Way(WorldRequest):
    """The way to Telegram, which can fail with an error of the library's own."""

    failure: TelegramError | None = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *rest: object,
        **more: object,
    ) -> tuple[int, bytes]:
        """Fail as asked, once."""
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        return await super().do_request(url, method, request_data, *rest, **more)


@dataclass
class Exit:
    """A messenger beside a local Telegram whose troubles are asked for by hand."""

    world: World
    clock: VirtualClock
    faults: Faults
    way: Way
    messenger: TelegramMessenger

    async def send(self, **changes: object) -> int:
        """Send a row to Ann."""
        row = MessageRow(
            **{
                "key": RowKey("r"),
                "leaflet": "alert.please_phone",
                "due_at": FRIDAY_AFTERNOON,
                **changes,
            }
        )
        to = row.to or ChatId(ANN)
        return await self.messenger.send(Outgoing(row=row, file=linked(), chat_id=to))

    async def edit(self, message_id: int, leaflet: str = "alert.passed_on") -> int:
        """Change a message."""
        row = MessageRow(key=RowKey("e"), leaflet=leaflet, due_at=FRIDAY_AFTERNOON)
        outgoing = Outgoing(row=row, file=linked(), chat_id=ChatId(ANN), edits=message_id)
        return await self.messenger.send(outgoing)


@pytest_asyncio.fixture
async def way_out() -> AsyncIterator[Exit]:
    """Ann has started the bot, and all is well."""
    clock, policy = VirtualClock(FRIDAY_AFTERNOON), Faults()
    world = World(clock.now, policy=policy)
    world.add_user(ANN, "Ann")
    world.start_link(ANN)
    way = Way(world)
    bot = Bot(world.token, "http://127.0.0.1/bot", request=way, get_updates_request=way)
    await bot.initialize()
    messenger = TelegramMessenger(bot, LIBRARY, clinic_facts(), clock, InlineOffload())
    yield Exit(world, clock, policy, way, messenger)
    await bot.shutdown()


async def failure_of(way_out: Exit, **changes: object) -> SendError:
    """Return the error with which sending fails."""
    with pytest.raises(SendError) as caught:
        await way_out.send(**changes)
    return caught.value


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
    outgoing = Outgoing(row=row, file=linked(), chat_id=ChatId(ANN), link=link)
    await way_out.messenger.send(outgoing)
    newest = way_out.world.chat(ANN)[-1]
    assert link == f"{way_out.world.link}?start={'T' * 32}"
    assert newest.media is not None
    assert (newest.media.kind, link in newest.words) == ("photo", True)


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


@pytest.mark.parametrize("cause", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
async def test_a_request_that_never_left_is_tried_again(
    way_out: Exit, cause: type[httpx.TransportError]
) -> None:
    """As the library reports it over HTTP."""
    way_out.way.failure = TimedOut()
    way_out.way.failure.__cause__ = cause("no")
    assert isinstance(await failure_of(way_out), TryLater)


@pytest.mark.parametrize(
    ("failure", "cause"),
    [(TimedOut(), httpx.ReadTimeout("no")), (NetworkError("cut"), httpx.ReadError("no"))],
)
async def test_a_lost_answer_is_a_doubt(
    way_out: Exit, failure: TelegramError, cause: httpx.TransportError
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
    outgoing = Outgoing(row=row, file=desk, chat_id=ChatId(ANN))
    first = await way_out.messenger.send(outgoing)
    second = await way_out.messenger.send(replace(outgoing, file=replace(desk, language="en")))
    words = {each.id: each.words for each in way_out.world.chat(ANN)}
    assert words[first] == words[second]
