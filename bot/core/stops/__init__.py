"""Warning signs in a client's words: what is said at once, who is told, what rests meanwhile.

`heard` is how a client's text is understood, `reply` looks at what triage found in it before
anything else answers; `TAPS` are the buttons below its messages, `condition` is what triage looks
at besides the words, `LEAFLETS` what must be there in every language that is offered. Strangers are
`visitor`'s.
"""

from bot.core.stops.hard_stop import CRISIS_STOP, STOP
from bot.core.stops.hearing import condition, heard
from bot.core.stops.heeding import SAME_DAY, WATCH, reply
from bot.core.stops.taps import TAPS

LEAFLETS = (STOP, CRISIS_STOP, SAME_DAY, WATCH)

__all__ = ["LEAFLETS", "TAPS", "condition", "heard", "reply"]
