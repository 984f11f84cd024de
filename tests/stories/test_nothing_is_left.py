"""Whatever a client did: their copy holds all that is kept, and erasing leaves nothing."""

import asyncio
import io
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.client import ClientFile
from bot.core.outbox import FileId
from bot.simulator.world import World
from bot.store import codec, layout
from tests.cast import Town, build_town
from tests.phone import Phone
from tests.stories import doings

MOST_EXAMPLES = 20
stories = given(st.lists(st.sampled_from(doings.DEEDS), max_size=6))
unhurried = settings(
    max_examples=MOST_EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.slow
@unhurried
@stories
def test_after_erasure_nothing_is_left_anywhere(deeds: list[doings.Deed]) -> None:
    """No file, list, quarantine, update set aside, temporary file or log names the client."""
    asyncio.run(_erased(deeds))


@pytest.mark.slow
@unhurried
@stories
def test_a_copy_holds_everything_that_is_kept(deeds: list[doings.Deed]) -> None:
    """Each value of each record on the disk stands in the complete file, save staff's numbers."""
    asyncio.run(_exported(deeds))


async def _erased(deeds: list[doings.Deed]) -> None:
    logger, stream = logging.getLogger("bot"), io.StringIO()
    handler, level = logging.StreamHandler(stream), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        town, phone = await _told(deeds)
        kept = (await town.file()).id
        backup = town.disk.files()
        await phone.says("/forget")
        town.world.forge(doings.NUMBER, doings.NUMBER, phone.newest.id, "v1:forget:yes:alert")
        await phone.reads()
        assert _left(town) == []
        await town.store.close()
        assert _left(town) == []
        doings.put(town, layout.path_of(kept), backup[layout.path_of(kept)].decode())
        await town.restart()
        assert _left(town) == []
        assert [name for name in doings.NAMES if name in stream.getvalue()] == []
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


async def _exported(deeds: list[doings.Deed]) -> None:
    town, phone = await _told(deeds)
    before = {name for name, each in _aside(town).items() if _names(each)}
    file = await town.file()
    await phone.says("/mydata")
    told = json.loads(phone.newest.media.content)  # type: ignore[union-attr]
    documents, _ = codec.to_documents(file, {})
    for table in ("sessions", "answers", "messages", "alerts", "events"):
        _all_told(documents[table], told["file"].get(table, []))
    _all_told(documents["meta"][0].get("photos", []), told["file"].get("photos", []))
    _all_told(documents["client"], [told["file"]["client"]])
    _all_told(documents["meta"][0].get("replies", []), told["file"].get("replies", []))
    rows = {row["key"]: row for row in told["file"]["outbox"]["rows"]}
    kept = [row for row in documents["rows"] if row["state"] == "sent"]
    _all_told(kept, [rows[_without_staff(row["key"], row)] for row in kept])
    assert before <= set(told.get("put_aside", {}))


async def _told(deeds: Sequence[doings.Deed]) -> tuple[Town, Phone]:
    town = await build_town(prepare=_with_ann, backup_days=7, keep_photos=True)
    town.wants_trouble = True
    phone = town.phone(doings.NUMBER)
    await phone.says("canarybefore I was linked")
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now", "Extras", "Note")
    await town.clinic.says("canarynote")
    await town.clinic.taps("Done")
    await town.clinic.says(doings.REFERENCE)
    await town.clinic.taps(doings.REFERENCE)
    await phone.opens(town.link())
    await phone.taps("I agree")
    for deed in deeds:
        await deed(town, phone)
    await town.pass_days(1)
    return town, phone


def _with_ann(world: World) -> None:
    world.add_user(doings.NUMBER, "Ann", language_code="en")


def _left(town: Town) -> list[str]:
    photos = {path for path in town.disk.files() if path.startswith(layout.PHOTOS)}
    return sorted(photos | {path for name in doings.NAMES for path in town.disk.holds(name)})


def _aside(town: Town) -> Mapping[str, bytes]:
    places = (layout.QUARANTINE, layout.ASIDE)
    return {path: data for path, data in town.disk.files().items() if path.startswith(places)}


def _names(data: bytes) -> bool:
    return any(name.encode() in data for name in (doings.REFERENCE, str(doings.NUMBER)))


def _all_told(kept: list[dict[str, Any]], told: list[dict[str, Any]]) -> None:
    for one, shown in zip(kept, told, strict=False):
        for name, value in one.items():
            assert shown[name] in (_plain(_without_staff(value, one)), "staff"), name
    assert len(told) >= len(kept)


def _without_staff(value: Any, row: Mapping[str, Any]) -> Any:
    """Return the key of a row to staff without their number, its values without their name."""
    if isinstance(value, dict) and value.get("who"):
        return {**value, "who": "staff"}
    if not isinstance(value, str) or row.get("to") in (None, doings.NUMBER):
        return value
    parts = ("staff" if part == str(row["to"]) else part for part in value.split(":"))
    return ":".join(parts)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value


def test_the_walk_sees_what_is_there() -> None:
    """Before erasure each name stands somewhere: else the test above would prove nothing."""

    async def look() -> list[str]:
        town, _ = await _told(doings.TELLING)
        assert isinstance(await town.store.load(FileId((await town.file()).id)), ClientFile)
        return [name for name in doings.NAMES if not town.disk.holds(name)]

    assert asyncio.run(look()) == ["canarybefore"]
