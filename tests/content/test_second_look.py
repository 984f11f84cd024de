"""The second look: learns how alarms are told, says nothing before, keeps what it learnt."""

from pathlib import Path

import pytest

from bot.core.pack import Urgency
from bot.core.triage import Chances
from bot.leaflets.matching import Told
from bot.leaflets.matching.second_look import SecondLook

SAME_DAY = ("the cake is burning", "my cake burns right now", "it is burning again", "cake on fire")
HARMLESS = ("no cake was burnt", "can a cake burn?", "years ago a cake burnt", "what if it burns")
EMERGENCY = ("the whole house burns", "the house is on fire", "house in flames", "our house burns")


def _told(texts: tuple[str, ...], urgency: Urgency | None) -> list[Told]:
    return [Told(text=text, language="en", hours=24.0, urgency=urgency) for text in texts]


TOLD = [
    *_told(SAME_DAY, Urgency.SAME_DAY),
    *_told(HARMLESS, None),
    *_told(EMERGENCY, Urgency.EMERGENCY),
]


def _traits_of(told: Told) -> list[str]:
    return ["asked" if "?" in told.text else "told"]


def _look(told: list[Told] = TOLD, *, made_of: object = None, at: Path | None = None) -> SecondLook:
    return SecondLook(told, _traits_of, made_of=made_of, kept_at=at)


def _chances(look: SecondLook, text: str, trait: str) -> Chances:
    found = look.chances(text, [trait])
    assert found is not None
    return found


@pytest.fixture(scope="module")
def look() -> SecondLook:
    """One that has learnt."""
    learnt = _look()
    learnt.load()
    return learnt


def test_it_says_nothing_before_it_has_learnt() -> None:
    """The rules stand alone until then, and where there is nothing to learn."""
    nothing = _look([])
    nothing.load()
    assert _look().chances("the cake is burning", ["told"]) is None
    assert nothing.chances("the cake is burning", ["told"]) is None
    assert (nothing.has_learnt, _look().has_learnt) == (True, False)


def test_a_message_is_weighed_by_how_its_like_was_told(look: SecondLook) -> None:
    """Told as something that is so now, as a question, as the worst."""
    now = _chances(look, "my cake is burning", "told")
    asked = _chances(look, "can it burn, a cake?", "asked")
    worst = _chances(look, "fire in the house", "told")
    assert now.alarm > 0.5 > asked.alarm
    assert worst.emergency > worst.same_day
    assert now.same_day > now.emergency


def test_an_empty_text_is_not_weighed(look: SecondLook) -> None:
    """There is nothing to weigh."""
    assert look.chances(" \n", []) is None


@pytest.mark.parametrize("text", ["👍", "?", "х" * 4096, "\u202e\u0000"])
def test_odd_texts_are_weighed_like_any_other(look: SecondLook, text: str) -> None:
    """Chances are between nothing and one, whatever was typed."""
    assert 0 <= _chances(look, text, "told").alarm <= 1


def test_what_was_learnt_is_kept_until_examples_or_words_change(tmp_path: Path) -> None:
    """The second start reads it; another word in a lexicon makes other traits."""
    stem = tmp_path / "cakes-look"
    first = _look(at=stem)
    first.load()
    again = _look(at=stem)
    is_kept = again.has_learnt
    again.load()
    assert is_kept
    assert again.chances("cake!", ["told"]) == first.chances("cake!", ["told"])
    assert not _look(made_of=["flame"], at=stem).has_learnt
    assert not _look(TOLD[:-1], at=stem).has_learnt


def test_a_broken_copy_is_learnt_anew(tmp_path: Path) -> None:
    """A copy cut short by a full disk is no reason not to start."""
    stem = tmp_path / "cakes-look"
    first = _look(at=stem)
    first.load()
    next(tmp_path.iterdir()).write_bytes(b"PK\x03\x04 cut short")
    again = _look(at=stem)
    again.load()
    assert again.chances("cake!", ["told"]) == first.chances("cake!", ["told"])
