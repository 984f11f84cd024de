"""What may be added to an enrolment: goal, sessions, interval, products and a note."""

from dataclasses import replace

import pytest

from bot.core import enrolment
from tests.core.enrolling import (
    FACTS,
    FORWARD,
    TO_EXTRAS,
    arguments,
    begin,
    draft_of,
    enrolled,
    read,
    tap,
)


def test_all_extras_reach_the_enrolment() -> None:
    """Goal, sessions, interval, products from the list and typed, a note; then the code."""
    goal = tap(begin(), *TO_EXTRAS, "edit:goal", "goal:acne_scars")
    planned = tap(goal, "edit:sessions", "sessions:6", "edit:interval", "interval:8")
    products = tap(planned, "edit:products", "tick:mild_shampoo", "tick:clinic_gel")
    typed = read(products, "Balm of Dan")
    noted = read(tap(typed, "done:products", "edit:note"), "Come back\non Monday 😀")
    draft = enrolled(tap(noted, "done:extras", "code:K-47"))
    assert (draft.goal, draft.sessions_planned, draft.interval_weeks) == ("acne_scars", 6, 8)
    assert draft.products == ("clinic_gel", "mild_shampoo")
    assert (draft.typed_products, draft.note) == ("Balm of Dan", "Come back on Monday 😀")


def test_each_extra_can_be_taken_away_again() -> None:
    """What was set is marked and removed by its own button."""
    full = draft_of(tap(begin(), *TO_EXTRAS))
    full = replace(
        full, goal="pores", sessions_planned=3, interval_weeks=8, typed_products="Balm", note="Hi"
    )
    outcome = enrolment.present(full, FACTS)
    for extra in ("goal", "sessions", "interval", "products", "note"):
        outcome = tap(outcome, f"edit:{extra}", f"clear:{extra}")
        assert outcome.note == ""
    assert outcome.screen == tap(begin(), *TO_EXTRAS).screen


def test_back_from_the_products_drops_what_was_ticked_there() -> None:
    """Only Done keeps ticks."""
    extras = tap(begin(), *TO_EXTRAS)
    ticked = tap(extras, "edit:products", "tick:clinic_gel")
    assert tap(ticked, "back:products").screen == extras.screen
    kept = tap(ticked, "done:products", "edit:products")
    assert tap(kept, "untick:clinic_gel", "back:products", "edit:products").screen == kept.screen


def test_the_products_stay_open_for_more_ticks_after_one_was_typed() -> None:
    """What was typed is shown, what was ticked is kept, and only Done leads on."""
    ticked = tap(begin(), *FORWARD["products"], "tick:clinic_gel")
    typed = read(ticked, "Balm of Dan")
    assert (draft_of(typed).screen, typed.screen.phrase) == ("products", "enrol.products_typed")
    assert typed.screen.values["typed"] == "Balm of Dan"
    draft = draft_of(tap(typed, "tick:mild_shampoo", "done:products"))
    assert (draft.screen, draft.typed_products) == ("extras", "Balm of Dan")
    assert draft.products == ("clinic_gel", "mild_shampoo")


def test_intervals_below_the_goals_minimum_are_not_offered_and_are_refused_when_typed() -> None:
    """Acne scars need 6 weeks, anything else 4."""
    assert arguments(tap(begin(), *FORWARD["interval"]), "interval")[0] == "4"
    interval = tap(begin(), *TO_EXTRAS, "edit:goal", "goal:acne_scars", "edit:interval")
    assert arguments(interval, "interval")[0] == "6"
    outcome = read(interval, "5")
    assert (outcome.note, outcome.note_values) == ("enrol.says.interval_short", {"shortest": "6"})
    assert draft_of(read(interval, "26")).interval_weeks == 26


def test_a_goal_chosen_after_too_short_an_interval_takes_it_away_and_says_so() -> None:
    """Four weeks are too short for acne scars."""
    chosen = tap(begin(), *TO_EXTRAS, "edit:interval", "interval:4", "edit:goal")
    outcome = tap(chosen, "goal:acne_scars")
    assert draft_of(outcome).interval_weeks is None
    assert outcome.note == "enrol.says.interval_cleared"
    assert draft_of(tap(chosen, "goal:pores")).interval_weeks == 4


@pytest.mark.parametrize("text", ["0", "25", "-3", "1.5", "six", "", "²", "9" * 4096])
def test_a_number_of_sessions_that_is_none_is_refused(text: str) -> None:
    """Whole numbers from 1 to 24."""
    outcome = read(tap(begin(), *FORWARD["sessions"]), text)
    assert outcome.note == "enrol.says.number"
    assert outcome.note_values == {"lowest": "1", "highest": "24"}


def test_a_number_in_other_digits_is_a_number() -> None:
    """Arabic digits."""
    assert draft_of(read(tap(begin(), *FORWARD["sessions"]), "١٢")).sessions_planned == 12


@pytest.mark.parametrize("screen", ["products", "note"])
@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", "enrol.says.empty"),
        ("\x00\u202e\n", "enrol.says.empty"),
        ("\u200b\u200d", "enrol.says.empty"),
        ("x" * 301, "enrol.says.too_long"),
        ("😀" * 4096, "enrol.says.too_long"),
    ],
)
def test_a_bad_line_for_the_client_gets_a_sentence(screen: str, text: str, note: str) -> None:
    """Empty or too long."""
    before = tap(begin(), *FORWARD[screen])
    outcome = read(before, text)
    assert (outcome.note, outcome.draft) == (note, before.draft)


def test_the_sentence_on_too_long_a_note_names_the_numbers() -> None:
    """How long it was, how long it may be."""
    outcome = read(tap(begin(), *FORWARD["note"]), "x" * 4096)
    assert outcome.note_values == {"count": "4096", "limit": "300"}


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("*_[x](y)<b>&", "*_[x](y)<b>&"),
        ("a\x00b\u202ec\ud800d", "abcd"),
        ("one\r\ntwo\tthree", "one two three"),
        ("👩\u200d⚕️", "👩\u200d⚕️"),
        ("\u200f\u05d0\u05d1", "\u200f\u05d0\u05d1"),
        ("x" * 300, "x" * 300),
    ],
)
def test_a_note_is_kept_without_control_signs(text: str, note: str) -> None:
    """Emoji and right-to-left text stay whole."""
    assert draft_of(read(tap(begin(), *FORWARD["note"]), text)).note == note
