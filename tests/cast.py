"""The cast and the town: the whole bot in production wiring beside a local Telegram.

Ann, Bob, Cat and Dan are always the clients (or strangers); Clinic is the owner's phone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import leaflets
from bot.core import opening
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import MessageRow, UserId
from bot.simulator.chats import Message
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.store.files import Files
from bot.store.memory_disk import MemoryDisk
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import VirtualClock
from bot.timing.offload import InlineOffload
from bot.wiring import App, Connection, SeededChance, build

CONTENT = Path(__file__).parents[1] / "content"
CLINIC, ANN, BOB, CAT, DAN = 1, 11, 12, 13, 14
NAMES = {CLINIC: "Clinic", ANN: "Ann", BOB: "Bob", CAT: "Cat", DAN: "Dan"}
BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY_AFTERNOON = datetime(2026, 3, 27, 17, 0, tzinfo=BERLIN)
LIBRARY = leaflets.read(CONTENT)


def clinic_facts(**changes: object) -> ClinicFacts:
    """Return the made-up clinic of all stories."""
    facts: dict[str, object] = {
        "name": "Rose Clinic",
        "phone": "+49 30 5550100",
        "zone": BERLIN,
        "hours": opening.parse("Mon-Fri 09:00-18:00; Sat 10:00-14:00"),
        "hours_text": "Mon-Fri 09:00-18:00; Sat 10:00-14:00",
        "emergency_number": "112",
        "urgent_care_name": "Medical on-call service",
        "urgent_care_number": "116117",
        "owners": frozenset({UserId(CLINIC)}),
    }
    return ClinicFacts(**{**facts, **changes})  # type: ignore[arg-type]


@dataclass
class Phone:
    """One person's phone: what they do and what they see."""

    town: Town
    user_id: int
    seen: int = field(default=0)

    async def says(self, text: str) -> str:
        """Type a message; return the newest text that came back."""
        self.town.world.send_text(self.user_id, text)
        return await self.reads()

    async def opens(self, link: str) -> str:
        """Open a deep link and press Start."""
        self.town.world.start_link(self.user_id, link)
        return await self.reads()

    async def taps(self, label: str) -> str:
        """Tap the newest button whose label starts so; return the newest text."""
        message, shown = self.find_button(label)
        self.town.world.tap(self.user_id, message.id, shown)
        return await self.reads()

    async def reads(self) -> str:
        """Let the bot come to rest, and return the newest message's words."""
        await self.town.app.settle()
        return self.newest.words if self.messages else ""

    def find_button(self, label: str) -> tuple[Message, str]:
        """Return the newest message with such a button, and the button's whole label."""
        for message in reversed(self.messages):
            for button in message.buttons:
                if button.label.startswith(label):
                    return message, button.label
        shown = [b.label for m in self.messages[-3:] for b in m.buttons]
        raise AssertionError(f"no button {label!r}; the newest are {shown}")

    @property
    def messages(self) -> list[Message]:
        """All messages of the private chat with the bot that still stand."""
        return [each for each in self.town.world.chat(self.user_id) if not each.deleted]

    @property
    def received(self) -> list[Message]:
        """The bot's messages, oldest first."""
        return [each for each in self.messages if each.from_bot and each.service is None]

    @property
    def newest(self) -> Message:
        """The bot's newest message."""
        return self.received[-1]

    @property
    def toast(self) -> str:
        """The latest line shown above a tapped button."""
        return self.town.world.toasts(self.user_id)[-1].text


@dataclass
class Town:
    """A clinic, its clients, a clock that stands still until moved."""

    world: World
    clock: VirtualClock
    app: App
    store: TinyDbStore
    phones: dict[int, Phone] = field(default_factory=dict)

    def phone(self, user_id: int) -> Phone:
        """Return a person's phone."""
        return self.phones.setdefault(user_id, Phone(self, user_id))

    @property
    def clinic(self) -> Phone:
        """The owner's phone."""
        return self.phone(CLINIC)

    @property
    def ann(self) -> Phone:
        """Ann's phone."""
        return self.phone(ANN)

    @property
    def bob(self) -> Phone:
        """Bob's phone."""
        return self.phone(BOB)

    async def enrol(self, area: str = "Face") -> str:
        """Let the clinic enrol a client whose needling ended now; return the link."""
        await self.clinic.says("/enrol")
        await self.clinic.taps("Needling only")
        await self.clinic.taps(area)
        await self.clinic.taps("Just now")
        await self.clinic.taps("K-")
        return self.link()

    def link(self) -> str:
        """Return the newest link the clinic received."""
        words = " ".join(each.words for each in self.clinic.received).split()
        return [word for word in words if word.startswith("https://t.me/")][-1]

    async def link_ann(self, area: str = "Face") -> None:
        """Enrol Ann now, and let her open the link and agree."""
        await self.ann.opens(await self.enrol(area))
        await self.ann.taps("I agree")

    async def pass_until(self, instant: datetime) -> None:
        """Move the clock from one due instant to the next, up to that instant."""
        while True:
            due = await self.store.next_due()
            if due is None or due > instant:
                break
            self.clock.move_to(max(due, self.clock.now()))
            await self.app.settle()
        self.clock.move_to(instant)
        await self.app.settle()

    async def pass_days(self, days: float) -> None:
        """Let that many days of 24 hours go by."""
        await self.pass_until(self.clock.now() + timedelta(days=days))

    async def file(self) -> ClientFile:
        """Return the newest client file."""
        ids = await self.store.client_ids()
        file = await self.store.load(ids[-1])
        assert isinstance(file, ClientFile)
        return file

    async def row(self, step: str) -> MessageRow:
        """Return the row of a step of the newest client."""
        file = await self.file()
        return next(row for row in file.outbox.rows.values() if row.step == step)


async def build_town(
    now: datetime = FRIDAY_AFTERNOON, *, disk: MemoryDisk | None = None, **facts: object
) -> Town:
    """Put up a town at that instant, with the clinic's phone already started."""
    clock = VirtualClock(now)
    world = World(clock.now)
    for user_id, name in NAMES.items():
        world.add_user(user_id, name, language_code="en")
    store = TinyDbStore(Files(disk or MemoryDisk()), start="start-1", offload=InlineOffload())
    await store.open()
    request = WorldRequest(world)
    app = build(
        Connection(
            token=world.token, server="http://127.0.0.1", request=request, polling=request
        ),
        clinic_facts(**facts),
        LIBRARY,
        store,
        clock=clock,
        chance=SeededChance(7),
        offload=InlineOffload(),
    )
    await app.start()
    town = Town(world, clock, app, store)
    await town.clinic.says("/start")
    return town


def utc(text: str) -> datetime:
    """Return an instant from ISO text."""
    return datetime.fromisoformat(text).astimezone(UTC)
