"""The time of a session is corrected: only the time is asked, and nothing changes unsaved."""

from datetime import UTC, datetime

from bot.core.enrolment import Correct
from tests.core.enrolling import (
    NEEDLING_ENDED_AT,
    begin_correction,
    draft_of,
    read,
    tap,
)


def test_a_correction_shows_the_kept_time_and_asks_for_the_true_one() -> None:
    """One tap on the time, one to confirm; no kind, area or reference is asked again."""
    outcome = begin_correction()
    assert outcome.screen.values == {
        "reference": "K-46",
        "former_at": NEEDLING_ENDED_AT.isoformat(),
    }
    confirm = read(outcome, "14:05")
    assert draft_of(confirm).screen == "confirm"
    saved = tap(confirm, "save")
    assert isinstance(saved.effect, Correct)
    assert (saved.draft, saved.screen.keyboard) == (None, ())
    assert saved.effect.draft.for_file == "ann"
    assert saved.screen.phrase == "enrol.correcting"
    assert saved.screen.values["session_at"] == "2026-03-27T13:05:00+00:00"
    assert saved.effect.draft.ended_at == datetime(2026, 3, 27, 13, 5, tzinfo=UTC)


def test_a_correction_that_changes_nothing_says_so() -> None:
    """The same minute again."""
    outcome = read(begin_correction(), "17:07")
    assert (draft_of(outcome).screen, outcome.note) == ("when", "enrol.says.same_time")


def test_a_correction_has_back_and_cancel() -> None:
    """Cancel says that nothing was changed."""
    start = begin_correction()
    confirm = tap(start, "day:2026-03-26", "hour:10", "minute:1015")
    assert tap(confirm, "back:confirm", "back:minute", "back:hour").screen == start.screen
    cancelled = tap(confirm, "cancel")
    assert (cancelled.draft, cancelled.effect) == (None, None)
    assert cancelled.screen.phrase == "enrol.correction_cancelled"
