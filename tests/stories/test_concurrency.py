"""Staff, the client and a reminder at the same client file at once: nobody's change is lost."""

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import TypeVar

import pytest

from bot.core.client import Status
from bot.core.outbox import RowState
from bot.simulator.request import WorldRequest
from bot.store.files import Files
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import VirtualClock
from bot.wiring import Connection, SeededChance, build
from tests.cast import ANN, FRIDAY_AFTERNOON, LIBRARY, Town
from tests.stories.conftest import RaiseTown
from tests.stories.diary import at, berlin

T = TypeVar("T")
SEEDS = range(5)
MOST_TURNS = 6


class SlowDisk:
    """An offload that lets others run before and after each work, as a seed says how often."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._clock = VirtualClock(FRIDAY_AFTERNOON)

    async def run(self, work: Callable[[], T], *, is_short: bool = False) -> T:
        """Run the work between two pauses."""
        await self._pause()
        done = work()
        await self._pause()
        return done

    async def _pause(self) -> None:
        for _ in range(self._random.randrange(MOST_TURNS)):
            await self._clock.sleep(0)


async def on_a_slow_disk(town: Town, seed: int) -> Town:
    """Start another process on the town's disk, whose work is cut into small pieces."""
    way = WorldRequest(town.world)
    slow = SlowDisk(seed)
    town.store = TinyDbStore(Files(town.disk), start="start-2", offload=slow)
    await town.store.open()
    town.app = build(
        Connection(token=town.world.token, server="http://127.0.0.1", request=way, polling=way),
        town.app.clinic,
        LIBRARY,
        town.store,
        clock=town.clock,
        chance=SeededChance(seed),
        offload=slow,
    )
    await town.app.start()
    await town.app.settle()
    return town


async def all_at_once(town: Town) -> None:
    """Handle what arrived while what is due goes out, and then come to rest."""
    now = town.clock.now()
    await asyncio.gather(
        town.app.tick(now),
        town.app.intake.take_batch(timeout_seconds=0),
        town.app.tick(now),
        town.app.tick(now),
    )
    await town.app.settle()


@pytest.mark.parametrize("seed", SEEDS)
async def test_an_answer_a_message_a_correction_and_a_reminder_all_count(
    raise_town: RaiseTown, seed: int
) -> None:
    """In whatever order their pieces fall: each change is in the file, each message came once."""
    town = await raise_town()
    await town.link_ann()
    await town.pass_until(berlin("31.03.", "08:30"))
    await town.clinic.taps("Correct the session's time")
    await town.clinic.says("27 March 16:00")
    await on_a_slow_disk(town, seed)
    check_in = at(town.ann, "30.03. 09:00")
    town.clock.move_to(berlin("31.03.", "09:00"))
    for button in ("Better", "Worse"):
        town.world.tap(ANN, check_in.id, button)
    town.world.send_text(ANN, "One question")
    message, label = town.clinic.find_button("Yes")
    town.world.tap(town.clinic.user_id, message.id, label)
    await all_at_once(town)
    file = await town.file()
    sun = [each for each in town.ann.received if each.words.startswith("Sun today.")]
    assert [each.option for each in file.answers] == ["worse"]
    assert [each.text for each in file.messages] == ["One question"]
    assert file.session.ended_at == berlin("27.03.", "16:00")
    assert file.session.plan_version == 2
    assert {alert.concern for alert in file.alerts} == {"answers", "message"}
    assert (len(sun), (await town.row("sun-4")).state) == (1, RowState.SENT)


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_stop_beside_a_reminder_leaves_no_half(raise_town: RaiseTown, seed: int) -> None:
    """The note of nine is sent or skipped, the rest is skipped, and settings say 'stopped'."""
    town = await raise_town()
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "08:30"))
    await town.ann.says("/settings")
    await town.ann.taps("Stop all messages")
    await on_a_slow_disk(town, seed)
    town.clock.move_to(berlin("28.03.", "09:00"))
    message, label = town.ann.find_button("Yes")
    town.world.tap(ANN, message.id, label)
    await all_at_once(town)
    file = await town.file()
    states = Counter(row.state for row in file.outbox.rows.values() if row.step is not None)
    came = [each for each in town.ann.received if "How is it today?" in each.words]
    assert file.client.status is Status.STOPPED
    assert set(states) == {RowState.SENT, RowState.SKIPPED}
    assert len(came) == ((await town.row("day-1")).state is RowState.SENT)


@pytest.mark.parametrize("seed", SEEDS)
async def test_many_ticks_at_once_send_each_message_once(raise_town: RaiseTown, seed: int) -> None:
    """Two clients, five ticks side by side: one note each."""
    town = await raise_town()
    await town.link_ann()
    await town.bob.opens(await town.enrol("Scalp"))
    await town.bob.taps("I agree")
    await town.pass_until(berlin("28.03.", "08:30"))
    await on_a_slow_disk(town, seed)
    town.clock.move_to(berlin("28.03.", "09:00"))
    await asyncio.gather(*(town.app.tick(town.clock.now()) for _ in range(5)))
    for phone in (town.ann, town.bob):
        came = [each for each in phone.received if "How is it today?" in each.words]
        assert len(came) == 1


@pytest.mark.parametrize("seed", SEEDS)
async def test_worry_and_words_beside_the_morning_all_reach_staff(
    raise_town: RaiseTown, seed: int
) -> None:
    """The button and two messages while the note goes out: three alarms, and three answers."""
    town = await raise_town()
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "08:30"))
    await on_a_slow_disk(town, seed)
    town.clock.move_to(berlin("28.03.", "09:00"))
    before = len(town.clinic.received)
    message, label = town.ann.find_button("I'm worried")
    town.world.tap(ANN, message.id, label)
    for words in ("First", "Second"):
        town.world.send_text(ANN, words)
    await all_at_once(town)
    alarms = "\n".join(each.words for each in town.clinic.received[before:])
    words = await town.clinic.reads_words()
    answers = [each for each in town.ann.received if each.words.startswith("Passed on")]
    assert "is worried" in alarms
    assert sorted(words) == ["First", "Second"]
    assert len(answers) == 3
