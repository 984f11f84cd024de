"""A clinic with a `DATA_KEY`: nothing of a client lies open, and a wrong key changes nothing."""

import logging
from collections.abc import Callable

import pytest

from bot.core import dialogue
from bot.core.outbox import FileId
from bot.store import layout, rotation
from bot.store.files import Files
from bot.store.seal import PLAIN, Seal, WrongKey
from tests.cast import ANN, Town
from tests.data_keys import NEW, OLD, OTHER, text
from tests.stories.conftest import RaiseTown

REFERENCE = "Canaryref 77"
NOTE = "canarynote blue bottle"
PRODUCT = "canaryproduct rose water"
QUESTION = "canaryquestion may I dance"
CAPTION = "canarycaption"
DAMAGED = "canarydamaged"
ASIDE = "canaryaside"
BROKEN = FileId("annannannannann9")
# What somebody typed, and what the bot itself would write about a client.
TYPED = (REFERENCE, NOTE, PRODUCT, QUESTION, CAPTION, DAMAGED, ASIDE)
OURS = ("canaryref 77", "Europe/Berlin", "linked", "worried", '"format"', "day-1")
KILLED_AT = (1, 4, 7, 9, 12)


class Killed(BaseException):
    """The process that rotates is gone."""


def wrapping(town: Town, *keys: bytes) -> Files:
    """The town's folder, opened with these keys."""
    return Files(town.disk, Seal(keys))


async def enrolled_with_everything(town: Town) -> str:
    """Enrol with a note, a product and a reference of the clinic's own; return the link."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now", "Extras", "Note")
    await town.clinic.says(NOTE)
    await town.clinic.taps("Products")
    await town.clinic.says(PRODUCT)
    await town.clinic.taps("Done", "Done")
    await town.clinic.says(REFERENCE)
    await town.clinic.taps(REFERENCE)
    return town.link()


async def a_life(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enrolled, linked, asked, worried, a photo; a restart, a damaged file, an update set aside."""
    town.wants_trouble = True
    await town.ann.opens(await enrolled_with_everything(town))
    await town.ann.taps("I agree")
    await town.ann.says(QUESTION)
    town.world.send_photo(ANN, b"a photo", caption=CAPTION)
    await town.ann.taps("I'm worried")
    with monkeypatch.context() as broken:
        broken.setattr(dialogue, "reply_to", fails)
        await town.ann.says(ASIDE)
    await town.pass_days(2)
    await town.store.close()
    Files(town.disk, town.seal).write_atomic(layout.path_of(BROKEN), DAMAGED.encode())
    await town.restart()
    await town.pass_days(1)
    places = {path.split("/")[0] for path in town.disk.files()}
    assert places >= {"clients", "chats", "index", "quarantine", "aside"}


def fails(scene: object) -> None:
    """A handler with a fault of ours."""
    raise ValueError("not today")


@pytest.mark.parametrize("seal", [Seal([NEW]), PLAIN], ids=["key", "no key"])
async def test_nothing_of_a_client_is_ever_written_open(
    raise_town: RaiseTown,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    seal: Seal,
) -> None:
    """Not in a file, a half-written one, quarantine or the lists, at no moment; nor in a log.

    Without a key each of these words is found, so the story does write them.
    """
    caplog.set_level(logging.DEBUG, logger="bot")
    town = await raise_town(seal=seal)
    await a_life(town, monkeypatch)
    lies_open = seal is PLAIN
    found = {words: town.disk.ever_held(words) for words in (*TYPED, *OURS)}
    assert found == dict.fromkeys((*TYPED, *OURS), lies_open)
    assert [words for words in (*TYPED, text(NEW)) if words in caplog.text] == []
    assert [words for words in TYPED if any(words in path for path in town.disk.files())] == []


async def test_a_restart_with_another_key_is_refused_and_with_the_right_one_goes_on(
    raise_town: RaiseTown,
) -> None:
    """Ann's course waits unchanged, and her messages come when the key is back."""
    town = await raise_town(seal=Seal([NEW]))
    await town.link_ann()
    await town.store.close()
    before = town.disk.files()
    for wrong in (PLAIN, Seal([OTHER])):
        town.seal = wrong
        with pytest.raises(WrongKey, match="DATA_KEY"):
            await town.restart()
        assert town.disk.files() == before
    town.seal = Seal([NEW])
    await town.restart()
    so_far = len(town.ann.messages)
    await town.pass_days(1)
    assert len(town.ann.messages) > so_far
    assert list(await town.store.problems()) == []


async def test_a_clinic_that_kept_data_open_encrypts_it_and_goes_on(raise_town: RaiseTown) -> None:
    """With a key it does not start before; then nothing lies open, and nothing is forgotten."""
    town = await raise_town()
    await town.link_ann()
    await town.ann.says(QUESTION)
    await town.store.close()
    town.seal = Seal([NEW])
    with pytest.raises(WrongKey, match="rotate-key"):
        await town.restart()
    rotation.rotate(wrapping(town, NEW))
    await town.restart()
    assert town.disk.holds(QUESTION) == []
    assert [each.text for each in (await town.file()).messages] == [QUESTION]
    assert "Passed on to Rose Clinic" in await town.ann.taps("I'm worried")


@pytest.mark.parametrize("number", KILLED_AT)
async def test_a_rotation_that_was_killed_costs_a_course_nothing(
    raise_town: RaiseTown, number: int
) -> None:
    """The bot runs on with both keys; the next rotation ends it, and the old key can go."""
    town = await raise_town(seal=Seal([OLD]))
    await town.link_ann()
    await town.ann.says(QUESTION)
    await town.store.close()
    town.disk.fault = killing(at=number)
    with pytest.raises(Killed):
        rotation.rotate(wrapping(town, NEW, OLD))
    town.disk.fault = None
    town.disk.crash()
    town.seal = Seal([NEW, OLD])
    await town.restart()
    await town.pass_days(1)
    await town.ann.says("Is this normal?")
    await town.store.close()
    rotation.rotate(wrapping(town, NEW, OLD))
    town.seal = Seal([NEW])
    await town.restart()
    assert [each.text for each in (await town.file()).messages] == [QUESTION, "Is this normal?"]
    assert list(await town.store.problems()) == []


def killing(at: int) -> Callable[[str, str], None]:
    """A disk whose process is killed just before its change of that number."""
    left = [at]

    def fault(operation: str, _: str) -> None:
        left[0] -= operation not in {"read", "list", "stat"}
        if not left[0]:
            raise Killed

    return fault
