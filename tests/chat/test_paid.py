"""PAID_BROADCAST: what would wait for long is paid for in Stars; all else stays free."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.chat.lanes import ALL_PER_SECOND, PAID_PER_SECOND, Lanes
from bot.chat.messenger import TelegramMessenger
from bot.chat.pace import RUSH_AFTER_SECONDS
from bot.core.outbox import ChatId, Lane, Media
from bot.ports import Blocked
from bot.simulator.flood import Flood
from bot.timing.clock import VirtualClock
from bot.timing.offload import InlineOffload
from tests.cast import LIBRARY
from tests.chat.conftest import Exit
from tests.chat.test_lanes import PatientClock

FIRST = 5_000
FREE_MOST = int(RUSH_AFTER_SECONDS * ALL_PER_SECOND) + 1


class Payer:
    """Lanes that may pay, and what they made of each call: the second, and whether it was paid."""

    def __init__(self, *, pays: bool = True) -> None:
        self.clock = PatientClock()
        self.lanes = Lanes(self.clock, pays=pays)
        self.calls: list[tuple[float, bool]] = []

    async def send(self, chats: range, lane: Lane = Lane.BULK, *, may_pay: bool = True) -> None:
        """Let all of these go, twenty side by side."""
        left = iter(chats)
        lines = [asyncio.create_task(self._one_by_one(left, lane, may_pay)) for _ in range(20)]
        while not all(each.done() for each in lines):
            await self.clock.go_on()
        await asyncio.gather(*lines)

    async def _one_by_one(self, chats: object, lane: Lane, may_pay: bool) -> None:
        for chat in chats:  # type: ignore[attr-defined]
            async with self.lanes.turn(lane, chat, may_pay=may_pay) as is_paid:
                self.calls.append((self.clock.monotonic(), is_paid))

    @property
    def paid(self) -> int:
        """How many were paid for."""
        return sum(is_paid for _, is_paid in self.calls)

    @property
    def seconds(self) -> float:
        """When the last one went."""
        return self.calls[-1][0]


@pytest.fixture
def payer() -> Payer:
    """Nothing has gone out yet."""
    return Payer()


async def test_without_the_setting_nothing_is_ever_paid() -> None:
    """However long the bulk takes."""
    payer = Payer(pays=False)
    await payer.send(range(100, 1100))
    assert payer.paid == 0
    assert payer.seconds >= 1000 / ALL_PER_SECOND - 1


async def test_what_goes_out_in_ten_seconds_costs_nothing(payer: Payer) -> None:
    """A waiting room full of clients is no broadcast."""
    await payer.send(range(100, 100 + FREE_MOST - 10))
    assert payer.paid == 0


async def test_a_bulk_that_takes_longer_is_paid_for_beyond_the_free_pace(payer: Payer) -> None:
    """2,000 go out in seconds; each second still has its thirty that cost nothing."""
    await payer.send(range(100, 2100))
    free = len(payer.calls) - payer.paid
    assert payer.paid > 1_500
    assert free >= payer.seconds * ALL_PER_SECOND - 1
    assert payer.seconds <= RUSH_AFTER_SECONDS + payer.paid / PAID_PER_SECOND + 1


async def test_never_more_than_a_thousand_a_second(payer: Payer) -> None:
    """Telegram takes no more, paid or not."""
    await payer.send(range(100, 5100))
    seconds = [at for at, _ in payer.calls]
    most = max(
        sum(at <= each < at + 1.0 for each in seconds) for at in seconds[:: len(seconds) // 50]
    )
    assert 900 < most <= 1000


async def test_a_second_without_waiting_ends_the_rush(payer: Payer) -> None:
    """The next bulk has its ten free seconds again."""
    await payer.send(range(100, 1100))
    before = payer.paid
    sleeping = asyncio.create_task(payer.clock.sleep(2.0))
    while not sleeping.done():
        await payer.clock.go_on()
    await payer.send(range(2000, 2000 + FREE_MOST - 10))
    assert before > 0
    assert payer.paid == before


async def test_what_cannot_be_paid_for_waits_for_a_free_turn(payer: Payer) -> None:
    """A change of a message, or taking one away."""
    await payer.send(range(100, 1100), may_pay=False)
    assert payer.paid == 0


async def test_after_a_refusal_nothing_is_paid_for_ten_minutes(payer: Payer) -> None:
    """The bot has no Stars: it goes on at the free pace."""
    payer.lanes.pay_no_more()
    await payer.send(range(100, 1100))
    assert payer.paid == 0


# ------------------------------------------------------------------- what Telegram is asked


class Running(VirtualClock):
    """A clock on which a wait takes its time, a millisecond at least, on the wall as well."""

    def __init__(self, clock: VirtualClock) -> None:
        self.now, self.monotonic = clock.now, clock.monotonic  # type: ignore[method-assign]
        self._standing = clock

    async def sleep(self, seconds: float) -> None:
        """Let others run, and the clock go on."""
        self._standing.move_to(self.now() + timedelta(seconds=max(seconds, 0.001)))
        await self._standing.sleep(0)


REFUSED = "Bad Request: STARS_BALANCE_TOO_LOW"


@dataclass
class Rushed:
    """A messenger that may pay, in the eleventh second of a bulk; Telegram keeps its limits."""

    way_out: Exit
    messenger: TelegramMessenger
    chats: Iterator[int]

    async def send(self, chat_id: int = 0, **changes: object) -> bool:
        """Send to somebody who heard nothing yet; tell whether it was paid for."""
        to = chat_id or next(self.chats)
        await replace(self.way_out, messenger=self.messenger).send(to=ChatId(to), **changes)
        return self.asked()[-1]

    def asked(self) -> list[bool]:
        """Whether each message that the server heard of was to be paid for."""
        calls = [each for each in self.way_out.world.calls if each.method.startswith("send")]
        return ["allow_paid_broadcast" in each.parameters for each in calls]


@pytest_asyncio.fixture
async def rushed(way_out: Exit) -> Rushed:
    """So many messages went out that the next one would be paid for."""
    world = way_out.world
    for chat in range(FIRST, FIRST + 2 * FREE_MOST):
        world.add_user(chat, "Bob")
        world.start_link(chat)
    world.flood = Flood()
    clock, offload = Running(way_out.clock), InlineOffload()
    messenger = TelegramMessenger(way_out.bot, LIBRARY, clock, offload, pays=True)
    found = Rushed(way_out, messenger, iter(range(FIRST, FIRST + 2 * FREE_MOST)))
    for _ in range(FREE_MOST):
        await found.send()
    assert sum(found.asked()) < 20
    assert await found.send() is True
    return found


async def test_telegram_hears_which_messages_are_paid_for(rushed: Rushed) -> None:
    """A hundred in less than a second, and none is refused by the limit of thirty."""
    before = rushed.way_out.clock.monotonic()
    paid = [await rushed.send() for _ in range(100)]
    assert paid.count(True) > 90
    assert rushed.way_out.clock.monotonic() - before < 1.0
    assert [each for each in rushed.way_out.world.calls if each.status == 429] == []


async def test_pictures_and_files_are_paid_for_too(rushed: Rushed) -> None:
    """By the same word."""
    stored = rushed.way_out.world.state.files.add("video", b"film")
    assert await rushed.send(media=Media.VIDEO, file_id=stored.id) is True


async def test_a_refused_payment_costs_no_message(
    rushed: Rushed, caplog: pytest.LogCaptureFixture
) -> None:
    """In whatever words: it goes unpaid at once, as does what follows, and the log says so."""
    rushed.way_out.faults.refuse("sendMessage", 400, REFUSED)
    assert await rushed.send() is False
    assert rushed.asked()[-2:] == [True, False]
    assert [await rushed.send() for _ in range(20)] == [False] * 20
    assert "telegram refuses paid messages: they go unpaid, and slower" in caplog.messages


async def test_who_has_blocked_the_bot_does_not_end_the_paying(rushed: Rushed) -> None:
    """It is found out by asking once more, unpaid."""
    blocked = next(rushed.chats)
    rushed.way_out.world.block(blocked)
    with pytest.raises(Blocked):
        await rushed.send(blocked)
    assert rushed.asked()[-2:] == [True, False]
    assert await rushed.send() is True
