"""`python -m bot WORD`: picks one command, says plainly what there is, and ends quietly."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from bot import commands
from bot.__main__ import main
from bot.settings import SettingsError
from tests import shipped_library

ROOT = Path(__file__).resolve().parents[1]
Pretend = Callable[[Callable[[list[str]], int]], None]


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Pretend:
    """Put a word in place that is not there: `pretend-word`, which does what it is given."""

    def put(run: Callable[[list[str]], int]) -> None:
        module = ModuleType("bot.commands.pretend_word")
        module.run = run  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "bot.commands.pretend_word", module)
        monkeypatch.setattr(commands, "words", lambda: {"pretend-word": "Pretends."})

    return put


def say_python(program: str) -> "subprocess.CompletedProcess[str]":
    """Run a few lines in a fresh Python of this environment."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PTB_TIMEDELTA"},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize("asked", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_each_word_with_its_line(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The line is the first of the command's own docstring."""
    assert main(asked) == commands.FINE
    shown = capsys.readouterr().out
    for word, line in commands.words().items():
        assert line
        assert f"{word:12}{line}" in shown


@pytest.mark.parametrize("word", sorted(commands.words()))
def test_each_word_has_help_of_its_own(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And it needs no setting to show it."""
    with pytest.raises(SystemExit) as ended:
        main([word, "--help"])
    assert ended.value.code in {None, commands.FINE}
    assert f"./run {word}" in capsys.readouterr().out


@pytest.mark.parametrize("word", sorted(commands.words()))
def test_wrong_use_of_a_word_ends_with_2(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong is said on standard error."""
    with pytest.raises(SystemExit) as ended:
        main([word, "--no-such-option"])
    assert ended.value.code == commands.WRONG_USE
    assert capsys.readouterr().err


def test_an_unknown_word_is_told_with_a_likely_one(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the finger is no riddle."""
    assert main(["chekc"]) == commands.WRONG_USE
    said = capsys.readouterr()
    assert said.err == (
        "There is no command 'chekc'. Did you mean 'check'? ./run --help lists them all.\n"
    )
    assert said.out == ""


@pytest.mark.parametrize("word", ["", "../check", "_findings", "__init__", "check.py", "a\x1b[2Jb"])
def test_what_is_no_word_is_no_command(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Only files that are words can be asked for, and nothing odd reaches the terminal."""
    assert main([word]) == commands.WRONG_USE
    assert "\x1b" not in capsys.readouterr().err


def test_a_word_gets_the_arguments_after_it_and_gives_the_status(pretend: Pretend) -> None:
    """Dashes in a word are underscores in its file."""
    given: list[str] = []

    def run(arguments: list[str]) -> int:
        given.extend(arguments)
        return 1

    pretend(run)
    assert main(["pretend-word", "--json", "-"]) == 1
    assert given == ["--json", "-"]


def test_wrong_settings_are_said_as_sentences(
    pretend: Pretend, capsys: pytest.CaptureFixture[str]
) -> None:
    """One a line, and no traceback."""

    def run(_: list[str]) -> int:
        raise SettingsError(("CLINIC_NAME is missing.", "LINK_HOURS: 'x' will not do."))

    pretend(run)
    assert main(["pretend-word"]) == commands.FAULTS
    said = capsys.readouterr().err
    assert said == "CLINIC_NAME is missing.\nLINK_HOURS: 'x' will not do.\n"


def test_stopping_by_hand_ends_quietly(
    pretend: Pretend, capsys: pytest.CaptureFixture[str]
) -> None:
    """Control-C is no fault."""

    def run(_: list[str]) -> int:
        raise KeyboardInterrupt

    pretend(run)
    assert main(["pretend-word"]) == commands.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_a_reader_who_has_seen_enough_gets_no_complaint(tmp_path: Path) -> None:
    """`| head` closes the pipe while we write."""
    shipped_library.copy_in_english(tmp_path / "content")
    program = f"{sys.executable} -m bot preview --json --session 2026-03-27T17:00 | head -c 1"
    done = subprocess.run(
        ["/bin/sh", "-c", program],
        cwd=ROOT,
        env={**os.environ, "CONTENT_DIR": str(tmp_path / "content")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


def test_help_loads_no_command_and_a_command_finds_the_library_prepared() -> None:
    """Help is there at once; durations are durations wherever the library is imported."""
    asked = "import os, sys; from bot.__main__ import main; main(['--help']); "
    told = "print(os.environ['PTB_TIMEDELTA'], 'telegram' in sys.modules)"
    assert say_python(asked + told).stdout.splitlines()[-1] == "1 False"
