"""The house holds: arrows between rooms, sizes, the one clock, and no treatment's name in code."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN_LINTER = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)
LONGEST_FILE_LINES = 300
LONGEST_FUNCTION_LINES = 40
THE_CLOCK = ROOT / "bot" / "timing" / "clock.py"
# Spelled in two parts, so that this file is not its own finding.
UNFINISHED = re.compile("TO" + "DO|FIX" + "ME|XX" + "X")
ASKS_THE_TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
    ("time", "sleep"),
    ("asyncio", "sleep"),
}


def modules_of(*rooms: str) -> list[Path]:
    """All Python files of the rooms, in a fixed order."""
    found = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    assert found
    return found


@cache
def syntax_of(path: Path) -> ast.Module:
    """A module as a tree, read and not run."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Each function and method of a module."""
    for node in ast.walk(syntax_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def place(path: Path, line: int) -> str:
    """Where a finding is, as an editor understands it."""
    return f"{path.relative_to(ROOT)}:{line}"


def plans() -> list[Path]:
    """The rule table of each treatment."""
    found = sorted((ROOT / "content").glob("*/plan.toml"))
    assert found
    return found


def names_of_content() -> set[str]:
    """What only content may know: areas, kinds, goals, products, leaflets, steps, restrictions."""
    names: set[str] = set()
    for path in plans():
        plan = tomllib.loads(path.read_text(encoding="utf-8"))
        for key in ("areas", "accepted_kinds", "refused_kinds", "goals", "products", "procedure"):
            names.update(plan.get(key, []))
        names.update(plan.get("restrictions", {}))
    assert names
    return names


def test_the_arrows_point_down_and_siblings_do_not_know_each_other() -> None:
    """The contract in pyproject.toml holds: layers, siblings, and what is kept out of the core.

    In a process of its own, as the linter sets up logging for itself.
    """
    linted = subprocess.run(
        [sys.executable, "-c", RUN_LINTER], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_a_file_stops_at_300_lines() -> None:
    """A longer file has two reasons to change."""
    sizes = {
        path: path.read_text(encoding="utf-8").count("\n") for path in modules_of("bot", "tests")
    }
    assert {place(path, size) for path, size in sizes.items() if size > LONGEST_FILE_LINES} == set()


def test_a_function_stops_at_40_lines() -> None:
    """A longer function hides a second one."""
    too_long = {
        f"{place(path, function.lineno)} {function.name}"
        for path in modules_of("bot")
        for function in functions_of(path)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION_LINES
    }
    assert too_long == set()


def test_every_module_says_what_it_is_for() -> None:
    """The first thing a newcomer reads is a sentence."""
    silent = [path for path in modules_of("bot", "tests") if not ast.get_docstring(syntax_of(path))]
    assert [place(path, 1) for path in silent] == []


def test_every_test_is_a_sentence_with_a_docstring() -> None:
    """A failing test says which rule broke."""
    silent = {
        f"{place(path, function.lineno)} {function.name}"
        for path in modules_of("tests")
        for function in functions_of(path)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    }
    assert silent == set()


def test_nothing_is_left_for_later() -> None:
    """Unfinished business is an issue, not a comment."""
    folders = ("bot", "content", "tests", ".ci")
    texts = [path for folder in folders for path in sorted((ROOT / folder).rglob("*"))]
    kept = [
        path for path in texts if path.suffix in {".py", ".md", ".toml", ".js", ".css", ".html"}
    ]
    found = [
        place(path, number)
        for path in [*kept, ROOT / "run", ROOT / "pyproject.toml"]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_only_the_clock_asks_for_the_time() -> None:
    """Everywhere else time is an argument, so that twelve weeks can pass in a test."""
    asking = {
        place(path, node.lineno)
        for path in modules_of("bot")
        if path != THE_CLOCK
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Attribute)
        and (ast.unparse(node.value).rpartition(".")[2], node.attr) in ASKS_THE_TIME
    }
    assert asking == set()


def test_the_time_is_not_brought_in_under_another_name() -> None:
    """`from time import sleep` would hide from the test above."""
    hidden = {
        place(path, node.lineno)
        for path in modules_of("bot")
        if path != THE_CLOCK
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.ImportFrom)
        and any((node.module, alias.name) in ASKS_THE_TIME for alias in node.names)
    }
    assert hidden == set()


def test_code_names_no_treatment() -> None:
    """Another treatment is another folder of content, and no line of code."""
    treatments = [path.parent.name for path in plans()]
    naming = {
        f"{place(path, number)} {treatment}"
        for path in sorted((ROOT / "bot").rglob("*.*"))
        if path.suffix in {".py", ".js", ".html", ".css"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for treatment in treatments
        if treatment in line.lower()
    }
    assert naming == set()


def test_code_names_no_area_and_no_topic() -> None:
    """Areas, products, goals, topics and restrictions are keys of content, read and not written."""
    names = names_of_content()
    naming = {
        f"{place(path, node.lineno)} {node.value!r}"
        for path in modules_of("bot")
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert naming == set()
