"""What is said about the sun: whose sky, and never sunscreen before its gate."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core import plan, sun_advice
from bot.core.outbox import RowState
from bot.core.sun import Place
from bot.core.sun_advice import SunPlaces
from tests.core.course import (
    FRIDAY_17,
    HOUR,
    LIBRARY,
    PACK,
    Played,
    in_berlin,
    linked,
    play,
    session,
)

CLINIC_PLACE = Place(latitude=52.5, longitude=13.4)
BERLIN = LIBRARY.place_of_zone("Europe/Berlin")
NOWHERE = SunPlaces(place=None, zone_place=None)


def test_a_shared_location_is_the_place() -> None:
    """The client's own sky before the clinic's."""
    file = linked(latitude=40.4, longitude=-3.7)
    found = sun_advice.places_of(file, CLINIC_PLACE, BERLIN)
    assert found.place == Place(latitude=40.4, longitude=-3.7)


def test_the_clinics_place_serves_while_the_client_keeps_its_zone() -> None:
    """Whoever lives with the clinic's clocks is taken to be near it."""
    assert sun_advice.places_of(linked(), CLINIC_PLACE, BERLIN).place == CLINIC_PLACE


def test_in_a_zone_of_ones_own_the_clinics_place_does_not_serve() -> None:
    """Only the zone's city is known then, and no index is claimed for it."""
    file = linked(zone="Asia/Kolkata", zone_is_own=True)
    found = sun_advice.places_of(file, CLINIC_PLACE, BERLIN)
    strong = sun_advice.strong_sun_today(file, FRIDAY_17, found)
    assert found == SunPlaces(place=None, zone_place=BERLIN)
    assert (strong.kind, strong.peak_index) == ("noon_rule", None)


def test_with_no_place_at_all_it_is_never_said_that_no_sun_is_strong() -> None:
    """Solar noon and three hours on both sides, also in the polar night."""
    december = datetime.fromisoformat("2026-12-10T12:00+01:00")
    strong = sun_advice.strong_sun_today(linked(), december, NOWHERE)
    assert strong.kind == "noon_rule"
    assert strong.start is not None
    assert strong.end is not None
    assert strong.end - strong.start >= 6 * HOUR


def test_the_strictest_area_decides_when_sunscreen_may_start() -> None:
    """Of several areas the longest wait holds."""
    slow = replace(PACK.restrictions["sunscreen"], hours={"face": 24, "body": 48, "scalp": 24})
    pack = replace(PACK, restrictions={**PACK.restrictions, "sunscreen": slow})
    file = linked(areas=("face", "body"))
    assert sun_advice.gate_opens_at(file, pack) == FRIDAY_17 + 48 * HOUR


def test_until_the_gate_the_line_says_shade_hat_and_clothing() -> None:
    """And at the instant of the gate it changes."""
    opens = FRIDAY_17 + 24 * HOUR
    lines = [sun_advice.line(linked(), PACK, at) for at in (opens - timedelta(seconds=1), opens)]
    assert lines == ["sun-before-gate", "sun-line"]


def gate_of(ended_at: str, **facts: object) -> Played:
    """Play two days after a session that ended at that time in Berlin."""
    ended = in_berlin(ended_at)
    file = linked(ended_at=ended, **facts)
    return play(file, ended + 48 * HOUR)


def test_a_gate_between_the_morning_message_and_sunset_has_a_silent_line() -> None:
    """Friday 17:00: on Saturday at 17:00, an hour and a half before sunset."""
    sent = gate_of("2026-03-27T17:00").of("sun-gate")
    assert (sent.at, sent.row.audible) == (in_berlin("2026-03-28T17:00"), False)
    assert "sunscreen is allowed" in sent.text


def test_a_gate_before_the_morning_message_is_told_in_it() -> None:
    """A session at 08:30: the morning message of the next day says it."""
    played = gate_of("2026-03-27T08:30")
    assert played.state("sun-gate") == (RowState.SKIPPED, "the morning message says it")
    assert "sunscreen" in played.of("day-1").text.lower()


def test_a_gate_after_sunset_waits_for_the_next_morning() -> None:
    """A session at 20:00: nobody needs sunscreen at night."""
    played = gate_of("2026-03-27T20:00")
    reason = "after sunset; the next morning's message says it"
    assert played.state("sun-gate") == (RowState.SKIPPED, reason)


def test_no_gate_line_when_sun_reminders_are_off() -> None:
    """The client said so in the settings."""
    played = gate_of("2026-03-27T17:00", sun_reminders=False)
    assert played.state("sun-gate") == (RowState.SKIPPED, "sun reminders are off")


def test_reminders_switched_off_leave_the_morning_messages_sun_line() -> None:
    """Only the lines of their own go; a low index or a wish never hides the advice."""
    played = play(linked(sun_reminders=False))
    assert "sun-5" in [key.removeprefix("step:s1:") for key in played.of("day-5").row.merged]
    assert played.state("sun-6") == (RowState.SKIPPED, "sun reminders are off")


def test_a_gate_that_opens_later_than_the_plans_line_is_waited_for() -> None:
    """A clinic that sets 26 hours moves the line too: never sunscreen before its gate."""
    slow = replace(PACK.restrictions["sunscreen"], hours=dict.fromkeys(PACK.areas, 26))
    pack = replace(PACK, restrictions={**PACK.restrictions, "sunscreen": slow})
    file = linked(pack, ended_at=in_berlin("2026-03-27T14:00"))
    played = play(file, FRIDAY_17 + 48 * HOUR, pack=pack)
    assert played.of("sun-gate").at == in_berlin("2026-03-28T16:00")


def test_a_gate_line_that_comes_late_is_not_said_after_sunset() -> None:
    """The process was down from four to eight in the evening."""
    down = [(in_berlin("2026-03-28T16:00"), in_berlin("2026-03-28T20:00"))]
    played = play(linked(), FRIDAY_17 + 48 * HOUR, down=down)
    assert played.state("sun-gate")[0] is RowState.SKIPPED


def test_the_gate_is_said_once_when_the_morning_message_is_late() -> None:
    """The process was down from eight to noon, and the gate opened at ten."""
    down = [(in_berlin("2026-03-28T08:00"), in_berlin("2026-03-28T12:00"))]
    file = linked(ended_at=in_berlin("2026-03-27T10:00"))
    played = play(file, FRIDAY_17 + 48 * HOUR, down=down)
    assert played.of("day-1").row.parts == ("sun-line",)
    assert played.state("sun-gate")[0] is RowState.SKIPPED


@pytest.mark.parametrize(
    ("ended_at", "state"),
    [
        ("2026-12-10T12:00", (RowState.SKIPPED, "the sun does not rise that day")),
        ("2026-06-18T12:00", (RowState.SENT, None)),
    ],
)
def test_polar_night_and_polar_day_have_a_sensible_gate(
    ended_at: str, state: tuple[RowState, str | None]
) -> None:
    """In Tromsø: no line where there is no sun, a line where it never sets."""
    tromso = {"latitude": 69.6, "longitude": 19.0, "zone": "Europe/Oslo"}
    assert gate_of(ended_at, **tromso).state("sun-gate") == state


def test_a_day_between_the_sun_steps_keeps_the_line_on_the_card() -> None:
    """From the first sun step to the last: the card of the day names the sun."""
    named = [
        sun_advice.belongs_on_card(linked(), PACK, FRIDAY_17 + timedelta(days=day))
        for day in (0, 1, 14, 20, 28, 29)
    ]
    assert named == [False, True, True, True, True, False]


def test_the_sun_line_is_a_part_of_its_own_key() -> None:
    """The row of the sun's line is kept like any other, told in the message it went with."""
    played = play(linked(), in_berlin("2026-03-30T12:00"))
    assert played.file.outbox.rows[plan.step_key(session(), "sun-2")].reason == "in day-2"
