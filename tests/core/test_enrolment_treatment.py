"""Where the clinic offers several treatments, the first screen asks which one it was."""

from dataclasses import replace

from tests.core.enrolling import (
    FACTS,
    OTHER_PACK,
    TWO_TREATMENTS,
    arguments,
    begin,
    begin_correction,
    buttons_of,
    draft_of,
    tap,
)

CHOSEN = replace(TWO_TREATMENTS, pack=OTHER_PACK)


def test_one_treatment_is_not_asked_about() -> None:
    """The first screen asks what was done."""
    assert draft_of(begin(FACTS)).screen == "kind"


def test_several_treatments_are_offered_by_their_names() -> None:
    """As plan.toml calls them."""
    outcome = begin(TWO_TREATMENTS)
    titles = [button.values.get("title") for button in buttons_of(outcome.screen)][:2]
    assert (outcome.screen.phrase, titles) == ("enrol.treatment", ["First", "Second"])


def test_the_kinds_are_those_of_the_chosen_treatment() -> None:
    """The next screen comes from its rules."""
    outcome = tap(begin(TWO_TREATMENTS), "treatment:second", facts=TWO_TREATMENTS)
    assert draft_of(outcome).treatment == "second"
    assert arguments(outcome, "kind")[0] == "combined"


def test_going_back_and_choosing_another_drops_what_belonged_to_the_first() -> None:
    """A kind of one treatment is none of the other."""
    outcome = tap(begin(TWO_TREATMENTS), "treatment:second", facts=TWO_TREATMENTS)
    outcome = tap(outcome, "kind:combined", "back:areas", "back:kind", facts=CHOSEN)
    outcome = tap(outcome, "treatment:microneedling", facts=CHOSEN)
    draft = draft_of(outcome)
    assert (draft.treatment, draft.kind, draft.screen) == ("microneedling", "", "kind")


def test_a_treatment_that_is_not_offered_is_no_choice() -> None:
    """Forged data changes nothing."""
    outcome = tap(begin(TWO_TREATMENTS), "treatment:third", facts=TWO_TREATMENTS)
    assert draft_of(outcome).screen == "treatment"


def test_a_correction_keeps_the_clients_treatment() -> None:
    """It is that of the client, not the first one."""
    assert draft_of(begin_correction(CHOSEN)).treatment == "second"
