"""The process is down: for hours, for days, for a whole course; and clocks that are set back."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from bot.core.outbox import MessageRow, RowState
from bot.core.pack import IfLate
from tests.cast import ANN, Town
from tests.stories.conftest import RaiseTown
from tests.stories.diary import after_linking, at, berlin, ends, sounds, when

OUTAGES = [
    ("27.03. 18:00", timedelta(hours=3)),
    ("28.03. 08:00", timedelta(hours=3)),
    ("28.03. 08:00", timedelta(hours=13)),
    ("28.03. 16:30", timedelta(hours=3)),
    ("28.03. 23:00", timedelta(days=3)),
    ("09.04. 12:00", timedelta(days=3)),
    ("10.04. 08:00", timedelta(days=4)),
    ("27.03. 17:30", timedelta(days=20)),
    ("27.03. 17:30", timedelta(days=120)),
]


def moment(text: str) -> datetime:
    """An instant in Berlin from day, month and hour."""
    day, hour = text.split()
    return berlin(day, hour)


async def down(town: Town, since: str, lasting: timedelta) -> None:
    """End the process at that time, and start another so much later."""
    await town.pass_until(moment(since))
    town.clock.move_to(moment(since) + lasting)
    await town.restart()


async def steps(town: Town) -> list[MessageRow]:
    """The rows of all steps."""
    return [row for row in (await town.file()).outbox.rows.values() if row.step is not None]


@pytest.mark.parametrize(("since", "lasting"), OUTAGES)
async def test_after_an_outage_every_step_ends_and_none_twice(
    raise_town: RaiseTown, since: str, lasting: timedelta
) -> None:
    """Sent, or skipped with a reason; no message comes twice and none is left over."""
    town = await raise_town(retention_days=400)
    await town.link_ann()
    await down(town, since, lasting)
    await town.pass_until(max(berlin("20.06."), town.clock.now()))
    found = await steps(town)
    words = Counter(each.words for each in after_linking(town.ann) if not each.silent)
    assert {row.state for row in found} <= {RowState.SENT, RowState.SKIPPED}
    assert [row.step for row in found if row.state is RowState.SKIPPED and not row.reason] == []
    assert [text for text, count in words.items() if count > 1] == []


@pytest.mark.parametrize(("since", "lasting"), OUTAGES)
async def test_nothing_stale_comes_after_an_outage(
    raise_town: RaiseTown, since: str, lasting: timedelta
) -> None:
    """What comes late is still valid, and of several only the newest is told."""
    town = await raise_town(retention_days=400)
    await town.link_ann()
    await down(town, since, lasting)
    up = town.clock.now()
    late = [each for each in after_linking(town.ann) if each.date == up.timestamp()]
    stale = [
        row.step
        for row in await steps(town)
        if row.sent_at is not None
        and row.if_late is not IfLate.SEND
        and row.valid_until is not None
        and row.sent_at > row.valid_until
    ]
    assert stale == []
    assert len([each for each in late if not each.silent]) <= 1


async def test_three_hours_down_in_the_morning_is_just_late(town: Town) -> None:
    """The check-in of nine comes at eleven, with the sun's line in it."""
    await town.link_ann()
    await down(town, "28.03. 08:00", timedelta(hours=3))
    assert sounds(town.ann)[-1] == "28.03. 11:00"
    assert "Sun today." in at(town.ann, "28.03. 11:00").words


async def test_three_days_down_leave_the_newest_note_only(town: Town) -> None:
    """Saturday to Wednesday noon: day 5's note; the card is of today; days 2 and 3 are past."""
    await town.link_ann()
    await down(town, "28.03. 23:00", timedelta(days=3, hours=13))
    found = await ends(town)
    assert sounds(town.ann)[-1] == "01.04. 12:00"
    assert town.ann.card.words.startswith("Hello. Here is your note for today, Wednesday 1 April")
    assert found["day-2"] == found["day-3"] == ("skipped", "too late to be of use")


async def test_a_check_for_late_signs_that_could_not_go_out_is_told_to_staff(town: Town) -> None:
    """Day 14's questions matter: four days late, a person asks them."""
    await town.link_ann()
    await down(town, "10.04. 08:00", timedelta(days=4))
    assert (await ends(town))["day-14"] == ("skipped", "too late; staff were told")
    assert [each for each in town.clinic.received if "“Day 14”" in each.words] != []


async def test_a_check_for_late_signs_is_worth_sending_two_days_late(town: Town) -> None:
    """It comes when the process is back, and staff are not bothered."""
    await town.link_ann()
    await down(town, "10.04. 08:00", timedelta(days=2, hours=4))
    assert sounds(town.ann)[-1] == "12.04. 12:00"
    assert (await ends(town))["day-14"] == ("sent", None)


async def test_back_in_the_night_nobody_is_woken(town: Town) -> None:
    """The process comes back at three in the morning: what is still of use waits for eight."""
    await town.link_ann()
    await down(town, "10.04. 08:00", timedelta(hours=19))
    assert sounds(town.ann)[-1] == "06.04. 09:00"
    await town.pass_until(berlin("11.04.", "09:00"))
    assert sounds(town.ann)[-1] == "11.04. 08:00"


async def test_a_whole_course_down_wakes_nobody_with_old_notes(raise_town: RaiseTown) -> None:
    """Back after four months: no note at all, and staff know what never went out."""
    town = await raise_town(retention_days=400)
    await town.link_ann()
    before = len(town.ann.received)
    await down(town, "27.03. 17:30", timedelta(days=120))
    await town.pass_days(2)
    told = "\n".join(each.words for each in town.clinic.received)
    assert [each.words[:40] for each in town.ann.received[before:] if not each.silent] == []
    assert [day for day in (14, 28, 84) if f"“Day {day}”" not in told] == []


async def test_what_ann_wrote_while_it_was_down_is_answered_in_order(town: Town) -> None:
    """Telegram keeps it for a day; staff get both, and Ann's tap counts for its own check-in."""
    town.wants_trouble = True  # the tap is too old to be answered with a line above the button
    await town.link_ann()
    await town.pass_until(berlin("30.03.", "10:00"))
    message = at(town.ann, "30.03. 09:00")
    town.world.send_text(ANN, "First")
    town.world.tap(ANN, message.id, "Better")
    town.world.send_text(ANN, "Second")
    town.clock.move_to(town.clock.now() + timedelta(hours=3))
    await town.restart()
    file = await town.file()
    assert [each.text for each in file.messages] == ["First", "Second"]
    assert [each.option for each in file.answers] == ["better"]


async def test_a_worry_before_the_outage_is_not_followed_by_a_stale_line(town: Town) -> None:
    """The process ends before staff are told: back at closing time, what is true of that hour."""
    town.wants_trouble = True
    await town.link_ann()
    town.world.tap(ANN, *worry(town))
    await town.app.intake.take_batch(timeout_seconds=0)
    town.clock.move_to(town.clock.now() + timedelta(hours=1))
    await town.restart()
    newest = [each.words for each in town.ann.received if each.date == town.clock.now().timestamp()]
    said = [words.split(".")[0] for words in newest]
    assert said == ["The clinic does not open again today", "Passed on to Rose Clinic"]


def worry(town: Town) -> tuple[int, str]:
    """The newest worry button of Ann's."""
    message, label = town.ann.find_button("I'm worried")
    return message.id, label


# ------------------------------------------------------------------- clocks set back


async def test_a_clock_set_back_an_hour_sends_nothing_twice(town: Town) -> None:
    """At nine the note goes out; at half past, the clock is put back to half past eight."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "09:30"))
    before = len(town.ann.received)
    town.clock.move_to(berlin("28.03.", "08:30"))
    await town.app.settle()
    await town.pass_until(berlin("28.03.", "12:00"))
    assert len(town.ann.received) == before


async def test_a_clock_set_back_an_hour_loses_nothing(town: Town) -> None:
    """What was still to come comes at its time by the new clock."""
    await town.link_ann()
    await town.pass_until(berlin("27.03.", "19:00"))
    town.clock.move_to(berlin("27.03.", "18:00"))
    await town.app.settle()
    await town.pass_until(berlin("28.03.", "12:00"))
    assert sounds(town.ann) == ["27.03. 19:30", "28.03. 09:00"]


async def test_a_clock_set_back_days_keeps_the_course(town: Town) -> None:
    """A wrong clock at the first start, set right later: nothing twice, and all that is to come."""
    await town.link_ann()
    await town.pass_until(berlin("01.04.", "12:00"))
    before = Counter(each.id for each in town.ann.received)
    town.clock.move_to(berlin("29.03.", "12:00"))
    await town.app.settle()
    await town.pass_until(berlin("06.04.", "12:00"))
    since = [each for each in town.ann.received if each.id not in before]
    assert [when(each) for each in since if not each.silent] == ["03.04. 09:00", "06.04. 09:00"]


async def test_a_clock_that_jumps_ahead_is_an_outage_like_any_other(town: Town) -> None:
    """Ten days in one step: the newest note that is still of use, and nothing older."""
    await town.link_ann()
    town.clock.move_to(berlin("06.04.", "12:00"))
    await town.app.settle()
    assert sounds(town.ann) == ["06.04. 12:00"]
    assert "Monday 6 April" in town.ann.newest.words
