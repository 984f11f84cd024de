"""How the bot gets its updates: getUpdates and the settings of a webhook (which is never called).

Source: https://core.telegram.org/bots/api#getting-updates.
"""

from __future__ import annotations

import re
from typing import Any

from bot.simulator import limits, updates
from bot.simulator.arguments import Arguments
from bot.simulator.errors import WEBHOOK_ACTIVE, bad_request, conflict
from bot.simulator.state import State


async def wait_for_updates(state: State, given: Arguments) -> None:
    """Wait until there is something to read or the time-out, in real seconds, is over."""
    if state.webhook is not None:
        raise conflict(WEBHOOK_ACTIVE)
    if given.has("allowed_updates"):
        state.updates.allowed = updates.kinds_of(given.array("allowed_updates"))
    state.updates.confirm(given.number("offset") or 0)
    state.updates.forget_old(state.now())
    await state.updates.wait(min(given.real("timeout") or 0, limits.POLL_SECONDS_MAX))


def get_updates(state: State, given: Arguments) -> list[dict[str, Any]]:
    """Answers getUpdates after the waiting is over."""
    return state.updates.oldest(updates.limit_of(given.number("limit")))


def set_webhook(state: State, given: Arguments) -> bool:
    """Answers setWebhook; an empty address takes the webhook away."""
    url = given.text("url")
    if not url:
        return delete_webhook(state, given)
    if not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = given.text("secret_token")
    if secret and not re.fullmatch(rf"[\w-]{{1,{limits.WEBHOOK_SECRET_CHARACTERS_MAX}}}", secret):
        raise bad_request("secret token contains unallowed characters")
    if given.has("allowed_updates"):
        state.updates.allowed = updates.kinds_of(given.array("allowed_updates"))
    _drop_pending(state, given)
    state.webhook = {"url": url, "max_connections": given.number("max_connections") or 40}
    return True


def delete_webhook(state: State, given: Arguments) -> bool:
    """Answers deleteWebhook."""
    _drop_pending(state, given)
    state.webhook = None
    return True


def get_webhook_info(state: State, given: Arguments) -> dict[str, Any]:
    """Answers getWebhookInfo."""
    info: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(state.updates),
    }
    if state.updates.allowed is not None:
        info["allowed_updates"] = list(state.updates.allowed)
    return info | dict(state.webhook or {})


def log_out(state: State, given: Arguments) -> bool:
    """Answers logOut, which changes nothing here."""
    return True


def close(state: State, given: Arguments) -> bool:
    """Answers close, which changes nothing here."""
    return True


def _drop_pending(state: State, given: Arguments) -> None:
    if given.flag("drop_pending_updates"):
        state.updates.clear()
