"""The clinic's own file: changed under a lock, kept over a stop, never taken for an empty one."""

import asyncio
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.core.clinic_file import ClinicFile, Person
from bot.core.outbox import UserId
from bot.core.rights import Role
from bot.ports import Conflict, Damaged, Store, StoreUnavailable
from bot.store import codec
from tests.store.conftest import Shelf
from tests.store.kept_records import records
from tests.store.samples import EVENING

PATH = "clinic.json"


def with_person(file: ClinicFile, user: int) -> ClinicFile:
    """Return the file with one more person at the desk."""
    person = Person(
        id=UserId(user), name="Bob", role=Role.DESK, invited_by=UserId(1), joined_at=EVENING
    )
    return replace(file, people=(*file.people, person))


async def add(store: Store, user: int) -> None:
    """Keep one more person."""
    await store.change_clinic(lambda file: (with_person(file, user), None))


async def test_nothing_written_is_an_empty_clinic(store: Store) -> None:
    """And reading it writes nothing."""
    assert await store.load_clinic() == ClinicFile()


async def test_what_was_changed_is_read_after_a_kill(shelf: Shelf) -> None:
    """On disk before it is confirmed."""
    await add(await shelf.open(), 2)
    store = await shelf.open()
    assert await store.load_clinic() == replace(with_person(ClinicFile(), 2), version=1)


async def test_changes_at_the_same_moment_never_lose_each_other(store: Store) -> None:
    """People and code numbers share one file."""
    await asyncio.gather(*(add(store, user) for user in range(5)), store.next_code())
    kept = await store.load_clinic()
    assert sorted(each.id for each in kept.people) == list(range(5))
    assert kept.last_code == 1


async def test_a_decision_on_an_older_version_is_refused(store: Store) -> None:
    """As for every file."""
    await add(store, 2)
    with pytest.raises(Conflict):
        await store.change_clinic(lambda _: (with_person(ClinicFile(), 3), None))


async def test_what_did_not_change_is_not_written(store: Store) -> None:
    """The version stays."""
    await add(store, 2)
    await store.change_clinic(lambda file: (file, None))
    assert (await store.load_clinic()).version == 1


async def test_a_file_of_codes_alone_is_read(memory: Shelf) -> None:
    """As the first format wrote it; the numbers go on."""
    old = {"meta": {"1": {"format": 1}}, "codes": {"1": {"last": 47}}}
    memory.files.make_root()
    memory.files.write_atomic(PATH, json.dumps(old).encode())
    store = await memory.open()
    assert (await store.load_clinic()).people == ()
    assert await store.next_code() == 48


async def test_a_damaged_file_is_told_once_and_put_aside(memory: Shelf) -> None:
    """Then it is an empty clinic: nobody keeps a right that cannot be read."""
    store = await memory.open()
    await add(store, 2)
    memory.files.write_atomic(PATH, b"{")
    with pytest.raises(Damaged):
        await store.load_clinic()
    assert await store.load_clinic() == ClinicFile()
    assert "clinic was put aside" in (await store.problems())[0]


async def test_a_file_that_went_away_is_not_an_empty_clinic(memory: Shelf) -> None:
    """The disk is gone, or somebody was here: nothing is decided on that."""
    store = await memory.open()
    await add(store, 2)
    memory.files.delete(PATH)
    with pytest.raises(StoreUnavailable):
        await store.load_clinic()


@given(records(ClinicFile))
@settings(max_examples=60, deadline=None)
def test_any_clinic_is_read_as_it_was_written(file: ClinicFile) -> None:
    """Each field of each record."""
    tables = json.loads(json.dumps(codec.clinic_documents(file), default=_plain))
    assert codec.clinic_from(tables) == file


def _plain(value: object) -> str:
    return value.isoformat()  # type: ignore[attr-defined, no-any-return]
