"""Enrolling by taps: four are enough, Back and Cancel always work, a forged tap does no harm."""

from dataclasses import replace

import msgspec
import pytest

from bot.core import enrolment
from bot.core.desk import Draft
from tests.core.enrolling import (
    FACTS,
    FORWARD,
    NEEDLING_ENDED_AT,
    TO_EXTRAS,
    begin,
    begin_correction,
    buttons_of,
    draft_of,
    enrolled,
    tap,
)


def test_the_common_case_takes_four_taps_and_no_typing() -> None:
    """Kind, area, just now, code."""
    draft = enrolled(tap(begin(), "kind:needling_only", "area:face", "now", "code:K-47"))
    assert (draft.kind, draft.areas, draft.ended_at, draft.reference) == (
        "needling_only",
        ("face",),
        NEEDLING_ENDED_AT,
        "K-47",
    )


@pytest.mark.parametrize("screen", FORWARD)
def test_every_screen_is_reached_by_taps(screen: str) -> None:
    """The taps lead to the screen named."""
    outcome = tap(begin(), *FORWARD[screen])
    assert (draft_of(outcome).screen, outcome.note) == (screen, "")


@pytest.mark.parametrize("screen", [name for name in FORWARD if name != "kind"])
def test_back_restores_exactly_the_former_screen(screen: str) -> None:
    """Back shows the screen as it was before the last tap, with the same buttons."""
    taps = FORWARD[screen]
    before, after = tap(begin(), *taps[:-1]), tap(begin(), *taps)
    assert tap(after, f"back:{screen}").screen == before.screen


@pytest.mark.parametrize("screen", FORWARD)
def test_cancel_ends_the_dialogue_on_every_screen(screen: str) -> None:
    """Nothing is enrolled and no button is left."""
    outcome = tap(begin(), *FORWARD[screen], "cancel")
    assert (outcome.draft, outcome.effect, outcome.screen.keyboard) == (None, None, ())
    assert outcome.screen.phrase == "enrol.cancelled"


@pytest.mark.parametrize("screen", FORWARD)
def test_a_sticker_gets_a_sentence_on_every_screen(screen: str) -> None:
    """The screen stays as it is."""
    before = tap(begin(), *FORWARD[screen])
    outcome = enrolment.unexpected(draft_of(before), FACTS)
    assert outcome.note in ("enrol.says.tap_please", "enrol.says.text_please")
    assert (outcome.draft, outcome.screen) == (before.draft, before.screen)


@pytest.mark.parametrize("screen", FORWARD)
def test_a_draft_survives_a_restart_on_every_screen(screen: str) -> None:
    """What was written to disk and read again shows the same screen."""
    before = tap(begin(), *FORWARD[screen])
    draft = msgspec.json.decode(msgspec.json.encode(before.draft), type=Draft)
    assert enrolment.present(draft, FACTS) == before


def test_two_taps_at_once_count_once() -> None:
    """The second tap of a pair finds another screen and changes nothing, on every way."""
    for taps in (*FORWARD.values(), (*TO_EXTRAS, "edit:products", "done:products")):
        for end in range(1, len(taps) + 1):
            once = tap(begin(), *taps[:end])
            assert tap(once, taps[end - 1]) == replace(once, note="")


def test_two_taps_on_back_go_back_once() -> None:
    """The button names the screen it leaves."""
    once = tap(begin(), *FORWARD["minute"], "back:minute")
    assert tap(once, "back:minute") == once
    assert draft_of(once).screen == "hour"


@pytest.mark.parametrize(
    "forged",
    [
        "code:K-1",
        "hour:99",
        "day:2031-01-01",
        "day:not-a-day",
        "kind:x",
        "area:",
        "save",
        "edit:screen",
        "done:nothing",
        "back",
        "unheard-of:" + "x" * 200,
        "",
    ],
)
@pytest.mark.parametrize("screen", ["kind", "when", "hour", "extras"])
def test_forged_data_changes_nothing(screen: str, forged: str) -> None:
    """Only what the present screen offers counts."""
    before = tap(begin(), *FORWARD[screen])
    assert tap(before, forged) == before


def test_a_kind_with_other_aftercare_is_refused_in_one_sentence() -> None:
    """Radiofrequency, PRP and exosomes are not ours; the screen stays."""
    outcome = tap(begin(), "kind:combined")
    assert outcome.note == "enrol.says.kind_refused"
    assert outcome.note_values == {"kind_names": "kinds.combined"}
    assert outcome.screen == begin().screen


def test_back_from_several_areas_is_one_step_and_keeps_the_ticks() -> None:
    """To the choice of one area, where a second tap on that Back does nothing; then to the kind."""
    ticked = tap(begin(), "kind:needling_only", "several", "pick:face", "pick:scalp")
    one = tap(ticked, "back:several")
    assert one.screen.phrase == "enrol.areas"
    assert tap(one, "back:several") == one
    assert draft_of(tap(one, "several")).areas == ("face", "scalp")
    assert tap(one, "several").screen == ticked.screen
    assert tap(one, "back:areas").screen.phrase == "enrol.kind"


def test_back_from_several_areas_is_there_in_a_correction_too() -> None:
    """Its first screen has none; the ticks lead back to it."""
    several = tap(begin_correction(correcting="areas"), "several")
    assert tap(several, "back:several").screen.phrase == "enrol.areas"


def test_several_areas_are_ticked_and_kept_in_the_packs_order() -> None:
    """Ticks can be taken away again; a double tap ticks once."""
    several = tap(begin(), "kind:needling_only", "several")
    ticked = tap(several, "pick:body", "pick:body", "pick:face", "pick:scalp", "drop:scalp")
    assert draft_of(tap(ticked, "done:areas")).areas == ("face", "body")
    assert [button.phrase for button in buttons_of(ticked.screen)[:3]] == [
        "enrol.buttons.ticked",
        "enrol.buttons.unticked",
        "enrol.buttons.ticked",
    ]


def test_no_area_is_asked_back() -> None:
    """Done with no tick stays and says so."""
    outcome = tap(begin(), "kind:needling_only", "several", "done:areas")
    assert (draft_of(outcome).screen, outcome.note) == ("areas", "enrol.says.area_missing")


def test_back_to_the_areas_shows_the_ticks() -> None:
    """What was ticked is still ticked."""
    ticked = tap(begin(), "kind:needling_only", "several", "pick:face")
    assert tap(ticked, "done:areas", "back:when").screen == ticked.screen
