"""Rows in trouble: doubts that end, alarms that nobody heard, and what is kept of what is over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import alerts, delivery, due, invitations
from bot.core.client import ClientFile, Status
from bot.core.delivery import Lease
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import UPDATE_MEMORY, ChatId, Lane, MessageRow, Outbox, RowKey, RowState
from tests.core.course import CLINIC, FRIDAY_17, LEASE_TIME, START, enrolled, linked, moment

ROW = RowKey("row")
LEASE = Lease(start=START, until=FRIDAY_17 + LEASE_TIME)
DAY = timedelta(days=1)


def row(**changes: object) -> MessageRow:
    """Return an answer that is due."""
    plain: dict[str, object] = {"key": ROW, "leaflet": "help", "due_at": FRIDAY_17}
    return MessageRow(**{**plain, **changes})  # type: ignore[arg-type]


def holding(*rows: MessageRow) -> ClientFile:
    """Return Ann's file with these rows alone."""
    return replace(linked(), outbox=Outbox().add(rows))


def desk(*rows: MessageRow) -> DeskFile:
    """Return the clinic's desk with these rows."""
    return DeskFile(id=desk_id(1), chat_id=ChatId(1), outbox=Outbox().add(rows))


def doubts(lane: Lane) -> list[tuple[RowState, float]]:
    """Lose every answer of Telegram; return where the row stands each time, and its wait."""
    file, seen = holding(row(lane=lane)), []
    for _ in range(10):
        file = delivery.in_doubt(file, ROW, FRIDAY_17)
        found = file.outbox.rows[ROW]
        seen.append((found.state, (found.due_at - FRIDAY_17).total_seconds()))
        if found.state is not RowState.PLANNED:
            break
    return seen


def test_an_answer_goes_out_once_more_and_no_further() -> None:
    """The second doubt is the last: it may have come twice already."""
    assert [state for state, _ in doubts(Lane.ANSWER)] == [RowState.PLANNED, RowState.DOUBTFUL]


def test_an_answer_outlives_one_crash_after_another() -> None:
    """Each may have cut it off before it was sent at all; the eleventh is the end of it."""
    file, seen = desk(row()), []
    for number in range(20):
        lease = replace(LEASE, start=f"start-{number}")
        file, _ = delivery.claim_desk(file, FRIDAY_17, lease)
        seen.append(file.outbox.rows[ROW].state)
        if seen[-1] is not RowState.CLAIMED:
            break
    assert seen == [*[RowState.CLAIMED] * 11, RowState.DOUBTFUL]


def test_an_alarm_in_doubt_is_repeated_five_times_and_waits_longer_each_time() -> None:
    """Rather six times than never; then it ends, with a reason."""
    seen = doubts(Lane.ALARM)
    assert [wait for state, wait in seen if state is RowState.PLANNED] == [2, 4, 8, 16, 32]
    assert seen[-1][0] is RowState.DOUBTFUL


def worried() -> tuple[ClientFile, RowKey]:
    """Return Ann's file with a worry that is to reach the owner, and that row's key."""
    file = alerts.worry(holding(), "7", CLINIC, FRIDAY_17)
    return file, next(key for key, each in file.outbox.rows.items() if each.to is not None)


def test_an_alarm_that_nobody_heard_tries_on_and_waits_longer() -> None:
    """One minute, two, four, and then a quarter of an hour."""
    file, key = worried()
    waits = []
    for _ in range(6):
        file = delivery.out_of_reach(file, key, "blocked", FRIDAY_17)
        waits.append((file.outbox.rows[key].due_at - FRIDAY_17) / timedelta(minutes=1))
    assert waits == [1, 2, 4, 8, 15, 15]


def test_after_a_day_an_alarm_that_nobody_heard_ends() -> None:
    """With the reason."""
    file, key = worried()
    found = delivery.out_of_reach(file, key, "blocked", FRIDAY_17 + DAY).outbox.rows[key]
    assert (found.state, found.reason) == (RowState.SKIPPED, "blocked")


def test_an_alarm_that_somebody_heard_is_not_tried_on() -> None:
    """One owner has it: the other, who blocked the bot, need not get it later."""
    file, key = worried()
    other = replace(file.outbox.rows[key], key=RowKey("alert:worried-1:7:2"), to=ChatId(2))
    file = replace(file, outbox=file.outbox.add([replace(other, state=RowState.SENT)]))
    found = delivery.out_of_reach(file, key, "blocked", FRIDAY_17).outbox.rows[key]
    assert found.state is RowState.SKIPPED


def test_a_worry_is_told_again_though_the_first_still_tries_to_get_through() -> None:
    """That it is planned for later does not make it just told."""
    file, key = worried()
    later = FRIDAY_17 + timedelta(minutes=2)
    file = delivery.out_of_reach(file, key, "blocked", later)
    assert alerts.is_just_told(file, "worried", FRIDAY_17 + timedelta(seconds=30)) is True
    assert alerts.is_just_told(file, "worried", later) is False


@pytest.mark.parametrize("is_desk", [True, False])
def test_alarms_are_claimed_before_answers_and_bulk(is_desk: bool) -> None:
    """Also where more is due than one claim takes."""
    bulk = [row(key=RowKey(f"bulk-{n}"), lane=Lane.BULK) for n in range(30)]
    rows = (*bulk, row(key=RowKey("answer")), row(key=RowKey("alarm"), lane=Lane.ALARM))
    if is_desk:
        _, taken = delivery.claim_desk(desk(*rows), FRIDAY_17, LEASE)
    else:
        _, taken = delivery.claim_client(moment(holding(*rows), FRIDAY_17), LEASE, CLINIC)
    assert [each.key for each in taken][:3] == ["alarm", "answer", "bulk-0"]
    assert len(taken) == delivery.CLAIM_LIMIT


@pytest.mark.parametrize("state", [RowState.SENT, RowState.SKIPPED, RowState.DOUBTFUL])
def test_a_desk_keeps_no_words_of_what_is_over(state: RowState) -> None:
    """However it ended; after two days not even that it was."""
    file = desk(row(state=state, values={"reference": "K-1"}))
    kept = delivery.without_words(file, FRIDAY_17)
    assert kept.outbox.rows[ROW].values == {}
    assert delivery.without_words(file, FRIDAY_17 + UPDATE_MEMORY).outbox.rows == {}


def test_a_desk_keeps_the_words_of_what_is_still_to_come() -> None:
    """They are needed."""
    file = desk(row(values={"reference": "K-1"}, due_at=FRIDAY_17 - 9 * DAY))
    assert delivery.without_words(file, FRIDAY_17) == file


def test_nothing_is_due_to_a_client_who_has_not_agreed() -> None:
    """To send it and to look for it is one rule."""
    file = replace(enrolled(), outbox=Outbox().add([row()]), erase_at=None)
    assert file.client.status is Status.INVITED
    _, taken = delivery.claim_client(moment(file, FRIDAY_17), LEASE, CLINIC)
    assert (taken, due.next_due(file, START)) == ((), None)


def test_an_older_invitation_is_of_no_use() -> None:
    """Nor one whose link was opened; the current one is."""
    file = enrolled()
    assert file.invitation is not None
    link = file.outbox.rows[invitations.link_key(1)]
    assert invitations.why_useless(file, link) == ""
    again = replace(file, invitation=replace(file.invitation, number=2))
    assert invitations.why_useless(again, link) == invitations.NEWER_LINK
    opened = replace(file, invitation=replace(file.invitation, used_at=FRIDAY_17))
    assert invitations.why_useless(opened, link) == invitations.OPENED
