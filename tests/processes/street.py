"""A street of people around a bot in a process of its own: a real clock, real HTTP on loopback."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import settings
from bot.simulator import faults, http_api
from bot.simulator.chats import Message
from bot.simulator.door import Answer
from bot.simulator.world import World
from bot.timing.clock import SystemClock
from tests.cast import ANN, BOB, CAT, CLINIC, NAMES
from tests.processes.program import PATIENCE_SECONDS, Program, until

AGREE = "I agree"
CARD = "This is your card for today"


class HeldWorld(World):
    """A world that can hold calls back, as a server that hangs does."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        super().__init__(now or SystemClock().now)
        self.held: frozenset[str] = frozenset()
        self.holding = 0
        self.released = asyncio.Event()

    async def call(
        self,
        token: str,
        method: str,
        parameters: Mapping[str, Any],
        files: Mapping[str, bytes] | None = None,
        file_names: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer one call, later where it is held."""
        if method in self.held:
            self.holding += 1
            self.policy("", {})
            await self.released.wait()
        return await super().call(token, method, parameters, files, file_names)

    def release(self) -> None:
        """Answer what was held, and hold nothing from now on."""
        self.held = frozenset()
        self.released.set()


@dataclass
class Street:
    """A world served over HTTP, and the settings with which a bot is pointed at it."""

    world: HeldWorld
    server: http_api.Server
    settings: dict[str, str]
    programs: list[Program] = field(default_factory=list)
    trouble: faults.Policy = faults.none
    news: asyncio.Event = field(default_factory=asyncio.Event)
    patience_seconds: float = PATIENCE_SECONDS

    @property
    def program(self) -> Program:
        """The bot that was started last."""
        return self.programs[-1]

    @property
    def clinic(self) -> Resident:
        """The owner."""
        return Resident(self, CLINIC)

    @property
    def ann(self) -> Resident:
        """Ann."""
        return Resident(self, ANN)

    @property
    def bob(self) -> Resident:
        """Bob."""
        return Resident(self, BOB)

    @property
    def cat(self) -> Resident:
        """Cat."""
        return Resident(self, CAT)

    async def start(self, **changes: str) -> Program:
        """Start the bot with the street's settings, but for these."""
        self.programs.append(await Program.start({**self.settings, **changes}))
        return self.program

    async def start_and_greet(self, **changes: str) -> Program:
        """Start the bot, and wait until the owner has been greeted."""
        self.world.start_link(CLINIC)
        await self.start(**changes)
        await self.clinic.reads("Alarms from clients come to this chat")
        return self.program

    async def until(self, condition: Callable[[], object], *, seconds: float | None = None) -> None:
        """Wait until the condition holds, looking again whenever anything happens."""
        patience = self.patience_seconds if seconds is None else seconds
        await until(condition, self.news, self.told, seconds=patience)

    def told(self) -> str:
        """Return what stands in the chats, the latest calls and what each program printed."""
        people = [Resident(self, user_id) for user_id in (CLINIC, ANN, BOB)]
        shown = [f"{NAMES[each.user_id]}: {[m.words for m in each.received]}" for each in people]
        calls = [(each.method, each.chat_id, each.status) for each in self.world.calls][-20:]
        return "\n".join([*shown, str(calls), *(each.output for each in self.programs)])

    def asked(self, method: str) -> int:
        """How often the bot has made this call and got an answer."""
        return sum(call.method == method for call in self.world.calls)

    def policy(self, method: str, parameters: Mapping[str, Any]) -> faults.Fault | None:
        """The world's policy: today's trouble, and news of each call."""
        self.news.set()
        return self.trouble(method, parameters)

    def kill_at(self, method: str, *, accepted: bool) -> None:
        """Kill the bot at its next such call, before or after Telegram carried it out."""
        program = self.program

        def trouble(asked: str, parameters: Mapping[str, Any]) -> faults.Fault | None:
            if asked != method:
                return None
            program.process.kill()
            self.trouble = faults.none
            return faults.Lost(accepted=accepted)

        self.trouble = trouble

    async def restart_at(self, *moments: tuple[str, bool]) -> None:
        """Kill the bot at each of these moments, one after the other, and start it again."""
        for method, accepted in moments:
            self.kill_at(method, accepted=accepted)
            assert await self.program.ends(60.0) == -signal.SIGKILL
            await self.start()

    async def close(self) -> None:
        """End whatever still runs."""
        for program in self.programs:
            await program.kill()
        await self.server.close()


@dataclass(frozen=True, slots=True)
class Resident:
    """One person's phone."""

    street: Street
    user_id: int

    @property
    def received(self) -> list[Message]:
        """The bot's messages that still stand, oldest first."""
        messages = self.street.world.chat(self.user_id)
        return [each for each in messages if each.from_bot and not each.deleted and each.words]

    def says(self, text: str) -> None:
        """Type a message."""
        self.street.world.send_text(self.user_id, text)

    def count(self, words: str) -> int:
        """How many messages hold these words now."""
        return sum(words in each.words for each in self.received)

    async def reads(self, words: str, *, seconds: float | None = None) -> Message:
        """Wait for a message with these words; return the newest such."""
        await self.street.until(lambda: self.count(words), seconds=seconds)
        return next(each for each in reversed(self.received) if words in each.words)

    async def taps(self, *labels: str, after: int = 0) -> None:
        """Tap buttons one after the other, each as soon as it shows below a later message."""
        for label in labels:
            await self.street.until(lambda label=label: self._buttons(label, after))
            message_id, shown = self._buttons(label, after)[-1]
            self.street.world.tap(self.user_id, message_id, shown)

    def _buttons(self, label: str, after: int = 0) -> list[tuple[int, str]]:
        later = [each for each in self.received if each.id > after]
        shown = [(each.id, button.label) for each in later for button in each.buttons]
        return [(message_id, words) for message_id, words in shown if words.startswith(label)]

    async def enrols(self, *answers: str) -> str:
        """Enrol a client with these taps (a text that starts with '>' is typed); the link."""
        before, newest = len(self._links()), self.received[-1].id
        self.says("/enrol")
        for answer in answers:
            if answer.startswith(">"):
                await self.street.until(lambda: "type" in self.received[-1].words.lower())
                self.says(answer[1:])
            else:
                await self.taps(answer, after=newest)
        await self.street.until(lambda: len(self._links()) > before)
        return self.newest_link

    @property
    def newest_link(self) -> str:
        """The link that was sent to them last: one that a crash had come twice works only so."""
        return self._links()[-1]

    def _links(self) -> list[str]:
        words = [word for each in self.received for word in each.words.split()]
        return [word for word in words if word.startswith("https://t.me/")]

    async def joins(self, link: str) -> Message:
        """Open the link and agree; return the pinned card."""
        self.street.world.start_link(self.user_id, link)
        await self.taps(AGREE)
        await self.street.until(lambda: self.street.world.pinned(self.user_id))
        return self.street.world.pinned(self.user_id)[-1]

    async def joins_through(self, enroller: Resident) -> None:
        """Open the enroller's newest link, also one that comes meanwhile, agree, get the card.

        A card that a process died amid twice is given up, in doubt, and nobody pins it.
        """
        opened = ""
        while not self._may_agree():
            if enroller.newest_link != opened:
                opened = enroller.newest_link
                self.street.world.start_link(self.user_id, opened)
            await self.street.until(
                lambda seen=opened: self._may_agree() or enroller.newest_link != seen
            )
        await self.taps(AGREE)
        await self.reads(CARD)

    def _may_agree(self) -> bool:
        return any(button.label == AGREE for each in self.received for button in each.buttons)


async def build_street(folder: Path, world: HeldWorld | None = None) -> Street:
    """Put up a world of the whole cast, on real time unless one is given, and serve it."""
    world = world or HeldWorld()
    for user_id, name in NAMES.items():
        world.add_user(user_id, name)
    server = await http_api.serve(world)
    street = Street(world, server, settings_for(server.url, world.token, folder))
    world.on_change(lambda chat_id: street.news.set())
    world.policy = street.policy
    return street


def settings_for(url: str, token: str, folder: Path) -> dict[str, str]:
    """Every setting there is, so that none comes from the machine."""
    return {
        **dict.fromkeys(settings.TABLE, ""),
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_API_URL": url,
        "OWNER_IDS": str(CLINIC),
        "CLINIC_NAME": "Rose Clinic",
        "CLINIC_PHONE": "+49 30 5550100",
        "CLINIC_TIMEZONE": "Europe/Berlin",
        "CLINIC_HOURS": "Mon-Fri 09:00-18:00; Sat 10:00-14:00",
        "EMERGENCY_NUMBER": "112",
        "URGENT_CARE_NUMBER": "116117",
        "DATA_DIR": str(folder / "data"),
        "LOG_LEVEL": "DEBUG",
    }
