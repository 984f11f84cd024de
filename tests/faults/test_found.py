"""What the worlds found, each as a story that anybody can read; the seed that found it is named."""

from datetime import timedelta

from bot.core.outbox import RowState
from tests.cast import CLINIC, FRIDAY_AFTERNOON, Town, build_town
from tests.stories.diary import berlin
from tests.stories.troubles import before_nine, mornings

GROUP, SUPERGROUP = -1001, -1002001


async def _at_nine(town: Town) -> None:
    await town.pass_until(berlin("28.03.", "09:00"))


async def _last_answer(town: Town) -> str:
    answers = (await town.file()).answers
    return answers[-1].option if answers else "none"


async def test_a_check_in_whose_arrival_stays_in_doubt_can_be_answered() -> None:
    """Telegram took it and its answer was lost, twice: what Ann taps below it counts (seed 537)."""
    town = await build_town()
    policy = await before_nine(town)
    policy.time_out("sendMessage", "after", times=2)
    await town.pass_until(berlin("28.03.", "09:30"))
    assert (await town.row("day-1")).state is RowState.DOUBTFUL
    await town.ann.taps("Worse")
    assert await _last_answer(town) == "worse"


async def test_a_check_in_can_be_answered_before_it_comes_once_more() -> None:
    """Its first copy is in Ann's chat already, the second is planned: what she taps counts."""
    town = await build_town()
    policy = await before_nine(town)
    policy.time_out("sendMessage", "after")
    await _at_nine(town)
    assert len(mornings(town)) == 1
    town.world.tap(town.ann.user_id, *_button(town, "Worse"))
    await town.app.settle()
    assert await _last_answer(town) == "worse"


def _button(town: Town, label: str) -> tuple[int, str]:
    message, shown = town.ann.find_button(label)
    return message.id, shown


async def test_a_worry_after_the_clock_was_turned_back_is_told_aloud() -> None:
    """Somebody put the clock two hours back: what came before is not 'within the last minute'."""
    town = await build_town()
    await town.link_ann()
    await town.ann.taps("I'm worried")
    town.clock.move_to(FRIDAY_AFTERNOON - timedelta(hours=2))
    await town.ann.taps("I'm worried")
    told = [each for each in town.clinic.received if each.words.startswith("K-1 is worried")]
    assert [each.silent for each in told] == [False, False]


async def test_an_emergency_is_heard_by_a_clock_that_stands_before_the_session() -> None:
    """Somebody put the clock two hours back: the words are an emergency still (seed 1020)."""
    town = await build_town()
    await town.link_ann()
    town.clock.move_to(FRIDAY_AFTERNOON - timedelta(hours=2))
    await town.ann.says("I can't breathe")
    assert "Do not wait for our answer" in town.ann.ever_read
    assert "EMERGENCY: K-1" in town.clinic.ever_read


async def test_an_emergency_after_the_clock_was_turned_back_stops_ann_again() -> None:
    """The hard stop of before lies ahead now: it does not count as just said."""
    town = await build_town()
    await town.link_ann()
    await town.ann.says("I can't breathe")
    town.clock.move_to(FRIDAY_AFTERNOON - timedelta(hours=2))
    await town.ann.says("I can't breathe")
    stops = [each for each in town.ann.received if "Do not wait for our answer" in each.words]
    assert len(stops) == 2


async def test_a_change_just_before_the_full_hour_does_not_keep_the_group_busy() -> None:
    """A count changed at 18:59:45: the line of 19:00 waits out its half minute, without a visit."""
    town = await build_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC])
    town.world.promote_bot(GROUP, CLINIC)
    await town.link_ann()
    await town.pass_until(berlin("27.03.", "18:59"))
    town.clock.move_to(berlin("27.03.", "18:59") + timedelta(seconds=45))
    await town.ann.taps("I'm worried")
    await town.pass_until(berlin("27.03.", "19:00"))
    assert await town.store.next_due() == berlin("27.03.", "19:00") + timedelta(seconds=15)
    await town.pass_until(berlin("27.03.", "19:01"))
    (line,) = town.world.pinned(GROUP)
    assert line.words == "Checked 19:00: 0 overdue, 1 open"


async def test_a_staff_group_outlives_the_news_that_a_client_was_erased() -> None:
    """The group's file is no client's: it keeps its line, and where it has moved to."""
    town = await build_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC])
    town.world.promote_bot(GROUP, CLINIC)
    await town.link_ann()
    town.world.migrate_group(GROUP, SUPERGROUP)
    await town.pass_until(berlin("27.03.", "18:00"))
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me", "Yes, erase it now")
    await town.pass_until(berlin("27.03.", "20:00"))
    assert town.world.chat(SUPERGROUP)[-1].words == "K-1 has erased their data."
    (line,) = town.world.pinned(SUPERGROUP)
    assert line.words == "Checked 20:00: 0 overdue, 0 open"
    assert town.world.state.chats[SUPERGROUP].bot_status == "administrator"


async def test_a_stranger_is_heard_after_the_clock_was_turned_back() -> None:
    """Somebody put the clock two hours back: what was told before is not 'within the hour'."""
    town = await build_town()
    await _asks_for_a_person(town)
    town.clock.move_to(FRIDAY_AFTERNOON - timedelta(hours=2))
    await _asks_for_a_person(town)
    told = [each for each in town.clinic.received if "asks to be contacted" in each.words]
    assert [each.silent for each in told] == [False, False]


async def _asks_for_a_person(town: Town) -> None:
    await town.dan.says("I can't breathe")
    town.world.tap(town.dan.user_id, *_offered(town))
    await town.app.settle()


def _offered(town: Town) -> tuple[int, str]:
    [newest] = [each.id for each in town.dan.messages if each.buttons][-1:]
    return newest, "v1:contact"


async def test_a_machine_that_slept_between_claim_and_send_asks_again() -> None:
    """Claimed at 19:30, awake at 22:30: nothing goes out in quiet hours (seed 100559)."""
    town = await build_town()
    await town.link_ann()
    await town.pass_until(berlin("27.03.", "19:29"))
    seen, awake = len(town.ann.received), berlin("27.03.", "22:30")

    def sleep(operation: str, path: str) -> None:
        if operation == "rename" and town.clock.now() >= berlin("27.03.", "19:30"):
            town.disk.fault = None
            town.clock.move_to(awake)

    town.disk.fault = sleep
    town.clock.move_to(berlin("27.03.", "19:30"))
    await town.app.settle()
    assert town.clock.now() >= awake
    assert len(town.ann.received) == seen
    assert (await town.row("evening-0")).state is not RowState.SENT
    assert (await town.row("evening-0")).lease is None
