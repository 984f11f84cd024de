"""The one message of an emergency: the number as dialled, and at most one first step.

The same for clients and strangers. Its key tells how many numbers it names and in which language,
so that a flood is answered once a minute, and no row says more about a stranger than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.clinic import ClinicFacts
from bot.core.outbox import Button, Keyboard, Lane, MessageRow, Outbox, RowKey
from bot.core.pack import Urgency
from bot.core.questions import SIGN, Topics
from bot.core.triage import Finding, Triage

ONCE_IN = timedelta(minutes=1)
STOP = "emergency"
CRISIS_STOP = "emergency-crisis"


def emergencies(triage: Triage) -> tuple[Finding, ...]:
    """Return the emergencies among what was found, the most urgent first."""
    return tuple(each for each in triage.findings if each.urgency is Urgency.EMERGENCY)


@dataclass(frozen=True, slots=True)
class Emergency:
    """The emergencies found in a message, the topics of their first steps, whose language."""

    found: tuple[Finding, ...]
    topics: Topics
    language: str

    def numbers(self, clinic: ClinicFacts) -> tuple[str, ...]:
        """Return the numbers to call: the emergency number last, a crisis line where it belongs."""
        known = self.topics.by_slug
        is_crisis = any(each.slug in known and known[each.slug].crisis for each in self.found)
        line = (clinic.crisis_line,) if is_crisis and clinic.crisis_line else ()
        return (*line, clinic.emergency_number)

    def first_step(self) -> tuple[str, ...]:
        """Return the signed first step of the first sign; a missing one holds up no hard stop."""
        known = [each.slug for each in self.found[:1] if self.topics.kind_of(each.slug) == SIGN]
        return tuple(f"signs/{slug}" for slug in known)


def row(
    update_id: int,
    emergency: Emergency,
    called: Sequence[str],
    now: datetime,
    *,
    below: Keyboard = (),
) -> MessageRow:
    """Return the hard stop for what was found; `called` are the numbers it names.

    It overtakes all else, and has a button to copy each number, `below` comes under these.
    """
    copies = tuple((_copy(number),) for number in called)
    return MessageRow(
        key=RowKey(f"{_prefix(emergency)}{len(called)}:{update_id}"),
        leaflet="",
        parts=(CRISIS_STOP if len(called) > 1 else STOP, *emergency.first_step()),
        due_at=now,
        keyboard=(*copies, *below),
        lane=Lane.ALARM,
        calm=True,
    )


def is_just_said(
    outbox: Outbox, emergency: Emergency, called: Sequence[str], now: datetime
) -> bool:
    """Tell whether it went out within the last minute, in this language, with all these numbers."""
    return any(
        key.startswith(_prefix(emergency))
        and int(key.split(":")[2]) >= len(called)
        and abs(now - each.due_at) < ONCE_IN
        for key, each in outbox.rows.items()
    )


def _prefix(emergency: Emergency) -> str:
    return f"stop:{emergency.language}:"


def _copy(number: str) -> Button:
    return Button(phrase="button.copy_number", values={"number": number}, copy=number)
