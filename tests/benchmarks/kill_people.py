"""What the owner and four clients do in a world whose bot dies again and again.

Each waits for the answer before the next act; an answer that never comes ends the world.
"""

from __future__ import annotations

import asyncio
from asyncio import Event
from collections.abc import Awaitable, Callable
from random import Random

from bot.timing.clock import SystemClock
from tests.cast import ANN, BOB, CAT, CLINIC, DAN
from tests.processes.street import Resident, Street

EARLY, LATER = (ANN, BOB), (CAT, DAN)
ENROL = ("Needling only", "Face", "Just now", "K-")
QUESTIONS = (
    "Can I wash my face?",
    "My skin is a little red, is that normal?",
    "When may I go swimming?",
    "Zebras and ladders, what about these?",
    "/today",
    "/help",
    "/procedure",
)
CHECK_IN = ("Better", "1", "No")
CLOSING = ("Phoned them", "Close …")
LISTS = ("/board", "/alerts", "/help")
WORRIED = 0.25
PAUSE_SECONDS = (0.8, 2.0)
Act = Callable[[Resident, Random], Awaitable[None]]


async def enrol(street: Street, user_id: int) -> None:
    """The owner enrols a client, who opens the newest link and agrees."""
    await street.clinic.enrols(*ENROL)
    await Resident(street, user_id).joins_through(street.clinic)


async def live(
    street: Street, chance: Random, has_begun: Event, is_over: Event, client_acts: Act
) -> None:
    """Ann and Bob act while Cat and Dan are enrolled; from `has_begun` on everybody does.

    Each does one thing after the other until the end; clients do what `client_acts` does.
    """
    async with asyncio.TaskGroup() as everybody:

        def begin(user_id: int, act: Act) -> None:
            life = _life(Resident(street, user_id), Random(chance.random()), is_over, act)
            everybody.create_task(life)

        for user_id in EARLY:
            begin(user_id, client_acts)
        for user_id in LATER:
            if not is_over.is_set():
                await enrol(street, user_id)
                begin(user_id, client_acts)
        has_begun.set()
        begin(CLINIC, _staff_acts)


async def _life(person: Resident, chance: Random, is_over: Event, act: Act) -> None:
    clock = SystemClock()
    while not is_over.is_set():
        await clock.sleep(chance.uniform(*PAUSE_SECONDS))
        before = _seen(person)
        await act(person, chance)
        await person.street.until(lambda before=before: _seen(person) != before)


def _seen(person: Resident) -> list[tuple[int, str, tuple[str, ...]]]:
    return [
        (each.id, each.words, tuple(button.label for button in each.buttons))
        for each in person.received
    ]


async def act(person: Resident, chance: Random) -> None:
    """Answer a check-in that stands open, else ask something or be worried."""
    if _tapped(person, *CHECK_IN):
        return
    if chance.random() < WORRIED:
        await person.taps("I'm worried")
    else:
        person.says(chance.choice(QUESTIONS))


class WorriedOnce:
    """The same in a world whose time does not jump: a second worry within minutes is the first."""

    def __init__(self) -> None:
        """Nobody is worried yet."""
        self._worried: set[int] = set()

    async def act(self, person: Resident, chance: Random) -> None:
        """Ask something, or be worried if it is the first time."""
        if chance.random() < WORRIED and person.user_id not in self._worried:
            self._worried.add(person.user_id)
            await person.taps("I'm worried")
        else:
            person.says(chance.choice(QUESTIONS))


async def _staff_acts(person: Resident, chance: Random) -> None:
    """Close an alert that stands open, else look at a list."""
    if not _tapped(person, *CLOSING):
        person.says(chance.choice(LISTS))


def _tapped(person: Resident, *labels: str) -> bool:
    """Tap the newest button that has the first of these labels that shows anywhere."""
    for label in labels:
        for message in reversed(person.received):
            if label in [button.label for button in message.buttons]:
                person.street.world.tap(person.user_id, message.id, label)
                return True
    return False
