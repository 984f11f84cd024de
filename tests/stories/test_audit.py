"""Every view and change of a client's data by staff leaves one event: who, what, when."""

from datetime import timedelta

import pytest

from bot.core import erasure, forgetting, photo_chores
from bot.core.client import ClientFile, Erasure
from bot.store import erasures, layout
from bot.store.files import Files
from tests import team
from tests.cast import FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.stories.photographing import add
from tests.stories.test_forget import forget
from tests.team import CLINICIAN

CASES = {
    "v1:s:open:{file}:{message}": "words opened",
    "v1:s:renew:{file}": "link renewed",
    "v1:s:time:{file}": "seen by staff",
    "v1:s:course:{file}": "seen by staff",
    "v1:s:wrong:{file}": "seen by staff",
    "v1:s:wrong:{file}:areas": "seen by staff",
    "v1:s:next:{file}": "seen by staff",
    "v1:s:pause:{file}": "seen by staff",
    "v1:s:pause:{file}:7": "course paused",
    "v1:s:end:{file}:done": "seen by staff",
    "v1:s:rules:{file}": "seen by staff",
    "v1:s:rule:{file}:makeup": "seen by staff",
    "v1:s:rule:{file}:makeup:120": "seen by staff",
    "v1:s:rule:{file}:makeup:120:yes": "rule decided",
    "v1:s:claim:{file}:worried-1": "alert claimed",
    "v1:s:alert:{file}:worried-1": "seen by staff",
    "v1:s:outcome:{file}:worried-1:phoned": "alert closed",
    "v1:s:view:{file}": "seen by staff",
    "v1:s:line:{file}:0": "seen by staff",
}


async def prepared(town: Town, data: str) -> str:
    """Ann linked and worried, or only invited where a link is renewed; return the button's data."""
    staff = await team.join(town, CLINICIAN)
    if ":renew:" in data:
        await town.enrol()
    else:
        await town.link_ann()
        await town.ann.taps("I'm worried")
        await town.ann.says("Is it the blue one?")
    assert staff.newest.from_bot
    file = await town.file()
    return data.format(file=file.id, message=[*(each.id for each in file.messages), ""][0])


@pytest.mark.parametrize(("data", "name"), CASES.items())
async def test_each_action_leaves_one_event(town: Town, data: str, name: str) -> None:
    """By numeric id, with the instant, and no word of what was seen."""
    data = await prepared(town, data)
    before = len((await town.file()).events)
    town.world.forge(CLINICIAN, CLINICIAN, town.phone(CLINICIAN).newest.id, data)
    await town.app.settle()
    (event,) = (await town.file()).events[before:]
    assert (event.name, event.who, event.at) == (name, str(CLINICIAN), FRIDAY_AFTERNOON)


async def test_typing_the_reference_is_a_look_too(town: Town) -> None:
    """`/rules K-1` shows what holds for the client."""
    await prepared(town, "")
    await town.phone(CLINICIAN).says("/rules K-1")
    event = (await town.file()).events[-1]
    assert (event.name, event.who, dict(event.facts)) == ("seen by staff", str(CLINICIAN), {})


async def test_enrolling_and_correcting_are_noted(town: Town) -> None:
    """The first event of each file says who entered it."""
    await town.enrol()
    event = (await town.file()).events[0]
    assert (event.name, event.who) == ("enrolled", "1")


def noted(town: Town, file: ClientFile) -> Erasure:
    """What the list of the erased says of that client; they are gone."""
    assert town.disk.holds(layout.path_of(file.id)) == []
    found = erasures.read(Files(town.disk, town.seal)).of(file.id)
    assert found is not None
    return found


async def test_an_erasure_notes_that_the_client_wished_it(town: Town) -> None:
    """And when; the list holds nothing else of them."""
    await town.link_ann()
    file = await town.file()
    await forget(town)
    expected = Erasure(at=FRIDAY_AFTERNOON, by="client", why=forgetting.WISHED)
    assert noted(town, file) == expected


async def test_an_erasure_notes_that_consent_was_declined(town: Town) -> None:
    """Nobody else had it erased, and a backup brings nothing of it back."""
    await town.ann.opens(await town.enrol())
    file = await town.file()
    await town.ann.taps("No, thank you")
    assert noted(town, file) == Erasure(at=FRIDAY_AFTERNOON, by="client", why=erasure.DECLINED)


async def test_an_erasure_notes_that_a_link_was_never_used(town: Town) -> None:
    """It is the program's, by its rule."""
    await town.enrol()
    file = await town.file()
    assert file.erase_at is not None
    await town.pass_until(file.erase_at + timedelta(minutes=1))
    assert noted(town, file) == Erasure(at=file.erase_at, by="bot", why=erasure.UNUSED)


@pytest.mark.parametrize("is_ended", [False, True])
async def test_an_erasure_notes_that_the_time_was_over(
    raise_town: RaiseTown, is_ended: bool
) -> None:
    """Of a course that staff ended, whose tap set that time: their number."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    if is_ended:
        await town.clinic.says("/client K-1")
        await town.clinic.taps("Course", "End the course", "All sessions are done", "Yes, end it")
    file = await town.file()
    assert file.erase_at is not None
    await town.pass_until(file.erase_at + timedelta(minutes=1))
    by = "1" if is_ended else "bot"
    assert noted(town, file) == Erasure(at=file.erase_at, by=by, why=erasure.OVER)


async def test_a_deleted_photo_notes_who_and_when(town: Town) -> None:
    """The photo alone is on the list."""
    await town.link_ann()
    await add(town)
    (photo,) = (await town.file()).photos
    await town.ann.says("/progress")
    await town.ann.taps("Delete a photo", "Day 0", "Yes, delete")
    file = await town.file()
    listed = erasures.read(Files(town.disk, town.seal))
    mark = photo_chores.mark_of(file.id, photo.id)
    expected = Erasure(at=FRIDAY_AFTERNOON, by="client", why=erasure.PHOTO)
    assert (listed.of(mark), listed.of(file.id)) == (expected, None)
