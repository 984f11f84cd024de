"""`./run sign`: shows what is not signed, signs what is confirmed, says what is left."""

import io
import json

import pytest

from bot.commands import sign
from tests.content.small_pack import TEXTS, Folder

ALL = len(TEXTS) + 9  # four parts of the plan, phrases, words, signs
RULES = "content/small/plan.toml, [restrictions]"


@pytest.fixture
def folder(tmp_path: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return a small treatment without fault, which CONTENT_DIR names."""
    made = Folder(tmp_path)  # type: ignore[arg-type]
    monkeypatch.setenv("CONTENT_DIR", str(made.root))
    return made


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return the keyboard: what is written into it is typed."""
    keyboard = io.StringIO()
    monkeypatch.setattr("sys.stdin", keyboard)
    return keyboard


def typed(keyboard: io.StringIO, *lines: str) -> None:
    """Type these lines; after them the input ends."""
    keyboard.write("".join(f"{line}\n" for line in lines))
    keyboard.seek(0)


def left(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the names of what is not signed."""
    capsys.readouterr()
    sign.run(["--list", "--json"])
    return [row["name"] for row in json.loads(capsys.readouterr().out)]


def test_each_text_is_shown_and_asked_for(
    folder: Folder, answers: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """The words as a client reads them, and a question with the signer's name."""
    typed(answers, *["n"] * ALL)
    assert sign.run(["--by", "Dan"]) == 1
    shown = capsys.readouterr().out
    assert "content/small/en/before.md\n\nShade. Sunscreen may start Tue 2 June" in shown
    assert shown.count("Dan, do you sign this text? y / n / q") == ALL
    assert shown.endswith(f"\n0 signed, {ALL} left.\n")


def test_what_is_confirmed_is_signed_and_the_rest_is_left(
    folder: Folder, answers: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """Yes to the second, then enough."""
    typed(answers, "n", "Y ", "q")
    assert sign.run(["--by", "Dan"]) == 1
    names = left(capsys)
    assert (len(names), RULES in names) == (ALL - 1, False)


def test_an_input_that_ends_loses_nothing(
    folder: Folder, answers: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was confirmed before is signed."""
    typed(answers, "y", "y")
    assert sign.run(["--by", "Dan"]) == 1
    assert len(left(capsys)) == ALL - 2


def test_all_can_be_signed_after_one_question(
    folder: Folder, answers: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each name is listed above it; a second run finds nothing to sign."""
    typed(answers, "y")
    assert sign.run(["--by", "Dan", "--all"]) == 0
    assert f"have you read all {ALL} texts" in capsys.readouterr().out
    assert sign.run(["--by", "Dan"]) == 0
    assert capsys.readouterr().out == "All texts are signed.\n"


def test_no_to_all_signs_none(
    folder: Folder, answers: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """Anything but yes is no."""
    typed(answers, "maybe")
    assert sign.run(["--by", "Dan", "--all"]) == 1
    assert len(left(capsys)) == ALL


def test_the_list_says_why(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a text, and how many."""
    assert sign.run(["--list"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert (lines[1], lines[-1]) == (f"{RULES}: not signed", f"{ALL} texts are not signed.")


def test_the_list_of_nothing_is_fine(
    folder: Folder, answers: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """When all is signed."""
    typed(answers, "y")
    sign.run(["--by", "Dan", "--all"])
    assert sign.run(["--list"]) == 0
    assert left(capsys) == []


def test_content_with_a_fault_is_not_signed(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong comes first."""
    folder.leaflet("worse", "Wait 48 hours.")
    assert sign.run(["--by", "Dan"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("content/small/en/worse.md, line 6: '48 hours'")
    assert lines[-1] == "Mend these first: only then can texts be signed."


@pytest.mark.parametrize(
    "name", ['Dan "D"', "D\\an", "", "  ", "x" * 81, "42", "Dan\x07", "D\u202ean"]
)
def test_a_name_that_cannot_be_written_is_told_before_anything_is_shown(
    folder: Folder, answers: io.StringIO, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """One sentence says what a name is; nothing is asked and nothing signed."""
    typed(answers, "y")
    assert sign.run(["--by", name, "--all"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "A name has 1 to 80 letters, and no quotes or backslashes.\n"
    assert len(left(capsys)) == ALL


@pytest.mark.parametrize("arguments", [[], ["--by", "Dan", "--list"], ["--by"]])
def test_a_wrong_use_ends_with_two(arguments: list[str]) -> None:
    """As every command does."""
    with pytest.raises(SystemExit) as ended:
        sign.run(arguments)
    assert ended.value.code == 2
