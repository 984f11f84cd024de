"""The rules of one treatment as plain data: what goes when, what is allowed when, what is asked.

A pack is what `content/<treatment>/plan.toml` says, checked and frozen; it holds no words.
Words live in leaflets and phrases and are reached through the library by key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class IfLate(StrEnum):
    """What becomes of a step that could not go out while it was valid."""

    SEND = "send"
    MERGE = "merge"
    DROP = "drop"
    TELL_STAFF = "tell_staff"


class StepKind(StrEnum):
    """How a step is sent: a message, the pinned card and its edits, or a line about the sun."""

    CARD = "card"
    CARD_EDIT = "card_edit"
    MESSAGE = "message"
    SUN = "sun"
    SUN_GATE = "sun_gate"


class IfDoubtful(StrEnum):
    """What becomes of a send that may or may not have arrived."""

    SEND = "send"
    DROP = "drop"


class RuleKind(StrEnum):
    """How a restriction reads: allowed from a time, never, always, or asked for until a time."""

    FROM = "from"
    NEVER = "never"
    ALWAYS = "always"
    UNTIL = "until"


class Urgency(StrEnum):
    """How fast a person must look at it (CLINICAL section 6)."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One planned message of the course, with its two clocks.

    `day` counts calendar days in the client's zone from the session's day; `at` is the local time
    there (None: the moment of linking, or `after_hours` elapsed hours since the session).
    `joins_card_as` is the leaflet told on the card where quiet hours leave no message of its own.
    """

    name: str
    kind: StepKind
    day: int
    at: time | None
    leaflet: str
    not_before_hours: int = 0
    after_hours: int | None = None
    valid_for_hours: int = 12
    if_late: IfLate = IfLate.DROP
    if_doubtful: IfDoubtful = IfDoubtful.SEND
    joins_card_as: str = ""
    audible: bool = False
    audible_with_fewer: bool = False
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """One single thing a client may want to do, and when it may be done, per area.

    `hours` are since the session: up to 72 elapsed hours, longer ones open at 08:00 on the first
    calendar day when the full time has passed. `topic` is the slug of the leaflet that explains it.
    `prescribed` is what a doctor ordered; beside `medicine`, what is prescribed is to go on.
    `care` is what the notes tell the client to do: an alert does not take it back once it began.
    """

    name: str
    kind: RuleKind
    hours: Mapping[str, int]
    topic: str = ""
    prescribed: bool = False
    medicine: bool = False
    care: bool = False
    condition: str | None = None
    ask_clinic: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SunRules:
    """When sunscreen may start (the name of a restriction) and until which day the sun is named."""

    gate: str
    before_gate_leaflet: str
    line_leaflet: Mapping[str, str]
    gate_leaflet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a check-in: a choice between options, or a scale of whole numbers."""

    name: str
    options: tuple[str, ...]
    calm_options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What an answer means at that time: the urgency, the line said at once, a question more.

    Hours are elapsed since the session; the first guidance that fits is taken.
    """

    question: str
    options: frozenset[str]
    leaflet: str
    urgency: Urgency | None = None
    amber: bool = False
    from_hours: int = 0
    until_hours: int | None = None
    ask: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How answers to one question are read one after the other (CLINICAL rows 10, 14, 15).

    From `from_hours` since the session, a rise of at least `rise` options above the last answered
    check-in is for the same day and says `leaflet`; a smaller one asks the question `ask`. After an
    amber answer, `still` are the options that mean the same or worse beside those that rank no
    lower: they are for the same day too, and say `still_leaflet`.
    """

    rise: Mapping[str, int]
    from_hours: int
    leaflet: str
    ask: str
    still: Mapping[str, tuple[str, ...]]
    still_leaflet: str

    @property
    def leaflets(self) -> tuple[str, ...]:
        """What it says, all for the same day."""
        return (self.leaflet, self.still_leaflet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """All rules of one treatment; `title` is its name as staff see it.

    On `photo_days` the day's message invites to add a photo, to compare later. `ready` names the
    leaflets that staff can send as an answer.
    """

    treatment: str
    areas: tuple[str, ...]
    accepted_kinds: tuple[str, ...]
    refused_kinds: tuple[str, ...]
    goals: tuple[str, ...]
    products: tuple[str, ...]
    minimum_interval_weeks: Mapping[str, int]
    steps: tuple[Step, ...]
    card_days: tuple[int, ...]
    restrictions: Mapping[str, Restriction]
    sun: SunRules
    questions: Mapping[str, Question]
    guidance: tuple[Guidance, ...]
    procedure: tuple[str, ...]
    languages: tuple[str, ...]
    consent_version: str
    title: str = ""
    course: Course | None = None
    photo_days: tuple[int, ...] = ()
    ready: tuple[str, ...] = ()

    def step(self, name: str) -> Step | None:
        """Return the step of that name, None when the plan no longer has it."""
        return next((step for step in self.steps if step.name == name), None)

    def shortest_interval_weeks(self, goal: str = "", areas: Iterable[str] = ()) -> int:
        """Return the weeks between two sessions: the most that goal or areas name, else default."""
        weeks = self.minimum_interval_weeks
        named = [weeks[name] for name in (goal, *areas) if name in weeks]
        return max(named, default=weeks.get("default", 1))

    def card_leaflet(self, day: int) -> str:
        """Return the leaflet of the latest day card that is not after `day`."""
        fitting = [card for card in self.card_days if card <= max(day, self.card_days[0])]
        return f"day-{fitting[-1]}"
