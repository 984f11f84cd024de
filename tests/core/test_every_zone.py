"""Every zone of zone.tab, every change of its clocks from 2024 to 2030: each day's item once."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.core import days
from bot.core.outbox import RowState
from bot.core.pack import StepKind
from tests.cast import LIBRARY
from tests.core.course import PACK, linked, play

FIRST, LAST = date(2024, 1, 1), date(2031, 1, 1)
ONE_DAY = timedelta(days=1)
HALF_HOURS = [time(half // 2, 30 * (half % 2)) for half in range(48)]
DAYS_PLAYED = 4
GAP_MOST = timedelta(hours=2)
AFTERNOON = time(15, 0)


@cache
def changes(zone: ZoneInfo) -> tuple[date, ...]:
    """Return the local days in those years on which the zone's clocks change."""
    span = (LAST - FIRST).days
    midnights = [datetime.combine(FIRST + ONE_DAY * day, time(), UTC) for day in range(span + 1)]
    offsets = [midnight.astimezone(zone).utcoffset() for midnight in midnights]
    turned = [day for day in range(span) if offsets[day] != offsets[day + 1]]
    return tuple(days.day_of(midnights[day] + ONE_DAY / 2, zone) for day in turned)


def test_there_are_enough_zones_and_changes_to_tell() -> None:
    """More than 400 zones; Berlin changes its clocks fourteen times in seven years."""
    assert len(LIBRARY.zones) > 400
    assert len(changes(ZoneInfo("Europe/Berlin"))) == 14


@pytest.mark.slow
def test_each_half_hour_of_each_day_around_a_change_is_one_instant() -> None:
    """No local time is lost to a gap or met twice in a fold, and days follow each other."""
    wrong = []
    for name in LIBRARY.zones:
        zone = ZoneInfo(name)
        for change in changes(zone):
            around = [change + ONE_DAY * by for by in (-1, 0, 1)]
            for at in HALF_HOURS:
                found = [days.instant_of(day, at, zone) for day in around]
                late = [
                    days.local(instant, zone).replace(tzinfo=None) - datetime.combine(day, at)
                    for day, instant in zip(around, found, strict=True)
                ]
                gaps = [not days.exists(day, at, zone) for day in around]
                if found != sorted(set(found)) or not all(map(is_as_meant, late, gaps)):
                    wrong.append((name, change, at))
    assert wrong == []


def is_as_meant(late: timedelta, is_in_gap: bool) -> bool:
    """Tell whether clocks show the time that was asked for, or the first after their gap."""
    return timedelta() < late <= GAP_MOST if is_in_gap else late == timedelta()


@pytest.mark.slow
def test_a_course_across_any_change_has_each_days_item_once() -> None:
    """Two days before to two days after: sent once on its own local day, in every zone."""
    wrong = []
    for name in LIBRARY.zones:
        zone = ZoneInfo(name)
        wrong += [(name, change) for change in changes(zone) if not is_right(zone, change)]
    assert wrong == []


def is_right(zone: ZoneInfo, change: date) -> bool:
    """Tell whether a course that crosses that day has each of its days' items exactly once."""
    first = change - 2 * ONE_DAY
    ended_at = days.instant_of(first, AFTERNOON, zone)
    until = days.instant_of(first + ONE_DAY * DAYS_PLAYED, time(23, 59), zone)
    played = play(linked(zone=str(zone), ended_at=ended_at), until)
    told = Counter(each.row.key for each in played.steps)
    told.update(key for each in played.steps for key in each.row.merged)
    edits = [step for step in PACK.steps if step.kind is StepKind.CARD_EDIT]
    sent = {each.row.step: days.day_of(each.at, zone) for each in played.steps}
    of_a_day = [step for step in edits if step.day <= DAYS_PLAYED]
    rows = [row for row in played.file.outbox.rows.values() if row.step and row.due_at <= until]
    ends = {row.state for row in rows} <= {RowState.SENT, RowState.SKIPPED}
    on_time = all(sent.get(step.name) == first + ONE_DAY * step.day for step in of_a_day)
    return on_time and ends and set(told.values()) == {1}
