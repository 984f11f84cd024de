"""What a message asks for: likeness weighed against the things it names, part by part."""

import pytest

from bot.core import questions
from bot.core.pack import Urgency
from bot.core.questions import Match, parts
from bot.core.triage import Condition
from tests.core.small_questions import SIGNS, TOPICS, understood


def test_a_clear_likeness_decides() -> None:
    """Best, and clearly so."""
    found = understood("when?", ("paint", 0.8), ("sport", 0.1))
    assert (found.kind, found.topic) == ("topic", "paint")


def test_a_near_tie_is_unsure_and_offers_three() -> None:
    """Two topics as like as each other: nobody guesses."""
    found = understood("when?", ("paint", 0.5), ("sport", 0.47), ("creams", 0.01))
    assert (found.kind, found.topic) == ("unsure", None)
    assert found.likely == ("paint", "sport", "creams")


def test_a_word_on_the_clinic_needs_less_likeness_than_a_rule() -> None:
    """It does no harm where it was not asked for."""
    assert understood("hm", ("opening", 0.45), ("paint", 0.3)).kind == "admin"
    assert understood("hm", ("paint", 0.45), ("opening", 0.3)).kind == "unsure"


def test_a_mutter_is_no_greeting() -> None:
    """It is a little like one, as it is like nothing else."""
    assert understood("hm", ("hello", 0.55)).kind == "unsure"
    assert understood("hello", ("hello", 0.65)).kind == "greeting"


def test_mere_signs_are_like_nothing() -> None:
    """Whatever likeness says of them."""
    assert understood("???", ("hello", 0.9)).kind == "unsure"


def test_what_is_like_nothing_offers_nothing() -> None:
    """Below the line for "did you mean" it is for a person."""
    found = understood("what?", ("paint", 0.1), ("sport", 0.05))
    assert (found.kind, found.likely) == ("unsure", ())


def test_a_named_thing_decides_where_likeness_is_unsure() -> None:
    """One word that stands for one thing outvotes a guess."""
    found = understood("powder?", ("sport", 0.3), ("paint", 0.25))
    assert (found.topic, found.parts[0].things, found.parts[0].by_thing) == (
        "paint",
        ("powder",),
        True,
    )


def test_a_sure_likeness_keeps_its_topic_beside_a_named_thing() -> None:
    """The thing is kept for the verdict."""
    found = understood("powder after sport?", ("sport", 0.8), ("paint", 0.1))
    assert found.topic == "sport"


def test_a_word_whose_topic_is_unlike_all_the_rest_is_a_slip() -> None:
    """Running late is no sport."""
    found = understood("running late, sorry", ("opening", 0.35), ("hello", 0.2))
    assert (found.topic, found.parts[0].things) == ("opening", ())


def test_what_is_far_from_all_care_is_understood_with_little_likeness() -> None:
    """A complaint is as like a joke as a wish to talk, and asks nothing of anybody's skin."""
    ranked = (("opening", 0.3), ("weather", 0.28), ("sport", 0.07), ("fever", 0.02))
    assert understood("what a day it was over there", *ranked).kind == "admin"


@pytest.mark.parametrize("rival", ["sport", "fever"])
def test_what_may_be_a_question_of_care_or_a_sign_is_asked_back(rival: str) -> None:
    """In doubt no one is told that the bot knows nothing of it."""
    ranked = (("weather", 0.32), ("opening", 0.3), (rival, 0.09))
    assert understood("what a day it was over there", *ranked).kind == "unsure"


def test_a_thing_named_is_asked_about_and_no_small_talk() -> None:
    """ "Powder, then" stays with its topic, however unlike all else it is."""
    found = understood("powder then", ("weather", 0.3), ("opening", 0.28), ("paint", 0.05))
    assert found.topic == "paint"


def test_few_words_are_small_talk_only_when_very_like_it() -> None:
    """ "That one" is understood by nobody, "thanks, lol" by everybody."""
    kinds = [understood("that one", ("weather", like)).kind for like in (0.6, 0.9)]
    assert kinds == ["unsure", "off_topic"]
    assert understood("whatever the weather brings", ("weather", 0.6)).kind == "off_topic"


def test_the_longest_name_wins() -> None:
    """Lasting make-up is not make-up."""
    found = understood("is lasting make-up ok", ("paint", 0.9))
    assert found.parts[0].things == ("lasting_paint",)


def test_a_name_is_found_with_a_slip_or_a_hyphen() -> None:
    """Typed as people type."""
    things = [understood(text, ("paint", 0.9)).parts[0].things for text in ("powdr", "make up")]
    assert things == [("powder",), ("powder",)]


def test_names_of_the_clients_language_come_first_then_english() -> None:
    """A German word, and an English one in a German message."""
    own = understood("wann puder?", ("paint", 0.9), language="de")
    english = understood("wann make-up?", ("paint", 0.9), language="de")
    assert own.parts[0].things == english.parts[0].things == ("powder",)


def test_two_things_of_two_topics_are_two_parts() -> None:
    """ "Can I wear powder and go running?" asks twice, in any language."""
    found = understood("powder and running?", ("paint", 0.6), ("sport", 0.2))
    assert [(part.topic, part.things) for part in found.parts] == [
        ("paint", ("powder",)),
        ("sport", ("running",)),
    ]


def test_two_things_of_one_topic_stay_one_part() -> None:
    """Both are listed."""
    found = understood("running or sauna?", ("sport", 0.9))
    assert [(part.topic, part.things, part.is_alone) for part in found.parts] == [
        ("sport", ("running", "sauna"), False)
    ]


def test_each_question_mark_is_a_part() -> None:
    """Two sentences that ask."""

    def closest(text: str, language: str) -> Match:
        slug = "paint" if "colour" in text else "opening"
        return Match(ranked=((slug, 0.9),))

    found = questions.understand(
        "When may I colour it in? And when are you open on Monday?",
        signs=SIGNS,
        topics=TOPICS,
        closest=closest,
        condition=Condition(),
    )
    assert [part.topic for part in found.parts] == ["paint", "opening"]


def test_a_greeting_before_a_question_does_not_hide_it() -> None:
    """Only the question is a part."""

    def closest(text: str, language: str) -> Match:
        return Match(ranked=(("paint", 0.9),) if "colour" in text.lower() else (("hello", 0.9),))

    found = questions.understand(
        "Hi there! Colour when?",
        signs=SIGNS,
        topics=TOPICS,
        closest=closest,
        condition=Condition(),
    )
    assert [part.topic for part in found.parts] == ["paint"]


def test_a_number_with_a_point_is_no_end_of_a_sentence() -> None:
    """0.3 % stays whole."""
    assert [each.text for each in parts.segments("0.3% of it. And that?")] == [
        "0.3% of it.",
        "And that?",
    ]


def test_a_warning_sign_comes_before_any_topic() -> None:
    """However sure the likeness is; its slug is the first of three."""
    found = understood("I am burning up, powder?", ("paint", 0.99))
    assert (found.kind, found.topic, found.urgency) == ("red_flag", "fever", Urgency.SAME_DAY)
    assert found.top == ("fever", "paint", "sport")


def test_what_is_a_little_like_a_sign_is_offered() -> None:
    """Below the line that raises, it is one of the choices."""
    found = understood("this is so odd", ("fever", 0.4), ("paint", 0.35))
    assert found.likely == ("fever", "paint")


def test_top_always_holds_three_topics() -> None:
    """Even where nothing is like anything."""
    assert len(understood("x").top) == 3
    assert understood("y", ("opening", 0.9)).top == ("opening", "paint", "sport")
