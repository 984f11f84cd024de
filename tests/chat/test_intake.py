"""The entrance: an update is confirmed when it is saved, and none is lost or holds up others."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import pytest_asyncio
from telegram import Bot, Update
from telegram.error import NetworkError, RetryAfter
from telegram.ext import Application, TypeHandler

from bot.chat.errors import ErrorDesk
from bot.chat.handling import TRIES, Handling
from bot.chat.intake import (
    CHATS_AT_ONCE,
    QUIET,
    WAIT_MOST_SECONDS,
    Intake,
    asked_wait_seconds,
)
from bot.ports import Damaged, StoreUnavailable
from bot.simulator.faults import Faults
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.timing.clock import VirtualClock
from tests.cast import ANN, BOB, FRIDAY_AFTERNOON

Trouble = Callable[[Update], Exception | None]


def no_trouble(update: Update) -> None:
    """All is well."""


@dataclass
class Entrance:
    """An intake with a handler that notes what it gets, and fails as it is told."""

    world: World
    clock: VirtualClock
    faults: Faults = field(default_factory=Faults)
    handled: list[str] = field(default_factory=list)
    aside: list[tuple[int, int, str]] = field(default_factory=list)
    unread: dict[int, str] = field(default_factory=dict)
    trouble: Trouble = no_trouble
    batches: int = 0
    at_once: int = 0
    at_once_most: int = 0

    async def open(self) -> None:
        """Put the entrance together, as wiring does."""
        self.world.policy = self.faults
        way = WorldRequest(self.world)
        bot = Bot(self.world.token, "http://127.0.0.1/bot", request=way, get_updates_request=way)
        desk = ErrorDesk()
        self.application = Application.builder().bot(bot).updater(None).build()
        self.application.add_handler(TypeHandler(Update, self._handle))
        self.application.add_error_handler(desk.note)
        await self.application.initialize()
        self.intake = Intake(
            bot,
            Handling(self.application, desk, self._set_aside),
            self.clock,
            unread=self.unread,
        )

    async def _handle(self, update: Update, context: object) -> None:
        failure = self.trouble(update)
        words = update.message.text if update.message else ""
        if failure is not None:
            self.handled.append(f"{words} failed")
            raise failure
        self.at_once += 1
        self.at_once_most = max(self.at_once, self.at_once_most)
        await self.clock.sleep(0)
        self.at_once -= 1
        self.handled.append(words or "")

    async def _set_aside(self, update_id: int, chat_id: int, content: str) -> None:
        self.aside.append((update_id, chat_id, content))

    async def takes(self) -> int:
        """Take one batch."""
        return await self.intake.take_batch(timeout_seconds=0)

    def fails(self, words: str, failure: Exception, times: int = 99) -> None:
        """Let the handling of that text fail so many times."""
        left = [times]

        def trouble(update: Update) -> Exception | None:
            if update.message is None or update.message.text != words or not left[0]:
                return None
            left[0] -= 1
            return failure

        self.trouble = trouble

    def stop_after(self, polls: int) -> Callable[[], None]:
        """Return what `run` calls after each poll: it stops after so many."""

        def after_poll() -> None:
            self.batches += 1
            if self.batches >= polls:
                self.intake.stop()

        return after_poll


@pytest_asyncio.fixture
async def entrance() -> AsyncIterator[Entrance]:
    """Ann and Bob have started the bot, which is known and confirmed."""
    clock = VirtualClock(FRIDAY_AFTERNOON)
    found = Entrance(World(clock.now), clock)
    await found.open()
    for user, name in ((ANN, "Ann"), (BOB, "Bob")):
        found.world.add_user(user, name)
        found.world.start_link(user)
    await found.takes()
    await found.intake.confirm()
    found.handled.clear()
    yield found
    await found.application.shutdown()


async def test_an_update_is_confirmed_only_when_the_next_is_asked_for(entrance: Entrance) -> None:
    """Handled and saved first; the confirmation is the next question."""
    entrance.world.send_text(ANN, "one")
    await entrance.takes()
    assert (entrance.handled, entrance.world.pending_updates()) == (["one"], 1)
    await entrance.takes()
    assert (entrance.handled, entrance.world.pending_updates()) == (["one"], 0)


async def test_a_batch_can_be_confirmed_without_taking_another(entrance: Entrance) -> None:
    """At a clean stop nothing comes twice, and nothing new is taken."""
    entrance.world.send_text(ANN, "one")
    await entrance.takes()
    entrance.world.send_text(ANN, "two")
    await entrance.intake.confirm()
    assert (entrance.handled, entrance.world.pending_updates()) == (["one"], 1)


async def test_one_chats_updates_keep_their_order(entrance: Entrance) -> None:
    """However chats lie beside each other in a batch."""
    for number in range(5):
        entrance.world.send_text(ANN, f"a{number}")
        entrance.world.send_text(BOB, f"b{number}")
    await entrance.takes()
    for chat in "ab":
        mine = [each for each in entrance.handled if each.startswith(chat)]
        assert mine == [f"{chat}{number}" for number in range(5)]


async def test_a_full_batch_is_handled_a_few_chats_at_a_time(entrance: Entrance) -> None:
    """Else what was sent is written down behind a hundred others, and a kill doubles it."""
    for user in range(100, 100 + 3 * CHATS_AT_ONCE):
        entrance.world.add_user(user, "Somebody")
        entrance.world.start_link(user)
    await entrance.takes()
    assert (len(entrance.handled), entrance.at_once_most) == (3 * CHATS_AT_ONCE, CHATS_AT_ONCE)


async def test_a_failure_is_tried_again(entrance: Entrance) -> None:
    """Twice is no reason to give up."""
    entrance.fails("one", RuntimeError("no"), times=2)
    entrance.world.send_text(ANN, "one")
    await entrance.takes()
    assert entrance.handled == ["one failed", "one failed", "one"]
    assert entrance.aside == []


async def test_a_third_failure_is_set_aside_and_the_rest_goes_on(entrance: Entrance) -> None:
    """Kept as it came; Ann's next message and Bob's are handled."""
    entrance.fails("one", RuntimeError("no"))
    for user, words in ((ANN, "one"), (ANN, "two"), (BOB, "three")):
        entrance.world.send_text(user, words)
    await entrance.takes()
    await entrance.takes()
    [(_, chat_id, content)] = entrance.aside
    assert entrance.handled.count("one failed") == TRIES
    assert {"two", "three"} <= set(entrance.handled)
    assert (chat_id, '"one"' in content) == (ANN, True)
    assert entrance.world.pending_updates() == 0


async def test_a_damaged_file_sets_only_its_own_update_aside(entrance: Entrance) -> None:
    """One broken client holds up nobody else."""
    entrance.fails("one", Damaged("broken"))
    entrance.world.send_text(ANN, "one")
    entrance.world.send_text(BOB, "two")
    await entrance.takes()
    assert [chat for _, chat, _ in entrance.aside] == [ANN]
    assert "two" in entrance.handled


async def test_a_full_disk_leaves_the_batch_unconfirmed(entrance: Entrance) -> None:
    """It comes again, and nothing is set aside for want of a place to keep it."""
    entrance.fails("one", StoreUnavailable("full"), times=1)
    entrance.world.send_text(ANN, "one")
    with pytest.raises(StoreUnavailable):
        await entrance.takes()
    assert (entrance.world.pending_updates(), entrance.aside) == (1, [])
    await entrance.takes()
    assert entrance.handled == ["one failed", "one"]


async def test_what_the_library_could_not_read_is_set_aside_as_it_came(
    entrance: Entrance,
) -> None:
    """It is not lost, and not handled as if it were empty."""
    entrance.world.send_text(ANN, "one")
    update_id = entrance.world.state.updates.oldest(1)[0]["update_id"]
    came = f'{{"update_id": 1, "message": {{"chat": {{"id": {ANN}}}}}}}'
    entrance.unread[update_id] = came
    await entrance.takes()
    assert entrance.aside == [(update_id, ANN, came)]
    assert (entrance.handled, entrance.unread) == ([], {})


async def test_the_offset_is_dropped_after_six_quiet_days(entrance: Entrance) -> None:
    """After a week of silence Telegram may number its updates anew, anywhere."""
    entrance.world.send_text(ANN, "one")
    await entrance.takes()
    entrance.clock.move_to(entrance.clock.now() + QUIET - timedelta(seconds=1))
    await entrance.takes()
    entrance.clock.move_to(entrance.clock.now() + timedelta(seconds=1))
    await entrance.takes()
    offsets = [
        call.parameters.get("offset") is not None
        for call in entrance.world.calls
        if call.method == "getUpdates"
    ]
    assert offsets[-2:] == [True, False]


async def test_a_stop_ends_the_polling_and_loses_nothing(entrance: Entrance) -> None:
    """What was not taken comes to the next process."""
    entrance.world.send_text(ANN, "one")
    await entrance.intake.run(entrance.stop_after(1))
    assert entrance.handled == ["one"]


async def test_a_server_in_trouble_is_asked_again_after_longer_and_longer_waits(
    entrance: Entrance,
) -> None:
    """1, 2, 4, 8 s and then 15; the message comes through when it is over."""
    entrance.faults.refuse("getUpdates", 502, "Bad Gateway", times=6)
    entrance.world.send_text(ANN, "one")
    before = entrance.clock.monotonic()
    await entrance.intake.run(entrance.stop_after(7))
    assert entrance.handled == ["one"]
    assert entrance.clock.monotonic() - before == 1 + 2 + 4 + 8 + 2 * WAIT_MOST_SECONDS


async def test_a_flood_of_questions_waits_as_long_as_telegram_asks(entrance: Entrance) -> None:
    """retry_after, where it is more than our own wait."""
    entrance.faults.flood("getUpdates", retry_after=42)
    before = entrance.clock.monotonic()
    await entrance.intake.run(entrance.stop_after(1))
    assert entrance.clock.monotonic() - before == 42


async def test_a_webhook_left_from_before_is_taken_away(entrance: Entrance) -> None:
    """It would keep all updates from us; what waits is kept."""
    said = "Conflict: can't use getUpdates method while webhook is active"
    entrance.faults.refuse("getUpdates", 409, said)
    entrance.world.send_text(ANN, "one")
    await entrance.intake.run(entrance.stop_after(2))
    assert "deleteWebhook" in [call.method for call in entrance.world.calls]
    assert entrance.handled == ["one"]


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(RetryAfter(7), 7), (RetryAfter(timedelta(seconds=8)), 8), (NetworkError("no"), 0)],
)
def test_only_a_flood_asks_for_a_wait(error: Exception, seconds: float) -> None:
    """As a number or as a span of time."""
    assert asked_wait_seconds(error) == seconds


async def test_a_full_disk_for_ann_is_reported_when_bob_is_done(entrance: Entrance) -> None:
    """So that the batch, which comes again, never meets itself."""
    entrance.fails("from Ann", StoreUnavailable())
    entrance.world.send_text(ANN, "from Ann")
    for number in range(5):
        entrance.world.send_text(BOB, f"{number}")
    with pytest.raises(StoreUnavailable):
        await entrance.takes()
    assert entrance.handled[-5:] == ["0", "1", "2", "3", "4"]
