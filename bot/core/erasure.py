"""Who has something erased, and why: what stays in the list of the erased, and names no client.

Kept by the store beside a keyed hash; the file that it is told from is gone by then. Pure.
"""

from datetime import datetime

from bot.core import forgetting
from bot.core.client import ClientFile, Erasure

DECLINED = "consent declined"
UNUSED = "the link was not used"
OVER = "the time to keep it was over"
PHOTO = "photo deleted"
_CLIENT, _BOT = "client", "bot"


def of(file: ClientFile, now: datetime) -> Erasure:
    """Return what is kept of a client's erasure: their own wish comes before all else.

    Where staff ended the course, its time to be kept ran from then: it is theirs, by their number.
    """
    if forgetting.is_wished(file):
        return Erasure(at=now, by=_CLIENT, why=forgetting.WISHED)
    if any(event.name == DECLINED for event in file.events):
        return of_declined(now)
    if file.client.consent is None:
        return Erasure(at=now, by=_BOT, why=UNUSED)
    by = _BOT if file.ending is None else str(file.ending.by)
    return Erasure(at=now, by=by, why=OVER)


def of_declined(now: datetime) -> Erasure:
    """Return what is kept of an enrolment to which its client said no."""
    return Erasure(at=now, by=_CLIENT, why=DECLINED)


def of_photo(now: datetime) -> Erasure:
    """Return what is kept of a photo that its client deleted."""
    return Erasure(at=now, by=_CLIENT, why=PHOTO)
