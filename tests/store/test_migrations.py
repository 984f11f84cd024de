"""Files of every released format are read, step by step; the old bytes stay until the first save.

`formats/<number>` is a data folder as that format wrote it; none of them is ever changed.
"""

import dataclasses
import json
import shutil
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from bot.core.client import Alert, Client, ClientFile, Consent, Event, Invitation, Session, Status
from bot.core.desk import DeskFile, Draft
from bot.core.outbox import (
    Button,
    ChatId,
    FileId,
    Lane,
    MessageRow,
    Outbox,
    RowKey,
    RowState,
    UserId,
)
from bot.core.pack import IfDoubtful, IfLate, Urgency
from bot.core.said import Answer, ClientMessage
from bot.ports import Damaged, StoreUnavailable
from bot.store import migrations
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.migrations import Tables
from bot.store.tinydb_store import TinyDbStore
from bot.timing.offload import InlineOffload
from tests.store.samples import ANN, BOB, DAN, noted

FORMATS = Path(__file__).parent / "formats"
NEEDLING = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
MORNING = datetime(2026, 3, 28, 8, 0, tzinfo=UTC)

ANN_THEN = ClientFile(
    id=ANN,
    client=Client(
        reference="K-47",
        treatment="microneedling",
        language="de",
        zone="Europe/Berlin",
        status=Status.LINKED,
        chat_id=ChatId(101),
        consent=Consent(version="1", language="de", at=MORNING),
        quiet_from=time(22, 30),
        quiet_until=time(7, 0),
        latitude=52.5,
        longitude=13.4,
        zone_is_own=True,
        paused_until=MORNING,
        fewer=True,
        sun_reminders=False,
        unreachable_since=MORNING,
    ),
    sessions=(
        Session(
            id="s1",
            ended_at=NEEDLING,
            areas=("face", "scalp"),
            kind="needling",
            entered_by=UserId(1),
            goal="scars",
            sessions_planned=3,
            interval_weeks=6,
            products=("cleanser",),
            typed_products="The green cream",
            note="Be gentle 🌿",
            plan_version=2,
        ),
    ),
    invitation=Invitation(
        number=2, created_at=NEEDLING, expires_at=MORNING, token_hash="0f" * 32, used_at=MORNING
    ),
    outbox=Outbox(
        rows={
            RowKey("s1.day-1"): MessageRow(
                key=RowKey("s1.day-1"),
                leaflet="day-1",
                due_at=MORNING,
                to=ChatId(5),
                values={"name": "K-47"},
                parts=("sun",),
                keyboard=(
                    (Button(phrase="worried", data="w:s1"), Button(phrase="site", url="tg://a")),
                    (Button(phrase="copy", copy="text", values={"n": "1"}),),
                ),
                lane=Lane.BULK,
                audible=False,
                file_id="file",
                edits=RowKey("card"),
                pin=True,
                calm=True,
                alert="a1",
                step="day-1",
                session="s1",
                valid_until=MORNING,
                if_late=IfLate.MERGE,
                if_doubtful=IfDoubtful.DROP,
                version=3,
                state=RowState.CLAIMED,
                reason="linked later",
                merged=(RowKey("s1.day-0"),),
                lease=("start", MORNING),
                attempts=2,
                message_id=77,
                sent_at=MORNING,
                doubted=True,
            ),
        },
        updates={"9001": MORNING},
    ),
    answers=(Answer(row=RowKey("s1.day-1"), question="pain", option="2", at=MORNING),),
    messages=(
        ClientMessage(id="m1", at=MORNING, kind="photo", text="مرحبا", file_id="photo-file"),
    ),
    alerts=(
        Alert(
            id="a1",
            concern="worried",
            urgency=Urgency.SAME_DAY,
            raised_at=MORNING,
            reached_at=MORNING,
            closed_at=MORNING,
        ),
    ),
    events=(Event(at=MORNING, name="linked", who="client", facts={"count": "1"}),),
    erase_at=MORNING,
    version=7,
)
DAN_THEN = DeskFile(
    id=FileId("chat404"),
    chat_id=DAN,
    is_staff=True,
    reached_at=MORNING,
    drafts=2,
    draft=Draft(
        number=2,
        screen="when",
        trail=("kind", "areas"),
        kind="needling",
        areas=("face",),
        several=True,
        day=date(2026, 3, 27),
        at=time(17, 0),
        ended_at=NEEDLING,
        reference="K-48",
        goal="tone",
        sessions_planned=4,
        interval_weeks=4,
        products=("cleanser",),
        typed_products="The green cream",
        note="Be gentle",
        for_file=ANN,
    ),
    erase_at=MORNING,
    version=3,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data folder that format 1 wrote."""
    return Path(shutil.copytree(FORMATS / "1", tmp_path / "data"))


async def opened(folder: Path) -> TinyDbStore:
    """A store on the folder."""
    store = TinyDbStore(Files(Disk(folder)), start="now", offload=InlineOffload())
    await store.open()
    return store


async def test_every_field_of_format_1_is_read(folder: Path) -> None:
    """A client, a desk and the clinic's counter, as they were written then."""
    store = await opened(folder)
    assert await store.load(ANN) == ANN_THEN
    assert await store.load(DAN_THEN.id) == DAN_THEN
    assert (await store.next_code(), list(await store.problems())) == (48, [])


def records_in(record: Any) -> list[tuple[str, Any]]:
    """Each field of a record and of the records in it."""
    fields = [(field.name, getattr(record, field.name)) for field in dataclasses.fields(record)]
    inner = [one for _, value in fields for one in (value if type(value) is tuple else [value])]
    deeper = [one for one in inner if dataclasses.is_dataclass(one)]
    return [*fields, *(found for one in deeper for found in records_in(one))]


async def test_what_format_1_left_out_is_read_as_empty(folder: Path) -> None:
    """A field that is not written means nothing, never a default that changed since."""
    store = await opened(folder)
    bob = await store.load(BOB)
    assert isinstance(bob, ClientFile)
    raw = (folder / f"clients/bo/{BOB}.json").read_text()
    records = [*records_in(bob), *records_in(next(iter(bob.outbox.rows.values())))]
    said = [name for name, value in records if value and name not in {"outbox", "sessions"}]
    assert [name for name in said if f'"{name}"' not in raw] == []


async def test_old_bytes_stay_until_the_first_save(folder: Path) -> None:
    """Opening, loading and closing writes no client's file; a change does."""
    path = folder / f"clients/an/{ANN}.json"
    before = path.read_bytes()
    store = await opened(folder)
    await store.load(ANN)
    await store.close()
    assert path.read_bytes() == before
    await (await opened(folder)).change_client(ANN, noted("changed"))
    assert path.read_bytes() != before


def test_the_current_format_has_a_folder_and_each_older_one_its_step() -> None:
    """No format was released without a fixture and a way out of it."""
    folders = sorted(int(path.name) for path in FORMATS.iterdir())
    assert folders == list(range(1, migrations.FORMAT + 1))
    assert sorted(migrations.MIGRATIONS) == list(range(1, migrations.FORMAT))


def of_format(number: int, **tables: Any) -> Tables:
    """Tables that say they are in that format."""
    return {"meta": {"1": {"format": number, "id": "ann"}}, **tables}


STEPS = {
    1: lambda tables: {**tables, "rows": {"1": {"was": "one"}}},
    2: lambda tables: {**tables, "more": tables["rows"]},
}


def test_old_formats_go_through_each_step() -> None:
    """From 1 over 2 to 3, and what was there before stays as it was."""
    old = of_format(1, rows={})
    kept = json.dumps(old)
    one = {"1": {"was": "one"}}
    assert migrations.to_current(old, current=3, steps=STEPS) == of_format(3, rows=one, more=one)
    assert migrations.to_current(of_format(2, rows=one), current=3, steps=STEPS) == of_format(
        3, rows=one, more=one
    )
    assert json.dumps(old) == kept


def test_a_newer_format_is_told_with_what_to_do() -> None:
    """In one sentence, with both numbers."""
    with pytest.raises(StoreUnavailable) as refused:
        migrations.to_current(of_format(4), current=3, steps=STEPS)
    assert str(refused.value) == (
        "the data was written by a newer version of this program (format 4, this one reads up "
        "to 3): start the newer version, or restore an older backup"
    )


def test_a_format_that_never_was_is_damage() -> None:
    """There is no step out of it."""
    with pytest.raises(Damaged):
        migrations.to_current(of_format(1), current=3, steps={2: STEPS[2]})
