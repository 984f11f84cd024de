"""The group's line: when it is looked at, what is overdue, which message carries it."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core import group_line
from bot.core.client import Alert
from bot.core.desk import DeskFile, GroupLine, desk_id
from bot.core.group_line import Counts
from bot.core.outbox import ChatId, RowState, UserId
from bot.core.outgoing import Tried
from bot.core.pack import Urgency
from tests.cast import BERLIN, clinic_facts

FACTS = clinic_facts()
FRIDAY = datetime(2026, 3, 27, 17, 0, tzinfo=BERLIN)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
OPENING = FRIDAY + 17 * HOUR
CALM, ONE_OPEN = Counts(open=0, overdue=0), Counts(open=1, overdue=0)
GROUP = DeskFile(id=desk_id(-9), chat_id=ChatId(-9), line=GroupLine(at=FRIDAY))


def test_it_counts_what_is_open_and_what_nobody_took_in_time() -> None:
    """What somebody has is open and not overdue."""
    waiting = Alert(
        id="emergency-1", concern="emergency", urgency=Urgency.EMERGENCY, raised_at=FRIDAY
    )
    taken = replace(waiting, claimed_by=UserId(1), claimed_at=FRIDAY)
    later = FRIDAY + 5 * MINUTE
    assert group_line.counts((taken, waiting), FACTS, later) == Counts(open=2, overdue=1)
    assert group_line.counts((taken, waiting), FACTS, FRIDAY) == Counts(open=2, overdue=0)


@pytest.mark.parametrize(
    ("zone", "now", "hour"),
    [
        ("Europe/Berlin", "2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00"),
        ("Europe/Berlin", "2026-10-25T02:30+02:00", "2026-10-25T02:00+01:00"),
        ("Asia/Kolkata", "2026-03-27T12:10+05:30", "2026-03-27T13:00+05:30"),
        ("Europe/Berlin", "2026-03-27T18:00+01:00", "2026-03-27T19:00+01:00"),
    ],
)
def test_the_full_hour_is_the_clinics(zone: str, now: str, hour: str) -> None:
    """Over both clock changes, and where clocks are half an hour apart from ours."""
    facts = replace(FACTS, zone=ZoneInfo(zone))
    found = group_line.next_hour(datetime.fromisoformat(now), facts)
    assert found == datetime.fromisoformat(hour)


def looked_at(desk: DeskFile, found: Counts, now: datetime) -> DeskFile:
    """The group's file after a look."""
    return group_line.looked_at(desk, found, FACTS, now)


def test_a_change_is_told_at_once_but_at_most_each_half_minute() -> None:
    """What comes sooner is told when that time is over; before the first line nothing is."""
    assert (
        looked_at(replace(GROUP, line=GroupLine(at=FRIDAY + HOUR)), ONE_OPEN, FRIDAY).outbox.rows
        == {}
    )
    first = looked_at(GROUP, CALM, FRIDAY)
    assert first.line == GroupLine(at=FRIDAY + HOUR, said_at=FRIDAY)
    soon = looked_at(first, ONE_OPEN, FRIDAY + 10 * SECOND)
    assert soon.line == replace(first.line, at=FRIDAY + 30 * SECOND)
    assert soon.outbox == first.outbox
    told = looked_at(soon, ONE_OPEN, FRIDAY + 30 * SECOND)
    assert told.line == GroupLine(at=FRIDAY + HOUR, said_at=FRIDAY + 30 * SECOND, open=1)


def test_a_clock_that_went_back_does_not_silence_the_line() -> None:
    """It was told in a time that is not yet: it is told again now."""
    first = looked_at(GROUP, CALM, FRIDAY)
    back = looked_at(first, ONE_OPEN, FRIDAY - 3 * HOUR)
    assert back.line == GroupLine(at=FRIDAY - 2 * HOUR, said_at=FRIDAY - 3 * HOUR, open=1)


def test_a_line_that_could_not_go_out_is_promised_anew() -> None:
    """Whatever became of the first: without a message there is nothing to edit."""
    first = looked_at(GROUP, CALM, FRIDAY)
    (key,) = first.outbox.rows
    refused = replace(
        first, outbox=first.outbox.change(key, lambda row: replace(row, state=RowState.SKIPPED))
    )
    (again,) = looked_at(refused, CALM, FRIDAY + HOUR).outbox.rows.values()
    assert (again.state, again.due_at) == (RowState.PLANNED, FRIDAY + HOUR)


def test_a_pin_that_failed_for_the_moment_is_tried_again() -> None:
    """Only a refusal is told, and only a pin that worked is believed."""
    assert group_line.tried_to_pin(GROUP, 7, Tried.LATER) == GROUP
    refused = group_line.tried_to_pin(GROUP, 7, Tried.REFUSED)
    assert refused.line == GroupLine(at=FRIDAY, is_unpinnable=True)
    assert group_line.tried_to_pin(refused, 7, Tried.DONE).line == GroupLine(at=FRIDAY, pinned=7)
