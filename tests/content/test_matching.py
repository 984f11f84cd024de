"""The matcher: learns from examples, ranks slugs, says nothing before it has learnt."""

import threading
from pathlib import Path

import pytest

from bot.core.questions import Match
from bot.leaflets.matching import Example
from bot.leaflets.matching.matcher import Matcher

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
    kept = list(tmp_path.iterdir())
    again = Matcher(EXAMPLES, tmp_path / "tea")
    again.load()
    Matcher(EXAMPLES[:-1], tmp_path / "tea").load()
    Matcher(EXAMPLES[:-2], tmp_path / "tea-and-cake").load()
    assert len(kept) == 1
    assert again.closest("tea", "en") == first.closest("tea", "en")
    assert kept[0] not in tmp_path.iterdir(), "the copy of former examples is of no more use"
    assert len(list(tmp_path.iterdir())) == 2, "each treatment keeps its own"


@pytest.mark.parametrize("broken", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_broken_copy_is_learnt_anew(tmp_path: Path, broken: bytes) -> None:
    """A copy cut short by a full disk is no reason not to start."""
    first = Matcher(EXAMPLES, tmp_path / "tea")
    first.load()
    kept = next(tmp_path.iterdir())
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


def test_it_may_be_asked_while_it_learns() -> None:
    """Learning goes on in a thread; whoever writes meanwhile is told nothing wrong."""
    matcher = Matcher(EXAMPLES)
    thread = threading.Thread(target=matcher.load)
    thread.start()
    meanwhile = matcher.closest("tea", "en")
    thread.join()
    assert meanwhile in (Match(), matcher.closest("tea", "en"))
    assert matcher.closest("tea", "en").ranked[0][0] == "tea"
