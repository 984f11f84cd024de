"""When an alert is overdue, and what its one promise does; clock changes and closed days too."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core import alerts, delivery, invitations, ringing
from bot.core.alerts import Concern
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.delivery import Lease
from bot.core.outbox import ChatId, MessageRow, RowState, UserId
from bot.core.pack import Urgency
from bot.core.plan import Moment
from tests.cast import BERLIN, clinic_facts
from tests.core.course import FRIDAY_17, PACK, linked

CLINIC = clinic_facts()
ON_CALL = replace(CLINIC, second_contact=ChatId(77))
LEASE = Lease(start="start-1", until=FRIDAY_17 + timedelta(days=400))
MINUTE = timedelta(minutes=1)


def raised_at(instant: datetime, urgency: Urgency = Urgency.SAME_DAY, name: str = "signs") -> Alert:
    """Return an alert raised at that instant."""
    return Alert(id=f"{name}-1", concern=name, urgency=urgency, raised_at=instant)


def berlin(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of 2026 in Berlin."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        (berlin(3, 27, 12), berlin(3, 27, 12, 30)),
        (berlin(3, 27, 17, 45), berlin(3, 28, 10, 15)),  # over a night
        (berlin(3, 28, 13, 50), berlin(3, 30, 9, 20)),  # over the short night in spring
        (berlin(10, 24, 13, 50), berlin(10, 26, 9, 20)),  # over the long one in autumn
        (berlin(3, 27, 7), berlin(3, 27, 9, 30)),
        (berlin(3, 27, 17, 30), berlin(3, 27, 18)),  # to the last minute
    ],
)
def test_a_same_day_alert_is_overdue_after_half_an_hour_of_opening(
    raised: datetime, due: datetime
) -> None:
    """To the minute."""
    alert = raised_at(raised)
    assert not ringing.is_overdue(alert, CLINIC, due - MINUTE)
    assert ringing.is_overdue(alert, CLINIC, due)


def test_an_emergency_is_overdue_after_five_minutes_of_any_hour() -> None:
    """Also in the hour that comes twice."""
    at = datetime(2026, 10, 25, 0, 58, tzinfo=UTC)
    alert = raised_at(at, Urgency.EMERGENCY, "emergency")
    assert not ringing.is_overdue(alert, CLINIC, at + 4 * MINUTE)
    assert ringing.is_overdue(alert, CLINIC, at + 5 * MINUTE)


def test_what_is_routine_is_overdue_after_four_hours_of_opening() -> None:
    """But not what is to be watched: the bot asks again itself."""
    late = berlin(3, 28, 13)
    assert ringing.is_overdue(
        raised_at(berlin(3, 27, 17), Urgency.ROUTINE, "message"), CLINIC, late
    )
    amber = raised_at(berlin(3, 27, 17), Urgency.ROUTINE, "amber")
    assert not ringing.is_overdue(amber, CLINIC, late + timedelta(days=30))


@pytest.mark.parametrize("change", [{"claimed_by": UserId(1)}, {"closed_at": FRIDAY_17}])
def test_what_somebody_has_or_closed_is_not_overdue(change: dict[str, object]) -> None:
    """However old it is."""
    alert = replace(raised_at(FRIDAY_17), **change)  # type: ignore[arg-type]
    assert not ringing.is_overdue(alert, CLINIC, FRIDAY_17 + timedelta(days=9))


def test_closed_days_count_nothing() -> None:
    """Saturday and Monday are closed."""
    closed = frozenset({date(2026, 3, 28), date(2026, 3, 30)})
    clinic = replace(CLINIC, closed_days=closed)
    alert = raised_at(berlin(3, 27, 17, 45))
    assert not ringing.is_overdue(alert, clinic, berlin(3, 31, 9, 14))
    assert ringing.is_overdue(alert, clinic, berlin(3, 31, 9, 15))


def test_a_clinic_that_does_not_open_for_weeks_is_rung_all_the_same() -> None:
    """Closed for a hundred days: half an hour by the clock."""
    closed = frozenset(date(2026, 3, 1) + timedelta(days=each) for each in range(200))
    clinic = replace(CLINIC, closed_days=closed)
    file = alerts.worry(linked(), "1", clinic, FRIDAY_17)
    file = tick(file, FRIDAY_17 + 31 * MINUTE, clinic)
    assert ringing_rows(file) != []


def tick(file: ClientFile, now: datetime, clinic: ClinicFacts = CLINIC) -> ClientFile:
    """Return the file after what is due was claimed, and taken by Telegram."""
    file, claimed = delivery.claim_client(
        Moment(file=file, pack=PACK, now=now, places=()), LEASE, clinic
    )
    for row in claimed:
        file = delivery.sent(file, row.key, 7, now)
    return file


def ringing_rows(file: ClientFile) -> list[MessageRow]:
    """Return the rings that were promised."""
    return [row for key, row in file.outbox.rows.items() if key.startswith("ring:")]


def emergency(clinic: ClinicFacts = CLINIC) -> ClientFile:
    """Return Ann's file with an emergency."""
    concern = Concern(name="emergency", urgency=Urgency.EMERGENCY, cause="1", tells_client=False)
    return alerts.raise_alert(linked(), concern, clinic, FRIDAY_17)


def test_an_alert_has_one_promise_that_is_never_sent() -> None:
    """Raised twice, rung three times: still one row, to nobody."""
    file = emergency()
    for minutes in (0, 5, 10, 15):
        file = tick(file, FRIDAY_17 + minutes * MINUTE)
    promises = [row for key, row in file.outbox.rows.items() if key.startswith("ring-due:")]
    assert [(row.to, row.state) for row in promises] == [(None, RowState.PLANNED)]
    assert file.alerts[0].rings == 3


def test_rings_are_keyed_by_alert_and_number() -> None:
    """And so are never promised twice."""
    file = emergency(ON_CALL)
    for minutes in (0, 5, 10, 15):
        file = tick(file, FRIDAY_17 + minutes * MINUTE, ON_CALL)
    assert [row.key for row in ringing_rows(file)] == [
        "ring:emergency-1:ring-1:1",
        "ring:emergency-1:ring-2:77",
        "ring:emergency-1:ring-3:1",
    ]


def test_a_tick_too_many_rings_nothing() -> None:
    """The same instant twice."""
    file = tick(emergency(), FRIDAY_17 + 5 * MINUTE)
    assert ringing_rows(tick(file, FRIDAY_17 + 5 * MINUTE)) == ringing_rows(file)


def test_what_is_closed_otherwise_rings_no_more() -> None:
    """The client could be reached again: that alert closes itself."""
    night = FRIDAY_17 + timedelta(hours=8)
    file = alerts.unreachable(linked(), CLINIC, night)
    file = alerts.back_again(file, night + MINUTE)
    file = tick(file, night + timedelta(hours=12))
    assert ringing_rows(file) == []


def test_who_is_on_call_and_on_the_staff_gets_the_buttons() -> None:
    """They may see who it is about and take it."""
    clinic = replace(CLINIC, second_contact=ChatId(21), clinicians=frozenset({UserId(21)}))
    file = tick(emergency(clinic), FRIDAY_17 + 5 * MINUTE, clinic)
    file = tick(file, FRIDAY_17 + 10 * MINUTE, clinic)
    last = ringing_rows(file)[-1]
    assert (last.to, last.leaflet, len(last.keyboard)) == (21, "staff.ring.again", 3)


def test_an_alert_rings_on_where_its_chat_went_on_to_the_next_course() -> None:
    """The client has another file now; what stands in this one is still to be looked at."""
    file = invitations.released(emergency(), FRIDAY_17)
    assert [each.leaflet for each in ringing_rows(tick(file, FRIDAY_17 + 6 * MINUTE))] != []
