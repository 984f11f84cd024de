"""The file `.env`: read as far as it can be read, under the environment; its example is true."""

import re
from pathlib import Path

import pytest

from bot import settings
from bot.settings import SettingsError
from bot.settings.values import ROOT
from tests.test_settings import TELEGRAMS_TOKEN, WHOLE


def env_file(folder: Path, content: str | bytes) -> Path:
    """A file `.env` with that content."""
    path = folder / ".env"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def as_lines(environment: dict[str, str]) -> str:
    """The environment as a file holds it."""
    return "".join(f'{name}="{value}"\n' for name, value in environment.items())


def test_without_a_file_the_first_sentence_says_how_to_make_one(tmp_path: Path) -> None:
    """And then come all eight."""
    seen = settings.examine_all({}, path=tmp_path / ".env")
    assert seen.faults[0] == ("There is no file .env here. Copy .env.example to it and fill it in.")
    assert seen.wrong == set(WHOLE)


def test_without_a_file_the_environment_is_enough(tmp_path: Path) -> None:
    """A container has no file."""
    assert settings.load(WHOLE, path=tmp_path / ".env") == settings.read(WHOLE)


def test_an_empty_file_misses_all_that_is_required(tmp_path: Path) -> None:
    """Each is named; the file itself is there."""
    with pytest.raises(SettingsError) as caught:
        settings.load({}, path=env_file(tmp_path, ""))
    assert [fault.split(" ")[0] for fault in caught.value.faults] == list(settings.REQUIRED)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """What is set for this start counts for this start."""
    path = env_file(tmp_path, as_lines({**WHOLE, "LINK_HOURS": "24"}))
    assert settings.load({"LINK_HOURS": "48"}, path=path).link_hours == 48


@pytest.mark.parametrize("start", ["\ufeff", "# Rose Clinic\n\n", "export "])
def test_a_file_may_begin_as_editors_and_shells_write_it(tmp_path: Path, start: str) -> None:
    """A mark of UTF-8, a comment, an export."""
    path = env_file(tmp_path, start + as_lines(WHOLE).replace("\n", "\r\n"))
    assert settings.load({}, path=path) == settings.read(WHOLE)


@pytest.mark.parametrize(("encoding", "where"), [("latin-1", " (line 3)"), ("utf-16", "")])
def test_a_file_in_another_encoding_is_told_with_its_other_faults(
    tmp_path: Path, encoding: str, where: str
) -> None:
    """The mend of the encoding does not hide what else is wrong."""
    lines = as_lines({**WHOLE, "CLINIC_NAME": "Röse", "LINK_HOURS": "x"})
    with pytest.raises(SettingsError) as caught:
        settings.load({}, path=env_file(tmp_path, lines.encode(encoding)))
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        f".env is not in UTF-8{where}. Save it again with the encoding UTF-8.",
        "LINK_HOURS",
    ]


def test_a_line_that_says_nothing_is_a_fault(tmp_path: Path) -> None:
    """It is named by its number, and never quoted: it may be the token."""
    path = env_file(tmp_path, as_lines(WHOLE) + f"\n\n{TELEGRAMS_TOKEN}\nCLINIC_NAME='Rose\n")
    assert settings.examine_all({}, path=path).faults == (
        "Line 11 of .env is not understood. Write NAME=value.",
        "Line 12 of .env is not understood. Write NAME=value.",
    )


def test_what_nothing_reads_and_what_is_set_twice_is_noted(tmp_path: Path) -> None:
    """Neither keeps the bot from starting."""
    extra = "CLINIC_NMAE=Rose\nPATIENCE=much\nLINK_HOURS=24\nLINK_HOURS=48\n"
    seen = settings.examine_all({}, path=env_file(tmp_path, as_lines(WHOLE) + extra))
    assert (seen.faults, seen.settings.link_hours) == ((), 48)
    assert seen.notes == (
        "Line 9 of .env sets CLINIC_NMAE, which nothing reads. Did you mean CLINIC_NAME?",
        "Line 10 of .env sets PATIENCE, which nothing reads. Take it out.",
        "Line 12 of .env sets LINK_HOURS a second time, and counts. Take the other one out.",
    )


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    """A folder in its place, or far too much in it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    faults = settings.examine_all(WHOLE, path=folder).faults
    assert faults == ("folder cannot be read (Is a directory). Make it a readable file.",)
    large = env_file(tmp_path, "#" * 70_000)
    assert settings.examine_all(WHOLE, path=large).faults == (
        ".env is larger than 64 KiB. Keep settings in it only.",
    )


def test_nothing_in_the_file_is_run_or_filled_in(tmp_path: Path) -> None:
    """A dollar sign in a name is a dollar sign."""
    path = env_file(tmp_path, as_lines({**WHOLE, "CLINIC_NAME": "Rose ${HOME} $(id)"}))
    assert settings.load({}, path=path).clinic_name == "Rose ${HOME} $(id)"


def test_signing_needs_no_more_than_the_contents_folder(tmp_path: Path) -> None:
    """Whoever signs texts need not have a token."""
    none = tmp_path / ".env"
    assert settings.content_dir({}, path=none) == ROOT / "content"
    with pytest.raises(SettingsError):
        settings.content_dir({"CONTENT_DIR": "a\0b"}, path=none)


def test_the_example_explains_each_setting_once() -> None:
    """The file that is copied, and the table, hold the same names in the same default."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    found = [match for line in lines if (match := re.fullmatch(r"(# )?([A-Z_]{3,})=(.*)", line))]
    written = {match[2]: match[3] for match in found}
    assert len(found) == len(written)
    assert written == {name: setting.default or "" for name, setting in settings.TABLE.items()}
    assert [match[2] for match in found if match[1] is None] == list(settings.REQUIRED)
    assert all(lines[lines.index(match[0]) - 1].startswith("# ") for match in found)


def test_the_example_as_it_is_misses_only_what_is_required() -> None:
    """Copied and not filled in, it says what to fill in."""
    seen = settings.examine_all({}, path=ROOT / ".env.example")
    assert (seen.wrong, seen.notes) == (set(settings.REQUIRED), ())
    assert len(seen.faults) == len(settings.REQUIRED)


def test_the_readme_lists_each_setting() -> None:
    """One row of its table for each, and none that nothing reads."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE)
    assert set(listed) == set(settings.TABLE)
