"""`./run` makes the environment once, mends what was cut short, and hands over to the program."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXIT_STATUS = 7

# Stands in for uv: notes what it is told and makes an environment whose Python notes the same.
FAKE_UV = """#!/bin/sh
echo "uv $1 $2" >> "$NOTES"
case "$1" in
  --version) exit 0 ;;
  venv)
    for folder; do :; done
    mkdir -p "$folder/bin"
    printf '#!/bin/sh\\necho "$PYTHONPATH" "$@"; cat; exit 7\\n' > "$folder/bin/python"
    chmod +x "$folder/bin/python" ;;
  pip)
    [ ! -p "$HOME/gate" ] || exec cat "$HOME/gate"
    [ -z "$FAILS_WITH" ] || { echo "$FAILS_WITH"; exit 1; } ;;
esac
"""


class Checkout:
    """A copy of what `run` needs, in a folder of its own, with the stand-in for uv on PATH."""

    def __init__(self, root: Path) -> None:
        self.root = root / "checkout"
        self.tools = root / "tools"
        self.notes = root / "notes"
        self.root.mkdir()
        self.tools.mkdir()
        for name in ("run", "requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
            shutil.copy(ROOT / name, self.root)
        self.add_tool("uv", FAKE_UV)

    def add_tool(self, name: str, script: str = "#!/bin/sh\nexit 0\n") -> None:
        """Put a program on PATH."""
        (self.tools / name).write_text(script, encoding="utf-8")
        (self.tools / name).chmod(0o755)

    def start(self, *words: str, fails_with: str = "") -> "subprocess.Popen[str]":
        """Start `./run`, as a terminal would, with its streams in our hands."""
        return subprocess.Popen(
            [sys.executable, str(self.root / "run"), *words],
            env={
                "PATH": f"{self.tools}:/usr/bin:/bin",
                "HOME": str(self.root),
                "NOTES": str(self.notes),
                "FAILS_WITH": fails_with,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # Whoever runs the tests in the background has it ignored, and a child inherits that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )

    def run(self, *words: str, fails_with: str = "", typed: str = "") -> tuple[int, str, str]:
        """Run `./run` to its end: exit status, standard output, standard error."""
        process = self.start(*words, fails_with=fails_with)
        output, errors = process.communicate(typed)
        return process.returncode, output, errors

    def told_uv(self) -> list[str]:
        """What uv was told since the last look, but for questions after its version."""
        told = self.notes.read_text(encoding="utf-8").splitlines() if self.notes.exists() else []
        self.notes.unlink(missing_ok=True)
        return [line for line in told if "--version" not in line]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A fresh checkout."""
    return Checkout(tmp_path)


def test_a_fresh_checkout_is_set_up_and_the_word_handed_over(checkout: Checkout) -> None:
    """One line says what happens; words, input and the exit status pass through."""
    status, output, errors = checkout.run("ask", "--batch", "-", typed="hello")
    assert (status, errors) == (EXIT_STATUS, "setting up (once) ...\n")
    assert output == f"{checkout.root} -P -m bot ask --batch -\nhello"
    assert checkout.told_uv() == ["uv venv --quiet", "uv pip sync"]


def test_the_second_time_nothing_is_made(checkout: Checkout) -> None:
    """A warm start asks uv for nothing and says nothing."""
    checkout.run("simulate")
    checkout.told_uv()
    status, _, errors = checkout.run("simulate")
    assert (status, errors, checkout.told_uv()) == (EXIT_STATUS, "", [])


def test_a_developer_only_adds_to_what_is_there(checkout: Checkout) -> None:
    """After `simulate`, `test` brings its own packages into the same environment."""
    checkout.run("simulate")
    checkout.told_uv()
    assert checkout.run("test")[0] == EXIT_STATUS
    assert checkout.told_uv() == ["uv pip sync"]


def test_a_developers_environment_serves_every_word(checkout: Checkout) -> None:
    """The developer's packages hold the program's."""
    checkout.run("test")
    checkout.told_uv()
    checkout.run("simulate")
    assert checkout.told_uv() == []


def test_changed_requirements_are_brought_in(checkout: Checkout) -> None:
    """After an update of the checkout the next word installs what is new."""
    checkout.run("simulate")
    checkout.told_uv()
    with (checkout.root / "requirements.txt").open("a", encoding="utf-8") as requirements:
        requirements.write("# one more\n")
    checkout.run("simulate")
    assert checkout.told_uv() == ["uv pip sync"]


def test_a_set_up_cut_short_starts_afresh(checkout: Checkout) -> None:
    """Half an environment is thrown away, not trusted."""
    checkout.run("simulate", fails_with="killed")
    checkout.told_uv()
    status, _, _ = checkout.run("simulate")
    assert (status, checkout.told_uv()) == (EXIT_STATUS, ["uv venv --quiet", "uv pip sync"])


def test_an_interrupted_set_up_is_taken_up_again(checkout: Checkout) -> None:
    """Ctrl-C while packages arrive ends in one sentence; the next word makes it whole."""
    gate = checkout.root / "gate"
    os.mkfifo(gate)
    process = checkout.start("simulate")
    with gate.open("w"):  # opens once uv reads from it, so it is in the middle
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 130
    assert errors == "setting up (once) ...\nrun: stopped; the next ./run takes it up again.\n"
    gate.unlink()
    assert checkout.run("simulate")[0] == EXIT_STATUS


def test_an_environment_whose_python_is_gone_is_made_again(checkout: Checkout) -> None:
    """A system upgrade takes the Python away that the environment points to."""
    checkout.run("simulate")
    (checkout.root / ".venv" / "bin" / "python").unlink()
    checkout.told_uv()
    assert checkout.run("simulate")[0] == EXIT_STATUS
    assert checkout.told_uv() == ["uv venv --quiet", "uv pip sync"]


def test_two_at_once_make_one_environment(checkout: Checkout) -> None:
    """The second waits for the first and finds it done."""
    both = [checkout.start("simulate"), checkout.start("telegram")]
    outputs = [process.communicate("") for process in both]
    assert [process.returncode for process in both] == [EXIT_STATUS, EXIT_STATUS], outputs
    assert checkout.told_uv() == ["uv venv --quiet", "uv pip sync"]


def test_without_a_network_it_says_so(checkout: Checkout) -> None:
    """What uv printed is shown, then one sentence with the mend."""
    status, output, errors = checkout.run("simulate", fails_with="cause: dns error")
    assert (status, output) == (2, "")
    assert "cause: dns error\nrun: the set-up did not finish. The package index" in errors
    assert "Traceback" not in errors


def test_a_fault_nobody_foresaw_shows_what_the_tool_said(checkout: Checkout) -> None:
    """The cause is not guessed."""
    _, _, errors = checkout.run("simulate", fails_with="the moon is full")
    assert "the moon is full" in errors
    assert "What the tool said is above" in errors


def test_a_folder_that_cannot_be_written_is_named(checkout: Checkout) -> None:
    """A file lies where the tools' folder should be."""
    (checkout.root / ".tools").write_text("", encoding="utf-8")
    status, _, errors = checkout.run("simulate")
    assert status == 2
    assert f"run: cannot use {checkout.root / '.tools'}" in errors


def test_without_a_word_the_words_are_listed(checkout: Checkout) -> None:
    """The program's words come from its commands, each with the first line it has."""
    commands = checkout.root / "bot" / "commands"
    commands.mkdir(parents=True)
    (commands / "__init__.py").write_text('"""One file a word."""\n', encoding="utf-8")
    (commands / "rotate_key.py").write_text('"""Writes anew.\n\nMore."""\n', encoding="utf-8")
    status, output, errors = checkout.run()
    assert (status, errors, checkout.told_uv()) == (0, "", [])
    assert "\n  rotate-key  Writes anew.\n" in output
    assert "\n  test        Runs all tests;" in output
    assert "One file a word" not in output


def test_help_makes_nothing(checkout: Checkout) -> None:
    """Reading the help of `run` itself needs no environment."""
    assert checkout.run("--help") == checkout.run()
    assert not (checkout.root / ".venv").exists()


def test_lint_takes_no_other_words(checkout: Checkout) -> None:
    """It checks everything or nothing, and has its line of help."""
    usage = (
        "Usage: ./run lint     Checks style, types, the arrows between the rooms, and security.\n"
    )
    assert checkout.run("lint", "--help") == (0, usage, "")
    assert checkout.run("lint", "bot/core") == (2, usage, "")


def test_a_checkout_without_benchmarks_says_so(checkout: Checkout) -> None:
    """It is said before anything is installed."""
    status, _, errors = checkout.run("bench")
    assert (status, checkout.told_uv()) == (2, [])
    assert errors == "run: this checkout has no benchmarks (tests/benchmarks is missing).\n"


@pytest.mark.slow
def test_a_bare_machine_makes_a_real_environment(tmp_path: Path) -> None:
    """An empty home, no uv: the pinned packages arrive, and pytest starts."""
    checkout = Checkout(tmp_path)
    (checkout.tools / "uv").unlink()
    base = Path(sys.base_prefix) / "bin" / "python3"
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    done = subprocess.run(
        [base, checkout.root / "run", "test", "--version"],
        env={**kept, "PATH": f"{checkout.tools}:/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    if "cannot be reached" in done.stderr and not os.environ.get("CI"):
        pytest.skip("the package index cannot be reached from here")
    assert (done.returncode, done.stderr) == (0, "setting up (once) ...\n")
    assert done.stdout.startswith("pytest ")
