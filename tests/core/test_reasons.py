"""Why a message did not go out: every reason noted in the code has a phrase staff can read."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from bot.core import automatic, reasons, timeline
from bot.leaflets import phrase_check

BOT = Path(reasons.__file__).parents[1]
ROOMS = ("core", "actions")
NOT_FOR_CLIENTS = frozenset(
    {
        *(
            "alert_desk",
            "board",
            "client",
            "closed",
            "closing",
            "digest",
            "drill",
            "enrol",
            "group_line",
        ),
        *("invitation", "on_call", "people", "shown", "staff", "staff_help", "talk", "timeline"),
        "toast",
    }
)


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function of that name, plain or of a module, with its file."""
    for room in ROOMS:
        for path in sorted((BOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and name_of(node.func) in names:
                    yield path, node


def given(name: str) -> Iterator[tuple[Path, ast.keyword]]:
    """Every argument of that name in any call, with its file."""
    for room in ROOMS:
        for path in sorted((BOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg == name:
                    yield path, node


def name_of(function: ast.expr) -> str:
    """The last part of what is called."""
    return getattr(function, "id", getattr(function, "attr", ""))


def text_of(path: Path, node: ast.expr) -> str | None:
    """The text of an expression: written there, or a constant of the module or of another's."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    module = importlib.import_module(
        ".".join(("bot", *path.relative_to(BOT).with_suffix("").parts))
    )
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return getattr(getattr(module, node.value.id, None), node.attr, None)
    return None


def noted_reasons() -> set[str]:
    """Each reason that a row is given, as far as it is written as such."""
    found = set()
    for path, call in calls("skipped", "Verdict", "stop", "refused", "without_unopened"):
        arguments = [*call.args[1:], *(each.value for each in call.keywords)]
        found |= {text_of(path, each) for each in arguments}
    for path in sorted(BOT.joinpath("core").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "why_no_gate_line":
                returned = [each.value for each in ast.walk(node) if isinstance(each, ast.Return)]
                found |= {text_of(path, each) for each in returned if each is not None}
    return {each for each in found if each and " " in each}


def test_every_reason_has_its_phrase() -> None:
    """A new reason without one would be read as "no reason"."""
    assert sorted(noted_reasons() - set(reasons.PHRASES)) == []
    assert len(noted_reasons()) >= 20


def test_every_phrase_of_a_reason_is_written() -> None:
    """In the list that each language is checked against."""
    wanted = {*reasons.PHRASES.values(), *reasons.BEGINNINGS.values(), reasons.UNKNOWN}
    assert sorted(wanted - set(phrase_check.needed())) == []


def test_what_telegram_refused_is_told_whatever_it_said() -> None:
    """Its own word comes after a colon."""
    assert reasons.phrase_of("Telegram refused it: too long") == "reason.refused"


def test_a_reason_nobody_knows_is_told_as_none() -> None:
    """An older file may hold one that the code has forgotten."""
    assert reasons.phrase_of("something long gone") == reasons.UNKNOWN
    assert reasons.phrase_of(None) == reasons.UNKNOWN


def test_every_event_has_its_phrase() -> None:
    """What is noted on a file, wherever, stands in the timeline in the reader's language."""
    found = {text_of(path, call.args[1]) for path, call in calls("noting") if len(call.args) > 1}
    noted = {each for each in found if each}
    assert sorted(noted - set(timeline.EVENTS) - timeline.NOT_TOLD) == []
    assert len(noted) >= 15
    told = {*timeline.EVENTS.values(), *timeline.LOOKS.values()}
    assert sorted(told - set(phrase_check.needed())) == []


def test_every_table_that_clients_read_is_told_by_what_it_is_about() -> None:
    """What is for staff alone, or never sent, is named here; any other table has its title."""
    texts = {text_of(path, each.value) for path, each in given("leaflet")}
    tables = {each.partition(".")[0] for each in texts if each and "." in each}
    assert sorted(tables - NOT_FOR_CLIENTS - set(automatic.ABOUT)) == []
    assert len(tables & set(automatic.ABOUT)) >= 15
    needed = set(phrase_check.needed())
    assert {f"timeline.about.{each}" for each in automatic.ABOUT.values()} <= needed
