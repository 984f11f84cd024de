"""`check` tells what is wrong in plain words, with the mend; its status says whether."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import commands, leaflets, settings
from bot.commands import check
from bot.commands._findings import Finding, Level, Part
from bot.leaflets import ContentLibrary
from bot.settings.values import ROOT
from tests import shipped_library
from tests.checked_clinic import NOW, Answering, Clinic, clinic
from tests.test_settings import ELSEWHERE, WHOLE

__all__ = ["clinic"]
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def library() -> ContentLibrary:
    """Our content."""
    return shipped_library.library()


@pytest.fixture
def ours(library: ContentLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look at the content find ours, without reading it again."""
    monkeypatch.setattr(leaflets, "read", lambda _: library)


@pytest.fixture
def run(
    clinic: Clinic,
    ours: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run the command as from a terminal; its status, and what it printed."""

    def run(*arguments: str, **changes: str) -> tuple[int, str]:
        environ = {**WHOLE, "DATA_DIR": str(clinic.data), **changes}
        for key, value in environ.items():
            monkeypatch.setenv(key, value)
        monkeypatch.setattr(settings, "ENV_FILE", clinic.env)
        monkeypatch.setattr(check, "connection", Answering)
        return check.run(list(arguments)), capsys.readouterr().out

    return run


def content_findings(**changes: str) -> list[Finding]:
    """What is said about the content, and about settings that depend on it."""
    environ = {**WHOLE, "DATA_DIR": "/nowhere", "TELEGRAM_BOT_TOKEN": "", **changes}
    found = check.look(environ, now=NOW, request=Answering(), path=ROOT / "no.env")
    return [one for one in found if one.part in {Part.CONTENT, Part.SETTINGS}]


def test_faults_of_the_content_are_said_in_the_authors_words(tmp_path: Path) -> None:
    """Each with its file."""
    (tmp_path / "rose").mkdir()
    texts = [one.text for one in content_findings(CONTENT_DIR=str(tmp_path))]
    assert any(text.startswith(f"{tmp_path.name}/rose") for text in texts)


@pytest.mark.usefixtures("ours")
@pytest.mark.parametrize(
    ("changes", "follows"),
    [
        ({}, "so /enrol refuses"),
        ({"ALLOW_UNSIGNED_CONTENT": "yes"}, "and each enrolment says so"),
        ({"TELEGRAM_API_URL": ELSEWHERE}, "which only warns"),
    ],
)
def test_unsigned_texts_are_counted_with_what_follows(
    changes: dict[str, str], follows: str
) -> None:
    """Ours ship unsigned, honestly."""
    warnings = [one for one in content_findings(**changes) if one.level is Level.WARNING]
    (found,) = [one for one in warnings if "count as unsigned" in one.text]
    assert follows in found.text
    assert "./run sign --by NAME" in found.text


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (2, 2), (60, 41)])
def test_missing_translations_are_warnings(
    library: ContentLibrary, monkeypatch: pytest.MonkeyPatch, count: int, shown: int
) -> None:
    """Each in its own words; of very many the first are told, and that there are more."""
    notices = tuple(f"content/rose/de: note {number}" for number in range(count))
    monkeypatch.setattr(leaflets, "read", lambda _: replace(library, notices=notices))
    warnings = [one for one in content_findings() if one.level is Level.WARNING]
    found = [one for one in warnings if "count as unsigned" not in one.text]
    assert len(found) == shown


@pytest.mark.usefixtures("ours")
def test_settings_that_the_content_cannot_serve_are_told() -> None:
    """A language without texts; a zone without a city, unless the place is known."""
    texts = [one.text for one in content_findings(DEFAULT_LANGUAGE="tlh", CLINIC_TIMEZONE="UTC")]
    assert any(text.startswith("DEFAULT_LANGUAGE: ") for text in texts)
    assert any(text.startswith("CLINIC_TIMEZONE: UTC") for text in texts)
    placed = content_findings(CLINIC_LOCATION="52.5,13.4", CLINIC_TIMEZONE="UTC")
    assert not any(one.text.startswith("CLINIC_TIMEZONE") for one in placed)


def test_a_warning_alone_is_a_fault_only_to_whoever_is_strict(run: Run) -> None:
    """Texts that are not signed keep the bot from nothing but enrolling."""
    assert run()[0] == commands.FINE
    assert run("--strict")[0] == commands.FAULTS


def test_a_fault_is_told_in_the_status(run: Run) -> None:
    """A script that starts the bot can ask first; a person reads the last line."""
    status, said = run(CLINIC_NAME="")
    assert status == commands.FAULTS
    assert said.splitlines()[-1].startswith("1 fault, ")


def test_each_part_is_printed_also_when_nothing_could_be_looked_at(run: Run) -> None:
    """What is left out, and why, is said."""
    _, said = run(TELEGRAM_BOT_TOKEN="")
    assert said.count("not looked at, because of the settings above.") == 1
    assert [line for line in said.splitlines() if line and not line.startswith(" ")][:4] == [
        "Settings", "Content", "Store", "Telegram"
    ]  # fmt: skip


def test_json_is_one_object(run: Run) -> None:
    """For whoever watches many machines."""
    told = json.loads(run("--json")[1])
    levels = [one["level"] for one in told["findings"]]
    assert (told["faults"], told["warnings"]) == (0, levels.count("warning"))
    assert set(told["findings"][0]) == {"part", "level", "text"}


def test_nothing_printed_holds_the_token(run: Run) -> None:
    """Neither for people nor for programs."""
    assert "a" * 20 not in run()[1] + run("--json")[1]
