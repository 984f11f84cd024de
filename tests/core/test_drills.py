"""When drills fall due, and what is written down of them; the clock changes in both directions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import drills, opening
from bot.core.client import Alert
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import ChatId, MessageRow, RowState, UserId
from bot.core.pack import Urgency
from tests.cast import BERLIN, CLINIC, DAN, clinic_facts

FACTS = clinic_facts(owners=frozenset({UserId(CLINIC), UserId(DAN)}))
FRIDAY = datetime(2026, 3, 27, 17, 0, tzinfo=BERLIN)
MINUTE = timedelta(minutes=1)
DAN_WITH_NOTHING = DeskFile(id=desk_id(DAN), chat_id=ChatId(DAN))


def open_at(text: str, *closed: str) -> ClinicFacts:
    """The clinic with other hours, and days on which it is closed."""
    days = frozenset(date.fromisoformat(each) for each in closed)
    return replace(FACTS, hours=opening.parse(text), closed_days=days)


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of 2026 on the clinic's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("hours", "closed", "now", "at"),
    [
        ("Mon-Fri 09:00-18:00", (), local(3, 27, 17), local(4, 1, 9, 30)),
        ("Mon-Fri 09:00-18:00", ("2026-04-01",), local(3, 27, 17), local(4, 2, 9, 30)),
        ("Sat 10:00-14:00", (), local(3, 27, 17), local(4, 4, 10, 30)),
        ("Mon-Fri 09:00-18:00", (), local(4, 1, 9, 30), local(5, 1, 9, 30)),
        ("Mon-Fri 09:00-18:00", (), local(10, 30, 12), local(11, 2, 9, 30)),
        ("Mon-Sun 00:00-24:00", (), local(3, 27, 17), local(4, 1, 0, 30)),
        ("Mon-Fri 09:00-09:20", (), local(3, 27, 17), local(4, 1, 9)),
        ("Mon-Fri 12:00-13:00", (), local(12, 31, 23), datetime(2027, 1, 1, 12, 30, tzinfo=BERLIN)),
    ],
)
def test_the_monthly_drill_is_on_the_first_opening_day(
    hours: str, closed: tuple[str, ...], now: datetime, at: datetime
) -> None:
    """Half an hour after opening; where the clinic closes before that, at its opening."""
    assert drills.next_monthly(open_at(hours, *closed), now) == at


def test_a_clinic_that_never_opens_is_never_drilled() -> None:
    """Nothing is planned, and nothing fails."""
    never = replace(FACTS, hours=opening.OpeningHours(spans=((),) * 7))
    assert drills.planned(ClinicFile(), never, FRIDAY).drill_at is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))  # noqa: DTZ001
def test_a_monthly_drill_is_always_ahead_and_in_opening_hours(wall: datetime) -> None:
    """Whenever it is planned, over clock changes too."""
    now = wall.replace(tzinfo=UTC)
    at = drills.next_monthly(FACTS, now)
    assert at is not None
    assert now < at < now + timedelta(days=65)
    assert drills.fits(FACTS, at)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)))  # noqa: DTZ001
def test_what_is_due_is_held_in_opening_hours_or_put_off(wall: datetime) -> None:
    """It never stays due, so that nothing goes round in circles."""
    now = wall.replace(tzinfo=UTC)
    file = drills.fallen_due(ClinicFile(drill_at=now - MINUTE), (), FACTS, now)
    assert len(file.drills) == drills.fits(FACTS, now)
    assert file.drill_at is not None
    assert file.drill_at > now


def test_an_alarm_that_nobody_took_puts_the_drill_off() -> None:
    """By an hour; an old one does not, nor one that somebody has, nor a question."""
    fresh = Alert(
        id="worried-1", concern="worried", urgency=Urgency.SAME_DAY, raised_at=FRIDAY - MINUTE
    )
    due = ClinicFile(drill_at=FRIDAY)
    waiting = drills.fallen_due(due, (fresh,), FACTS, FRIDAY)
    assert (waiting.drills, waiting.drill_at) == ((), FRIDAY + timedelta(hours=1))
    others = (
        replace(fresh, raised_at=FRIDAY - timedelta(hours=3)),
        replace(fresh, claimed_by=UserId(1)),
        replace(fresh, urgency=Urgency.ROUTINE),
    )
    assert len(drills.fallen_due(due, others, FACTS, FRIDAY).drills) == 1


def test_each_step_counts_once() -> None:
    """The same cause, the same answer, the same number."""
    file = drills.begun(ClinicFile(), FACTS, FRIDAY, cause="update-1")
    assert drills.begun(file, FACTS, FRIDAY, cause="update-1") == file
    assert drills.begun(file, FACTS, FRIDAY, cause="update-2") == file
    first = drills.answered(file, 1, UserId(DAN), "Dan", FRIDAY + MINUTE)
    assert drills.answered(first, 1, UserId(CLINIC), "Clinic", FRIDAY + 2 * MINUTE) == first
    again = drills.begun(first, FACTS, FRIDAY + 2 * MINUTE, cause="update-2")
    assert [each.number for each in again.drills] == [1, 2]


def test_old_drills_are_forgotten() -> None:
    """The clinic's file has a bound; the numbers go on."""
    file = ClinicFile()
    for each in range(100):
        at = FRIDAY + each * timedelta(hours=1)
        file = drills.begun(file, FACTS, at, cause=f"update-{each}")
    assert len(file.drills) == drills.DRILLS_KEPT
    assert file.drills[-1].number == 100


def test_every_step_is_due_until_it_is_done() -> None:
    """Rung, told, reviewed; then nothing is due."""
    file = drills.begun(ClinicFile(monthly_drills=False), FACTS, FRIDAY, cause="update-1")
    assert drills.next_due(file) == FRIDAY
    file = drills.announced(file, 1)
    assert drills.next_due(file) == FRIDAY + drills.ANSWER_WITHIN
    file = drills.answered(file, 1, UserId(DAN), "Dan", FRIDAY + MINUTE)
    assert drills.next_due(file) == FRIDAY + MINUTE
    file = drills.told(file, 1)
    assert drills.next_due(file) == FRIDAY + drills.ANSWER_WITHIN
    assert drills.next_due(drills.reviewed(file, 1, (), FRIDAY + 6 * MINUTE)) is None


def test_a_drill_that_is_over_before_it_went_out_does_not_ring() -> None:
    """Its row still goes, silently and without a button: whether it arrives is seen."""
    file = drills.begun(ClinicFile(), FACTS, FRIDAY, cause="update-1")
    desk = drills.rung(DAN_WITH_NOTHING, file.drills[0], FRIDAY)
    (rung,) = desk.outbox.rows.values()
    over = drills.answered(file, 1, UserId(CLINIC), "Clinic", FRIDAY).drills[0]
    (row,) = drills.ended(desk, over, FRIDAY).outbox.rows.values()
    assert (rung.audible, rung.keyboard != ()) == (True, True)
    assert (row.audible, row.keyboard, row.leaflet) == (False, (), "drill.over")
    sent = replace(desk, outbox=desk.outbox.change(rung.key, _sent))
    assert [each.edits for each in drills.ended(sent, over, FRIDAY).outbox.rows.values()] == [
        None,
        rung.key,
    ]


def _sent(row: MessageRow) -> MessageRow:
    return replace(row, state=RowState.SENT, message_id=7)


def test_a_chat_that_was_never_rung_is_told_no_end() -> None:
    """Nor one where the row was refused."""
    drill = drills.begun(ClinicFile(), FACTS, FRIDAY, cause="update-1").drills[0]
    assert drills.ended(DAN_WITH_NOTHING, drill, FRIDAY) == DAN_WITH_NOTHING
    assert not drills.is_reached(DAN_WITH_NOTHING, drill)
