"""The hazard log is true: each control names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOG = (ROOT / "HAZARDS.md").read_text(encoding="utf-8")
ROWS = [line for line in LOG.splitlines() if re.match(r"\| H\d+ \|", line)]
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", LOG)


def test_each_hazard_is_numbered_once_and_has_a_proof() -> None:
    """In order, without a gap; a control nobody tests is none."""
    numbers = [int(re.findall(r"H(\d+)", row)[0]) for row in ROWS]
    assert numbers == list(range(1, len(ROWS) + 1))
    assert [row[:6] for row in ROWS if "`tests/" not in row] == []


def test_each_named_test_exists() -> None:
    """By file, and by function where one is named."""
    missing = [
        (file, test)
        for file, test in NAMED
        if not (ROOT / file).is_file() or (test and test not in _tests_of(ROOT / file))
    ]
    assert NAMED != []
    assert missing == []


def _tests_of(file: Path) -> set[str]:
    code = ast.parse(file.read_text(encoding="utf-8"))
    return {
        each.name for each in code.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    }
