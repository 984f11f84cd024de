"""The plan meets life: what is late, linked later, corrected, stopped, paused."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core import plan
from bot.core.client import Status
from bot.core.outbox import RowState
from bot.core.pack import IfLate
from bot.core.plan import Move
from tests.core.course import (
    FRIDAY_17,
    HOUR,
    PACK,
    Played,
    enrolled,
    in_berlin,
    linked,
    moment,
    only,
    play,
    row_of,
    session,
    step,
    with_row,
)


def late(if_late: IfLate) -> Played:
    """Play a course in which day 2 can only go out a day late."""
    pack = only(step("day-2", if_late=if_late), step("day-3"))
    down = [(in_berlin("2026-03-29T08:00"), in_berlin("2026-03-30T08:59"))]
    return play(linked(pack), pack=pack, down=down)


def test_a_late_step_that_is_still_of_use_is_sent() -> None:
    """if_late = send."""
    assert late(IfLate.SEND).of("day-2").at == in_berlin("2026-03-30T08:59")


def test_a_late_step_that_is_of_no_use_is_dropped_with_the_reason() -> None:
    """if_late = drop."""
    played = late(IfLate.DROP)
    assert played.state("day-2") == (RowState.SKIPPED, "too late to be of use")


def test_a_late_step_can_be_told_in_the_next_message() -> None:
    """if_late = merge: its words become a part of what goes out then."""
    pack = only(step("day-2", if_late=IfLate.MERGE), step("day-3"))
    down = [(in_berlin("2026-03-29T08:00"), in_berlin("2026-03-30T09:00"))]
    played = play(linked(pack), pack=pack, down=down)
    assert played.of("day-3").row.merged == (plan.step_key(session(), "day-2"),)
    assert played.of("day-3").row.parts == ("day-2", "progress.invitation")
    assert played.state("day-2") == (RowState.SENT, "in day-3")


def test_a_late_step_to_be_merged_with_nothing_is_skipped_with_the_reason() -> None:
    """Merging needs a message; without one nothing is sent."""
    assert late(IfLate.MERGE).state("day-2") == (
        RowState.SKIPPED,
        "too late for a message of its own",
    )


def test_a_late_step_can_be_a_matter_for_staff() -> None:
    """if_late = tell_staff: skipped, and staff hear of it."""
    played = late(IfLate.TELL_STAFF)
    told = [each for each in played.sent if each.row.to is not None]
    assert played.state("day-2") == (RowState.SKIPPED, "too late; staff were told")
    first = [each.row for each in told if each.row.leaflet == "staff.alert.not_sent"]
    assert [row.values["title_phrase"] for row in first] == ["title:day-2"]


def test_a_step_is_not_late_at_the_last_instant_of_its_validity() -> None:
    """valid_for_hours counts to the end, and not a second more."""
    file = linked()
    row = row_of(file, "day-5")
    assert row.valid_until is not None
    file = replace(file, client=replace(file.client, quiet_from=time(2), quiet_until=time(2)))
    in_time = plan.decide(row, moment(file, row.valid_until))
    too_late = plan.decide(row, moment(file, row.valid_until + timedelta(seconds=1)))
    assert (in_time.move, too_late.move) == (Move.SEND, Move.SKIP)


def test_of_two_messages_that_wait_only_the_newer_goes_out() -> None:
    """After days of silence a client is not sent a pile."""
    pack = only(step("day-2", valid_for_hours=60), step("day-3"))
    down = [(in_berlin("2026-03-29T08:00"), in_berlin("2026-03-30T10:00"))]
    played = play(linked(pack), pack=pack, down=down)
    assert [each.step for each in played.pushes] == ["day-3"]
    assert played.state("day-2") == (RowState.SKIPPED, "a newer message took its place")


# ------------------------------------------------------------------- linked later


def test_who_links_late_gets_todays_card_only() -> None:
    """Three days on: the card of day 3, and what was before is skipped as 'linked later'."""
    file = linked(hours=70)
    played = play(file, FRIDAY_17 + 70 * HOUR)
    assert [(each.step, each.row.leaflet) for each in played.sent] == [("card", "day-3")]
    for name in ("evening-0", "day-1", "day-2", "day-3", "sun-1", "sun-gate", "today-3"):
        assert played.state(name) == (RowState.SKIPPED, "linked later")


def test_who_links_late_gets_the_rest_of_the_course_as_planned() -> None:
    """What is still ahead comes at its hour."""
    played = play(linked(hours=70))
    assert [each.step for each in played.pushes] == [
        "day-5",
        "day-7",
        "day-10",
        "day-14",
        "day-28",
        "day-84",
    ]


def test_nothing_goes_out_before_consent() -> None:
    """An enrolled client who never opens the link is sent nothing."""
    played = play(enrolled(), FRIDAY_17 + timedelta(days=9))
    assert [each for each in played.sent if each.row.to is None] == []


# ------------------------------------------------------------------- re-planning


def test_a_correction_dates_unsent_steps_anew_in_place() -> None:
    """The session was a day earlier: the same rows, another date, a higher version."""
    played = play(linked(), in_berlin("2026-03-28T12:00"))
    moved = played.file.with_session(replace(played.file.session, ended_at=FRIDAY_17 - 24 * HOUR))
    file = plan.replan(moved, PACK, in_berlin("2026-03-28T12:00"))
    assert file.outbox.rows.keys() == played.file.outbox.rows.keys()
    assert row_of(file, "day-3").due_at == in_berlin("2026-03-29T09:00")
    assert row_of(file, "day-3").version == 2
    assert file.session.plan_version == 2


def test_a_correction_leaves_alone_what_was_sent() -> None:
    """A step already sent is never planned again."""
    played = play(linked(), in_berlin("2026-03-28T12:00"))
    moved = played.file.with_session(replace(played.file.session, ended_at=FRIDAY_17 + 24 * HOUR))
    file = plan.replan(moved, PACK, in_berlin("2026-03-28T12:00"))
    assert row_of(file, "day-1") == row_of(played.file, "day-1")
    assert row_of(file, "card") == row_of(played.file, "card")


def test_a_correction_skips_what_is_past_by_now() -> None:
    """A step whose time is over by the new date is skipped with that reason."""
    file = linked()
    moved = file.with_session(replace(file.session, ended_at=FRIDAY_17 - 72 * HOUR))
    file = plan.replan(moved, PACK, FRIDAY_17)
    assert row_of(file, "day-1").reason == plan.CORRECTED
    assert row_of(file, "day-5").state is RowState.PLANNED


def test_a_correction_revives_what_was_only_skipped_for_being_past() -> None:
    """Entered as three days ago by mistake: the evening and day 1 come after all."""
    file = linked(hours=72)
    moved = file.with_session(replace(file.session, ended_at=FRIDAY_17 + 71 * HOUR))
    file = plan.replan(moved, PACK, FRIDAY_17 + 72 * HOUR)
    assert row_of(file, "evening-0").state is RowState.PLANNED
    assert row_of(file, "day-1").state is RowState.PLANNED
    assert row_of(file, "day-1").reason is None


def test_another_zone_moves_what_is_unsent() -> None:
    """Nine in the morning is nine where the client is."""
    file = linked().with_client(zone="America/New_York", zone_is_own=True)
    file = plan.replan(file, PACK, FRIDAY_17)
    assert row_of(file, "day-1").due_at == datetime(2026, 3, 28, 13, tzinfo=UTC)


def test_a_step_the_plan_no_longer_has_is_skipped_with_the_reason() -> None:
    """A clinic that takes a step out of plan.toml breaks no running course."""
    played = play(linked(), pack=only(step("day-1")))
    assert played.state("day-5") == (RowState.SKIPPED, "no longer in the plan")


# ------------------------------------------------------------------- stop, pause, unreachable


def test_stop_ends_every_planned_message_with_the_reason() -> None:
    """Nothing is left planned."""
    file = plan.stop(linked(), plan.STOPPED).with_client(status=Status.STOPPED)
    played = play(file)
    assert played.sent == []
    assert played.state("day-84") == (RowState.SKIPPED, plan.STOPPED)


def test_a_pause_skips_what_falls_into_it_and_the_rest_goes_on() -> None:
    """Paused to Tuesday: days 1 to 3 are skipped, day 5 comes; the silent card keeps turning."""
    played = play(linked(paused_until=in_berlin("2026-03-31T08:00")))
    assert [each.step for each in played.pushes][:1] == ["day-5"]
    assert played.state("day-2") == (RowState.SKIPPED, "the messages were paused")
    assert played.state("today-2")[0] is RowState.SENT


def test_a_client_who_cannot_be_reached_is_not_written_to() -> None:
    """Skipped with the reason until the client is back."""
    played = play(linked(unreachable_since=FRIDAY_17), FRIDAY_17 + 72 * HOUR)
    assert played.sent == []
    assert played.state("day-2") == (RowState.SKIPPED, "the client could not be reached")


@pytest.mark.parametrize("name", ["day-14", "day-28", "day-84"])
def test_a_late_check_for_late_signs_is_a_matter_for_staff(name: str) -> None:
    """These are worth sending two days late, and worth a phone call after that."""
    row = row_of(linked(), name)
    assert (row.if_late, (row.valid_until or row.due_at) - row.due_at) == (
        IfLate.TELL_STAFF,
        timedelta(hours=60),
    )


def test_a_row_put_off_to_the_end_of_quiet_hours_is_no_longer_due() -> None:
    """Waiting is written into the row, so that the clock is not watched in the meantime."""
    file = linked(quiet_until=time(10))
    file = with_row(file, "card", state=RowState.SENT)
    played = play(file, in_berlin("2026-03-28T09:30"))
    assert row_of(played.file, "day-1").due_at == in_berlin("2026-03-28T10:00")
