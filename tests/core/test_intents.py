"""Which claims must be on the disk, and whether a claim still holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import intents
from bot.core.desk import DeskFile
from bot.core.outbox import ChatId, FileId, Media, MessageRow, Outbox, RowKey, RowState

NOON = datetime(2026, 3, 27, 12, tzinfo=UTC)
LEASE = ("start-1", NOON + timedelta(minutes=15))
OUT = MessageRow(
    key=RowKey("asked"), leaflet="help", due_at=NOON, state=RowState.SENT, message_id=7
)
CHANGE = MessageRow(key=RowKey("change"), leaflet="help", due_at=NOON, edits=OUT.key)


def desk_with(*rows: MessageRow) -> DeskFile:
    """Return a chat's file with these rows."""
    outbox = Outbox(rows={row.key: row for row in rows})
    return DeskFile(id=FileId("chat-1"), chat_id=ChatId(1), outbox=outbox)


def claimed(row: MessageRow) -> MessageRow:
    """Return the row as it is claimed."""
    return replace(row, state=RowState.CLAIMED, lease=LEASE)


def test_a_change_in_place_needs_no_intent() -> None:
    """Made twice it is as made once; its row stays planned until it is out."""
    before = desk_with(OUT, CHANGE)
    after = desk_with(OUT, claimed(CHANGE))
    assert intents.written(before, after, [claimed(CHANGE)]) == (before, [CHANGE])


@pytest.mark.parametrize(
    "row",
    [
        replace(CHANGE, edits=None),
        replace(CHANGE, anew=True),
        replace(CHANGE, edits=RowKey("unknown")),
        replace(CHANGE, media=Media.PHOTO),
    ],
    ids=["a new message", "a message anew", "nothing to change", "a caption"],
)
def test_whatever_would_be_seen_twice_is_claimed_on_the_disk(row: MessageRow) -> None:
    """After a crash only the claim tells that it may be out."""
    before, after = desk_with(OUT, row), desk_with(OUT, claimed(row))
    assert intents.written(before, after, [claimed(row)]) == (after, [claimed(row)])


def test_one_new_message_among_changes_is_enough() -> None:
    """They are claimed together."""
    new = replace(CHANGE, key=RowKey("new"), edits=None)
    rows = [claimed(CHANGE), claimed(new)]
    after = desk_with(OUT, *rows)
    assert intents.written(desk_with(OUT, CHANGE, new), after, rows) == (after, rows)


def test_what_else_the_claim_decided_is_kept() -> None:
    """Such as what a step will say, or a promise that came with it."""
    before = desk_with(OUT, CHANGE)
    said = claimed(replace(CHANGE, parts=("sun",)))
    assert intents.written(before, desk_with(OUT, said), [said])[0] == desk_with(OUT, said)
    more = replace(desk_with(OUT, claimed(CHANGE)), erase_at=NOON)
    assert intents.written(before, more, [claimed(CHANGE)]) == (more, [claimed(CHANGE)])


def test_a_claim_holds_by_its_lease_and_an_unwritten_one_by_the_whole_row() -> None:
    """What was planned anew meanwhile is nobody's."""
    held = claimed(CHANGE)
    assert intents.is_held(replace(held, attempts=1), held)
    assert intents.is_held(CHANGE, CHANGE)
    others = (None, CHANGE, replace(held, lease=("start-2", NOON)))
    assert not any(intents.is_held(found, held) for found in others)
    assert not any(
        intents.is_held(found, CHANGE) for found in (None, replace(CHANGE, parts=("x",)))
    )
