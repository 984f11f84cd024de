"""Whether an answer allows a thing that its rule forbids at that hour.

What was really asked about is what a reader noted with the message, not what the bot understood.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.commands._asked import Made
from bot.core import restrictions
from bot.core.answers import verdicts
from bot.core.pack import Pack, Restriction
from tests.benchmarks.question_set import Asked

YES = ("verdict.open", "verdict.always", "verdict.over")
ALLOWING_LINES = ("can.open", "can.always", "can.over")
# It is asked at noon: the day to come begins half a day before.
NOW, HALF_A_DAY = timedelta(), timedelta(hours=12)
OPEN_KINDS = ("open", "always", "over", "until")


def forbidden_but_allowed(asked: Asked, made: Made, pack: Pack) -> tuple[str, ...]:
    """Return the things asked about that are forbidden then, where the answer says yes.

    A "yes" to another thing counts too, unless the answer speaks of the thing asked about itself.
    """
    told = {
        block.values["thing_phrase"].rpartition(".")[2]: block.leaflet
        for row in made.rows
        for block in row.blocks
        if "thing_phrase" in block.values
    }
    says_yes = any(leaflet.startswith(YES) for leaflet in told.values())
    forbidden = [
        name
        for name in asked.things
        if name in pack.restrictions and _is_forbidden(pack.restrictions[name], asked)
    ]
    allowed = tuple(
        name
        for name in forbidden
        if told.get(name, "").startswith((*YES, *ALLOWING_LINES)) or (says_yes and name not in told)
    )
    return (*allowed, *_too_early(asked, made, pack))


def _too_early(asked: Asked, made: Made, pack: Pack) -> Iterator[str]:
    """Yield what is allowed for a day to come on which its rule still forbids it."""
    for row in made.rows:
        for block in row.blocks:
            if not block.leaflet.startswith(verdicts.YES_ON):
                continue
            name = block.values["thing_phrase"].rpartition(".")[2]
            ahead = date.fromisoformat(block.values["asked_on"]) - row.due_at.date()
            if _is_forbidden(pack.restrictions[name], asked, ahead - HALF_A_DAY):
                yield name


def _is_forbidden(rule: Restriction, asked: Asked, ahead: timedelta = NOW) -> bool:
    """Tell whether the rule table forbids a thing to somebody of that day and area, so far on."""
    if rule.ask_clinic or rule.prescribed:
        return True
    hours = restrictions.general(rule, (asked.area,))
    if rule.kind == "never":
        return True
    if rule.kind != "from" or asked.day is None:
        return rule.kind == "from"
    return hours is None or timedelta(days=asked.day) + ahead < timedelta(hours=hours)
