"""The library's application with every handler in one list. Order matters: the first fit wins."""

from telegram import Bot, Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.chat.errors import ErrorDesk
from bot.chat.handlers import Handlers


async def ignore(update: Update, context: object) -> None:
    """Channel posts, inline queries and what else nobody asked for: ignored on purpose."""


def build(bot: Bot, handlers: Handlers, desk: ErrorDesk) -> Application:  # type: ignore[type-arg]
    """Return the application without an updater: the intake is the entrance."""
    application = Application.builder().bot(bot).updater(None).build()
    private = filters.ChatType.PRIVATE & (
        filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    )
    listed: list[BaseHandler] = [  # type: ignore[type-arg]
        ChatMemberHandler(handlers.membership, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(private, handlers.private),
        CallbackQueryHandler(handlers.tap),
        MessageHandler(filters.ChatType.GROUPS & filters.UpdateType.MESSAGE, handlers.group),
        TypeHandler(Update, ignore),
    ]
    application.add_handlers(listed)
    application.add_error_handler(desk.note)
    return application
