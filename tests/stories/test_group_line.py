"""The pinned line of the staff group: checked when, how many alerts are overdue and open."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.simulator.chats import Message
from bot.store.files import Files
from tests.cast import ANN, BERLIN, CLINIC, Town, clinic_facts
from tests.stories.conftest import RaiseTown

GROUP, SUPERGROUP = -900, -1_000_900
FRIDAY = datetime(2026, 3, 27, 17, 0, tzinfo=BERLIN)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
UNPINNED = "In the staff group I may not pin messages"


async def with_group(raise_town: RaiseTown, *, may_pin: bool = True) -> Town:
    """A town with a staff group, in which the bot may pin or not."""
    town = await raise_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC])
    if may_pin:
        town.world.promote_bot(GROUP, CLINIC)
    await town.app.settle()
    return town


def lines(town: Town, group: int = GROUP) -> list[Message]:
    """The messages of the group that are such a line and still stand."""
    said = [each for each in town.world.chat(group) if each.from_bot and not each.deleted]
    return [each for each in said if each.words.startswith("Checked")]


def line(town: Town, group: int = GROUP) -> str:
    """What the one pinned message says."""
    (pinned,) = town.world.pinned(group)
    return pinned.words


async def test_each_full_hour_one_pinned_message_is_edited(raise_town: RaiseTown) -> None:
    """The same message, without a sound, for days; also by night."""
    town = await with_group(raise_town)
    await town.pass_until(FRIDAY + HOUR)
    assert line(town) == "Checked 18:00: 0 overdue, 0 open"
    first = lines(town)[0]
    assert first.silent
    await town.pass_until(FRIDAY + 70 * HOUR + 20 * MINUTE)
    # On Sunday the clocks went forward.
    assert line(town) == "Checked 15:00: 0 overdue, 0 open"
    assert [each.id for each in lines(town)] == [first.id]


async def test_alerts_are_counted_when_they_open_become_overdue_and_close(
    raise_town: RaiseTown,
) -> None:
    """At once, as counts: no code, no word."""
    town = await with_group(raise_town)
    await town.link_ann()
    await town.pass_until(FRIDAY + HOUR)
    await town.pass_until(datetime(2026, 3, 28, 10, 20, tzinfo=BERLIN))
    await town.ann.taps("I'm worried")
    assert line(town) == "Checked 10:20: 0 overdue, 1 open"
    await town.pass_until(datetime(2026, 3, 28, 11, 0, tzinfo=BERLIN))
    assert line(town) == "Checked 11:00: 1 overdue, 1 open"
    await town.clinic.taps("Close …", "Phoned them")
    await town.pass_until(town.clock.now() + MINUTE)
    assert line(town) == "Checked 11:00: 0 overdue, 0 open"


async def test_a_flood_of_changes_is_one_edit(raise_town: RaiseTown) -> None:
    """Not more often than every half minute, and the last count is told."""
    town = await with_group(raise_town)
    await town.link_ann()
    await town.pass_until(FRIDAY + HOUR)
    edits = len([each for each in town.world.calls if each.method == "editMessageText"])
    await town.ann.taps("I'm worried")
    await town.clinic.taps("Close …", "Phoned them")
    await town.ann.says("My cheek is very hot, swollen and there is pus")
    town_edits = [each for each in town.world.calls if each.method == "editMessageText"]
    assert len([each for each in town_edits[edits:] if each.chat_id == GROUP]) <= 1
    await town.pass_until(town.clock.now() + MINUTE)
    assert line(town).endswith(f"{len((await town.file()).alerts) - 1} open")


async def test_after_an_outage_the_old_time_tells_and_then_it_goes_on(
    raise_town: RaiseTown,
) -> None:
    """Nothing was edited while the bot was down; the next start says when it looked."""
    town = await with_group(raise_town)
    await town.pass_until(FRIDAY + HOUR)
    town.clock.move_to(FRIDAY + 20 * HOUR + 7 * MINUTE)
    assert line(town) == "Checked 18:00: 0 overdue, 0 open"
    await town.restart()
    assert line(town) == "Checked 13:07: 0 overdue, 0 open"
    assert len(lines(town)) == 1


async def test_a_deleted_line_is_sent_anew_and_pinned(raise_town: RaiseTown) -> None:
    """One new silent message."""
    town = await with_group(raise_town)
    await town.pass_until(FRIDAY + HOUR)
    town.wants_trouble = True
    town.world.delete_message(CLINIC, lines(town)[0].id, GROUP)
    await town.pass_until(FRIDAY + 4 * HOUR)
    assert line(town) == "Checked 21:00: 0 overdue, 0 open"
    (anew,) = lines(town)
    assert anew.silent


async def test_who_may_not_pin_says_so_once(raise_town: RaiseTown) -> None:
    """To the owner, in private; the line stands all the same, and is pinned once it may be."""
    town = await with_group(raise_town, may_pin=False)
    await town.pass_until(FRIDAY + 60 * HOUR)
    told = [each for each in town.clinic.received if each.words.startswith(UNPINNED)]
    assert len(told) == 1
    assert town.world.pinned(GROUP) == []
    assert len(lines(town)) == 1
    town.world.promote_bot(GROUP, CLINIC)
    await town.pass_until(FRIDAY + 61 * HOUR)
    assert len(town.world.pinned(GROUP)) == 1


async def test_the_line_follows_a_group_that_moves(raise_town: RaiseTown) -> None:
    """A message of its own in the supergroup, pinned there, and edited from then on."""
    town = await with_group(raise_town)
    await town.pass_until(FRIDAY + HOUR)
    town.wants_trouble = True
    town.world.migrate_group(GROUP, SUPERGROUP)
    await town.pass_until(FRIDAY + 4 * HOUR)
    assert line(town, SUPERGROUP) == "Checked 21:00: 0 overdue, 0 open"
    assert len(lines(town, SUPERGROUP)) == 1


async def test_without_a_group_there_is_no_line(town: Town) -> None:
    """Nothing falls due for it."""
    assert await town.store.next_due() is None


async def test_a_damaged_file_of_the_group_keeps_no_alarm_back(raise_town: RaiseTown) -> None:
    """It is put aside and told; alarms go out, and from the next hour there is a line again."""
    town = await with_group(raise_town)
    await town.link_ann()
    await town.pass_until(FRIDAY + HOUR)
    Files(town.disk).write_atomic("chats/group900.json", b"{")
    await town.ann.taps("I'm worried")
    assert "K-1 is worried." in town.clinic.ever_read
    assert "(group900)" in town.clinic.ever_read
    await town.pass_until(FRIDAY + 2 * HOUR)
    assert lines(town)[-1].words == "Checked 19:00: 0 overdue, 1 open"


async def test_a_group_that_is_named_no_longer_keeps_no_line(raise_town: RaiseTown) -> None:
    """STAFF_CHAT_ID was taken out: nothing falls due there, and nothing is written there."""
    town = await with_group(raise_town)
    await town.pass_until(FRIDAY + HOUR)
    town.app = replace(town.app, clinic=clinic_facts())
    await town.restart()
    await town.pass_until(FRIDAY + 5 * HOUR)
    assert line(town) == "Checked 18:00: 0 overdue, 0 open"
    assert await town.store.next_due() is None


@pytest.mark.slow
async def test_nothing_in_the_group_tells_more_than_codes(raise_town: RaiseTown) -> None:
    """A whole course with a name, words, photos, worries, an emergency, a drill: codes alone."""
    town = await with_group(raise_town)
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now")
    await town.clinic.says("Rosehip-7")
    await town.clinic.taps("Rosehip-7")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await town.clinic.says("/drill")
    await town.clinic.taps("I got it")
    for said in ("canarywords: can I wear makeup?", "canarywords I can't breathe", "canarywords"):
        await town.ann.says(said)
        await town.pass_days(1)
    town.world.send_photo(ANN, b"photo", "canarywords of a photo")
    await town.ann.taps("I'm worried")
    await town.pass_days(12)
    shown = "\n".join(town.shown[GROUP])
    assert "Rosehip-7, day 3, same-day: worried" in shown
    for private in ("canary", "Ann", "face", "breathe", "photo"):
        assert private not in shown
    assert [each for each in town.world.chat(GROUP) if each.from_bot and each.buttons] == []
    media = ("sendPhoto", "sendDocument", "sendVideo")
    assert [e for e in town.world.calls if e.chat_id == GROUP and e.method in media] == []
