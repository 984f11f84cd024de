"""The evaluation set: well formed, sealed as committed, and nothing in it learnt by heart."""

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process

from bot.core.triage import Spelling, words
from bot.leaflets import examples_file
from tests.benchmarks import question_set, sealed_runs
from tests.benchmarks.question_set import Asked
from tests.shipped_library import CONTENT, library

LANGUAGES = {"en", "es", "de", "fr", "ru"}
AREAS = {"face", "scalp", "body"}
MESSAGES_AT_LEAST, SIGNS_AT_LEAST, LOOK_ALIKES_AT_LEAST = 1000, 150, 100
TOO_LIKE_PERCENT = 88
SHORTEST_COMPARED_LETTERS = 15
DEVELOPMENT = question_set.read(question_set.DEVELOPMENT)
SEALED_PARTS = {path.stem: question_set.read(path) for path in question_set.SEALED_PARTS}
SEALED = [each for part in SEALED_PARTS.values() for each in part]
FRESH = question_set.read(question_set.FRESH)
TREATMENT = next(iter(library().packs))


def _bare(text: str) -> str:
    sentences = words.sentences(text, Spelling())
    return " ".join(word for each in sentences for word in each.words if word.isalnum())


def _alike(one: Sequence[str], others: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs that are the same but for a few letters."""
    bare, known = [_bare(text) for text in one], [_bare(text) for text in others]
    likeness = process.cdist(bare, known, scorer=fuzz.ratio, score_cutoff=TOO_LIKE_PERCENT)
    return [(one[row], others[column]) for row, column in zip(*np.nonzero(likeness), strict=True)]


def _patterns() -> Iterator[str]:
    """Yield the patterns of several words from every sign list."""
    for path in sorted(CONTENT.glob("*/*/signs.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        for patterns in (*tables["concepts"].values(), *tables["grammar"].values()):
            yield from (pattern for pattern in patterns if " " in pattern)


def _told() -> Iterator[str]:
    """Yield the messages with a known verdict, from which the second look learns."""
    for path in sorted(CONTENT.glob(f"*/*/{examples_file.NAME}")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        for verdict in ("emergency", "same_day", "no_alarm"):
            yield from (text for texts in tables[verdict].values() for text in texts)


def test_the_set_is_large_and_in_five_languages() -> None:
    """A thousand messages and more, with enough signs and look-alikes to mean something."""
    messages = [*DEVELOPMENT, *SEALED]
    groups = Counter(each.group for each in messages)
    assert len(messages) >= MESSAGES_AT_LEAST
    assert {each.lang for each in messages} == LANGUAGES
    assert groups["emergency"] + groups["same_day"] >= SIGNS_AT_LEAST
    assert groups["look_alike"] >= LOOK_ALIKES_AT_LEAST
    assert len({each.id for each in messages}) == len(messages)


@pytest.mark.parametrize("part", [DEVELOPMENT, SEALED], ids=["development", "sealed parts"])
def test_every_slug_and_area_is_asked_about(part: list[Asked]) -> None:
    """Each slug of the treatment stands in both parts, and each area."""
    topics = library().topics(TREATMENT)
    assert {each.topic for each in part} - {None} == set(topics.by_slug)
    assert {each.area for each in part} == AREAS


def test_every_thing_asked_about_has_a_rule() -> None:
    """What a reader noted as the thing asked about is a restriction of the plan."""
    rules = library().packs[TREATMENT].restrictions
    things = {thing for each in (*DEVELOPMENT, *SEALED) for thing in each.things}
    assert things - set(rules) == set()


@pytest.mark.parametrize("part", question_set.SEALED_PARTS, ids=SEALED_PARTS)
def test_a_sealed_part_is_the_one_that_was_sealed(part: Path) -> None:
    """The first part's hash was committed before triage, the second's before any run of it."""
    sealed = hashlib.sha256(part.read_bytes()).hexdigest()
    assert sealed == part.with_suffix(".sha256").read_text(encoding="utf-8").strip()


def test_each_sealed_part_was_run_three_times_at_most() -> None:
    """Each run stands in the diary with its part, its day and all figures."""
    runs = tomllib.loads(sealed_runs.DIARY.read_text(encoding="utf-8"))["runs"]
    assert all("on" in run for run in runs)
    assert set(sealed_runs.of_parts()) <= set(SEALED_PARTS)
    assert max(sealed_runs.of_parts().values()) <= sealed_runs.MOST


def test_no_sealed_message_is_learnt_by_heart() -> None:
    """None is nearly the same as an example question, a sign's words or a development message.

    A few short ones everybody types ("thanks!") cannot help but be alike.
    """
    learnt = [
        *(example.text for example in library().examples(TREATMENT)),
        *_told(),
        *_patterns(),
        *(each.text for each in DEVELOPMENT),
    ]
    sealed = [each.text for each in SEALED if len(_bare(each.text)) >= SHORTEST_COMPARED_LETTERS]
    assert sorted({known for _, known in _alike(sealed, learnt)}) == []


def test_no_fresh_message_is_learnt_by_heart() -> None:
    """The last part was written when all else was there."""
    learnt = [*(example.text for example in library().examples(TREATMENT)), *_told()]
    fresh = [each.text for each in FRESH if len(_bare(each.text)) >= SHORTEST_COMPARED_LETTERS]
    assert sorted({known for _, known in _alike(fresh, learnt)}) == []
    assert {each.lang for each in FRESH} == LANGUAGES


def test_no_development_message_is_an_example_with_a_verdict() -> None:
    """They tell how well the second look does on what it has not learnt."""
    asked = [
        each.text for each in DEVELOPMENT if len(_bare(each.text)) >= SHORTEST_COMPARED_LETTERS
    ]
    assert sorted({known for _, known in _alike(asked, list(_told()))}) == []


def test_the_measure_of_likeness_sees_a_copy() -> None:
    """A changed letter or a missing sign still counts as the same message."""
    asked = ["Can I wear make-up tomorrow night?"]
    assert _alike(asked, ["can i wear make up tomorow night"]) != []
    assert _alike(asked, ["May I drink wine this evening?"]) == []


def test_nothing_else_reads_the_sealed_part() -> None:
    """Only the bench, its diary and this file know its name."""
    root = Path(__file__).parents[2]
    folders = ("bot", "tests", "content")
    files = [path for folder in folders for path in (root / folder).rglob("*.py")]
    naming = {
        path.name for path in files if re.search(r"\bSEALED\b", path.read_text(encoding="utf-8"))
    }
    assert naming == {"question_set.py", "answers.py", "sealed_runs.py", "test_questions_set.py"}
