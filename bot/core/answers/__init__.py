"""What a client hears who asked something: the verdict for them first, then the leaflet.

`reply` answers what was understood, `chosen` and the like answer a tapped button, `general` those
for whom no session is known, `can` is the list of everything. Warning signs are `stops`'.
"""

from bot.core.answers import can
from bot.core.answers.general import general
from bot.core.answers.reply import answer, reply
from bot.core.answers.taps import TAPS

__all__ = ["TAPS", "answer", "can", "general", "reply"]
