"""`./run translations de`: lists what is missing or old, confirms what is up to date again."""

import json
import shutil
from pathlib import Path

import pytest

from bot.commands import translations
from tests.content.small_pack import TEXTS, Folder

ALL = len(TEXTS) + 2  # the sign, and the phrases
ALL_FINE = "Everything is translated, and up to date.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return content with a German folder copied from the English one, which nobody confirmed."""
    made = Folder(tmp_path)
    shutil.copytree(made.path("en"), made.path("de"))
    made.change("de/phrases.toml", 'en = "English"', 'de = "Deutsch"')
    monkeypatch.setenv("CONTENT_DIR", str(made.root))
    return made


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return the names of what is left, each with its state."""
    capsys.readouterr()
    translations.run(["de", "--json"])
    return {row["name"]: row["state"] for row in json.loads(capsys.readouterr().out)}


def test_what_nobody_confirmed_is_listed(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """By name, below a line that says how many."""
    assert translations.run(["de"]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[:2] == [f"never confirmed ({ALL})", "  small/de: before"]
    assert shown[-1] == "  small/de: phrases"


def test_confirmed_without_names_everything_is_fine(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a second look finds nothing."""
    assert translations.run(["de", "--confirm"]) == 0
    assert capsys.readouterr().out.endswith(f"\n{ALL} confirmed, 0 left.\n")
    assert translations.run(["de"]) == 0
    assert capsys.readouterr().out == ALL_FINE


def test_only_what_is_named_is_confirmed(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest stays as it was."""
    assert translations.run(["de", "--confirm", "worse", "signs/spreading", "phrases"]) == 1
    assert set(listed(capsys)) == set(TEXTS) - {"worse"}


def test_what_changed_or_is_missing_is_told_apart(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """An English text that changed, a leaflet and a phrase that are not there."""
    translations.run(["de", "--confirm"])
    folder.leaflet("worse", "Call us now.")
    folder.path("de/gate.md").unlink()
    folder.change("de/phrases.toml", 'worried = "I\'m worried"\n', "")
    assert listed(capsys) == {
        "worse": "stale",
        "gate": "missing",
        "phrases button.worried": "missing",
    }


def test_what_is_missing_cannot_be_confirmed(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is nothing to write into."""
    folder.path("de/gate.md").unlink()
    assert translations.run(["de", "--confirm", "gate"]) == 2
    assert capsys.readouterr().err == "There is no text of this name: gate.\n"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_language_that_is_no_translation_is_told(
    folder: Folder, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    """English is what is translated, and French is not there."""
    assert translations.run([language]) == 2
    assert capsys.readouterr().err == (
        f"'{language}' is no translation: there is no such folder beside the English one.\n"
    )


def test_faults_of_the_content_come_first(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text with a fault is not worth translating."""
    folder.leaflet("worse", "Wait 48 hours.")
    assert translations.run(["de"]) == 1
    assert capsys.readouterr().out.endswith("\n\nMend these first.\n")
