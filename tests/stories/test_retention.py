"""Retention: client and staff are warned a week before, then everything is erased."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import retention
from tests.cast import BERLIN, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.stories.test_forget import left_of_ann

# Day 84 is the last step of the course; the clinic keeps its data for 100 days after.
END = datetime(2026, 3, 27, 17, 0, tzinfo=BERLIN) + timedelta(days=184)
WARNING = "Your course here is long over."


def warnings(town: Town) -> list[datetime]:
    """When Ann was warned."""
    found = [each.date for each in town.ann.received if each.words.startswith(WARNING)]
    return [datetime.fromtimestamp(each, BERLIN) for each in found]


async def test_both_are_warned_a_week_before_and_then_all_is_erased(raise_town: RaiseTown) -> None:
    """Silently, in words that name the day and the copy; then nothing is left."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    await town.pass_until(END - timedelta(days=7, minutes=1))
    assert warnings(town) == []
    await town.pass_until(END - timedelta(days=6))
    assert len(warnings(town)) == 1
    assert "27 September" in town.ann.newest.words
    assert "/mydata" in town.ann.newest.words
    assert town.ann.newest.silent
    assert town.clinic.newest.words.startswith("K-1: all data here are erased at")
    assert len(await town.store.client_ids()) == 1
    await town.pass_until(END + timedelta(hours=2))
    assert await town.store.client_ids() == []
    assert left_of_ann(town) == []


async def test_erasing_says_nothing_more(raise_town: RaiseTown) -> None:
    """Whoever was warned is not written to once more."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    await town.pass_until(END - timedelta(days=1))
    heard = (len(town.ann.received), len(town.clinic.received))
    await town.pass_until(END + timedelta(days=3))
    assert (len(town.ann.received), len(town.clinic.received)) == heard


async def test_whoever_stopped_is_not_written_to(raise_town: RaiseTown) -> None:
    """Staff are warned all the same, and the data go."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Stop all messages", "Yes, stop them")
    await town.pass_until(END + timedelta(days=1))
    assert warnings(town) == []
    assert town.clinic.newest.words.startswith("K-1: all data here are erased")
    assert await town.store.client_ids() == []


async def test_a_late_warning_leaves_its_whole_week(raise_town: RaiseTown) -> None:
    """The computer was off over the day of the warning: the week counts from when it was given."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    await town.pass_until(END - timedelta(days=20))
    town.clock.move_to(END + timedelta(days=5))
    await town.app.settle()
    assert len(warnings(town)) == 1
    await town.pass_until(END + timedelta(days=11, hours=23))
    assert len(await town.store.client_ids()) == 1
    await town.pass_until(END + timedelta(days=12, hours=1))
    assert await town.store.client_ids() == []


async def test_a_file_from_before_warnings_is_warned_first(raise_town: RaiseTown) -> None:
    """A version of the program that planned none kept it: a week goes by from now."""
    town = await raise_town(retention_days=100)
    await town.link_ann()
    file = await town.file()
    rows = {key: row for key, row in file.outbox.rows.items() if key != retention.KEY}
    before = replace(file.outbox, rows=rows)
    await town.store.change_client(file.id, lambda each: (replace(each, outbox=before), None))
    await town.pass_until(END + timedelta(days=1))
    assert len(warnings(town)) == 1
    assert len(await town.store.client_ids()) == 1
    await town.pass_until(END + timedelta(days=8))
    assert await town.store.client_ids() == []


async def test_a_corrected_session_moves_the_warning(town: Town) -> None:
    """One warning, a week before the new end."""
    await town.link_ann()
    file = await town.file()
    planned = file.outbox.rows[retention.KEY].due_at
    await town.clinic.taps(
        "Correct the session's time", "Yesterday", "18", "18:15", "Yes, change it"
    )
    after = await town.file()
    moved = after.outbox.rows[retention.KEY].due_at
    assert planned - moved == timedelta(hours=22, minutes=45)
    assert after.erase_at == moved + retention.WARNED_BEFORE


async def test_the_warning_waits_for_the_morning(raise_town: RaiseTown) -> None:
    """Not in quiet hours, and the week is whole all the same."""
    town = await raise_town(FRIDAY_AFTERNOON.replace(hour=22), retention_days=100)
    await town.link_ann()
    await town.pass_until(END + timedelta(days=2))
    (told,) = warnings(town)
    assert (told.hour, told.minute) == (8, 0)
