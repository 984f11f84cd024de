"""Every fault of the files of signs is told in plain words, with its place."""

from pathlib import Path

import pytest

from bot.core.triage import Condition, Signs, read
from bot.leaflets import sign_file
from bot.leaflets.faults import Faults

SIGNS = """
raising_facts = ["thinner"]
foreign_words = ["não"]

[review]
sources = []
signature = ""

[[signs]]
name = "airway"
slug = "airway"
urgency = "emergency"
when = [["throat", "tight"]]

[[signs]]
name = "rash"
slug = "rash"
urgency = "same_day"
when = [["rash"]]
areas = ["face"]
from_hours = 24
until_hours = 48
on_skin = true
"""
WORDS = """
[review]
sources = []
signature = ""

[spelling]
folds = { ae = "a" }
known = ["tights right"]

[concepts]
throat = ["throat*"]
tight = ["tight", "(very|so) closed"]
rash = ["rash"]
thinner = ["warfarin", "#2-3 pills"]

[grammar]
negation = ["no"]
contrast = ["but"]
listing = ["or"]
present = ["now"]
before_session = ["years ago"]
hypothesis = ["what if"]
other_past = ["friend had"]
"""
PLACE = "content/small"


def _read(folder: Path, signs: str = SIGNS, **words: str) -> tuple[Signs, tuple[str, ...]]:
    """Write the files and read them for English and one more language."""
    (folder / "signs.toml").write_text(signs, encoding="utf-8")
    for language, text in {"en": WORDS, **words}.items():
        (folder / language).mkdir()
        (folder / language / "signs.toml").write_text(text, encoding="utf-8")
    faults = Faults()
    known = {"en": frozenset(["lotion"])}
    found = sign_file.read_signs(folder, PLACE, ("en", "fi"), ("face", "body"), known, faults)
    return found, faults.sentences


def test_signs_and_words_are_read_as_written(tmp_path: Path) -> None:
    """A complete pair of files has no fault, and finds what it says."""
    signs, faults = _read(tmp_path)
    assert faults == ()
    assert set(signs.lexicons) == {"en"}
    assert (signs.signs[1].from_hours, signs.signs[1].until_hours) == (24, 48)
    assert signs.foreign_words == frozenset(["nao"])
    triage = read("throat so closed, i take warfarin", signs, Condition())
    assert triage.first is not None
    assert triage.first.sign == "airway"
    assert triage.facts == frozenset(["thinner"])
    assert signs.lexicons["en"].knows("lotion")
    assert signs.lexicons["en"].knows("tights")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('urgency = "emergency"', 'urgency = "now"', "'urgency' cannot be \"now\". Write one of: "),
        ('[["throat", "tight"]]', "[[]]", "'when' is not of the right form."),
        ('[["throat", "tight"]]', '["throat"]', "'when' is not of the right form."),
        ("until_hours = 48", "until_hours = 24", "'until_hours' must be later than 'from_hours'."),
        ('areas = ["face"]', 'areas = ["foot"]', "'foot' is not an area of plan.toml."),
        ("on_skin = true", "on_skn = true", "'on_skn' is not known here."),
        ('name = "rash"', 'name = "airway"', "there are 2 signs named 'airway'."),
    ],
)
def test_a_fault_of_the_signs_is_told(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """Each wrong value of signs.toml has its sentence."""
    _, faults = _read(tmp_path, SIGNS.replace(old, new))
    assert any(fault in each for each in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('rash = ["rash"]\n', "", "the concept 'rash' has no words, but a sign needs it."),
        ('rash = ["rash"]', "rash = []", "the concept 'rash' has no words, but a sign needs it."),
        ('present = ["now"]\n', "", "[grammar] has no words for 'present'."),
        ('present = ["now"]', 'presents = ["now"]', "'presents' is no part of [grammar]."),
        ("#2-3 pills", "#2-x pills", "'#2-x' in 'thinner' is no range. Write it as: #38-38.9"),
        ("(very|so) closed", "(very|so closed", "a bracket is missing in 'tight': (very|so closed"),
    ],
)
def test_a_fault_of_a_languages_words_is_told(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    """Each wrong value of a language's words has its sentence, under that language's file."""
    _, faults = _read(tmp_path, fi=WORDS.replace(old, new))
    assert any(fault in each and each.startswith(f"{PLACE}/fi/") for each in faults), faults


def test_a_language_with_incomplete_words_is_left_out(tmp_path: Path) -> None:
    """Signs never fall back: a language that lacks words of a sign has none at all."""
    signs, _ = _read(tmp_path, fi=WORDS.replace('rash = ["rash"]\n', ""))
    assert set(signs.lexicons) == {"en"}
