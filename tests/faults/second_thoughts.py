"""What clients change their minds about: hours, zone, pauses, stops; and how they leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.faults import sayings
from tests.faults.course import Course

if TYPE_CHECKING:
    from tests.faults.clients import Client

QUIET_CHOICES = ((21, 8), (20, 8), (22, 8), (21, 9), (22, 10))


def quietens(client: Client, course: Course) -> Iterator[float]:
    """Choose other quiet hours."""
    number = client.random.randrange(len(QUIET_CHOICES))
    yield from client.sets("hours", str(number))
    course.quiet.ask(QUIET_CHOICES[number], client.model.now)


def travels(client: Client, course: Course) -> Iterator[float]:
    """Choose another zone."""
    zone = client.random.choice(sayings.CITIES)
    yield from client.sets("zone", zone)
    course.zone.ask(zone, client.model.now)


def pauses(client: Client, course: Course) -> Iterator[float]:
    """Pause for three or seven days."""
    days = client.random.choice((3, 7))
    yield from client.sets("pause", str(days))
    course.pause(client.model.now, days)


def stops(client: Client, course: Course) -> Iterator[float]:
    """Stop the messages; some go on after a while."""
    yield from client.sets("stop", "yes")
    course.stopped.ask(True, client.model.now)
    if client.random.random() < 0.7:
        yield client.random.uniform(3600, 5 * 86400)
        if not course.erased.last:
            yield from client.sets("resume")
            if course.withdrawn:
                return  # who took consent back is asked for it first
            course.go_on(client.model.now)
            course.stopped.ask(False, client.model.now)


def withdraws(client: Client, course: Course) -> Iterator[float]:
    """Take consent back; some agree again."""
    client.forge("v1:withdraw:yes")
    course.withdrawn = True
    course.stopped.ask(True, client.model.now)
    if client.random.random() < 0.5:
        yield client.random.uniform(3600, 3 * 86400)
        if not course.erased.last:
            client.forge("v1:withdraw:agree")
            course.withdrawn = False
            course.go_on(client.model.now)
            course.stopped.ask(False, client.model.now)
    yield from ()


def blocks(client: Client, course: Course) -> Iterator[float]:
    """Block the bot for some days."""
    client.be_here()
    client.ledger.world.block(client.user)
    course.away.ask(True, client.model.now)
    yield client.random.uniform(600, 4 * 86400)
    client.ledger.world.unblock(client.user)
    course.away.ask(False, client.model.now)


def vanishes(client: Client, course: Course) -> Iterator[float]:
    """Delete the account; nobody tells the bot."""
    client.be_here()
    client.ledger.world.delete_account(client.user)
    course.away.ask(True, client.model.now)
    yield from ()


def forgets(client: Client, course: Course) -> Iterator[float]:
    """Have everything erased."""
    client.say("/forget")
    yield 30.0
    client.forge("v1:forget:yes:alert")
    course.erased.ask(True, client.model.now)
