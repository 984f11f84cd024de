"""The one error desk: what failed, by update id; logged without a name, a text or a token."""

import logging

from telegram import Update
from telegram.ext import ContextTypes

log = logging.getLogger(__name__)

REMEMBERED = 1_000


class ErrorDesk:
    """Reports a handler's failure back to the intake, which retries or sets the update aside."""

    def __init__(self) -> None:
        """Start with no failure."""
        self._failed: dict[int, BaseException] = {}

    async def note(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take what the library caught from a handler."""
        error = context.error
        update_id = update.update_id if isinstance(update, Update) else 0
        log.error("update failed", extra={"update_id": update_id, "error": type(error).__name__})
        if error is not None and len(self._failed) < REMEMBERED:
            self._failed[update_id] = error

    def take(self, update_id: int) -> BaseException | None:
        """Return and forget the failure of that update."""
        return self._failed.pop(update_id, None)
