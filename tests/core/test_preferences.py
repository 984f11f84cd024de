"""/settings: each wish is kept, shown, and followed by the plan."""

from datetime import time, timedelta

import pytest

from bot.core import dialogue, plan, preferences
from bot.core.client import ClientFile, Status
from bot.core.incoming import Kind
from bot.core.outbox import MessageRow, RowState
from tests.core.course import FRIDAY_17, HOUR, LIBRARY, arrives, in_berlin, linked, row_of, scene

NOW = FRIDAY_17 + 2 * HOUR


def tapped(data: str, file: ClientFile | None = None, update_id: int = 5) -> ClientFile:
    """Return the file after a tap in the settings."""
    incoming = arrives(update_id, data=f"v1:set:{data}")
    return dialogue.reply_to(scene(file or linked(), NOW, incoming)).file


def typed(text: str, file: ClientFile) -> ClientFile:
    """Return the file after words."""
    return dialogue.reply_to(scene(file, NOW, arrives(6, Kind.TEXT, text=text))).file


def newest(file: ClientFile) -> MessageRow:
    """Return what was promised last."""
    return list(file.outbox.rows.values())[-1]


def labels(file: ClientFile) -> list[str]:
    """Return the phrases of the newest message's buttons."""
    return [button.phrase for line in newest(file).keyboard for button in line]


def test_quiet_hours_are_chosen_from_a_few() -> None:
    """One tap, shown at once."""
    file = tapped("hours:1")
    assert (file.client.quiet_from, file.client.quiet_until) == (time(20), time(8))
    assert newest(file).values["quiet_from"] == "20:00"


@pytest.mark.parametrize("data", ["hours:99", "hours:-1", "hours:x", "nothing", "zone:Mars/Crater"])
def test_forged_settings_change_nothing(data: str) -> None:
    """The choices are shown again."""
    before, after = linked().client, tapped(data).client
    assert (after.quiet_from, after.quiet_until, after.zone) == (
        before.quiet_from,
        before.quiet_until,
        before.zone,
    )


def test_a_zone_is_asked_for_in_words_and_found_by_its_city() -> None:
    """'New york' is America/New_York, and the plan follows."""
    file = typed("New york", tapped("zone"))
    assert (file.client.zone, file.client.zone_is_own) == ("America/New_York", True)
    assert file.client.asking == ""
    assert row_of(file, "day-1").due_at == in_berlin("2026-03-28T14:00")


def test_several_cities_are_offered_as_buttons() -> None:
    """At most six; as it may be no city at all, staff get the words too."""
    file = typed("america", tapped("zone"))
    (asked,) = [r for r in file.outbox.rows.values() if r.leaflet == "settings.which_zone"]
    assert 1 < len(asked.keyboard) <= preferences.ZONES_SHOWN
    assert [each.text for each in file.messages] == ["america"]


def test_words_that_are_no_city_go_to_staff() -> None:
    """They may well be a question about the skin."""
    file = typed("My cheek is hot", tapped("zone"))
    assert [each.text for each in file.messages] == ["My cheek is hot"]
    assert file.client.asking == ""


@pytest.mark.parametrize("text", ["", "   ", "x" * 4096, "🌞", "../../etc", "مرحبا"])
def test_odd_words_are_no_zone(text: str) -> None:
    """Nothing is found and nothing breaks."""
    assert preferences.zones_like(text, LIBRARY.zones) == ([], [])


def test_back_in_the_clinics_zone_it_is_no_longer_ones_own() -> None:
    """The clinic's place serves for the sun again."""
    away = tapped("zone:America/New_York")
    assert away.client.zone_is_own is True
    assert tapped("zone:Europe/Berlin", away, 8).client.zone_is_own is False


def test_a_language_we_have_can_be_chosen_and_no_other() -> None:
    """English ships."""
    assert tapped("language:en").client.language == "en"
    assert tapped("language:tlh").client.language == "en"


@pytest.mark.parametrize("days", [3, 7])
def test_a_pause_is_three_days_or_a_week(days: int) -> None:
    """To the same local time, also over the clock change."""
    file = tapped(f"pause:{days}")
    assert file.client.paused_until == in_berlin(f"2026-{'03-30' if days == 3 else '04-03'}T19:00")
    assert newest(file).values["state_phrase"] == "settings.state_paused"


def test_a_pause_can_be_ended() -> None:
    """And the button for it is there."""
    paused = tapped("pause:7")
    assert "settings.resume" in labels(paused)
    assert tapped("resume", paused, 8).client.paused_until is None


def test_fewer_sun_and_place_are_switches() -> None:
    """Each tap turns it, and the next turns it back."""
    file = tapped("sun", tapped("fewer"), 8)
    assert (file.client.fewer, file.client.sun_reminders) == (True, False)
    file = tapped("sun", tapped("fewer", file, 9), 10)
    assert (file.client.fewer, file.client.sun_reminders) == (False, True)


def test_a_location_is_kept_rounded_and_can_be_forgotten() -> None:
    """To 0.1 degree, about 11 km."""
    spot = arrives(7, Kind.LOCATION, latitude=52.5163, longitude=13.3777)
    file = dialogue.reply_to(scene(linked(), NOW, spot)).file
    assert (file.client.latitude, file.client.longitude) == (52.5, 13.4)
    assert tapped("place", file, 8).client.latitude is None


def test_stop_asks_once_more() -> None:
    """One tap too many does not end a course."""
    file = tapped("stop")
    assert file.client.status is Status.LINKED
    assert newest(file).leaflet == "settings.stop_sure"


def test_stop_ends_the_pushes() -> None:
    """Every step is skipped with the reason."""
    file = tapped("stop:yes")
    steps = [row for row in file.outbox.rows.values() if row.step is not None]
    assert file.client.status is Status.STOPPED
    assert {(row.state, row.reason) for row in steps} == {(RowState.SKIPPED, plan.STOPPED)}


def test_resuming_after_stop_brings_back_what_is_still_to_come() -> None:
    """And nothing that is past."""
    file = tapped("stop:yes")
    incoming = arrives(8, data="v1:set:resume")
    file = dialogue.reply_to(scene(file, NOW + timedelta(days=4), incoming)).file
    assert file.client.status is Status.LINKED
    assert row_of(file, "day-3").state is RowState.SKIPPED
    assert row_of(file, "day-5").state is RowState.PLANNED


def test_every_button_of_the_settings_fits_and_leads_somewhere() -> None:
    """At most 64 bytes; none is answered as an old button."""
    for data in ("root", "hours", "zone", "language", "stop"):
        for line in newest(tapped(data)).keyboard:
            for button in line:
                again = arrives(9, data=button.data)
                assert len(button.data.encode()) <= 64
                assert dialogue.reply_to(scene(linked(), NOW, again)).toast != "toast.old_button"
