"""Which photos are kept and shown, and what is promised about them. Pure."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import delivery, photo_chores, progress, showing
from bot.core.client import ClientFile, Consent, ProgressPhoto
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import ChatId, Media, MessageRow, RowKey, RowState, UserId
from bot.core.photo_chores import Chore
from tests.cast import ANN, clinic_facts
from tests.core.course import FRIDAY_17, HOUR, PACK, enrolled, linked

KEEPING = clinic_facts(keep_photos=True)
DAY = timedelta(days=1)


def arrives(update_id: int = 1, **facts: object) -> Incoming:
    """Return a photo of Ann's."""
    plain: dict[str, object] = {
        "update_id": update_id,
        "chat_id": ChatId(ANN),
        "user_id": UserId(ANN),
        "kind": Kind.PHOTO,
        "file_id": f"file-{update_id}",
        "unique_id": f"unique-{update_id}",
    }
    return Incoming(**{**plain, **facts})  # type: ignore[arg-type]


def with_photos(count: int, **facts: object) -> ClientFile:
    """Return Ann's file with a photo a day."""
    file = linked(**facts)
    for number in range(1, count + 1):
        file = progress.added(file, arrives(number), clinic_facts(), FRIDAY_17 + (number - 1) * DAY)
    return file


def row(**facts: object) -> MessageRow:
    """Return a row to staff that bears the first photo."""
    plain: dict[str, object] = {
        "key": RowKey("alert:message-1:1:21"),
        "leaflet": "staff.alert.message",
        "due_at": FRIDAY_17,
        "to": ChatId(21),
        "media": Media.PHOTO,
        "file_id": "file-1",
        "alert": "message-1",
    }
    return MessageRow(**{**plain, **facts})  # type: ignore[arg-type]


def test_a_photo_is_awaited_for_an_hour() -> None:
    """And not a second longer; what was asked for otherwise is none."""
    client = replace(linked().client, asking=progress.asking(FRIDAY_17))
    assert progress.is_awaited(client, FRIDAY_17 + HOUR - timedelta(seconds=1))
    assert not progress.is_awaited(client, FRIDAY_17 + HOUR)
    assert not progress.is_awaited(replace(client, asking="zone"), FRIDAY_17)
    assert not progress.is_awaited(replace(client, asking=""), FRIDAY_17)


def test_the_same_photo_is_known_again() -> None:
    """By Telegram's name for it, whatever message it came in."""
    file = with_photos(1)
    assert progress.is_kept(file, arrives(9, unique_id="unique-1"))
    assert not progress.is_kept(file, arrives(9))
    assert not progress.is_kept(file, arrives(9, unique_id=""))


@pytest.mark.parametrize(
    ("count", "days"),
    [
        (0, []),
        (1, [0]),
        (6, [0, 1, 2, 3, 4, 5]),
        (7, [0, 1, 2, 4, 5, 6]),
        (11, [0, 2, 4, 6, 8, 10]),
    ],
)
def test_six_at_most_are_shown_first_and_last_among_them(count: int, days: list[int]) -> None:
    """Evenly between, oldest first."""
    assert [each.day for each in progress.shown(with_photos(count))] == days


def test_the_day_is_the_clients_own() -> None:
    """On either side of midnight in their zone, also on the night the clock changes."""
    file = linked()
    midnight = FRIDAY_17 + 7 * HOUR
    assert progress.day_of(file, midnight - timedelta(seconds=1)) == 0
    assert progress.day_of(file, midnight) == 1
    assert progress.day_of(file, midnight + 46 * HOUR) == 2
    assert progress.day_of(file, midnight + 47 * HOUR) == 3  # Sunday had 23 hours


def test_only_who_agreed_to_it_has_pictures_stored() -> None:
    """The clinic must want it, and the consent must be to the text that says so."""
    file = linked()
    assert _chores(progress.added(file, arrives(), KEEPING, FRIDAY_17)) == []
    covered = file.with_client(consent=Consent(version="1+photos", language="en", at=FRIDAY_17))
    assert _chores(progress.added(covered, arrives(), clinic_facts(), FRIDAY_17)) == []
    assert _chores(progress.added(covered, arrives(), KEEPING, FRIDAY_17)) == [Chore.STORE]


def test_nobody_is_invited_before_they_agreed() -> None:
    """Nor when they are not there any more."""
    (step,) = [each for each in PACK.steps if each.name == "day-3"]
    assert progress.invites(step, linked(), PACK)
    assert not progress.invites(step, enrolled(), PACK)


@pytest.mark.parametrize(
    ("state", "media"),
    [
        (RowState.PLANNED, Media.NONE),
        (RowState.CLAIMED, Media.PHOTO),
        (RowState.SENT, Media.PHOTO),
        (RowState.SKIPPED, Media.PHOTO),
    ],
)
def test_a_deleted_photo_leaves_no_reference_in_rows(state: RowState, media: Media) -> None:
    """What is planned goes out without it; its picture on the disk is to be deleted."""
    file = with_photos(1)
    bearing = row(state=state)
    file = replace(file, outbox=file.outbox.add([bearing]))
    gone = progress.without(file, file.photos, FRIDAY_17)
    left = gone.outbox.rows[bearing.key]
    assert (left.state, left.media, left.file_id) == (state, media, "")
    assert _chores(gone) == [Chore.DROP]
    assert gone.photos == ()


def test_a_photo_deleted_while_it_goes_to_staff_is_taken_back_as_soon_as_it_arrives() -> None:
    """By the one promise that takes back whatever staff were shown; others wait half a day."""
    file = with_photos(1)
    going = replace(row(state=RowState.CLAIMED), shows=file.photos[0].id, alert=None)
    file = replace(file, outbox=file.outbox.add([going]))
    for shown, due_at in (
        (file, FRIDAY_17 + showing.SHOWN_FOR),
        (progress.without(file, file.photos, FRIDAY_17), FRIDAY_17),
    ):
        there = delivery.sent(shown, going.key, 7, FRIDAY_17)
        assert [each.due_at for each in showing.standing(there)] == [due_at]


def test_a_photo_only_to_be_shown_is_not_sent_any_more() -> None:
    """Without it the message would say nothing."""
    bearing = photo_chores.without_file(row(alert=None))
    assert (bearing.state, bearing.reason) == (RowState.SKIPPED, "the client deleted the photo")


def test_deleting_nothing_changes_nothing() -> None:
    """Not even the history."""
    file = with_photos(1)
    assert progress.without(file, (), FRIDAY_17) is file


def test_a_photo_tells_nothing_by_itself() -> None:
    """Its record has ids, a day and an instant: nobody wrote or measured anything about it."""
    assert set(ProgressPhoto.__dataclass_fields__) == {
        "id", "at", "session", "day", "file_id", "unique_id", "album", "is_stored",
    }  # fmt: skip


def _chores(file: ClientFile) -> list[str]:
    return [each.leaflet for each in file.outbox.rows.values() if photo_chores.is_chore(each)]
