"""The figures of understanding: what is counted of how many, and what must be reached."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.benchmarks.question_set import Asked

ALARMS = frozenset(("same_day", "emergency"))
SIGNS = frozenset(("emergency", "same_day"))
PLAIN = frozenset(("ordinary", "own_normal", "admin", "greeting", "off_topic", "unsure"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One message with what the bot made of it; `allows` are forbidden things it allowed."""

    asked: Asked
    kind: str
    topic: str | None
    urgency: str | None
    top: tuple[str, ...]
    allows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the table: of which messages, what counts, and the target.

    `at_least` False is a rate that may not be above its target. Rates are 0 to 1; English has its
    own target.
    """

    name: str
    of: Callable[[Asked], bool]
    counts: Callable[[Answered], bool]
    english: float
    others: float
    at_least: bool = True

    def count(self, answered: Iterable[Answered]) -> tuple[int, int]:
        """Return how many count, of how many."""
        mine = [each for each in answered if self.of(each.asked)]
        return sum(map(self.counts, mine)), len(mine)

    def is_reached(self, counted: int, of: int, language: str) -> bool:
        """Tell whether the rate is good enough; of none it is."""
        target = self.english if language == "en" else self.others
        rate = counted / of if of else target
        return rate >= target if self.at_least else rate <= target


def _asks_topic(asked: Asked) -> bool:
    return asked.kind == "topic" and asked.group not in SIGNS


def _is_wrong(answered: Answered) -> bool:
    """A sure answer on another topic; an alarm is counted elsewhere."""
    is_sure = answered.kind not in ("unsure", "red_flag")
    return is_sure and answered.topic not in answered.asked.right


FIGURES: Sequence[Figure] = (
    Figure(
        name="emergencies recognised as emergency",
        of=lambda asked: asked.group == "emergency",
        counts=lambda answered: answered.urgency == "emergency",
        english=1.0,
        others=1.0,
    ),
    Figure(
        name="same-day signs recognised as same-day or higher",
        of=lambda asked: asked.group == "same_day",
        counts=lambda answered: answered.urgency in ALARMS,
        english=0.97,
        others=0.93,
    ),
    Figure(
        name="look-alikes that raise an alarm",
        of=lambda asked: asked.group == "look_alike",
        counts=lambda answered: answered.urgency in ALARMS,
        english=0.07,
        others=0.07,
        at_least=False,
    ),
    Figure(
        name="ordinary questions that raise an alarm",
        of=lambda asked: asked.group in PLAIN,
        counts=lambda answered: answered.urgency in ALARMS,
        english=0.02,
        others=0.02,
        at_least=False,
    ),
    Figure(
        name="topic, first answer right",
        of=_asks_topic,
        counts=lambda answered: answered.top[:1] != () and answered.top[0] in answered.asked.right,
        english=0.90,
        others=0.85,
    ),
    Figure(
        name="topic, in the best three",
        of=_asks_topic,
        counts=lambda answered: bool(set(answered.top) & answered.asked.right),
        english=0.97,
        others=0.94,
    ),
    Figure(
        name="answered with the wrong topic",
        of=lambda asked: asked.group not in SIGNS,
        counts=_is_wrong,
        english=0.04,
        others=0.04,
        at_least=False,
    ),
    Figure(
        name="off-topic and admin recognised",
        of=lambda asked: asked.group in ("admin", "off_topic"),
        counts=lambda answered: answered.kind == answered.asked.kind,
        english=0.90,
        others=0.90,
    ),
    Figure(
        name="answers that allow what is forbidden at that hour",
        of=lambda asked: bool(asked.things),
        counts=lambda answered: bool(answered.allows),
        english=0.0,
        others=0.0,
        at_least=False,
    ),
    Figure(
        name="look-alikes and ordinary answered with the emergency stop",
        of=lambda asked: asked.group not in SIGNS,
        counts=lambda answered: answered.urgency == "emergency",
        english=0.01,
        others=0.01,
        at_least=False,
    ),
)
# Where two things are told at once, only what is urgent has one right answer.
FIGURES_OF_ALARMS: Sequence[Figure] = (*FIGURES[:3], FIGURES[-1])
