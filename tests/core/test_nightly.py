"""The night's instant: 03:00 where the clinic is, on nights of a clock change too."""

import pytest

from bot.core import nightly
from tests.cast import BERLIN, utc


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-03-27T03:00+01:00", "2026-03-27T03:00+01:00"),
        ("2026-03-27T02:59+01:00", "2026-03-26T03:00+01:00"),
        ("2026-03-27T23:59+01:00", "2026-03-27T03:00+01:00"),
        # The hour from 2 to 3 is skipped, and comes twice.
        ("2026-03-29T03:00+02:00", "2026-03-29T03:00+02:00"),
        ("2026-10-25T02:30+01:00", "2026-10-24T03:00+02:00"),
        ("2026-10-25T03:00+01:00", "2026-10-25T03:00+01:00"),
    ],
)
def test_the_last_night_is_that_of_the_clinics_clock(now: str, night: str) -> None:
    """Until three it is still that of the day before."""
    assert nightly.latest(utc(now), BERLIN) == utc(night)
