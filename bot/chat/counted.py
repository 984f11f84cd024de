"""The messenger with a count of what became of each message, for whoever watches the process."""

from collections import Counter
from typing import Any

from bot.chat.messenger import TelegramMessenger
from bot.core.outgoing import Outgoing
from bot.ports import NotModified, SendError

SENT = "sent"


class CountedMessenger(TelegramMessenger):
    """`outcomes` counts messages sent, and those that were not by the name of the reason."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take what the messenger takes; begin with no message."""
        super().__init__(*arguments, **options)
        self.outcomes = Counter[str]()

    async def send(self, message: Outgoing) -> int:
        """Send or edit; return the message id. Raises a SendError."""
        try:
            sent = await super().send(message)
        except NotModified:
            self.outcomes[SENT] += 1
            raise
        except SendError as failure:
            self.outcomes[type(failure).__name__.lower()] += 1
            raise
        self.outcomes[SENT] += 1
        return sent
