"""One world from one seed: a clinic, its clients, weeks of their lives, and all that goes wrong."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from bot.core.client import ClientFile, Status
from bot.core.outbox import ChatId
from bot.simulator.world import World
from tests.faults import premises, sayings
from tests.faults.agenda import Agenda
from tests.faults.audit import audit
from tests.faults.clients import Client
from tests.faults.course import Course, Session
from tests.faults.duties import Duties
from tests.faults.fates import Fates
from tests.faults.group import Group
from tests.faults.history import History
from tests.faults.ledger import Ledger
from tests.faults.lives import Lives
from tests.faults.model import Broken, Model
from tests.faults.operator import Operator, files_of
from tests.faults.staff import Staff
from tests.faults.troubles import SkewedClock, Troubles
from tests.faults.visitors import Visitor

OWNER, FIRST_CLIENT, FIRST_VISITOR = 1, 101, 901
FIRST_DAY = datetime(2026, 1, 1, 8, tzinfo=UTC)
RETRY_SECONDS = (15, 15, 30, 60, 120, 240)
TRACE_LINES = 60
QUIET_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a world: "" or what was broken, and what was counted."""

    seed: int
    broken: str
    steps: int
    trace: tuple[str, ...]
    courses: int
    counts: Counter[str]
    troubles: Counter[str]


def play(seed: int, *, clients: int, days: int) -> Outcome:
    """Play one world to its end, or until a promise is broken."""
    one = OneWorld(seed, clients=clients, days=days)
    broken = ""
    try:
        asyncio.run(one.run())
    except Exception as error:  # noqa: BLE001 - whatever went wrong belongs to this seed
        broken = f"{type(error).__name__}: {error}"
    return Outcome(
        seed=seed,
        broken=broken,
        steps=one.steps,
        trace=tuple(one.ledger.trace[-TRACE_LINES:]) if broken else (),
        courses=len(one.model.courses),
        counts=one.model.counts,
        troubles=one.troubles.counts,
    )


class OneWorld:
    """A clinic, its clients and its fate."""

    def __init__(self, seed: int, *, clients: int, days: int, spells: int = 20) -> None:
        """Decide who there is; nothing happens yet."""
        self.seed, self.random, self.steps = seed, Random(seed), 0
        start = FIRST_DAY + timedelta(hours=self.random.randrange(365 * 24))
        self.clock = SkewedClock(start)
        self.world = World(self.clock.true.now)
        self.ledger = Ledger(self.world, self.clock)
        self.model = Model(self.ledger)
        self.duties = Duties(self.model, self.ledger, OWNER)
        self.agenda = Agenda()
        self.troubles = Troubles(
            Random(seed + 1),
            self.clock,
            self.ledger.hinder,
            self.duties.refused,
            self.ledger.doubt,
            self.ledger.repeat,
        )
        self.world.policy = self.troubles.on_the_way
        zone = ZoneInfo(self.random.choice(sayings.ZONES_OF_CLINICS))
        self.premises = premises.drawn(seed + 2, OWNER, zone)
        self.troubles.counts.update(self.premises.kinds)
        self.lives = Lives(self.world, self.troubles, self.premises.facts, self.premises.seal)
        self.operator = Operator(self.lives.disk, self.premises)
        self.group = Group(self.ledger, OWNER)
        self.staff = Staff(OWNER, zone, self.random, self.agenda, self.ledger, self.model)
        self.enrolled: dict[str, datetime] = {}
        self.clients: list[Client] = []
        self.end = start + timedelta(days=days)
        self._people(clients)
        self._visitors()
        self._clinic(timedelta(days=days - QUIET_DAYS))
        fates = Fates(
            self.random, self.agenda, self.troubles, self.lives, self.ledger, self.operator
        )
        fates.plan(spells, timedelta(days=days - QUIET_DAYS))

    def _people(self, clients: int) -> None:
        self.world.add_user(OWNER, "Clinic", language_code="en")
        start = self.clock.true.now()
        self.agenda.put(start, lambda: self.world.start_link(OWNER))
        for number in range(clients):
            language = self.random.choice(list(sayings.QUESTIONS))
            user = FIRST_CLIENT + number
            self.world.add_user(user, f"Client{number}", language_code=language)
            client = Client(
                user, language, self.random, self.agenda, self.ledger, self.model, self.duties
            )
            self.clients.append(client)
            at = start + timedelta(hours=self.random.uniform(0.1, 48))
            self.agenda.put(at, lambda client=client: self._enrol(client))

    def _visitors(self) -> None:
        for number in range(self.premises.visitors):
            language = self.random.choice(list(sayings.QUESTIONS))
            user = FIRST_VISITOR + number
            self.world.add_user(user, f"Visitor{number}", language_code=language)
            Visitor(user, language, self.random, self.agenda, self.ledger, self.duties)

    def _clinic(self, time: timedelta) -> None:
        """Decide when the clinic notes closed days, and what becomes of its group."""
        start = self.clock.true.now()
        for _ in range(self.random.choice((0, 1, 2))):
            at = start + time * self.random.random()
            self.agenda.put(at, partial(self.staff.do, self.staff.close_days))
        if self.premises.facts.staff_chat is None:
            return
        self.duties.groups = (premises.GROUP, premises.SUPERGROUP)
        self.agenda.put(start, self.group.begin)
        if self.random.random() < 0.6:
            self.agenda.put(start + time * self.random.uniform(0.1, 1), self.group.migrate)

    def _enrol(self, client: Client) -> None:
        reference = f"W-{client.user}"

        def enrolled(ended_at: datetime, link: str) -> None:
            self.enrolled[reference] = ended_at
            hours = self.random.choice((0.02, 0.2, 3, 30, 60))
            at = self.clock.true.now() + timedelta(hours=hours)
            client.link(at, link)

        def failed() -> None:
            later = self.clock.true.now() + timedelta(hours=5)
            self.agenda.put(later, lambda: self._enrol(client))

        self.staff.do(partial(self.staff.enrol, reference, enrolled), failed)

    # ------------------------------------------------------------- the course of the world

    async def run(self) -> None:
        """Live until the end."""
        tries = 0
        while self.clock.true.now() < self.end:
            for act in self.agenda.take(self.clock.true.now()):
                self.ledger.acted_at = self.clock.true.now()
                self.ledger.acts_unread += 1
                act()
            self.steps += 1
            is_at_rest = await self.lives.work()
            if is_at_rest:
                await self._rested()
            self.model.check()
            tries = 0 if is_at_rest else tries + 1
            await self._go_on(tries)
        await self._look_back()

    async def _look_back(self) -> None:
        """At the end, when all was quiet for days: the books are true, the erased are gone."""
        if not await self.lives.work():
            raise Broken("the bot did not come to rest after quiet days")
        for course in self.model.courses.values():
            file_id = await self.lives.store.client_of_chat(ChatId(course.chat))
            if (file_id is None) != course.erased.last:
                kept = "gone" if file_id is None else "there, though all was erased"
                raise Broken(f"{course.reference}: the file is {kept}")
            if file_id is None:
                self.operator.check_erased(course, self.staff.files.get(course.reference))
                continue
            file = await self.lives.store.load(file_id)
            if isinstance(file, ClientFile):
                audit(course, file, self.model)
        await self._check_clinic()
        courses = list(self.model.courses.values())
        self.operator.check_sealed(courses)
        found = await self.operator.check_backup(courses, self.clock.true.now())
        self.model.counts["clients found in the last backup"] += found
        if set_aside := [each for each in files_of(self.lives.disk) if "aside/" in each]:
            raise Broken(f"updates were set aside: {set_aside}")

    async def _check_clinic(self) -> None:
        """See that closed days are noted, and that the group shows a sign of life."""
        today = self.clock.true.now().astimezone(self.staff.zone).date()
        noted = (await self.lives.store.load_clinic()).closed
        missing = [
            day
            for day in sorted(self.staff.closed_days)
            if day >= today and not any(each.first <= day <= each.last for each in noted)
        ]
        if missing:
            raise Broken(f"the clinic is not closed on {missing[0]}")
        self.model.counts["closed days noted"] += len(self.staff.closed_days)
        if self.premises.facts.staff_chat is not None:
            self.group.check(self.clock.true.now())

    async def _rested(self) -> None:
        self.model.rest()
        self.ledger.acts_unread = 0
        for user in list(self.duties.linking):
            await self._linked(user)

    async def _linked(self, user: int) -> None:
        """See whose course a chat follows now: the reference is what staff typed."""
        file_id = await self.lives.store.client_of_chat(ChatId(user))
        if file_id is None:
            return
        file = await self.lives.store.load(file_id)
        if not isinstance(file, ClientFile) or file.client.status is Status.INVITED:
            return
        agreed_at = self.duties.linking.pop(user)
        reference, now = file.client.reference, self.clock.true.now()
        session = Session(History(self.enrolled[reference]), now)
        course = Course(reference, user, [session], History(str(self.staff.zone)))
        if self.ledger.is_turned_away(user, agreed_at):
            course.away.ask(True, now)
        self.model.courses[user] = course
        self.model.linked(course)
        self.clients[user - FIRST_CLIENT].begin(course)
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            at = now + timedelta(days=self.random.uniform(0.1, 24))
            self.agenda.put(at, partial(self.staff.change_something, reference))

    async def _go_on(self, tries: int) -> None:
        """Let time pass until something is to be done, or is to be tried again."""
        now = self.clock.true.now()
        if tries and not self.lives.stopped:
            seconds = RETRY_SECONDS[min(tries, len(RETRY_SECONDS)) - 1]
            self.clock.true.move_to(now + timedelta(seconds=seconds))
            return
        due = await self.lives.store.next_due() if self.lives.is_running else None
        true_due = None if due is None else max(due - self.clock.skew, now)
        wanted = [true_due, self.agenda.next_at, self.model.next_look, self.end]
        self.clock.true.move_to(max(now, min(each for each in wanted if each is not None)))
