"""Answers to what people pressed or typed inline: callback queries and inline queries.

Source: https://core.telegram.org/bots/api#answercallbackquery.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.simulator import limits
from bot.simulator.arguments import Arguments
from bot.simulator.errors import QUERY_TOO_OLD, bad_request
from bot.simulator.state import State, Toast


def answer_callback_query(state: State, given: Arguments) -> bool:
    """Answers answerCallbackQuery: once, and within a quarter of an hour."""
    tap = state.taps.get(given.text("callback_query_id"))
    lifetime = timedelta(seconds=limits.CALLBACK_ANSWER_SECONDS_MAX)
    if tap is None or tap.answered or state.now() - tap.at > lifetime:
        raise bad_request(QUERY_TOO_OLD)
    text = given.text("text")
    if len(text) > limits.CALLBACK_ANSWER_CHARACTERS_MAX:
        raise bad_request("MESSAGE_TOO_LONG")
    url = given.text("url")
    if url and not url.startswith(f"https://t.me/{state.bot.username}?start="):
        raise bad_request("URL_INVALID")
    state.taps[tap.id] = replace(tap, answered=True)
    state.toasts.append(
        Toast(
            tap_id=tap.id,
            user_id=tap.user_id,
            chat_id=tap.chat_id,
            text=text,
            show_alert=given.flag("show_alert"),
            url=url or None,
            at=state.now(),
        )
    )
    state.changed(tap.chat_id)
    return True


def answer_inline_query(state: State, given: Arguments) -> bool:
    """Answers answerInlineQuery: once, with at most 50 results."""
    query_id = given.text("inline_query_id")
    if state.inline_answers.get(query_id, ()) is not None:
        raise bad_request(QUERY_TOO_OLD)
    results = given.array("results")
    if len(results) > limits.INLINE_RESULTS_MAX:
        raise bad_request("too many inline query results specified")
    state.inline_answers[query_id] = tuple(results)
    return True
