"""Who looked at a client's file, and when: one event for each look, with no content.

What changes a file notes its own event; both are lines of the same history.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.core.client import ClientFile
from bot.core.incoming import Incoming

SEEN = "seen by staff"

_Look = Callable[[ClientFile], tuple[ClientFile, ClientFile]]


def seeing(incoming: Incoming, now: datetime) -> _Look:
    """Return the change that notes the look and gives the file back; an update counts once.

    A look that goes with a change of the same update is told by that change already.
    """

    def decide(file: ClientFile) -> tuple[ClientFile, ClientFile]:
        if file.outbox.has_seen(incoming.update_id):
            return file, file
        seen = file.noting(now, SEEN, str(incoming.user_id))
        seen = replace(seen, outbox=seen.outbox.saw(incoming.update_id, now))
        return seen, seen

    return decide
