"""The part of `check` that asks the Bot API's server who the bot is; no update is touched."""

import asyncio
import json
from typing import Any

from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest

from bot.commands._findings import Finding, Level, Part
from bot.settings import Settings

LONGEST_SECONDS = 10.0


async def look(settings: Settings, request: BaseRequest) -> list[Finding]:
    """Call getMe once and say what came back. The token is in no sentence."""
    address = f"{settings.telegram_api_url}/bot{settings.telegram_bot_token}/getMe"
    server = "Telegram" if settings.on_telegram else f"The server {settings.telegram_api_url}"
    try:
        async with asyncio.timeout(LONGEST_SECONDS), request:
            status, body = await request.do_request(url=address, method="POST")
    except (TimedOut, TimeoutError):
        return [_fault(f"{server} does not answer. Look at the connection and TELEGRAM_API_URL.")]
    except (NetworkError, TelegramError):
        # The library's own words may hold the address, and so the token.
        sentence = f"{server} cannot be reached. Look at the connection and TELEGRAM_API_URL."
        return [_fault(sentence)]
    return [_meaning(server, status, _json(body))]


def _meaning(server: str, status: int, answer: Any) -> Finding:
    known = isinstance(answer, dict) and isinstance(answer.get("ok"), bool)
    if status == 200 and known and isinstance(answer.get("result"), dict):
        name = str(answer["result"].get("username", ""))[:32]
        return Finding(Part.TELEGRAM, Level.NOTE, f"{server} answers: the bot is @{name}.")
    if status == 401 and known:
        return _fault(
            f"TELEGRAM_BOT_TOKEN: {server} does not know this token. Copy it again from @BotFather."
        )
    if status == 404:
        return _fault(
            f"TELEGRAM_BOT_TOKEN: {server} does not know this token, or TELEGRAM_API_URL is not"
            " the root of a Bot API server. Copy the token again; leave /bot out of the address."
        )
    if status == 429 or status >= 500:
        return Finding(
            Part.TELEGRAM, Level.WARNING, f"{server} is too busy (status {status}). Try later."
        )
    return _fault(
        f"TELEGRAM_API_URL: {server} does not speak the Bot API (status {status}). Name the root"
        " of one that does."
    )


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _fault(text: str) -> Finding:
    return Finding(Part.TELEGRAM, Level.FAULT, text)
