"""Telegram's refusals, in Telegram's own words; nothing here decides when to refuse."""

from __future__ import annotations

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
POLL_TAKEN_OVER = (
    "Conflict: terminated by other getUpdates request;"
    " make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)


class Refusal(Exception):
    """One answer with `ok: false`: HTTP status, description and optional ResponseParameters."""

    def __init__(
        self, status: int, description: str, parameters: dict[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters or {}


def bad_request(words: str, **parameters: int) -> Refusal:
    """A 400 whose description starts with Telegram's usual prefix."""
    return Refusal(400, f"Bad Request: {words}", parameters)


def forbidden(words: str) -> Refusal:
    """A 403 whose description starts with Telegram's usual prefix."""
    return Refusal(403, f"Forbidden: {words}")


def not_found() -> Refusal:
    """The 404 of a malformed token."""
    return Refusal(404, "Not Found")


def method_not_found() -> Refusal:
    """The 404 of a method Telegram does not know."""
    return Refusal(404, "Not Found: method not found")


def unauthorized() -> Refusal:
    """The 401 of a well-formed token that belongs to no bot."""
    return Refusal(401, "Unauthorized")


def conflict(description: str) -> Refusal:
    """The 409 of two readers of one bot's updates."""
    return Refusal(409, description)


def too_many_requests(retry_after_seconds: int) -> Refusal:
    """The 429 of a flood, naming the seconds to wait."""
    return Refusal(
        429,
        f"Too Many Requests: retry after {retry_after_seconds}",
        {"retry_after": retry_after_seconds},
    )


class Impossible(ValueError):
    """A person tried what Telegram's app does not offer; a mistake of the story, not of the bot."""
