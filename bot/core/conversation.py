"""Whether a client and the clinic are talking to each other now: what can wait does so meanwhile.

A conversation is words between people: what the bot answered by itself opens none.
"""

from datetime import datetime, timedelta

from bot.core.client import ClientFile

OPEN_FOR = timedelta(minutes=30)


def open_until(file: ClientFile, now: datetime) -> datetime | None:
    """Return until when the conversation counts as open, None where there is none.

    It is open for half an hour after the last words of either side; closing the client's last
    alert ends it at once.
    """
    last = max((*_written(file), *_passed_on(file)), default=None)
    if last is None or now >= last + OPEN_FOR or _is_closed_since(file, last):
        return None
    return last + OPEN_FOR


def _written(file: ClientFile) -> list[datetime]:
    return [each.at for each in file.replies if each.row]


def _passed_on(file: ClientFile) -> list[datetime]:
    """Return when the client wrote what staff were given to read."""
    given = {key.split(":")[2] for key in file.outbox.rows if key.startswith("alert:")}
    return [each.at for each in file.messages if each.id in given]


def _is_closed_since(file: ClientFile, last: datetime) -> bool:
    if any(each.closed_at is None for each in file.alerts):
        return False
    return any(each.closed_at is not None and each.closed_at >= last for each in file.alerts)
