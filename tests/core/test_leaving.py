"""Rows to one who left the staff: alerts go on to those who stay, nothing goes to the stranger."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import alerts, leaving
from bot.core.client import ClientFile
from bot.core.outbox import ChatId, MessageRow, RowKey, RowState, UserId
from tests.core.course import CLINIC, FRIDAY_17, linked

NOW = FRIDAY_17 + timedelta(hours=30)
OWNER, GONE, GROUP = ChatId(1), ChatId(22), ChatId(-5)
AFTER = replace(CLINIC, owners=frozenset({UserId(OWNER)}), staff_chat=GROUP)
BEFORE = replace(AFTER, desk=frozenset({UserId(GONE)}))


def worried(*heard: ChatId) -> ClientFile:
    """Return Ann's file with a worry that reached these chats; to all others it failed."""
    file = alerts.worry(linked(), "901", BEFORE, NOW)
    rows = [
        replace(row, state=RowState.SENT if row.to in heard else RowState.SKIPPED)
        for row in file.outbox.rows.values()
        if row.to is not None
    ]
    return replace(file, outbox=file.outbox.change_all(rows))


def planned(file: ClientFile) -> list[ChatId | None]:
    """Return the staff chats that something is on its way to."""
    rows = file.outbox.rows.values()
    return [row.to for row in rows if row.to is not None and row.state is RowState.PLANNED]


@pytest.mark.parametrize(
    ("heard", "told"), [((GONE,), [OWNER]), ((GONE, GROUP), [OWNER]), ((GONE, OWNER), [])]
)
def test_those_who_stay_are_told_what_only_one_had_heard(
    heard: tuple[ChatId, ...], told: list[ChatId]
) -> None:
    """A code in the group is not enough: the words stand in private."""
    file = leaving.handed_on(worried(*heard), GONE, AFTER, NOW)
    assert planned(file) == told


def test_it_is_handed_on_once() -> None:
    """However often the removal is tried."""
    once = leaving.handed_on(worried(GONE), GONE, AFTER, NOW)
    assert leaving.handed_on(once, GONE, AFTER, NOW) == once


def test_a_closed_alert_is_left_alone() -> None:
    """Nobody has to see it any more."""
    file = worried(GONE)
    closed = replace(file.alerts[0], closed_at=NOW)
    file = file.with_alert(closed)
    assert leaving.handed_on(file, GONE, AFTER, NOW) == file


def test_what_is_handed_on_tries_until_somebody_heard_it() -> None:
    """That the one who left had heard it counts no more."""
    file = leaving.handed_on(worried(GONE), GONE, AFTER, NOW)
    (row,) = [
        each
        for each in file.outbox.rows.values()
        if each.to == OWNER and not each.reason and each.state is RowState.PLANNED
    ]
    assert alerts.unheard_since(file, row) == NOW


@pytest.mark.parametrize(
    ("to", "leaflet", "expected"),
    [
        (GONE, "staff.unopened", True),
        (GONE, "invitation.forward", True),
        (GONE, "not-me", False),
        (OWNER, "staff.unopened", False),
        (GROUP, "staff.alert.group", False),
        (None, "day-1", False),
    ],
)
def test_rows_to_strangers_are_told_apart(to: ChatId | None, leaflet: str, expected: bool) -> None:
    """A farewell to a client's chat is no row to staff."""
    row = MessageRow(key=RowKey("k"), leaflet=leaflet, due_at=NOW, to=to)
    assert leaving.is_for_one_who_left(row, AFTER) == expected
