"""The only exit to Telegram: renders a row, waits its turn, sends it, and tells what became of it.

Telegram's refusals become the errors of `ports` (`failures`); nothing of the library leaves here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, InputFile
from telegram.error import RetryAfter, TelegramError
from telegram.helpers import create_deep_linked_url

from bot import render
from bot.chat import calls, failures, fetching, keyboards, making, progress_picture, scenes
from bot.chat.keyboards import Shape
from bot.chat.lanes import NO_CHAT, CancelledTurn, Lanes, NotYet, SharedBy, one_process
from bot.core import showing
from bot.core.client import ClientFile
from bot.core.outbox import ChatId, Lane, Media
from bot.core.outgoing import Outgoing, Tried
from bot.ports import CONTENT_FAULT, Blocked, Clock, Library, Offload, Refused, TryLater
from bot.render import Rendered, markdown

log = logging.getLogger(__name__)

TOAST_LIMIT_UNITS = 200
# Where a server hangs here, the line above the button would come too late to be of use.
TOAST_SECONDS = 3.0
BESIDE_MOST = 100
T = TypeVar("T")


class TelegramMessenger:
    """Sends rows through one bot."""

    def __init__(
        self,
        bot: Bot,
        library: Library,
        clock: Clock,
        offload: Offload,
        *,
        pays: bool = False,
        shared_by: SharedBy = one_process,
    ) -> None:
        """Take what a message is made of, the lanes' clock, and whether Stars may be spent."""
        self._bot = bot
        self._library = library
        self._clock = clock
        self._offload = offload
        self._lanes = Lanes(clock, pays=pays, shared_by=shared_by)
        # Charts are drawn one at a time: each takes tens of megabytes and most of a processor.
        self._drawing = asyncio.Lock()
        self._background: set[asyncio.Task[object]] = set()

    def deep_link(self, token: str) -> str:
        """Return the link that opens the bot with this token."""
        return create_deep_linked_url(self._bot.username, token)

    async def send(self, message: Outgoing) -> int:
        """Send or edit; return the message id. Raises a SendError."""
        transmitting = partial(self._transmit, message, self._rendered(message))
        lane, is_edit = message.row.lane, message.edits is not None
        return await self._in_turn(
            lane, message.chat_id, transmitting, is_repeatable=is_edit, may_pay=not is_edit
        )

    async def delete(self, chat_id: ChatId, message_id: int) -> None:
        """Take one of our messages away again. Raises a SendError, MessageGone where it is none."""

        async def deleting(_: bool) -> bool:
            return await self._bot.delete_message(chat_id, message_id)

        await self._in_turn(Lane.BULK, chat_id, deleting, is_repeatable=True, may_pay=False)

    async def _in_turn(
        self,
        lane: Lane,
        chat_id: ChatId,
        call: Callable[[bool], Awaitable[T]],
        *,
        is_repeatable: bool,
        may_pay: bool,
    ) -> T:
        """Make a call, which hears whether it is paid for, when it is its turn."""
        is_paid = False
        try:
            async with self._lanes.turn(lane, chat_id, may_pay=may_pay) as is_paid:
                return await call(is_paid)
        except CancelledTurn:
            raise TryLater(failures.LATER) from None
        except NotYet as early:
            raise TryLater(timedelta(seconds=early.seconds), was_tried=False) from None
        except TelegramError as error:
            failure = failures.translated(error, is_repeatable=is_repeatable)
            if isinstance(error, RetryAfter) and isinstance(failure, TryLater):
                self._lanes.pause(chat_id, failure.delay.total_seconds(), was_paid=is_paid)
            if not is_paid or not isinstance(failure, Refused | Blocked):
                raise failure from error
        # It may be the payment that is refused: what goes through unpaid was not at fault itself.
        done = await self._in_turn(lane, chat_id, call, is_repeatable=is_repeatable, may_pay=False)
        self._lanes.pay_no_more()
        log.warning("telegram refuses paid messages: they go unpaid, and slower")
        return done

    def _rendered(self, message: Outgoing) -> Rendered:
        """Return what is to be shown. Raises Refused for what the content has no words for."""
        try:
            rendered = render.message(message.row, self._scene(message), link=message.link)
        except (LookupError, ValueError, render.UnknownField) as fault:
            log.error("content fault", extra={"error": type(fault).__name__})  # noqa: TRY400
            raise Refused(CONTENT_FAULT) from fault
        if rendered.text == "" and message.row.media is Media.NONE:
            raise Refused("empty text")
        return rendered

    def _scene(self, message: Outgoing) -> render.Scene:
        return scenes.scene_of(message, self._library, self._clock.now())

    async def _transmit(self, message: Outgoing, rendered: Rendered, is_paid: bool) -> int:
        markup = keyboards.markup(rendered.keyboard)
        if message.edits is not None:
            return await self._edit(message, rendered, markup, edits=message.edits)
        if message.row.media is not Media.NONE:
            return await self._send_media(message, rendered, markup, is_paid=is_paid)
        return await calls.send_text(
            self._bot,
            rendered.text,
            rendered.entities,
            chat_id=message.chat_id,
            reply_markup=markup,
            disable_notification=not message.row.audible,
            protect_content=showing.is_protected(message.row),
            allow_paid_broadcast=is_paid or None,
        )

    async def _edit(
        self, message: Outgoing, rendered: Rendered, markup: Shape | None, *, edits: int
    ) -> int:
        """Change a message in place: its text, or the words below what it carries."""
        place: dict[str, Any] = {
            "chat_id": message.chat_id,
            "message_id": edits,
            "reply_markup": markup,
        }
        if message.row.media is not Media.NONE:
            entities: Any = calls.marks(rendered.entities)
            await self._bot.edit_message_caption(
                caption=rendered.text, caption_entities=entities, **place
            )
        else:
            await calls.edit_text(self._bot, rendered.text, rendered.entities, **place)
        return edits

    async def _send_media(
        self, message: Outgoing, rendered: Rendered, markup: Shape | None, *, is_paid: bool
    ) -> int:
        row, bot = message.row, self._bot
        common: dict[str, Any] = {
            "reply_markup": markup,
            "disable_notification": not row.audible,
            "protect_content": showing.is_protected(row),
            "allow_paid_broadcast": is_paid or None,
        }
        content = await self._content(message)
        if row.media is Media.VIDEO_NOTE:
            return (await bot.send_video_note(message.chat_id, content, **common)).message_id
        sent = await _method(bot, row.media)(
            message.chat_id,
            content,
            caption=rendered.text,
            caption_entities=calls.marks(rendered.entities),
            **common,
        )
        return int(sent.message_id)

    async def _content(self, message: Outgoing) -> str | bytes | InputFile:
        """Return what a row carries: a known file by its id, or one that is made only now."""
        scene = self._scene(message)
        if message.row.media is Media.PROGRESS and isinstance(message.file, ClientFile):
            showing = partial(progress_picture.made, fetch=self.fetch, offload=self._offload)
            return await showing(message, message.file, scene)
        make = making.maker(message, scene)
        if make is None:
            return message.row.file_id
        if message.row.media not in making.CHARTS:
            return await self._offload.run(make)
        async with self._drawing:
            return await self._offload.run(make)

    def close(self) -> None:
        """Send nothing more; what waits for its turn is planned again."""
        self._lanes.close()

    async def drain(self, patience_seconds: float | None = None) -> None:
        """Wait for the small calls that nobody waits for; what takes longer is cut off."""
        tasks = set(self._background)
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=patience_seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def pin(self, chat_id: ChatId, message_id: int) -> Tried:
        """Pin silently; best effort: a card that is not pinned is still there."""
        pinning = partial(self._bot.pin_chat_message, disable_notification=True)
        return await self._attempt(chat_id, partial(pinning, chat_id, message_id))

    async def unpin(self, chat_id: ChatId, message_id: int) -> None:
        """Take a pin away; best effort: the message may be gone."""
        await self._attempt(chat_id, partial(self._bot.unpin_chat_message, chat_id, message_id))

    async def answer_tap(self, callback_id: str, phrase: str, language: str) -> None:
        """Answer a button press soon, beside other work; Telegram forgets old presses."""
        treatment = next(iter(self._library.packs))
        text = self._library.text(treatment, phrase, language, ()) if phrase else ""
        toast = markdown.cut(text, TOAST_LIMIT_UNITS)
        answering = partial(calls.answer_tap, self._bot, callback_id, toast, seconds=TOAST_SECONDS)
        await self._beside(self._attempt(NO_CHAT, answering))

    async def fetch(self, file_id: str) -> bytes:
        """Return a photo as a JPEG of nothing but the picture. Raises Refused, TryLater."""
        return await fetching.photo(self._bot, self._offload, file_id)

    async def leave(self, chat_id: ChatId) -> None:
        """Leave a group soon, beside other work; best effort."""
        await self._beside(self._attempt(NO_CHAT, partial(self._bot.leave_chat, chat_id)))

    async def _attempt(self, chat_id: ChatId, call: Callable[[], Awaitable[object]]) -> Tried:
        """Make a call that may fail: what matters is on the disk and in the message itself."""
        try:
            async with self._lanes.turn(Lane.ANSWER, chat_id):
                await call()
        except (TelegramError, CancelledTurn, NotYet) as error:
            return Tried.REFUSED if failures.lacks_rights(error) else Tried.LATER
        return Tried.DONE

    async def _beside(self, work: Coroutine[Any, Any, object]) -> None:
        """Do the work beside what goes on, or at once where too much is going on already."""
        if len(self._background) >= BESIDE_MOST:
            await work
            return
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _method(bot: Bot, media: Media) -> Any:
    """Return what sends a file of that kind, with words below it."""
    methods: Mapping[Media, Any] = {
        Media.INVITATION: bot.send_photo,
        Media.PROGRESS: bot.send_photo,
        Media.DATA_TO_READ: bot.send_document,
        Media.DATA_IN_FULL: bot.send_document,
        Media.CURVE: bot.send_photo,
        Media.NUMBERS_PICTURE: bot.send_photo,
        Media.NUMBERS_TABLE: bot.send_document,
        Media.RECORD: bot.send_document,
        Media.PHOTO: bot.send_photo,
        Media.DOCUMENT: bot.send_document,
        Media.VIDEO: bot.send_video,
        Media.VOICE: bot.send_voice,
        Media.ANIMATION: bot.send_animation,
        Media.AUDIO: bot.send_audio,
    }
    return methods[media]
