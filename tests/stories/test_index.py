"""The index holds: each sentence has its tests, and they would notice a missing action."""

import ast
import importlib
import tomllib
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from bot.actions import guide_staff

STORIES = Path(__file__).parent
ROOT = STORIES.parents[1]
SECTIONS = (
    "2", "3", "4", "5", "6", "7", "3.1", "3.2", "3.4", "3.5",
    "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "5.1", "5.2", "5.3", "5.5",
    "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7",
)  # fmt: skip
INDEX: dict[str, Any] = tomllib.loads((STORIES / "index.toml").read_text(encoding="utf-8"))
SENTENCES: list[dict[str, Any]] = INDEX["sentence"]
# What an action gives back that does nothing.
STAFF_TABLES: tuple[Any, ...] = (
    guide_staff._COMMANDS,
    guide_staff._TAPS,
    guide_staff._ABOUT_CLIENT,
    guide_staff._ASKED,
)
NOTHING = {int: 0, str: "", bool: False}
QUIET = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "--no-summary")


def stories_by_action() -> dict[str, list[str]]:
    """The tests that name an action, by that action."""
    found: dict[str, list[str]] = {}
    for sentence in SENTENCES:
        for action in sentence.get("actions", ()):
            found.setdefault(action, []).extend(sentence["tests"])
    return {action: sorted(set(tests)) for action, tests in found.items()}


class Watcher:
    """Sees how each test of a run ended; `action` does nothing meanwhile."""

    def __init__(self, action: str = "") -> None:
        """Start with nothing seen."""
        self.action = action
        self.passed: set[str] = set()
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self) -> Generator[None, object, object]:
        """Take the action away while a story runs; its town was put up with all of them."""
        with pytest.MonkeyPatch.context() as patch:
            if self.action:
                take_away(self.action, patch)
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note which tests fail and which pass."""
        if report.when == "call":
            (self.failed if report.failed else self.passed).add(report.nodeid)


def run(*arguments: str, without: str = "") -> Watcher:
    """Run pytest inside this one; its output is swallowed with this test's own."""
    watcher = Watcher(without)
    pytest.main([*QUIET, f"--rootdir={ROOT}", *arguments], plugins=[watcher])
    return watcher


def names_of_tests(file: Path) -> set[str]:
    """The names of a file's test functions; importing them all would take ten seconds."""
    code = ast.parse(file.read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    names = {each.name for each in code.body if isinstance(each, functions)}
    return {name for name in names if name.startswith("test_")}


@pytest.mark.parametrize("section", SECTIONS)
def test_no_sentence_was_taken_away(section: str) -> None:
    """As many sentences as somebody counted; taking one away has to be meant."""
    sentences = [each for each in SENTENCES if each["section"] == section]
    assert len(sentences) == INDEX["count"].get(section, "not counted yet")


def test_each_sentence_is_told_once_and_has_a_test() -> None:
    """A section, some words nobody else has, at least one test."""
    words = [each["says"] for each in SENTENCES]
    without = [each["says"] for each in SENTENCES if not each["tests"]]
    assert sorted(set(words)) == sorted(words)
    assert without == []
    assert {each["section"] for each in SENTENCES} <= set(SECTIONS)


def test_each_test_of_the_index_exists() -> None:
    """By file and function; a whole file may stand for all its tests."""
    wanted = {test for each in SENTENCES for test in each["tests"]}
    files = sorted({test.partition("::")[0] for test in wanted})
    missing = [file for file in files if not (ROOT / file).is_file()]
    assert missing == []
    known = {f"{file}::{name}" for file in files for name in names_of_tests(ROOT / file)}
    assert sorted(wanted - known - set(files)) == []


def test_each_story_is_in_the_index() -> None:
    """No file of stories stands aside, save this one."""
    files = {f"tests/stories/{path.name}" for path in STORIES.glob("test_*.py")}
    named = {test.partition("::")[0] for each in SENTENCES for test in each["tests"]}
    assert sorted(files - named) == ["tests/stories/test_index.py"]


@pytest.mark.slow
@pytest.mark.parametrize("action", stories_by_action())
def test_a_story_notices_that_its_action_does_nothing(action: str) -> None:
    """With the action replaced by one that does nothing, each story that names it fails."""
    stories = stories_by_action()[action]
    seen = run(*(str(ROOT / story) for story in stories), without=action)
    assert sorted(seen.passed) == []
    assert {each.partition("[")[0] for each in seen.failed} == set(stories)


@pytest.mark.slow
def test_a_story_that_needs_no_action_does_not_miss_it() -> None:
    """Taking an action away spoils only what needs it: else the test above would prove nothing."""
    story = "tests/stories/test_enrolment.py::test_four_taps_make_a_link"
    assert run(str(ROOT / story), without="link_chat.open_link").passed == {story}


def take_away(action: str, patch: pytest.MonkeyPatch) -> None:
    """Put an action that does nothing in its place, and in the tables of what staff can do."""
    file, _, function = action.partition(".")
    module, name = importlib.import_module(f"bot.actions.{file}"), function or file
    taken = getattr(module, name)
    nothing = doing_nothing(taken)
    patch.setattr(module, name, nothing)
    tables = [each for each in vars(guide_staff).values() if isinstance(each, dict)]
    for table in tables:
        for key in [key for key, step in table.items() if step is taken]:
            patch.setitem(table, key, nothing)


def doing_nothing(action: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """An action with the same kind of answer, that touches nothing."""
    answer = NOTHING.get(action.__annotations__.get("return"))

    async def nothing(*arguments: object, **facts: object) -> Any:
        return answer

    return nothing
