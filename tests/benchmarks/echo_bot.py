"""The peer: a bare python-telegram-bot bot that sends back what comes, and keeps nothing.

`python -m tests.benchmarks.echo_bot` with the bot's own `TELEGRAM_BOT_TOKEN` and
`TELEGRAM_API_URL`; all else is the library's default.
"""

import os

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send back the words of a message, or what a button says of itself."""
    query, chat = update.callback_query, update.effective_chat
    words = query.data if query else update.effective_message and update.effective_message.text
    if chat is not None and words:
        await context.bot.send_message(chat.id, words)


def main() -> None:
    """Poll until the process is ended."""
    root = os.environ["TELEGRAM_API_URL"]
    builder = Application.builder().token(os.environ["TELEGRAM_BOT_TOKEN"])
    application = builder.base_url(f"{root}/bot").base_file_url(f"{root}/file/bot").build()
    application.add_handler(CallbackQueryHandler(echo))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
