"""The dialogue in which staff enrol a client, or correct the time at which a session ended.

Pure: a draft and a tap or a text give an `Outcome`. Four taps in the common case: kind, area, just
now, the offered code. It ends in an effect that an action carries out; whether a reference is
taken already is the store's to know.
"""

from bot.core.enrolment.dialogue import (
    begin,
    begin_correction,
    present,
    read,
    refuse_new_reference,
    refuse_reference,
    tap,
    unexpected,
)
from bot.core.enrolment.outcome import Correct, Enrol, Outcome
from bot.core.enrolment.parts import Facts, Shown

__all__ = [
    "Correct",
    "Enrol",
    "Facts",
    "Outcome",
    "Shown",
    "begin",
    "begin_correction",
    "present",
    "read",
    "refuse_new_reference",
    "refuse_reference",
    "tap",
    "unexpected",
]
