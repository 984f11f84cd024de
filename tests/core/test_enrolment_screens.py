"""What holds on every screen of the dialogue, whatever was tapped or typed to get there."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import enrolment
from bot.core.enrolment import Facts, Outcome
from tests.core.enrolling import (
    BERLIN,
    FACTS,
    FORWARD,
    NEEDLING_ENDED_AT,
    NEW_YORK,
    TO_EXTRAS,
    TO_REFERENCE,
    TO_WHEN,
    TWO_TREATMENTS,
    begin,
    begin_correction,
    buttons_of,
    choices,
    draft_of,
    facts_at,
    read,
    tap,
)
from tests.core.shipped_words import english

DATA_LIMIT_BYTES = 64

thorough = settings(derandomize=True, database=None, deadline=None, max_examples=60)


TEXTS = (
    *("K-12", "/x", "A\nB", "A\x00", "---", "x" * 400, "", "6", "3", "31.02.", "29.2.2026"),
    *("03/04/2026", "12.03", "25:00", "14:05", "17:07", "2:30", "28 March", "28 March 2027"),
    *("1 May 2020", "1.5.2020", "soon"),
)


def outcomes_from(outcome: Outcome, facts: Facts) -> Iterator[Outcome]:
    """What every button and every kind of text on a screen leads to."""
    assert outcome.draft is not None
    yield enrolment.unexpected(outcome.draft, facts)
    yield enrolment.tap(outcome.draft, "code", "K-0", facts)
    if outcome.draft.for_file is None:
        yield enrolment.refuse_reference(outcome.draft, facts)
    for text in TEXTS:
        yield read(outcome, text, facts)
    for verb, argument in sorted(choices(outcome)):
        yield enrolment.tap(outcome.draft, verb, argument, facts)


def phrases_of(outcome: Outcome) -> frozenset[tuple[str, frozenset[str]]]:
    """Each phrase of an outcome with the names of the values given to it."""
    shown = outcome.screen
    found = [(button.phrase, button.values) for button in buttons_of(shown)]
    found += [(shown.phrase, shown.values), (outcome.note, outcome.note_values)]
    found += [
        (key, {})
        for _, values in found
        for name, value in values.items()
        if name.endswith("_names")
        for key in value.split()
    ]
    return frozenset((phrase, frozenset(values)) for phrase, values in found if phrase)


def standpoints() -> Iterator[tuple[Outcome, Facts]]:
    """Every screen, and those that look different once something was chosen or clocks changed."""
    for taps in FORWARD.values():
        yield tap(begin(), *taps), FACTS
    full = replace(
        draft_of(tap(begin(), *TO_EXTRAS)),
        goal="pores",
        sessions_planned=3,
        interval_weeks=4,
        note="Hi",
        products=("clinic_gel",),
        typed_products="Balm",
    )
    yield enrolment.present(full, FACTS), FACTS
    for extra in ("goal", "sessions", "interval", "products", "note"):
        yield tap(enrolment.present(full, FACTS), f"edit:{extra}"), FACTS
    yield read(tap(begin(), *TO_REFERENCE), "Maria Schmidt"), FACTS
    cut = replace(draft_of(read(begin_correction(), "14:05")), lists="some")
    yield enrolment.present(cut, FACTS), FACTS
    yield begin(TWO_TREATMENTS), TWO_TREATMENTS
    several = tap(begin(), "kind:needling_only", "several")
    yield from ((several, FACTS), (tap(several, "pick:face"), FACTS))
    yield from ((begin_correction(), FACTS), (read(begin_correction(), "14:05"), FACTS))
    yield from ((outcome, FACTS) for outcome in corrections())
    yield tap(begin(), *FORWARD["day"], "month:2026-02"), FACTS
    autumn = facts_at(datetime(2026, 10, 25, 16, 7, tzinfo=UTC))
    yield read(tap(begin(autumn), *TO_WHEN, facts=autumn), "2:30", autumn), autumn
    spring = facts_at(datetime(2026, 3, 29, 16, 7, tzinfo=UTC))
    yield tap(begin(spring), *TO_WHEN, facts=spring), spring


def corrections() -> Iterator[Outcome]:
    """Every screen on which something else than the time is corrected, or the next one entered."""
    areas, kind, code, note, after = (
        begin_correction(correcting=each) for each in ("areas", "kind", "code", "note", "next")
    )
    yield from (areas, kind, code, note, after)
    yield from (tap(areas, "area:body"), read(code, "R-7"), read(note, "Hi"), read(code, "Jo Doe"))
    yield from (tap(after, "same"), tap(after, "other"), tap(after, "same", "now"))
    later = begin_correction(ended_at=NEEDLING_ENDED_AT - timedelta(days=30), correcting="next")
    yield tap(later, "same", "now")


@cache
def everything() -> tuple[Outcome, ...]:
    """What every button and every kind of text leads to from everywhere."""
    return tuple(
        reached
        for outcome, facts in standpoints()
        for reached in (outcome, *outcomes_from(outcome, facts))
    )


def test_every_phrase_of_the_dialogue_exists_with_the_fields_it_is_given() -> None:
    """A phrase names only fields that the screen fills in."""
    for outcome in everything():
        for phrase, given_names in phrases_of(outcome):
            wanted = set(re.findall(r"\{([a-z_]+)\}", english()[phrase]))
            assert (phrase, wanted - given_names) == (phrase, set())


def test_no_phrase_of_the_dialogue_is_left_over() -> None:
    """Each button and sentence is said somewhere; months and words are read, too."""
    said = {phrase for outcome in everything() for phrase, _ in phrases_of(outcome)}
    tables = ("enrol.buttons.", "enrol.says.", "dates.")
    ours = {key for key in english() if key.startswith(tables)}
    read_only = {key for key in ours if key.startswith(("dates.months.", "dates.words."))}
    assert ours - said - read_only == set()


def test_a_sentence_and_its_screen_can_be_shown_as_one_message() -> None:
    """Where both name a value of the same name, it is the same value."""
    for outcome in everything():
        for name in outcome.note_values.keys() & outcome.screen.values.keys():
            assert outcome.note_values[name] == outcome.screen.values[name]


def test_every_screen_fits_a_phone() -> None:
    """At most three lines of text, eight buttons a row, 64 bytes of data, a hundred buttons."""
    for outcome in everything():
        text = english()[outcome.screen.phrase]
        assert len(text.splitlines()) <= 3
        buttons = buttons_of(outcome.screen)
        assert len(buttons) <= 100
        assert all(0 < len(row) <= 8 for row in outcome.screen.keyboard)
        assert all(0 < len(button.data.encode()) <= DATA_LIMIT_BYTES for button in buttons)


def test_every_open_screen_has_cancel_and_all_but_the_first_have_back() -> None:
    """Nobody is ever stuck; ticking several areas is a step further than the choice of one."""
    for outcome in everything():
        draft = outcome.draft
        if draft is not None:
            verbs = {verb for verb, _ in choices(outcome)}
            is_ticking = draft.screen == "areas" and draft.several
            assert "cancel" in verbs
            assert ("back" in verbs) == (bool(draft.trail) or is_ticking)


@thorough
@given(data=st.data())
def test_no_sequence_of_taps_and_texts_does_harm(data: st.DataObject) -> None:
    """Whatever is tapped and typed in whatever order: an answer, and never an impossible client."""
    zone = data.draw(st.sampled_from([BERLIN, NEW_YORK]))
    minutes = data.draw(st.integers(0, 400 * 24 * 60))
    facts = facts_at(datetime(2025, 12, 20, tzinfo=UTC) + timedelta(minutes=minutes), zone)
    outcome = data.draw(st.sampled_from([begin(facts), begin_correction(facts)]))
    for _ in range(25):
        if outcome.draft is None:
            break
        outcome = data.draw(steps_from(outcome, facts))
        assert len(outcome.draft.trail if outcome.draft else ()) <= 8
    if outcome.effect is not None:
        draft = outcome.effect.draft
        assert draft.reference
        assert draft.areas
        assert draft.ended_at is not None
        assert facts.now - timedelta(days=86) < draft.ended_at <= facts.now
        assert draft.interval_weeks is None or draft.interval_weeks >= 4


def steps_from(outcome: Outcome, facts: Facts) -> st.SearchStrategy[Outcome]:
    """One step further: a button of the screen, a forged tap, or a text."""
    draft = draft_of(outcome)
    # Without cancel, which would end most sequences early.
    offered = st.sampled_from(sorted(choices(outcome) - {("cancel", "")}) or [("cancel", "")])
    forged = st.tuples(st.sampled_from(["day", "hour", "which", "save", "clear"]), st.text())
    texts = st.text(max_size=40) | st.sampled_from(["14:05", "yesterday", "2:30", "27 March", "K1"])
    taps = (offered | offered | offered | forged).map(
        lambda pair: enrolment.tap(draft, pair[0], pair[1], facts)
    )
    return taps | texts.map(lambda text: enrolment.read(draft, text, facts))
