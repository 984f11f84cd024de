"""The verdict for a day to come: told with what holds today, and never as more than a rule."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.core.answers import verdicts
from bot.core.client import Alert, ClientFile, Override
from bot.core.outbox import Block, UserId
from bot.core.pack import Restriction, RuleKind, Urgency
from tests.core.course import FRIDAY_17, HOUR, linked

# 48 hours from Friday 17:00 end on Sunday at 18:00, as clocks change that night.
PAINT = Restriction(name="paint", kind=RuleKind.FROM, hours={"face": 48}, condition="calm")
POWDER = Restriction(name="powder", kind=RuleKind.FROM, hours={"face": 24})
SATURDAY, SUNDAY, MONDAY = date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)


def told(
    on: date | None,
    rule: Restriction = PAINT,
    file: ClientFile | None = None,
    now: datetime = FRIDAY_17,
    *,
    careful: bool = False,
) -> tuple[Block, ...]:
    """Return the verdict for a day."""
    return verdicts.verdict(rule, file or linked(), now, careful=careful, on=on)


def keys(blocks: tuple[Block, ...]) -> list[str]:
    """Return which phrases the blocks are."""
    return [block.leaflet for block in blocks]


def test_a_day_after_the_opening_is_a_yes_with_its_date() -> None:
    """It names the day, when it opens, and the condition."""
    (block,) = told(MONDAY)
    assert block.leaflet == "verdict.yes_on_if"
    assert block.values == {
        "thing_phrase": "restrictions.paint",
        "asked_on": "2026-03-30",
        "opens_at": "2026-03-29T16:00:00+00:00",
        "opens_in": "2026-03-29T16:00:00+00:00",
        "condition_phrase": "conditions.calm",
    }


def test_a_day_before_the_opening_is_not_yet() -> None:
    """It tells from when."""
    (block,) = told(SATURDAY)
    assert block.leaflet == "verdict.not_on_if"
    assert block.values["asked_on"] == "2026-03-28"
    assert block.values["opens_at"] == "2026-03-29T16:00:00+00:00"


def test_the_day_of_the_opening_is_told_by_its_hour() -> None:
    """Neither a yes nor a no holds for the whole of it."""
    assert keys(told(SUNDAY)) == ["verdict.not_yet_if"]


def test_without_a_condition_none_is_told() -> None:
    """The plain phrases."""
    assert keys(told(SUNDAY, POWDER)) == ["verdict.yes_on"]
    assert keys(told(SATURDAY, replace(POWDER, hours={"face": 72}))) == ["verdict.not_on"]


def test_what_is_open_now_is_answered_as_ever() -> None:
    """Nothing closes again by itself."""
    late = FRIDAY_17 + 60 * HOUR
    assert keys(told(date(2026, 4, 3), now=late)) == ["verdict.open_if"]


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"kind": RuleKind.NEVER}, "verdict.never"),
        ({"kind": RuleKind.UNTIL, "condition": None}, "verdict.until"),
        ({"ask_clinic": True}, "verdict.ask_later"),
        ({"prescribed": True}, "verdict.prescribed"),
    ],
)
def test_only_a_waiting_time_answers_for_a_day(facts: dict[str, object], key: str) -> None:
    """What is never allowed, or for the clinic to decide, stays so on any day."""
    assert keys(told(MONDAY, replace(PAINT, **facts)))[0] == key  # type: ignore[arg-type]


def test_an_open_alert_promises_no_day() -> None:
    """The clinic has to look first: nothing is said to be allowed on Monday."""
    alert = Alert(id="a", concern="worried", raised_at=FRIDAY_17, urgency=Urgency.SAME_DAY)
    held = replace(linked(), alerts=(alert,))
    assert keys(told(MONDAY, file=held)) == ["verdict.held_later"]


def test_with_care_no_day_is_promised() -> None:
    """Beside what only a person may answer."""
    assert keys(told(MONDAY, careful=True)) == ["verdict.not_yet_if"]


def test_a_time_the_clinician_decided_counts() -> None:
    """A longer wait for this client moves the day."""
    file = linked()
    decided = Override(thing="paint", hours=120, by=UserId(1), at=FRIDAY_17, may_loosen=True)
    session = replace(file.session, overrides=(decided,))
    file = replace(file, sessions=(session,))
    assert keys(told(MONDAY, file=file)) == ["verdict.not_on_if", "verdict.decided"]
