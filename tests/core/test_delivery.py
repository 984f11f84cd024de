"""Claims, doubts and what is written down after Telegram answered."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core import delivery, due, plan, retry_times
from bot.core.client import ClientFile
from bot.core.delivery import Lease
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import ChatId, MessageRow, Outbox, RowKey, RowState
from bot.core.pack import IfDoubtful
from tests.core.course import (
    CLINIC,
    FRIDAY_17,
    LEASE_TIME,
    START,
    in_berlin,
    linked,
    moment,
    row_of,
    sent_row,
    session,
    with_row,
)

DAY_5 = in_berlin("2026-04-01T09:00")
MORNING = plan.step_key(session(), "day-5")
SUN = plan.step_key(session(), "sun-5")
AFTER_RESTART = "start-2"


def claimed(
    file: ClientFile, now: datetime, start: str = START
) -> tuple[ClientFile, tuple[MessageRow, ...]]:
    """Claim what is due at that instant, in the name of a start of the process."""
    lease = Lease(start=start, until=now + LEASE_TIME)
    return delivery.claim_client(moment(file, now), lease, CLINIC)


def on_day_5() -> ClientFile:
    """Return Ann's file on the morning of day 5, where a message and a sun line fall together."""
    return linked(hours=24 * 4)


def ready(**changes: object) -> MessageRow:
    """Return an answer that is due."""
    plain: dict[str, object] = {"key": RowKey("answer"), "leaflet": "help", "due_at": DAY_5}
    return MessageRow(**{**plain, **changes})  # type: ignore[arg-type]


def with_card_sent(file: ClientFile) -> ClientFile:
    """Return the file with the card out of the way."""
    return sent_row(file, "card", FRIDAY_17 + timedelta(days=4))


def test_a_claim_says_who_sends_and_until_when() -> None:
    """The intent is in the file before anything is sent."""
    file, rows = claimed(with_card_sent(on_day_5()), DAY_5)
    assert [row.key for row in rows if row.step == "day-5"] == [MORNING]
    assert file.outbox.rows[MORNING].state is RowState.CLAIMED
    assert file.outbox.rows[MORNING].lease == (START, DAY_5 + LEASE_TIME)


def test_what_a_step_will_say_is_fixed_when_it_is_claimed() -> None:
    """Merged parts, the first question and its buttons stand in the row."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    row = file.outbox.rows[MORNING]
    assert (row.parts, row.merged, row.question) == (("sun-line",), (SUN,), "feeling")
    assert [len(line) for line in row.keyboard] == [2, 2]


def test_a_row_that_is_claimed_is_not_claimed_again() -> None:
    """The second caller finds nothing to send."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    again, rows = claimed(file, DAY_5 + timedelta(minutes=14))
    assert (again, rows) == (file, ())


def test_a_claim_takes_at_most_twenty_rows() -> None:
    """A file is never held for longer than twenty sends; the rest stays planned."""
    rows = [ready(key=RowKey(f"answer-{n}")) for n in range(25)]
    file = with_card_sent(on_day_5())
    file, taken = claimed(replace(file, outbox=file.outbox.add(rows)), DAY_5)
    planned = [row for row in file.outbox.rows.values() if row.key.startswith("answer-")]
    assert len(taken) == delivery.CLAIM_LIMIT
    assert [row.state for row in planned].count(RowState.PLANNED) == 5
    assert file.outbox.rows[SUN].state is RowState.PLANNED


def test_sent_means_a_message_id() -> None:
    """And what was merged was sent in it."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    file = delivery.sent(file, MORNING, 99, DAY_5)
    kept = [
        (row.state, row.message_id, row.sent_at, row.lease)
        for row in (file.outbox.rows[MORNING], file.outbox.rows[SUN])
    ]
    assert kept == [(RowState.SENT, 99, DAY_5, None)] * 2
    assert file.outbox.rows[SUN].reason == "in day-5"


def test_a_sent_edit_keeps_the_message_of_the_row_it_changed() -> None:
    """A new message in place of one that was gone is the one edited from now on."""
    file = with_card_sent(linked(hours=24 * 4))
    edit = ready(key=RowKey("edit"), edits=plan.step_key(session(), "card"), anew=True)
    file = replace(file, outbox=file.outbox.add([edit]))
    file, _ = claimed(file, DAY_5)
    file = delivery.sent(file, RowKey("edit"), 123, DAY_5)
    assert row_of(file, "card").message_id == 123


def test_what_is_written_down_about_an_unknown_row_changes_nothing() -> None:
    """A file may have been reset while the send was on its way."""
    file = on_day_5()
    assert delivery.sent(file, RowKey("gone"), 5, DAY_5) == file


# ------------------------------------------------------------------- doubts


def test_a_lease_of_an_earlier_start_is_in_doubt_at_once() -> None:
    """After a crash nobody waits for the lease to end: the check-in goes out once more."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    file, rows = claimed(file, DAY_5 + timedelta(seconds=2), AFTER_RESTART)
    row = file.outbox.rows[MORNING]
    assert MORNING in [each.key for each in rows]
    assert (row.state, row.doubted, row.merged) == (RowState.CLAIMED, True, (SUN,))


def test_a_lease_that_ran_out_is_in_doubt() -> None:
    """Also within one start of the process."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    file, rows = claimed(file, DAY_5 + LEASE_TIME)
    assert MORNING in [each.key for each in rows]
    assert file.outbox.rows[MORNING].doubted is True


def test_a_sun_reminder_in_doubt_is_let_go() -> None:
    """if_doubtful = drop: it is not worth saying twice."""
    six = in_berlin("2026-04-02T09:00")
    file = with_card_sent(linked(hours=24 * 5))
    file, rows = claimed(file, six)
    assert "sun-6" in [row.step for row in rows]
    file, rows = claimed(file, six, AFTER_RESTART)
    row = row_of(file, "sun-6")
    assert "sun-6" not in [each.step for each in rows]
    assert (row.state, row.reason, row.doubted) == (RowState.DOUBTFUL, delivery.IN_DOUBT, True)


def test_an_answer_in_doubt_goes_out_once_more() -> None:
    """Rather twice than never, and the doubt is kept."""
    file = with_card_sent(on_day_5())
    file, _ = claimed(replace(file, outbox=file.outbox.add([ready()])), DAY_5)
    file = delivery.in_doubt(file, RowKey("answer"), DAY_5)
    row = file.outbox.rows[RowKey("answer")]
    assert (row.state, row.doubted) == (RowState.PLANNED, True)
    assert row.due_at == DAY_5 + retry_times.RETRY_FIRST


def test_a_row_that_says_drop_is_kept_as_doubtful() -> None:
    """What a lost answer left behind can be read by anyone."""
    file = with_card_sent(on_day_5())
    row = ready(if_doubtful=IfDoubtful.DROP)
    file, _ = claimed(replace(file, outbox=file.outbox.add([row])), DAY_5)
    file = delivery.in_doubt(file, RowKey("answer"), DAY_5)
    assert file.outbox.rows[RowKey("answer")].state is RowState.DOUBTFUL
    assert due.next_due(file, START) != DAY_5


def test_a_restart_makes_a_claimed_file_due_at_once() -> None:
    """The index of the store asks this; an own lease is looked at when it runs out."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    assert due.next_due(file, START) == DAY_5 + LEASE_TIME
    assert due.next_due(file, AFTER_RESTART) == row_of(file, "today-5").due_at


# ------------------------------------------------------------------- put off, refused, anew, moved


def test_what_is_put_off_waits_as_long_as_telegram_asked() -> None:
    """retry_after is obeyed."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    file = delivery.put_off(file, MORNING, timedelta(seconds=37), DAY_5)
    row = file.outbox.rows[MORNING]
    assert (row.state, row.lease, row.attempts) == (RowState.PLANNED, None, 1)
    assert row.due_at == DAY_5 + timedelta(seconds=37)


def test_each_failure_waits_longer_up_to_ten_minutes() -> None:
    """2, 4, 8 seconds and on; never more than ten minutes."""
    file = with_row(with_card_sent(on_day_5()), "day-5", state=RowState.CLAIMED)
    waits = []
    for _ in range(12):
        file = delivery.put_off(file, MORNING, timedelta(), DAY_5)
        waits.append((file.outbox.rows[MORNING].due_at - DAY_5).total_seconds())
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-2:] == [600, 600]


def test_a_step_put_off_is_decided_anew() -> None:
    """It goes back bare: what it says is fixed when it is claimed again."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    file = delivery.put_off(file, MORNING, timedelta(), DAY_5)
    row = file.outbox.rows[MORNING]
    assert (row.parts, row.question, row.keyboard, row.merged) == ((), "", (), ())


def test_what_was_merged_waits_with_its_carrier() -> None:
    """The sun's line does not run ahead as a message of its own."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    file = delivery.put_off(file, MORNING, timedelta(seconds=30), DAY_5)
    _, early = claimed(file, DAY_5 + timedelta(seconds=15))
    _, later = claimed(file, DAY_5 + timedelta(seconds=30))
    assert [row.step for row in early if row.step == "sun-5"] == []
    assert [row.merged for row in later if row.step == "day-5"] == [(SUN,)]


def test_what_was_merged_is_in_doubt_with_its_carrier() -> None:
    """And comes once more inside it."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    file = delivery.in_doubt(file, MORNING, DAY_5)
    _, early = claimed(file, DAY_5 + timedelta(seconds=1))
    _, later = claimed(file, DAY_5 + retry_times.RETRY_FIRST)
    assert early == ()
    assert [row.merged for row in later] == [(SUN,)]


def test_what_was_merged_is_refused_with_its_carrier() -> None:
    """One reason for both, which anyone can read."""
    file, _ = claimed(with_card_sent(on_day_5()), DAY_5)
    file = delivery.refused(file, MORNING, "Telegram refused it: bad request")
    ends = [(file.outbox.rows[key].state, file.outbox.rows[key].reason) for key in (MORNING, SUN)]
    assert ends == [(RowState.SKIPPED, "Telegram refused it: bad request")] * 2


def test_an_edit_of_a_message_that_is_gone_becomes_a_new_silent_one() -> None:
    """And it is pinned where the lost one was the pinned card."""
    file = with_card_sent(linked(hours=24 * 4))
    file, _ = claimed(with_row(file, "today-5", due_at=DAY_5), DAY_5)
    key = plan.step_key(session(), "today-5")
    row = delivery.send_anew(file, key).outbox.rows[key]
    assert (row.state, row.anew, row.audible, row.pin) == (RowState.PLANNED, True, False, True)


def test_an_edit_of_an_answer_that_is_gone_is_not_pinned() -> None:
    """Only the card is."""
    file = with_card_sent(on_day_5())
    file = sent_row(file, "day-5", DAY_5)
    edit = ready(key=RowKey("edit"), edits=MORNING, state=RowState.CLAIMED)
    file = replace(file, outbox=file.outbox.add([edit]))
    row = delivery.send_anew(file, RowKey("edit")).outbox.rows[RowKey("edit")]
    assert (row.anew, row.pin) == (True, False)


def test_a_group_that_moved_gets_its_row_at_its_new_address() -> None:
    """The alarm of a staff group is not lost when the group becomes a supergroup."""
    file = with_card_sent(on_day_5())
    alarm = ready(key=RowKey("alarm"), to=ChatId(-5))
    file, _ = claimed(replace(file, outbox=file.outbox.add([alarm])), DAY_5)
    row = delivery.moved(file, RowKey("alarm"), ChatId(-1005)).outbox.rows[RowKey("alarm")]
    assert (row.state, row.to) == (RowState.PLANNED, -1005)


# ------------------------------------------------------------------- desks


def desk(*rows: MessageRow) -> DeskFile:
    """Return the clinic's desk with these rows."""
    return DeskFile(id=desk_id(1), chat_id=ChatId(1), outbox=Outbox().add(rows))


def test_a_desk_is_claimed_in_the_order_of_promise() -> None:
    """And only what is due."""
    rows = [ready(key=RowKey(name)) for name in ("first", "second")]
    later = ready(key=RowKey("later"), due_at=DAY_5 + timedelta(seconds=1))
    file, taken = delivery.claim_desk(
        desk(*rows, later), DAY_5, Lease(start=START, until=DAY_5 + LEASE_TIME)
    )
    assert [row.key for row in taken] == ["first", "second"]
    assert file.outbox.rows[RowKey("later")].state is RowState.PLANNED


@pytest.mark.parametrize("start", [START, AFTER_RESTART])
def test_a_desks_doubt_is_settled_like_a_clients(start: str) -> None:
    """An earlier start or a lease that ran out: sent once more."""
    lease = Lease(start=START, until=DAY_5 + LEASE_TIME)
    file, _ = delivery.claim_desk(desk(ready()), DAY_5, lease)
    again = Lease(start=start, until=DAY_5 + 2 * LEASE_TIME)
    file, taken = delivery.claim_desk(file, DAY_5 + LEASE_TIME, again)
    assert [row.doubted for row in taken] == [True]
