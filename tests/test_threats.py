"""The README's list of threats is true: each row names tests that exist; and what has no other."""

import ast
import re
from pathlib import Path

import pytest

from bot.core.outbox import FileId
from bot.ports import NotFound
from bot.settings import model
from bot.store import layout

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LIST = README.partition("**Threats, and what stands against each.**")[2].partition("\n**")[0]
ROWS = [line for line in LIST.splitlines() if line.startswith("| ")][1:]
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", LIST)


def test_each_threat_has_its_answer_and_a_test() -> None:
    """A row without one would only be a hope."""
    assert len(ROWS) >= 20
    assert [row for row in ROWS if len(row.split("|")) != 5 or "`tests/" not in row] == []


def test_each_test_that_covers_a_threat_exists() -> None:
    """By file, and by function where one is named."""
    missing = [(f, test) for f, test in NAMED if test and test not in _tests_of(ROOT / f)]
    assert missing == []
    assert [f for f, _ in NAMED if not (ROOT / f).is_file()] == []


def _tests_of(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {each.name for each in nodes if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("odd", ["../../etc/passwd", "/etc/passwd", "a/b", "..", "", "A\x00b"])
def test_an_id_that_leads_out_of_the_data_folder_names_no_file(odd: str) -> None:
    """Ids come from buttons, which anybody can forge."""
    with pytest.raises(NotFound):
        layout.path_of(FileId(odd))


def test_there_is_no_webhook_setting_without_its_secret() -> None:
    """Whoever adds the one adds the other, and the refusal of a webhook without it."""
    names = {name.lower() for name in model.Settings.__dataclass_fields__}
    assert ("webhook_url" in names) <= ("webhook_secret" in names)
