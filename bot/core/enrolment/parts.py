"""What screens of the staff dialogue are made of: the facts, a screen, and the kinds of buttons.

No screen stands here; see `screens` and `times`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.desk import Draft
from bot.core.outbox import Button, Keyboard
from bot.core.pack import Pack
from bot.core.staff_dates import DateWords, Window

BUTTONS_IN_A_ROW = 8
NOTHING = "noop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the dialogue needs to know: the rules, the clinic's zone, the time, the next code.

    `pack` is the chosen treatment's, `others` are those of all where there is a choice. `now` is
    aware UTC; `words` are those of the language staff read.
    """

    pack: Pack
    zone: ZoneInfo
    now: datetime
    offered_code: str
    words: DateWords
    others: tuple[Pack, ...] = ()

    @property
    def window(self) -> Window:
        """How far back a session may lie: as long as its course lasts."""
        last_day = max((step.day for step in self.pack.steps), default=0)
        return Window(zone=self.zone, now=self.now, days_back=last_day)

    def shortest_interval_weeks(self, draft: Draft) -> int:
        """Return the weeks that must lie between two sessions, for this goal and these areas."""
        return self.pack.shortest_interval_weeks(draft.goal, draft.areas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One screen: a phrase key, its values, its buttons."""

    phrase: str
    values: Mapping[str, str] = field(default_factory=dict)
    keyboard: Keyboard = ()


def data_of(draft: Draft, verb: str, argument: str = "") -> str:
    """Return the data of a button of this draft; names and numbers only, so within 64 bytes."""
    data = f"v1:e:{draft.number}:{verb}"
    return f"{data}:{argument}" if argument else data


def mark_of(typed: str) -> str:
    """Return eight hex digits that stand for a typed text, too long itself for a button's data.

    A button shown before something else was typed is known by them, and does nothing.
    """
    return hashlib.sha256(typed.encode()).hexdigest()[:8]


def button(draft: Draft, name: str, verb: str, argument: str = "", **values: str) -> Button:
    """Return a button whose label is a phrase of the table `enrol`."""
    return Button(phrase=f"enrol.{name}", data=data_of(draft, verb, argument), values=values)


def named(draft: Draft, table: str, name: str, verb: str) -> Button:
    """Return a button labelled with the name of an area, a goal and the like."""
    return Button(phrase=f"{table}.{name}", data=data_of(draft, verb, name))


def tick(draft: Draft, table: str, name: str, on: str, off: str, *, is_on: bool) -> Button:
    """Return a button whose data says what it turns to, so that a double tap counts once."""
    verb, phrase = (off, "buttons.ticked") if is_on else (on, "buttons.unticked")
    return button(draft, phrase, verb, name, item_names=f"{table}.{name}")


def clear(draft: Draft, name: str, present: object) -> list[Button]:
    """Return the button that takes an extra away, where there is one to take."""
    return [button(draft, "buttons.clear", "clear", name)] if present else []


def numbers(draft: Draft, verb: str, numbers: Iterable[int]) -> Keyboard:
    """Return numbers to choose from."""
    return rows(button(draft, "buttons.number", verb, str(n), number=str(n)) for n in numbers)


def blank(draft: Draft, phrase: str = "enrol.buttons.blank") -> Button:
    """Return a button that does nothing: an empty place, a heading."""
    return Button(phrase=phrase, data=data_of(draft, NOTHING))


def stacked(buttons: Iterable[Button]) -> Keyboard:
    """Return one button a row."""
    return tuple((button,) for button in buttons)


def rows(buttons: Iterable[Button]) -> Keyboard:
    """Return rows of as many buttons as fit a phone."""
    row: Sequence[Button] = tuple(buttons)
    starts = range(0, len(row), BUTTONS_IN_A_ROW)
    return tuple(tuple(row[start : start + BUTTONS_IN_A_ROW]) for start in starts)
