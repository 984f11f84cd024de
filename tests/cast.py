"""The cast and the town: the whole bot in production wiring beside a local Telegram.

Ann, Bob, Cat and Dan are always the clients (or strangers); Clinic is the owner's phone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core import opening
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.outbox import MessageRow, UserId
from bot.leaflets import ContentLibrary
from bot.simulator import faults
from bot.simulator.request import WorldRequest
from bot.simulator.world import World
from bot.store.files import Files
from bot.store.seal import PLAIN, Seal
from bot.store.tinydb_store import TinyDbStore
from bot.timing.clock import VirtualClock
from bot.timing.offload import InlineOffload
from bot.wiring import App, Connection, SeededChance, build
from tests import shipped_library
from tests.likeness import with_nothing_learnt
from tests.phone import Phone
from tests.watched_disk import WatchedDisk

CLINIC, ANN, BOB, CAT, DAN = 1, 11, 12, 13, 14
# What Telegram refuses in a day without trouble: a menu of a chat nobody started, an edit that
# would change nothing, a pin in a group where the bot is no administrator.
EXPECTED = (
    "Bad Request: chat not found",
    "Bad Request: message is not modified",
    "Bad Request: not enough rights to manage pinned messages in the chat",
)
NAMES = {CLINIC: "Clinic", ANN: "Ann", BOB: "Bob", CAT: "Cat", DAN: "Dan"}
BERLIN = ZoneInfo("Europe/Berlin")
FRIDAY_AFTERNOON = datetime(2026, 3, 27, 17, 0, tzinfo=BERLIN)
# What is told of translations has its own tests; here it would be one more line to every owner.
LIBRARY = with_nothing_learnt(replace(shipped_library.library(), notices=()))


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


# Its repr would hold the whole library, and asyncio asks for it around every test.
@dataclass(repr=False)
class Town:
    """A clinic, its clients, a clock that stands still until moved."""

    world: World
    clock: VirtualClock
    app: App
    store: TinyDbStore
    disk: WatchedDisk
    library: ContentLibrary = LIBRARY
    seal: Seal = PLAIN
    starts: int = 1
    wants_trouble: bool = False
    phones: dict[int, Phone] = field(default_factory=dict)
    shown: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

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

    @property
    def cat(self) -> Phone:
        """Cat's phone."""
        return self.phone(CAT)

    @property
    def dan(self) -> Phone:
        """Dan's phone."""
        return self.phone(DAN)

    def listen(self) -> None:
        """Remember every text that ever stands in a chat, before edits too."""
        self.world.on_change(self._remember)

    def _remember(self, chat_id: int) -> None:
        for message in self.world.chat(chat_id)[-3:]:
            if message.words not in self.shown[chat_id]:
                self.shown[chat_id].append(message.words)

    @property
    def refused(self) -> list[str]:
        """What Telegram refused or never answered, of all but the start."""
        return [
            f"{call.method} to {call.chat_id}: {call.description}"
            for call in self.world.calls
            if call.status != 200 and not call.description.startswith(EXPECTED)
        ]

    def check(self) -> None:
        """Look back: nothing dropped, refused or set aside, and each tap answered."""
        assert self.world.dropped == []
        assert self.refused == [] or self.wants_trouble
        aside = [path for path in self.disk.files() if path.startswith("aside/")]
        assert aside == [] or self.wants_trouble
        waiting = [tap for user in NAMES for tap in self.world.waiting_taps(user)]
        assert waiting == [] or self.wants_trouble

    def cut_off(self, *chats: int) -> None:
        """From now on no message gets through to these chats."""
        closed = {str(chat) for chat in chats}

        def policy(method: str, parameters: Mapping[str, object]) -> faults.Fault | None:
            is_closed = str(parameters.get("chat_id")) in closed and method.startswith("send")
            return faults.Unreachable() if is_closed else None

        self.world.policy = policy
        self.wants_trouble = True

    def mend(self) -> None:
        """From now on all gets through."""
        self.world.policy = faults.none

    async def restart(self) -> None:
        """End the process without a farewell, and start another on the same disk."""
        self.starts += 1
        start = f"start-{self.starts}"
        files = Files(self.disk, self.seal)
        self.store = TinyDbStore(files, start=start, offload=InlineOffload())
        await self.store.open()
        self.app = _built(
            self.world, self.clock, self.store, self.app.clinic, self.library, seed=self.starts
        )
        await self.app.start()
        await self.app.settle()

    async def enrol(self, area: str = "Face", when: str = "Just now") -> str:
        """Let the clinic enrol a client whose needling ended now; return the link."""
        await self.clinic.says("/enrol")
        await self.clinic.taps("Needling only", area, when, "K-")
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
            assert await self.store.next_due() != due, "what was due is still due"
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
    now: datetime = FRIDAY_AFTERNOON,
    *,
    disk: WatchedDisk | None = None,
    library: ContentLibrary = LIBRARY,
    seal: Seal = PLAIN,
    prepare: Callable[[World], None] = lambda world: None,
    clinic_starts: bool = True,
    monthly_drills: bool = False,
    **facts: object,
) -> Town:
    """Put up a town at that instant, with the clinic's phone already started.

    `prepare` changes the world before the bot starts; `facts` are other than the clinic's own.
    Monthly drills are off, as each would be one more message to everybody on staff.
    """
    clock, kept = VirtualClock(now), disk or WatchedDisk()
    world = World(clock.now)
    for user_id, name in NAMES.items():
        world.add_user(user_id, name, language_code="en")
    prepare(world)
    store = TinyDbStore(Files(kept, seal), start="start-1", offload=InlineOffload())
    await store.open()
    if not monthly_drills:
        await store.change_clinic(lambda file: (replace(file, monthly_drills=False), None))
    app = _built(world, clock, store, clinic_facts(**facts), library, seed=1)
    town = Town(world, clock, app, store, kept, library, seal)
    town.listen()
    await app.start()
    if clinic_starts:
        await town.clinic.says("/start")
    return town


def _built(
    world: World,
    clock: VirtualClock,
    store: TinyDbStore,
    clinic: ClinicFacts,
    library: ContentLibrary,
    *,
    seed: int,
) -> App:
    request = WorldRequest(world)
    return build(
        Connection(token=world.token, server="http://127.0.0.1", request=request, polling=request),
        clinic,
        library,
        store,
        clock=clock,
        chance=SeededChance(seed),
        offload=InlineOffload(),
    )


def utc(text: str) -> datetime:
    """Return an instant from ISO text."""
    return datetime.fromisoformat(text).astimezone(UTC)
