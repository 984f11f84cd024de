"""The matcher: learns from examples, ranks slugs, says nothing before it has learnt."""

import threading
from pathlib import Path

import numpy as np
import pytest

from bot.core.questions import Match
from bot.leaflets.matching import Example, rows_file, vectors
from bot.leaflets.matching.matcher import Matcher
from bot.leaflets.matching.rows_file import Rows

TEA = ("may I drink tea", "is green tea allowed", "a cup of tea tonight?", "tea with milk")
WALKS = ("can I go for a walk", "walking the dog", "a stroll outside?", "hiking in the hills")
WANDERN = ("darf ich spazieren gehen", "eine Wanderung am Sonntag?", "mit dem Hund raus")
EXAMPLES = [
    *(Example("tea", "en", text) for text in TEA),
    *(Example("walks", "en", text) for text in WALKS),
    *(Example("walks", "de", text) for text in WANDERN),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """A matcher that has learnt a few examples."""
    learnt = Matcher(EXAMPLES)
    learnt.load()
    return learnt


def test_it_ranks_nothing_before_it_has_learnt() -> None:
    """Until then a message is for a person."""
    assert Matcher(EXAMPLES).closest("tea?", "en") == Match()


def test_a_message_is_most_like_the_examples_of_its_topic(matcher: Matcher) -> None:
    """Other words, a typo, another language: the meaning and the spelling both count."""
    asked = {
        "cuppa tea allowed yet": "tea",
        "i want to go wlaking": "walks",
        "ein kleiner Spaziergang?": "walks",
        "puedo pasear por el parque": "walks",
    }
    assert {text: matcher.closest(text, "en").ranked[0][0] for text in asked} == asked


def test_likeness_adds_up_to_one(matcher: Matcher) -> None:
    """All slugs together share one whole."""
    ranked = matcher.closest("a walk and tea", "en").ranked
    assert [slug for slug, _ in ranked] in (["tea", "walks"], ["walks", "tea"])
    assert sum(likeness for _, likeness in ranked) == pytest.approx(1, abs=1e-4)


def test_the_same_examples_give_the_same_likeness() -> None:
    """In whatever order the files were read."""
    one, other = Matcher(EXAMPLES), Matcher(EXAMPLES[::-1])
    one.load()
    other.load()
    assert one.closest("tea on a walk", "en") == other.closest("tea on a walk", "en")


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text_is_like_nothing(matcher: Matcher, text: str) -> None:
    """There is nothing to compare."""
    assert matcher.closest(text, "en") == Match()


@pytest.mark.parametrize("text", ["👍", "?", "х" * 4096, "tea " * 1024, "\u202e\u0000"])
def test_odd_texts_are_ranked_like_any_other(matcher: Matcher, text: str) -> None:
    """An emoji, a wall of letters or odd signs break nothing."""
    assert len(matcher.closest(text, "en").ranked) == 2


def test_what_was_learnt_is_kept_and_read_again(tmp_path: Path) -> None:
    """The second start takes the kept copy; other examples take their own."""
    first = Matcher(EXAMPLES, tmp_path / "tea")
    first.load()
    kept = list(tmp_path.glob("*.npz"))
    again = Matcher(EXAMPLES, tmp_path / "tea")
    again.load()
    Matcher(EXAMPLES[:-1], tmp_path / "tea").load()
    Matcher(EXAMPLES[:-2], tmp_path / "tea-and-cake").load()
    assert len(kept) == 1
    assert again.closest("tea", "en") == first.closest("tea", "en")
    assert kept[0] not in tmp_path.iterdir(), "the copy of former examples is of no more use"
    assert len(list(tmp_path.glob("*.npz"))) == 2, "each treatment keeps its own"


@pytest.mark.parametrize("broken", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_broken_copy_is_learnt_anew(tmp_path: Path, broken: bytes) -> None:
    """A copy cut short by a full disk is no reason not to start."""
    first = Matcher(EXAMPLES, tmp_path / "tea")
    first.load()
    kept = next(tmp_path.glob("*.npz"))
    kept.write_bytes(broken)
    again = Matcher(EXAMPLES, tmp_path / "tea")
    again.load()
    assert again.closest("tea", "en") == first.closest("tea", "en")


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    """A read-only checkout learns at each start."""
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    matcher = Matcher(EXAMPLES, in_the_way / "below")
    matcher.load()
    assert matcher.closest("tea", "en").ranked[0][0] == "tea"


def test_the_encoders_table_is_read_from_a_file_row_by_row(tmp_path: Path) -> None:
    """It would fill 65 MB of memory; the vectors are the same to the last bit."""
    vectors._encoder.cache_clear()
    texts = ["a cup of tea", "ein Spaziergang", "чай", "x" * 500]
    whole = vectors.vectors(texts)
    Matcher(EXAMPLES, tmp_path / "tea").load()
    table = vectors._encoder()._model.table
    by_rows = vectors.vectors(texts)
    assert isinstance(table, Rows)
    assert by_rows.tobytes() == whole.tobytes()
    vectors._encoder.cache_clear()


TABLE = np.arange(60, dtype=np.uint8).reshape(20, 3)


@pytest.mark.parametrize("broken", [None, b"", b"cut short", bytes(60)])
def test_a_table_put_away_gives_its_rows_in_the_order_asked(
    tmp_path: Path, broken: bytes | None
) -> None:
    """Also where its file was cut short, or holds something else of the same size."""
    rows_file.put_away(TABLE, tmp_path / "words")
    (path,) = tmp_path.iterdir()
    if broken is not None:
        path.write_bytes(broken)
    rows = rows_file.put_away(TABLE, tmp_path / "words")
    assert rows[np.array([7, 0, 19, 7])].tolist() == TABLE[[7, 0, 19, 7]].tolist()


def test_a_table_put_away_takes_the_place_of_the_former_one(tmp_path: Path) -> None:
    """A newer encoder leaves no 65 MB behind."""
    rows_file.put_away(TABLE, tmp_path / "words")
    (former,) = tmp_path.iterdir()
    rows_file.put_away(TABLE + 1, tmp_path / "words")
    assert len(list(tmp_path.iterdir())) == 1
    assert former not in tmp_path.iterdir()


def test_a_table_stays_in_memory_where_no_file_can_be_kept(tmp_path: Path) -> None:
    """No folder, or one that nobody may write to."""
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    assert rows_file.put_away(TABLE, None) is TABLE
    assert rows_file.put_away(TABLE, in_the_way / "words") is TABLE


def test_it_may_be_asked_while_it_learns() -> None:
    """Learning goes on in a thread; whoever writes meanwhile is told nothing wrong."""
    matcher = Matcher(EXAMPLES)
    thread = threading.Thread(target=matcher.load)
    thread.start()
    meanwhile = matcher.closest("tea", "en")
    thread.join()
    assert meanwhile in (Match(), matcher.closest("tea", "en"))
    assert matcher.closest("tea", "en").ranked[0][0] == "tea"
