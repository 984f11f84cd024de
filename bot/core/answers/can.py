"""/can: every rule that speaks of the client's areas, as it stands now; one tap tells why.

What opens next comes first; while somebody has to look at the client, what waits for that does.
It is one message that changes from page to page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core import holds
from bot.core.answers import verdicts
from bot.core.answers.blocks import leaflet_of
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, Keyboard
from bot.core.pack import Restriction
from bot.core.restrictions import Kind, RestrictionState
from bot.core.scene import Reply, Scene

PAGE = 12
WIDTH = 2
# The groups in the order they are shown; what opens next is what people look for.
GROUPS: tuple[tuple[str, frozenset[Kind]], ...] = (
    ("can.group_held", frozenset({"held"})),
    ("can.group_later", frozenset({"not_yet"})),
    ("can.group_needed", frozenset({"until", "kept"})),
    ("can.group_ask", frozenset({"ask"})),
    ("can.group_open", frozenset({"open", "care", "always"})),
    ("can.group_over", frozenset({"over"})),
    ("can.group_never", frozenset({"never"})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stands:
    """A rule with how it stands, and the number of its group."""

    rule: Restriction
    state: RestrictionState
    group: int


def show(scene: Scene) -> Reply:
    """Send the first page."""
    return scene.answer(_page(scene, 0))


def turned(scene: Scene) -> Reply:
    """Show another page in the same message."""
    number = scene.incoming.word(1)
    return scene.edit(_page(scene, int(number) if number.isdecimal() else 0))


def why(scene: Scene) -> Reply:
    """Tell of one rule alone: the verdict, and the leaflet that explains it."""
    rules = verdicts.of_client((scene.incoming.word(1),), scene.file, scene.pack)
    if not rules:
        return Reply(file=scene.file, toast="toast.old_button")
    rule = rules[0]
    told = verdicts.verdict(rule, scene.file, scene.now)
    leaflet = (Block(leaflet=leaflet_of(rule.topic)),) if rule.topic else ()
    return scene.answer(Answer(leaflet="", blocks=(*told, *leaflet)))


def _page(scene: Scene, number: int) -> Answer:
    found = _all(scene)
    last = max(0, (len(found) - 1) // PAGE)
    number = min(number, last)
    shown = found[number * PAGE : (number + 1) * PAGE]
    return Answer(
        leaflet="can.head_held" if holds.is_held(scene.file, scene.now) else "can.head",
        blocks=_grouped(shown, scene.now),
        keyboard=(*_why_buttons(shown), *_turning(number, last)),
    )


def _all(scene: Scene) -> list[_Stands]:
    rules = verdicts.of_client(tuple(scene.pack.restrictions), scene.file, scene.pack)
    found = []
    for rule in rules:
        state = verdicts.state_of(rule, scene.file, scene.now, careful=False)
        group = next(place for place, (_, kinds) in enumerate(GROUPS) if state.kind in kinds)
        found.append(_Stands(rule=rule, state=state, group=group))
    return sorted(found, key=lambda each: (each.group, _order(each, scene.now)))


def _order(stands: _Stands, now: datetime) -> float:
    """Sort what is to come by its time, and what has opened with the newest first."""
    at = stands.state.at
    if at is None or (stands.state.kind == "held" and at <= now):
        return 0.0
    return abs((at - now).total_seconds())


def _grouped(shown: Sequence[_Stands], now: datetime) -> tuple[Block, ...]:
    told: list[Block] = []
    group = -1
    for each in shown:
        if each.group != group:
            group = each.group
            told.append(Block(leaflet=GROUPS[group][0]))
        told.append(verdicts.line_of(each.rule, each.state, now))
    return tuple(told)


def _why_buttons(shown: Sequence[_Stands]) -> Keyboard:
    buttons = [
        Button(phrase=f"restrictions.{each.rule.name}", data=f"v1:why:{each.rule.name}")
        for each in shown
    ]
    return tuple(tuple(buttons[i : i + WIDTH]) for i in range(0, len(buttons), WIDTH))


def _turning(number: int, last: int) -> Keyboard:
    before = Button(phrase="button.before", data=f"v1:can:{number - 1}")
    after = Button(phrase="button.after", data=f"v1:can:{number + 1}")
    row = ((before,) if number else ()) + ((after,) if number < last else ())
    return (row,) if row else ()
