"""One thing and whether this client may do it now, as a block of a message.

A verdict speaks of the single thing that was asked about, and is the only place for a "yes"; a
line is one of several. Which words are used stands in the phrases (tables `verdict` and `can`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core import days, restrictions
from bot.core.client import ClientFile
from bot.core.outbox import Block
from bot.core.pack import Pack, Restriction, RuleKind
from bot.core.restrictions import RestrictionState

Table = Literal["verdict", "can"]
LONG_OPEN = timedelta(days=30)
KEEP_PRESCRIBED = Block(leaflet="verdict.keep_prescribed")
DECIDED = Block(leaflet="verdict.decided")
NOT_YET, YES_ON, NOT_ON = "verdict.not_yet", "verdict.yes_on", "verdict.not_on"
_ALLOWING = ("open", "always", "over", "care")
_WITH_CONDITION = ("not_yet", "open", "general_from")


def verdict(
    rule: Restriction,
    file: ClientFile,
    now: datetime,
    *,
    careful: bool = False,
    on: date | None = None,
) -> tuple[Block, ...]:
    """Return the verdict for the one thing asked about, on a day to come where one is meant.

    `careful` allows nothing.
    """
    state = state_of(rule, file, now, careful=careful)
    block = _block("verdict", rule, state, now)
    is_waiting = block.leaflet.startswith(NOT_YET)
    if on is not None and state.at is not None and is_waiting and not careful:
        block = _on_day(block, state.at, on, file.client.zone_info)
    decided = (DECIDED,) if state.is_decided else ()
    return (block, *decided, *kept_beside([rule]))


def line_of(rule: Restriction, state: RestrictionState, now: datetime) -> Block:
    """Return the line of a rule whose state is known already."""
    return _block("can", rule, state, now)


def lines(
    rules: Sequence[Restriction], file: ClientFile, now: datetime, *, careful: bool = False
) -> tuple[Block, ...]:
    """Return several things, each with its own time."""
    states = [state_of(rule, file, now, careful=careful) for rule in rules]
    return tuple(line_of(rule, state, now) for rule, state in zip(rules, states, strict=True))


def kept_beside(rules: Iterable[Restriction]) -> tuple[Block, ...]:
    """Return what must stand beside a rule on medicine: what is prescribed goes on."""
    return (KEEP_PRESCRIBED,) if any(rule.medicine for rule in rules) else ()


def state_of(
    rule: Restriction, file: ClientFile, now: datetime, *, careful: bool
) -> RestrictionState:
    """Return how a rule stands; where care is due, what would be allowed is for the clinic."""
    state = restrictions.state(rule, file, now)
    return replace(state, kind="ask") if careful and state.kind in _ALLOWING else state


def allows(state: RestrictionState) -> bool:
    """Tell whether a verdict on this state would begin with a yes."""
    return state.kind in _ALLOWING


def of_client(things: Sequence[str], file: ClientFile, pack: Pack) -> list[Restriction]:
    """Return the rules of these things that speak of any area of this client."""
    areas = {area for session in file.sessions for area in session.areas}
    known = [pack.restrictions[thing] for thing in things if thing in pack.restrictions]
    return [rule for rule in known if restrictions.concerns(rule, tuple(areas))]


def general_verdict(rule: Restriction, areas: Sequence[str] = ()) -> tuple[Block, ...]:
    """Return the rule for the one thing asked about, where no session is known."""
    return (_general("verdict", rule, areas), *kept_beside([rule]))


def general_line(rule: Restriction, areas: Sequence[str] = ()) -> Block:
    """Return the rule for one of several things, where no session is known."""
    return _general("can", rule, areas)


def _general(table: Table, rule: Restriction, areas: Sequence[str]) -> Block:
    hours = restrictions.general(rule, areas)
    if rule.prescribed and not rule.ask_clinic:
        key = "prescribed"
    elif rule.ask_clinic or (hours is None and rule.kind in (RuleKind.FROM, RuleKind.UNTIL)):
        key = "ask"
    else:
        key = {RuleKind.FROM: "general_from", RuleKind.UNTIL: "general_until"}.get(
            rule.kind, str(rule.kind)
        )
    values = {"thing_phrase": f"restrictions.{rule.name}"}
    if key.startswith("general"):
        values["rule_wait"] = str(hours)
    return _with_condition(table, key, rule.condition, values)


def _block(table: Table, rule: Restriction, state: RestrictionState, now: datetime) -> Block:
    values = {"thing_phrase": f"restrictions.{rule.name}"}
    key = _key(rule, state, now)
    if state.at is not None:
        if key in ("not_yet", "until", "ask_later"):
            values |= {"opens_at": state.at.isoformat(), "opens_in": state.at.isoformat()}
        elif key in ("held_later", "kept_until"):
            values["opens_at"] = state.at.isoformat()
        elif key in ("open", "over"):
            values["opened_since"] = state.at.isoformat()
    return _with_condition(table, key, state.condition, values)


def _key(rule: Restriction, state: RestrictionState, now: datetime) -> str:
    if rule.prescribed and not rule.ask_clinic:
        return "prescribed"
    if state.kind == "open" and state.at is not None and now - state.at > LONG_OPEN:
        return "open_long"
    return restrictions.told_as(state, now)


def _on_day(block: Block, opens_at: datetime, on: date, zone: ZoneInfo) -> Block:
    """Return a "not yet" as the verdict for a day to come; on the day it opens its hour tells all.

    A yes names today as well: the day may have been meant of something else.
    """
    opens = days.day_of(opens_at, zone)
    if opens == on:
        return block
    leaflet = block.leaflet.replace(NOT_YET, YES_ON if opens < on else NOT_ON)
    return replace(block, leaflet=leaflet, values={**block.values, "asked_on": on.isoformat()})


def _with_condition(table: Table, key: str, condition: str | None, values: dict[str, str]) -> Block:
    if condition is None or key not in (*_WITH_CONDITION, "open_long"):
        return Block(leaflet=f"{table}.{key}", values=values)
    values = {**values, "condition_phrase": f"conditions.{condition}"}
    return Block(leaflet=f"{table}.{key}_if", values=values)
