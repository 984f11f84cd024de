"""Playing time: everything due is played in order, nobody acts meanwhile, nothing hangs."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.simulator import player as playing
from bot.simulator.player import CannotPlay, Hands, Player, Progress

START = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


class Diary:
    """A clock, a list of what is due, and a record of what was done."""

    def __init__(self, *due_hours: float) -> None:
        self.instant = START
        self.due = [START + timedelta(hours=hours) for hours in due_hours]
        self.ticks: list[datetime] = []
        self.settled = 0
        self.never_done = False
        self.player = Player(
            Hands(now=lambda: self.instant, move_to=self.move_to),
            self.next_due,
            self.tick,
            self.settle,
        )

    def move_to(self, instant: datetime) -> None:
        """Set the clock."""
        self.instant = instant

    async def next_due(self) -> datetime | None:
        """The earliest thing due."""
        return min(self.due, default=None)

    async def tick(self, now: datetime) -> None:
        """Do what is due."""
        self.ticks.append(now)
        if not self.never_done:
            self.due = [due for due in self.due if due > now]

    async def settle(self) -> None:
        """Let others run once."""
        self.settled += 1
        ready = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(ready.set_result, None)
        await ready

    @property
    def played_hours(self) -> list[float]:
        """The instants played, in hours after the start."""
        return [(tick - START).total_seconds() / 3600 for tick in self.ticks]


async def test_a_jump_plays_each_due_instant_in_order_and_ends_at_its_target() -> None:
    """Three things due within the week: three ticks, and a last one where the clock stands."""
    diary = Diary(50, 2, 20, 300)
    await diary.player.week()
    assert diary.played_hours == [2, 20, 50, 168]
    assert diary.instant == START + timedelta(days=7)


async def test_each_tick_is_settled_before_the_next() -> None:
    """The bot finishes sending before the clock goes on."""
    diary = Diary(1, 2)
    await diary.player.jump_to(START + timedelta(hours=3))
    assert diary.settled == 3


async def test_what_was_due_before_now_is_played_now() -> None:
    """The clock never goes back for what is late."""
    diary = Diary(-5)
    await diary.player.hour()
    assert diary.played_hours == [0, 1]


async def test_a_jump_without_anything_due_goes_straight_to_its_target() -> None:
    """An idle bot is ticked once."""
    diary = Diary()
    await diary.player.hour()
    assert diary.played_hours == [1]


async def test_a_jump_tells_how_far_it_has_come() -> None:
    """The progress grows and ends at one."""
    diary = Diary(42, 84)
    told: list[Progress] = []
    await diary.player.week(told.append)
    assert [progress.done for progress in told] == [0.25, 0.5, 1.0]


async def test_what_never_gets_done_ends_in_a_clear_error() -> None:
    """A row that stays due cannot hang the page."""
    diary = Diary(1)
    diary.never_done = True
    with pytest.raises(CannotPlay, match="again and again"):
        await diary.player.week()
    assert len(diary.ticks) == playing.SAME_INSTANT_ROUNDS_MAX
    assert diary.instant == START + timedelta(hours=1)


async def test_the_clock_goes_forward_only() -> None:
    """A target in the past is refused in a sentence."""
    diary = Diary()
    with pytest.raises(CannotPlay, match="forward only"):
        await diary.player.jump_to(START - timedelta(seconds=1))


async def test_a_jump_has_a_longest_length() -> None:
    """Ten years at once are refused."""
    diary = Diary()
    with pytest.raises(CannotPlay, match="400 days"):
        await diary.player.jump_to(START + timedelta(days=3650))


async def test_next_message_stops_where_a_message_has_come() -> None:
    """What is due but sends nothing is played through."""
    diary = Diary(1, 2, 3)
    came = await diary.player.next_message(lambda: sum(hours >= 2 for hours in diary.played_hours))
    assert came
    assert diary.played_hours == [1, 2]


async def test_without_any_message_the_clock_stays_at_the_last_thing_due() -> None:
    """Ninety empty days are not skipped for nothing."""
    diary = Diary(5)
    came = await diary.player.next_message(lambda: 0)
    assert not came
    assert diary.instant == START + timedelta(hours=5)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2026, 3, 27, 16, 0, tzinfo=UTC), datetime(2026, 3, 28, 8, 5, tzinfo=UTC)),
        (datetime(2026, 3, 27, 3, 0, tzinfo=UTC), datetime(2026, 3, 27, 8, 5, tzinfo=UTC)),
        (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), datetime(2026, 3, 29, 7, 5, tzinfo=UTC)),
        (datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 8, 5, tzinfo=UTC)),
        (datetime(2026, 3, 27, 8, 5, tzinfo=UTC), datetime(2026, 3, 28, 8, 5, tzinfo=UTC)),
    ],
)
def test_morning_is_five_past_nine_on_the_clinics_wall(now: datetime, morning: datetime) -> None:
    """Across both clock changes, and never the instant one stands at."""
    assert playing.morning_after(now, BERLIN) == morning


async def test_a_person_acts_only_between_jumps() -> None:
    """A tap during a jump waits for its end."""
    diary = Diary(1, 2, 3)
    jump = asyncio.create_task(diary.player.jump_to(START + timedelta(hours=4)))
    while not diary.ticks:
        await diary.settle()
    seen = await diary.player.act(lambda: len(diary.ticks))
    await jump
    assert seen == 4


async def test_an_act_is_settled_before_it_returns() -> None:
    """Who presses a button sees the answer when the press is over."""
    diary = Diary()
    assert await diary.player.act(lambda: "done") == "done"
    assert diary.settled == 1


async def test_a_jump_can_be_stopped_between_two_instants() -> None:
    """Stop leaves the clock where it is."""
    diary = Diary(1, 2, 3)
    await diary.player.jump_to(START + timedelta(hours=4), lambda _: diary.player.stop())
    assert diary.played_hours == [1]
