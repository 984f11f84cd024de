"""The traits of a message: how it is told, with its words folded away."""

from bot.core.triage import Condition, Signs, traits
from tests.core.small_signs import SMALL


def _traits(text: str, *, hours: float | None = 24, language: str = "en") -> set[str]:
    return set(traits(text, SMALL, Condition(hours=hours, language=language)))


def test_other_words_told_the_same_way_share_their_outline() -> None:
    """A denied fever and a denied blister differ in their concepts only."""
    fever, blister = _traits("no fever, really"), _traits("no blister, really")
    assert fever ^ blister == {"fever", "fever@0", "blister", "blister@0"}


def test_the_order_tells_a_denied_symptom_from_a_told_one() -> None:
    """ "Not a fever" and "a fever? not" are the same words."""
    assert "_negation symptom" in _traits("not fever")
    assert "_negation symptom" not in _traits("fever? not")


def test_a_concept_counts_for_its_time_too() -> None:
    """Red on day 1 is another trait than red on day 9; without a session there is none."""
    assert {"red", "red@0"} <= _traits("red", hours=24)
    assert {"red", "red@2"} <= _traits("red", hours=72)
    assert {"red", "red@4"} <= _traits("red", hours=216)
    assert {"red", "red@none"} <= _traits("red", hours=None)


def test_concepts_of_one_sentence_stand_together() -> None:
    """Those of two sentences do not."""
    assert "closing+throat" in _traits("my throat is closing")
    assert "closing+throat" not in _traits("my throat. closing")


def test_the_language_that_knows_the_words_is_read() -> None:
    """Whatever language the client chose; without any lexicon there are no traits."""
    assert "throat" in _traits("minun kurku on turvonnut", language="en")
    assert traits("my throat", Signs(), Condition()) == ()


def test_any_text_has_traits() -> None:
    """Nothing, signs only, a wall of letters."""
    assert _traits("") == {"@0"}
    assert "start" in _traits("x" * 4096)
    assert _traits("???") == {"@0"}
