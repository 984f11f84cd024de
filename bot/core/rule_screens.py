"""Screens on which a member of staff decides another waiting time for one client, and its effect.

Each shows the rule's own time. Warning signs have no place here, nor has the rule that is the
sunscreen gate. Whether somebody may loosen a rule is asked by the action.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core import restrictions
from bot.core.client import ClientFile, Override
from bot.core.incoming import Answer
from bot.core.outbox import Button, FileId, Keyboard, UserId
from bot.core.pack import Pack, Restriction

PAGE = 12
WIDTH = 2
STEPS_HOURS = (0, 24, 48, 72, 96, 120, 168, 240, 336, 504, 672)
DECIDED = "rule decided"
BACK_TO_RULE = "rule"


def changeable(file: ClientFile, pack: Pack) -> list[Restriction]:
    """Return the rules whose time can be decided for this client, in the plan's order."""
    return [
        rule
        for rule in pack.restrictions.values()
        if restrictions.may_be_overridden(rule, pack)
        and restrictions.usual_hours(rule, file.session.areas) is not None
    ]


def listed(file: ClientFile, pack: Pack, number: int = 0) -> Answer:
    """Return a page of the things whose time can be decided."""
    rules = changeable(file, pack)
    last = max(0, (len(rules) - 1) // PAGE)
    number = min(number, last)
    buttons = [
        Button(phrase=f"restrictions.{rule.name}", data=_data(file, "rule", rule.name))
        for rule in rules[number * PAGE : (number + 1) * PAGE]
    ]
    before = Button(phrase="button.before", data=_data(file, "rules", str(number - 1)))
    after = Button(phrase="button.after", data=_data(file, "rules", str(number + 1)))
    turning = ((before,) if number else ()) + ((after,) if number < last else ())
    return Answer(
        leaflet="rules.which",
        values={"reference": file.client.reference},
        keyboard=(*_in_rows(buttons), *((turning,) if turning else ())),
    )


def one(file: ClientFile, rule: Restriction) -> Answer:
    """Return a thing with the rule's time, the time that holds now, and others to choose from."""
    usual, now = _hours(file, rule)
    decided = file.session.override(rule.name)
    buttons = [
        Button(
            phrase="rules.shorter" if hours < usual else "rules.longer",
            data=_data(file, "rule", rule.name, str(hours)),
            values={"chosen_wait": str(hours)},
        )
        for hours in STEPS_HOURS
        if hours not in (usual, now)
    ]
    back = Button(phrase="button.back", data=_data(file, "rules", "0"))
    reset = Button(phrase="rules.back_to_rule", data=_data(file, "rule", rule.name, BACK_TO_RULE))
    return Answer(
        leaflet="rules.one_decided" if decided is not None else "rules.one",
        values={**_told(file, rule), "usual_wait": str(usual), "now_wait": str(now)},
        keyboard=(*_in_rows(buttons), *(((reset,),) if decided is not None else ()), (back,)),
    )


def sure(file: ClientFile, rule: Restriction, hours: int) -> Answer:
    """Return the question whether that time is really meant, beside the rule's own."""
    usual, _ = _hours(file, rule)
    yes = Button(phrase="rules.yes", data=_data(file, "rule", rule.name, str(hours), "yes"))
    back = Button(phrase="button.back", data=_data(file, "rule", rule.name))
    return Answer(
        leaflet="rules.sure_shorter" if hours < usual else "rules.sure_longer",
        values={**_told(file, rule), "usual_wait": str(usual), "chosen_wait": str(hours)},
        keyboard=((yes,), (back,)),
    )


def is_looser(file: ClientFile, rule: Restriction, hours: int) -> bool:
    """Tell whether a time is shorter than the rule's own, or than what was decided instead."""
    return hours < max(_hours(file, rule))


def usual_of(file: ClientFile, rule: Restriction) -> int:
    """Return the hours of the rule itself for this client's areas."""
    return _hours(file, rule)[0]


def decided(
    file: ClientFile, rule: Restriction, hours: int, *, by: UserId, may_loosen: bool, now: datetime
) -> ClientFile:
    """Return the file with that waiting time for one thing, and the decision noted."""
    override = Override(thing=rule.name, hours=hours, by=by, at=now, may_loosen=may_loosen)
    file = _with(file, rule, (override,))
    usual, _ = _hours(file, rule)
    return file.noting(
        now, DECIDED, str(by), thing=rule.name, hours=str(hours), rule_hours=str(usual)
    )


def as_ruled(file: ClientFile, rule: Restriction, *, by: UserId, now: datetime) -> ClientFile:
    """Return the file with the rule's own time for that thing again, and that noted."""
    usual, _ = _hours(file, rule)
    file = _with(file, rule, ())
    return file.noting(now, DECIDED, str(by), thing=rule.name, hours="", rule_hours=str(usual))


def _with(file: ClientFile, rule: Restriction, overrides: tuple[Override, ...]) -> ClientFile:
    others = tuple(each for each in file.session.overrides if each.thing != rule.name)
    return file.with_session(replace(file.session, overrides=(*others, *overrides)))


def _hours(file: ClientFile, rule: Restriction) -> tuple[int, int]:
    """Return the rule's own hours for this client's areas, and those that hold now."""
    usual = restrictions.usual_hours(rule, file.session.areas) or 0
    return usual, restrictions.hours_of(rule, file.session) or 0


def _told(file: ClientFile, rule: Restriction) -> dict[str, str]:
    return {
        "reference": file.client.reference,
        "thing_phrase": f"restrictions.{rule.name}",
    }


def _data(file: ClientFile, verb: str, *words: str) -> str:
    return ":".join(("v1", "s", verb, FileId(file.id), *words))


def _in_rows(buttons: Sequence[Button]) -> Keyboard:
    return tuple(tuple(buttons[i : i + WIDTH]) for i in range(0, len(buttons), WIDTH))
