"""What staff see of a client's photos: the list, and one at a tap. Rights are the action's."""

from dataclasses import replace
from datetime import datetime

from bot.core import audit, days
from bot.core.client import ClientFile, ProgressPhoto
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Answer, Incoming
from bot.core.outbox import Button, Media, MessageRow, RowKey
from bot.core.pack import IfDoubtful

COMMAND, LIST, ONE = "photos", "photos", "photo"
PHOTO = "progress.staff_photo"
IN_ROW = 2


def button(file: ClientFile) -> Button:
    """Return the button that leads to a client's photos from elsewhere."""
    return Button(phrase="progress.staff_open", data=f"v1:s:{LIST}:{file.id}")


def listed(file: ClientFile, clinic: ClinicFacts) -> Answer:
    """Return the client's photos, oldest first, a button each."""
    values = {"reference": file.client.reference}
    if not file.photos:
        return Answer(leaflet="progress.staff_none", values=values)
    buttons = [_one(file, each, clinic) for each in file.photos]
    places = range(0, len(buttons), IN_ROW)
    rows = tuple(tuple(buttons[place : place + IN_ROW]) for place in places)
    return Answer(leaflet="progress.staff_list", values=values, keyboard=rows)


def seen(
    file: ClientFile, photo: ProgressPhoto, incoming: Incoming, clinic: ClinicFacts, now: datetime
) -> ClientFile:
    """Return the file with the photo promised to whoever tapped, and the look noted."""
    row = MessageRow(
        key=RowKey(f"shown:{photo.id}:{incoming.update_id}:{incoming.chat_id}"),
        leaflet=PHOTO,
        values={"reference": file.client.reference, **_values(photo, clinic)},
        due_at=now,
        to=incoming.chat_id,
        media=Media.PHOTO,
        file_id=photo.file_id,
        if_doubtful=IfDoubtful.DROP,
        shows=photo.id,
    )
    noted = file.noting(now, audit.SEEN, str(incoming.user_id), photo=photo.id)
    outbox = noted.outbox.add([row]).saw(incoming.update_id, now)
    return replace(noted, outbox=outbox)


def data_of(file: ClientFile, photo: ProgressPhoto) -> str:
    """Return the data of a button that brings one photo."""
    return f"v1:s:{ONE}:{file.id}:{photo.id}"


def _one(file: ClientFile, photo: ProgressPhoto, clinic: ClinicFacts) -> Button:
    return Button(phrase="progress.taken", data=data_of(file, photo), values=_values(photo, clinic))


def _values(photo: ProgressPhoto, clinic: ClinicFacts) -> dict[str, str]:
    taken_on = days.day_of(photo.at, clinic.zone)
    return {"photo_day": str(photo.day), "taken_on": taken_on.isoformat()}
