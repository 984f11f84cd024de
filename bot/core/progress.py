"""The photos a client chose to keep, to compare: which are kept, shown and let go. Pure.

Each is asked for anew, and only the next photo after that counts; nothing here looks at a picture.
What is said about it is `progress_dialogue`'s, what is done to bytes and copies `photo_chores`'.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import consent, days, photo_chores, showing
from bot.core.client import Client, ClientFile, ProgressPhoto, Status
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Incoming
from bot.core.pack import Pack, Step, StepKind, Urgency

ASKING = "photo"
# Longer after, a photo is more likely meant for the clinic than for this.
AWAITED_FOR = timedelta(hours=1)
KEPT_MOST = 60
SHOWN_MOST = 6
KEPT, DELETED = "photo kept", "photos deleted"


def asking(now: datetime) -> str:
    """Return what notes that the next photo is one to keep."""
    return f"{ASKING}:{(now + AWAITED_FOR).isoformat()}"


def is_awaited(client: Client, now: datetime) -> bool:
    """Tell whether the client said just now that they will send one."""
    name, _, until = client.asking.partition(":")
    return name == ASKING and now < datetime.fromisoformat(until)


def why_not(file: ClientFile, pack: Pack, now: datetime) -> str:
    """Return the phrase that says why no photo can be added, "" where one can."""
    if file.has_withdrawn:
        return "progress.withdrawn"
    is_past = day_of(file, now) > max((step.day for step in pack.steps), default=0)
    if is_past or file.ending is not None:
        return "progress.over"
    return "progress.full" if len(file.photos) >= KEPT_MOST else ""


def invites(step: Step, file: ClientFile, pack: Pack) -> bool:
    """Tell whether the message of that step invites this client to add a photo."""
    client = file.client
    is_wanted = not client.no_photo_invitations and client.status is Status.LINKED
    is_day = step.kind is StepKind.MESSAGE and step.day in pack.photo_days
    return is_wanted and is_day and len(file.photos) < KEPT_MOST


def day_of(file: ClientFile, now: datetime) -> int:
    """Return the day of the course, 0 being the session's."""
    return days.day_number(now, file.session.ended_at, file.client.zone_info)


def is_for_this(file: ClientFile, arrived: Incoming, pack: Pack, now: datetime) -> bool:
    """Tell whether a photo that arrived is one to keep: it was asked for, or is of such an album.

    An old photo whose words are changed is none, and nothing is kept once no more can be added.
    """
    if arrived.is_edit or why_not(file, pack, now):
        return False
    return is_awaited(file.client, now) or goes_on(file, arrived)


def goes_on(file: ClientFile, arrived: Incoming) -> bool:
    """Tell whether a photo belongs to an album whose first was kept already."""
    return arrived.album != "" and any(each.album == arrived.album for each in file.photos)


def is_kept(file: ClientFile, arrived: Incoming) -> bool:
    """Tell whether the very same photo is kept already."""
    return arrived.unique_id != "" and any(p.unique_id == arrived.unique_id for p in file.photos)


def is_for_staff(file: ClientFile, arrived: Incoming) -> bool:
    """Tell whether a photo to keep is for staff as well: it has words, or they are awaited anyway.

    So is the rest of an album of which staff got a part.
    """
    is_of_album = arrived.album != "" and any(m.album == arrived.album for m in file.messages)
    is_urgent = any(
        each.closed_at is None and each.urgency is not Urgency.ROUTINE for each in file.alerts
    )
    return arrived.text != "" or is_of_album or is_urgent


def added(file: ClientFile, arrived: Incoming, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Return the file with the photo; its picture is fetched later where the clinic keeps them."""
    photo = ProgressPhoto(
        id=str(arrived.update_id),
        at=now,
        session=file.session.id,
        day=day_of(file, now),
        file_id=arrived.file_id,
        unique_id=arrived.unique_id,
        album=arrived.album,
    )
    file = replace(file, photos=(*file.photos, photo)).noting(now, KEPT, "client", photo=photo.id)
    if not consent.covers_stored_photos(file, clinic):
        return file
    return replace(file, outbox=file.outbox.add([photo_chores.storing(photo, now)]))


def found(file: ClientFile, photo_id: str) -> ProgressPhoto | None:
    """Return a kept photo."""
    return next((each for each in file.photos if each.id == photo_id), None)


def shown(file: ClientFile) -> tuple[ProgressPhoto, ...]:
    """Return the photos of the one picture, oldest first: first and last, and evenly between."""
    photos = sorted(file.photos, key=lambda each: each.at)
    last = len(photos) - 1
    if last < SHOWN_MOST:
        return tuple(photos)
    return tuple(photos[round(place * last / (SHOWN_MOST - 1))] for place in range(SHOWN_MOST))


def without(file: ClientFile, photos: Sequence[ProgressPhoto], now: datetime) -> ClientFile:
    """Return the file without these photos: no reference to them is left in it.

    What staff were shown is taken back, and what lies on the disk is to be deleted.
    """
    if not photos:
        return file
    gone, ids = {each.file_id for each in photos}, {each.id for each in photos}
    messages = tuple(
        replace(each, file_id="") if each.file_id in gone else each for each in file.messages
    )
    rows = [row for row in file.outbox.rows.values() if row.file_id in gone]
    outbox = file.outbox.change_all(map(photo_chores.without_file, rows))
    outbox = outbox.add([photo_chores.dropping(each, now) for each in photos])
    left = tuple(each for each in file.photos if each.id not in ids)
    file = replace(file, photos=left, messages=messages, outbox=outbox)
    file = showing.put_away(file, now, shown={row.shows for row in rows})
    return file.noting(now, DELETED, "client", count=str(len(photos)))
