"""What the clinic's plan promises, read from plan.toml again and worked out apart from the program.

Only what the model needs: which step is due when, for how long it is of use, and what else holds.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tests.shipped_library import CONTENT

_HALF_HOUR = timedelta(minutes=30)
_LONGEST_GAP = timedelta(hours=26)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One step of the plan on one day; `of_use` counts from the instant at which it is due."""

    name: str
    kind: str
    day: int
    at: time | None
    gate: timedelta
    after: timedelta | None
    of_use: timedelta
    if_late: str
    drops_doubts: bool
    joins_card: bool
    leaflet: str


@cache
def plan() -> Mapping[str, Any]:
    """Return the one treatment's plan as it is written."""
    [path] = sorted(CONTENT.glob("*/plan.toml"))
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def rules() -> Mapping[str, Rule]:
    """Return every step by its name."""
    return {rule.name: rule for table in plan()["steps"] for rule in _each_day(table)}


def _each_day(table: Mapping[str, Any]) -> Iterator[Rule]:
    days = table.get("days", [table["day"]] if "day" in table else [])
    for day in days:
        suffix = f"-{day}" if "days" in table else ""
        yield Rule(
            name=table["name"] + suffix,
            kind=table["kind"],
            day=day,
            at=time.fromisoformat(table["at"]) if "at" in table else None,
            gate=timedelta(hours=table.get("not_before_hours", 0)),
            after=timedelta(hours=table["after_hours"]) if "after_hours" in table else None,
            of_use=timedelta(hours=table["valid_for_hours"]),
            if_late=table["if_late"],
            drops_doubts=table.get("if_doubtful") == "drop",
            joins_card="joins_card_as" in table,
            leaflet=f"{table['leaflet']}-{day}" if table["leaflet"] == "day" else table["leaflet"],
        )


def due_at(rule: Rule, ended_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when a step is due: its hour on its local day, and its hours since the session."""
    if rule.after is not None:
        return ended_at + rule.after
    if rule.at is None:
        return ended_at
    day = ended_at.astimezone(zone).date() + timedelta(days=rule.day)
    return max(on_clock(day, rule.at, zone), ended_at + rule.gate)


def on_clock(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the first instant of a local day at which clocks have reached an hour.

    Found by going through the day, so that it owes nothing to any other arithmetic of time.
    """
    wanted = datetime.combine(day, at)
    guess = wanted.replace(tzinfo=zone).astimezone(UTC)
    if guess.astimezone(zone).replace(tzinfo=None) == wanted and not _changes_near(guess, zone):
        return guess
    instant = datetime.combine(day, time(), tzinfo=UTC) - _LONGEST_GAP
    while instant.astimezone(zone).replace(tzinfo=None) < wanted:
        instant += timedelta(minutes=1)
    return instant


def _changes_near(instant: datetime, zone: ZoneInfo) -> bool:
    around = (instant - _LONGEST_GAP, instant + _LONGEST_GAP)
    return len({each.astimezone(zone).utcoffset() for each in around}) > 1


def is_quiet(instant: datetime, zone: ZoneInfo, hours: tuple[int, int]) -> bool:
    """Tell whether the client's own clock stands within their quiet hours (from, until)."""
    hour, (start, end) = instant.astimezone(zone).hour, hours
    return start <= hour < end if start <= end else hour >= start or hour < end


def quiet_until(instant: datetime, zone: ZoneInfo, hours: tuple[int, int]) -> datetime:
    """Return the first instant from here on that is not quiet."""
    while is_quiet(instant, zone, hours):
        instant = instant.replace(minute=instant.minute // 30 * 30, second=0, microsecond=0)
        instant += _HALF_HOUR
    return instant


def calls_for_staff(question: str, option: str, since: timedelta) -> bool:
    """Tell whether an answer is for a person the same day, so long after the session."""
    hours = since / timedelta(hours=1)
    return any(
        each["question"] == question
        and option in each["options"]
        and each.get("urgency") == "same_day"
        and each.get("from_hours", 0) <= hours < each.get("until_hours", 1e9)
        for each in plan()["guidance"]
    )
