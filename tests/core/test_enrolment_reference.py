"""The reference of a new client: the offered code, or letters of any script typed by staff."""

import pytest

from bot.core import enrolment, staff_texts
from bot.core.enrolment import Outcome
from tests.core.enrolling import (
    FACTS,
    TO_EXTRAS,
    TO_REFERENCE,
    arguments,
    begin,
    begin_correction,
    buttons_of,
    draft_of,
    enrolled,
    facts_at,
    read,
    tap,
)


def confirmed(outcome: Outcome) -> Outcome:
    """Tap the typed reference."""
    (mark,) = arguments(outcome, "typed")
    return tap(outcome, f"typed:{mark}")


def test_a_typed_reference_makes_no_link_before_it_is_tapped() -> None:
    """It stands on a button of the same screen, above the offered code."""
    outcome = read(tap(begin(), *TO_REFERENCE), "ok")
    assert (outcome.effect, draft_of(outcome).screen) == (None, "reference")
    labels = [dict(button.values) for button in buttons_of(outcome.screen)[:2]]
    assert labels == [{"code": "ok"}, {"code": "K-47"}]
    assert enrolled(tap(outcome, "code:K-47")).reference == "K-47"


def test_a_reference_typed_anew_takes_the_place_of_the_one_before() -> None:
    """The older button, still on the screen above, does nothing."""
    first = read(tap(begin(), *TO_REFERENCE), "Ann")
    (mark,) = arguments(first, "typed")
    second = read(first, "Anna")
    assert tap(second, f"typed:{mark}") == second
    assert enrolled(confirmed(second)).reference == "Anna"


def test_the_offered_code_typed_by_hand_stands_on_one_button() -> None:
    """K-47 is not offered twice."""
    outcome = read(tap(begin(), *TO_REFERENCE), "K-47")
    assert (arguments(outcome, "typed"), arguments(outcome, "code")) == ([], ["K-47"])


def test_the_offered_code_of_a_moment_ago_is_not_taken_for_another() -> None:
    """Bob used K-47 meanwhile: Cat sees K-48 and a sentence, and taps again."""
    before = tap(begin(), *TO_REFERENCE)
    outcome = tap(before, "code:K-47", facts=facts_at(code="K-48"))
    assert (outcome.effect, outcome.note) == (None, "enrol.says.code_gone")
    assert arguments(outcome, "code") == ["K-48"]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("K 12", "K 12"),
        ("  a  b  ", "a b"),
        ("*_[x](y)<b>&amp;`{code}", "*_[x](y)<b>&amp;`{code}"),
        ("\u05d0\u05d1\u05d2 12", "\u05d0\u05d1\u05d2 12"),
        ("\u200f\u0645\u0644\u0641 7", "\u200f\u0645\u0644\u0641 7"),
        ("7 😀", "7 😀"),
        ("e\u0301", "é"),
        ("x" * 32, "x" * 32),
    ],
)
def test_a_typed_reference_of_any_script_is_taken_as_it_is(text: str, reference: str) -> None:
    """Right-to-left, Markdown and HTML signs are only letters here."""
    assert enrolled(confirmed(read(tap(begin(), *TO_REFERENCE), text))).reference == reference


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", "enrol.says.empty"),
        (" \n ", "enrol.says.empty"),
        ("/start", "enrol.says.reference_command"),
        ("Ann\nBob", "enrol.says.reference_lines"),
        ("Ann\u2028Bob", "enrol.says.reference_lines"),
        ("A\x00B", "enrol.says.reference_signs"),
        ("A\u202eB", "enrol.says.reference_signs"),
        ("A\u2066B", "enrol.says.reference_signs"),
        ("A\u200bB", "enrol.says.reference_signs"),
        ("A\ud800B", "enrol.says.reference_signs"),
        ("😀😀", "enrol.says.reference_letters"),
        ("---", "enrol.says.reference_letters"),
        ("x" * 33, "enrol.says.too_long"),
        ("x" * 4096, "enrol.says.too_long"),
    ],
)
def test_a_bad_reference_gets_a_sentence_and_the_screen_stays(text: str, note: str) -> None:
    """Each fault is named."""
    before = tap(begin(), *TO_REFERENCE)
    outcome = read(before, text)
    assert (outcome.note, outcome.draft, outcome.screen) == (note, before.draft, before.screen)


def test_a_taken_reference_leads_back_with_everything_else_kept() -> None:
    """The action found it in the store."""
    before = tap(begin(), *TO_EXTRAS, "edit:goal", "goal:pores", "done:extras")
    outcome = enrolment.refuse_reference(enrolled(confirmed(read(before, "K-12"))), FACTS)
    assert outcome.note == "enrol.says.reference_taken"
    assert outcome.note_values == {"reference": "K-12"}
    assert (outcome.draft, outcome.screen) == (before.draft, before.screen)


def test_a_name_as_reference_is_asked_back_and_takes_another_tap() -> None:
    """The screen says why a code is wanted, offers one, and takes another that is typed."""
    outcome = read(tap(begin(), *TO_REFERENCE), "Maria Schmidt")
    assert (outcome.screen.phrase, dict(outcome.screen.values)) == (
        "enrol.name",
        {"typed": "Maria Schmidt"},
    )
    assert (arguments(outcome, "typed"), arguments(outcome, "code")) == ([], ["K-47"])
    assert arguments(tap(outcome, "back:name"), "typed") == []
    assert enrolled(tap(outcome, "code:K-47")).reference == "K-47"
    assert enrolled(confirmed(read(outcome, "M-12"))).reference == "M-12"
    (mark,) = arguments(outcome, "keep")
    assert enrolled(confirmed(tap(outcome, f"keep:{mark}"))).reference == "Maria Schmidt"


def test_a_name_is_asked_back_in_a_correction_too() -> None:
    """Before the question whether it is right; no code is offered there."""
    asked = read(begin_correction(correcting="code"), "Maria Schmidt")
    assert (asked.screen.phrase, arguments(asked, "code")) == ("enrol.name", [])
    (mark,) = arguments(asked, "keep")
    kept, other = tap(asked, f"keep:{mark}"), read(asked, "M-12")
    assert [draft_of(each).screen for each in (kept, other)] == ["confirm", "confirm"]
    found = [draft_of(each).reference_to_be for each in (kept, other)]
    assert found == ["Maria Schmidt", "M-12"]
    assert draft_of(tap(kept, "back:confirm")).screen == "name"


@pytest.mark.parametrize(
    ("text", "is_like"),
    [
        ("Maria Schmidt", True),
        ("Anne-Marie O'Hara", True),
        ("M. Schmidt", True),
        ("Мария Иванова", True),
        ("Maria 12", False),
        ("K 12", False),
        ("M S", False),
        ("Rosehip", False),
        ("K-47", False),
    ],
)
def test_two_words_of_letters_look_like_a_name(text: str, is_like: bool) -> None:
    """A digit makes it a code; one word may be one."""
    assert staff_texts.is_like_a_name(text) == is_like
