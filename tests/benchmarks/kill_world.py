"""One world in which the bot's process is killed again and again while people use it.

The bot runs as `./run telegram`, against the local Telegram over real HTTP; its clock is moved from
one due instant to the next.
"""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.core.outbox import RowState
from bot.simulator import faults
from bot.simulator.door import Answer
from bot.simulator.world import World
from bot.store.disk import Disk
from bot.store.files import Files
from bot.timing.clock import SystemClock
from tests.benchmarks.kill_ledger import Act, Ledger, Trouble, due_rows, rows_of
from tests.cast import CLINIC
from tests.processes.moved_clock import MovedClock
from tests.processes.program import PATIENCE_SECONDS
from tests.processes.street import HeldWorld, Street, build_street

BEGIN = datetime(2026, 3, 27, 13, 0, tzinfo=UTC)
ANSWER_SECONDS = 0.05
WAYS = ("starting", "running", "calling", "calling")
CALLS_MOST = 5
CALLS = ("sendMessage", "sendPhoto", "editMessageText", "answerCallbackQuery")
JUMP_MOST = timedelta(hours=12)
LOOK_SECONDS = 0.4
SAME_CHARACTERS = 60


class ToldWorld(HeldWorld):
    """A world that notes what people do and what it takes, and answers as slowly as Telegram."""

    def __init__(self) -> None:
        self.offset = BEGIN - SystemClock().now()
        super().__init__(lambda: SystemClock().now() + self.offset)
        self.acts: dict[int, Act] = {}
        self.taken: set[tuple[int, int]] = set()
        self.toasted: set[int] = set()
        self._tapped: dict[str, int] = {}
        self.in_flight = 0
        self.in_flight_most = 0
        self._clock = SystemClock()

    @property
    def waiting(self) -> list[int]:
        """The ids of the updates that the bot has not confirmed."""
        queue = self.state.updates
        return [each["update_id"] for each in queue.oldest(len(queue))]

    def start_link(self, user_id: int, url_or_payload: str = "") -> int:
        """Open the bot's link, which is an act."""
        return self._noted(user_id, "start", super().start_link(user_id, url_or_payload))

    def send_text(
        self, user_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None
    ) -> int:
        """Write a text, which is an act."""
        return self._noted(user_id, text, super().send_text(user_id, text, chat_id, reply_to))

    def tap(
        self, user_id: int, message_id: int, button: str | int, chat_id: int | None = None
    ) -> str:
        """Press a button, which is an act."""
        pressed = super().tap(user_id, message_id, button, chat_id)
        self._noted(user_id, f"tap {button}", 0)
        self._tapped[pressed] = max(self.acts, default=0)
        return pressed

    def _noted(self, user_id: int, kind: str, result: int) -> int:
        for update_id in self.waiting[-1:]:
            self.acts[update_id] = Act(update_id, user_id, kind, self.state.now())
        return result

    async def call(
        self,
        token: str,
        method: str,
        parameters: Mapping[str, Any],
        files: Mapping[str, bytes] | None = None,
        file_names: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer one call; what sends something takes its time on the way there and back."""
        if not method.startswith("send"):
            answer = await super().call(token, method, parameters, files, file_names)
            if method == "answerCallbackQuery" and answer[0] == 200 and parameters.get("text"):
                self.toasted.add(self._tapped[str(parameters["callback_query_id"])])
            return answer
        self.in_flight += 1
        self.in_flight_most = max(self.in_flight, self.in_flight_most)
        try:
            await self._clock.sleep(ANSWER_SECONDS / 2)
            answer = await super().call(token, method, parameters, files, file_names)
            self._note_taken(answer)
            await self._clock.sleep(ANSWER_SECONDS / 2)
        finally:
            self.in_flight -= 1
        return answer

    def _note_taken(self, answer: Answer) -> None:
        status, body = answer
        if status == 200:
            message = json.loads(body)["result"]
            self.taken.add((message["chat"]["id"], message["message_id"]))


@dataclass(slots=True, kw_only=True)
class KilledWorld:
    """The street, its books, and how often the bot died in it."""

    street: Street
    world: ToldWorld
    ledger: Ledger
    clock: MovedClock
    chance: Random
    system: SystemClock = field(default_factory=SystemClock)
    start_seconds: float = 0.0
    kills: int = 0
    while_starting: int = 0
    in_flight: list[int] = field(default_factory=list)

    @classmethod
    async def build(cls, folder: Path, library: str, chance: Random) -> KilledWorld:
        """Put up a world in that folder; no bot runs yet."""
        world = ToldWorld()
        street = await build_street(folder, world)
        files = Files(Disk(folder / "data"))
        ledger = Ledger(files, acts=world.acts, taken=world.taken, toasted=world.toasted)
        clock = MovedClock(folder / "clock", library)
        clock.set_to(world.state.now())
        return cls(street=street, world=world, ledger=ledger, clock=clock, chance=chance)

    async def open(self) -> None:
        """Start the bot for the first time, and wait until the owner has been greeted."""
        began = self.system.monotonic()
        await self.start()
        await self.street.program.says("started")
        self.start_seconds = self.system.monotonic() - began
        self.world.start_link(CLINIC)
        await self.street.clinic.reads("Alarms from clients come to this chat")
        # That it came is written down a moment later, sooner than anybody types.
        while not any(rows_of(file, RowState.SENT) for file in self.ledger.read()):
            await self.system.sleep(ANSWER_SECONDS)

    async def start(self) -> None:
        """Start the bot on the moved clock."""
        settings = self.clock.settings(moves_monotonic=False)
        await self.street.start(LOG_LEVEL="INFO", **settings)

    async def die_often(self, kills: int) -> None:
        """Kill the bot at a random moment and start it again, so many times."""
        for _ in range(kills):
            await self._kill_at_some_moment()
            await self._look()
            await self.start()

    async def _kill_at_some_moment(self) -> None:
        """While it starts, at some moment after that, or at some call."""
        program, way = self.street.program, self.chance.choice(WAYS)
        if way == "starting":
            await self.system.sleep(self.chance.uniform(0.05, self.start_seconds))
        else:
            await program.says("started")
        if way == "running":
            await self.system.sleep(self.chance.uniform(0.0, self.start_seconds))
        if way == "calling":
            await self._until_a_call(self.chance.randint(1, CALLS_MOST))
        if program.process.returncode not in (None, -signal.SIGKILL):
            self.ledger.note(Trouble.ENDED, f"by itself: {program.output}")
        self.while_starting += "started" not in program.output
        await program.kill()
        self.kills += 1

    async def _until_a_call(self, number: int) -> None:
        """Kill the bot at that call from now, or before if it makes none for a while.

        In half of them Telegram never hears of it, in the others it carries it out.
        """
        program, left = self.street.program, number
        fault = self.chance.choice((None, faults.Lost(accepted=False)))

        def count(method: str, parameters: Mapping[str, Any]) -> faults.Fault | None:
            nonlocal left
            left -= method in CALLS
            if left != 0:
                return None
            program.process.kill()
            self.street.trouble = faults.none
            return fault

        self.street.trouble = count
        with suppress(TimeoutError):
            await asyncio.wait_for(program.process.wait(), self.start_seconds)
        self.street.trouble = faults.none

    async def _look(self) -> None:
        """Let Telegram finish what it has in hand or has not read yet, then look at the disk."""
        await self.system.sleep(2 * ANSWER_SECONDS)
        while self.world.in_flight:
            await self.system.sleep(ANSWER_SECONDS)
        self.in_flight.append(self.ledger.after_a_kill(self.world.waiting))

    async def let_time_pass(self, has_begun: asyncio.Event) -> None:
        """Move the clock to the next due instant whenever nothing is left to do, for ever.

        Not before `has_begun`: a form that nobody goes on with for hours is forgotten.
        """
        while True:
            await self.system.sleep(LOOK_SECONDS)
            # Looked at all the while: a newer card takes the place of an older one in its row.
            if self.is_quiet() and has_begun.is_set():
                self._jump()

    def is_quiet(self) -> bool:
        """Tell whether all that was done is confirmed, and all that is due is done."""
        files = self.ledger.read()
        return not self.world.waiting and not due_rows(files, self.world.state.now())

    def _jump(self) -> None:
        now, files = self.world.state.now(), self.ledger.read()
        planned = [row.due_at for file in files for row in rows_of(file, RowState.PLANNED)]
        if planned:
            target = min(*planned, now + JUMP_MOST)
            self.world.offset += max(target - now, timedelta())
            self.clock.set_to(self.world.state.now())

    async def come_to_rest(self) -> None:
        """Wait until all is quiet, end the bot, and close the books."""
        quiet = 0
        async with asyncio.timeout(PATIENCE_SECONDS):
            while quiet < 3:
                await self.system.sleep(LOOK_SECONDS)
                quiet = quiet + 1 if self.is_quiet() else 0
        status = await self.street.program.stop()
        if status != 0:
            self.ledger.note(Trouble.ENDED, f"with {status}: {self.street.program.output}")
        self.ledger.settle(self.world.state.now())

    def came_twice(self) -> int:
        """Count the messages on their way at a kill that came once more, by their first words."""
        return came_twice(self.world, self.ledger)


def came_twice(world: World, ledger: Ledger) -> int:
    """Count the messages that were not written down and came once more, by their first words."""
    return sum(_came_again(world, *place) for place in ledger.cut_off)


def _came_again(world: World, chat_id: int, message_id: int) -> bool:
    messages = {each.id: each.words[:SAME_CHARACTERS] for each in world.chat(chat_id)}
    words = messages[message_id]
    return any(later == words for other, later in messages.items() if other > message_id)
