"""The only exit to Telegram: renders a row, waits its turn, sends it, and tells what became of it.

Telegram's refusals become the errors of `ports`; nothing of the library leaves this file.
"""

from datetime import timedelta
from functools import partial

import httpx
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.helpers import create_deep_linked_url

from bot import render
from bot.chat import pictures
from bot.chat.lanes import CancelledTurn, Lanes
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, Lane, Media
from bot.ports import (
    Blocked,
    Clock,
    Doubtful,
    Library,
    MessageGone,
    Migrated,
    NotModified,
    Offload,
    Outgoing,
    Refused,
    SendError,
    TryLater,
)
from bot.render import Rendered
from bot.render.shapes import RenderedButton

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
TOAST_LIMIT_UNITS = 200
# The next updates wait for it, so a server that hangs here may not hold them up for long.
TOAST_SECONDS = 3.0
LATER = timedelta(seconds=5)
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
UNREACHABLE = ("chat not found", "user is deactivated", "bot was kicked", "peer_id_invalid")
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class TelegramMessenger:
    """Sends rows through one bot."""

    def __init__(
        self, bot: Bot, library: Library, clinic: ClinicFacts, clock: Clock, offload: Offload
    ) -> None:
        """Take what a message is made of, and the lanes' clock."""
        self._bot = bot
        self._library = library
        self._clinic = clinic
        self._clock = clock
        self._offload = offload
        self._lanes = Lanes(clock)

    def deep_link(self, token: str) -> str:
        """Return the link that opens the bot with this token."""
        return create_deep_linked_url(self._bot.username, token)

    async def send(self, message: Outgoing) -> int:
        """Send or edit; return the message id. Raises a SendError."""
        rendered = render.message(message.row, self._scene(message), link=message.link)
        if rendered.text == "" and message.row.media is Media.NONE:
            raise Refused("empty text")
        try:
            await self._lanes.turn(message.row.lane, message.chat_id)
        except CancelledTurn:
            raise TryLater(LATER) from None
        try:
            return await self._transmit(message, rendered)
        except TelegramError as error:
            failure = self._failure(error, message)
            raise failure from error

    def _scene(self, message: Outgoing) -> render.Scene:
        file = message.file
        return render.Scene(
            file=file,
            library=self._library,
            clinic=self._clinic,
            treatment=_treatment(file, self._library),
            language=_language(message, self._clinic),
            now=self._clock.now(),
        )

    async def _transmit(self, message: Outgoing, rendered: Rendered) -> int:
        entities = [
            MessageEntity(
                type=each.type, offset=each.offset, length=each.length, url=each.url or None
            )
            for each in rendered.entities
        ]
        markup = _markup(rendered.keyboard)
        if message.edits is not None:
            edited = await self._bot.edit_message_text(
                rendered.text,
                chat_id=message.chat_id,
                message_id=message.edits,
                entities=entities,
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )
            return edited.message_id if isinstance(edited, Message) else message.edits
        if message.row.media is not Media.NONE:
            return await self._send_media(message, rendered, entities, markup)
        sent = await self._bot.send_message(
            message.chat_id,
            rendered.text,
            entities=entities,
            reply_markup=markup,
            disable_notification=not message.row.audible,
            link_preview_options=NO_PREVIEW,
        )
        return sent.message_id

    async def _send_media(
        self,
        message: Outgoing,
        rendered: Rendered,
        entities: list[MessageEntity],
        markup: InlineKeyboardMarkup | None,
    ) -> int:
        row, bot = message.row, self._bot
        send = {
            Media.INVITATION: bot.send_photo,
            Media.PHOTO: bot.send_photo,
            Media.DOCUMENT: bot.send_document,
            Media.VIDEO: bot.send_video,
            Media.VOICE: bot.send_voice,
        }[row.media]
        content: str | bytes = row.file_id
        if row.media is Media.INVITATION:
            content = await self._offload.run(partial(pictures.qr_code, message.link))
        sent = await send(  # type: ignore[operator]
            message.chat_id,
            content,
            caption=rendered.text,
            caption_entities=entities,
            reply_markup=markup,
            disable_notification=not row.audible,
        )
        return int(sent.message_id)

    def _failure(self, error: TelegramError, message: Outgoing) -> SendError:
        """Translate what Telegram or the way to it said."""
        failure: SendError = TryLater(LATER)
        match error:
            case RetryAfter():
                failure = self._paused(error, message)
            case ChatMigrated(new_chat_id=moved):
                failure = Migrated(ChatId(moved))
            case Forbidden():
                failure = Blocked()
            case BadRequest():
                failure = _bad_request(error)
            case TimedOut():
                failure = _lost(error, message)
            case NetworkError() if error.__cause__ is not None:
                failure = _lost(error, message)
        return failure

    def _paused(self, error: RetryAfter, message: Outgoing) -> TryLater:
        wait = error.retry_after
        delay = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
        self._lanes.pause(message.chat_id, delay.total_seconds())
        return TryLater(delay)

    def close(self) -> None:
        """Send nothing more; what waits for its turn is planned again."""
        self._lanes.close()

    async def pin(self, chat_id: ChatId, message_id: int) -> None:
        """Pin silently; best effort: a card that is not pinned is still there."""
        try:
            await self._lanes.turn(Lane.ANSWER, chat_id)
            await self._bot.pin_chat_message(chat_id, message_id, disable_notification=True)
        except (TelegramError, CancelledTurn):
            return

    async def unpin(self, chat_id: ChatId, message_id: int) -> None:
        """Take a pin away; best effort: the message may be gone."""
        try:
            await self._lanes.turn(Lane.ANSWER, chat_id)
            await self._bot.unpin_chat_message(chat_id, message_id)
        except (TelegramError, CancelledTurn):
            return

    async def answer_tap(self, callback_id: str, phrase: str, language: str) -> None:
        """Answer a button press; best effort: Telegram forgets old presses."""
        treatment = next(iter(self._library.packs))
        text = self._library.text(treatment, phrase, language, ()) if phrase else None
        try:
            await self._bot.answer_callback_query(
                callback_id, text=text, read_timeout=TOAST_SECONDS, connect_timeout=TOAST_SECONDS
            )
        except TelegramError:
            return

    async def leave(self, chat_id: ChatId) -> None:
        """Leave a group; best effort."""
        try:
            await self._bot.leave_chat(chat_id)
        except TelegramError:
            return


def _treatment(file: object, library: Library) -> str:
    if isinstance(file, ClientFile):
        return file.client.treatment
    return next(iter(library.packs))


def _language(message: Outgoing, clinic: ClinicFacts) -> str:
    """Return the reader's language: the client's own, a chat's own, else the clinic's."""
    file = message.file
    if isinstance(file, ClientFile):
        theirs = message.row.to is None or message.chat_id == file.client.chat_id
        return file.client.language if theirs else clinic.language
    return file.language or clinic.language


def _markup(
    keyboard: tuple[tuple[RenderedButton, ...], ...],
) -> InlineKeyboardMarkup | None:
    rows = [[_button(button) for button in buttons] for buttons in keyboard if buttons]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: RenderedButton) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    if button.copy:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
    return InlineKeyboardButton(button.label, callback_data=button.data)


def _bad_request(error: BadRequest) -> SendError:
    said = error.message.lower()
    if "message is not modified" in said:
        return NotModified()
    if any(each in said for each in GONE):
        return MessageGone()
    if any(each in said for each in UNREACHABLE):
        return Blocked()
    return Refused("bad request")


def _lost(error: NetworkError, message: Outgoing) -> SendError:
    """Tell what surely did not arrive from what may have; an edit can simply be made again."""
    if isinstance(error.__cause__, NEVER_SENT) or message.edits is not None:
        return TryLater(LATER)
    return Doubtful()
