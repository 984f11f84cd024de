"""The next session of a course: history kept, one plan, the strictest rules, the client told."""

from datetime import datetime, timedelta

import pytest

from bot.core import restrictions
from bot.core.outbox import RowState
from tests import team
from tests.cast import CLINIC, Town
from tests.stories.test_course import berlin
from tests.team import CLINICIAN, DESK


async def enter(town: Town, *labels: str) -> str:
    """Let the owner enter the next session, that ended just now, as last time."""
    return await town.clinic.taps("Course:", "Next session", "As last time", "Just now", *labels)


async def weeks_later(town: Town, weeks: int) -> None:
    """Let Ann's course go on for that many weeks."""
    await town.pass_until(town.clock.now() + timedelta(weeks=weeks))


def texts(town: Town) -> str:
    """All that stands in Ann's chat."""
    return "\n".join(each.words for each in town.ann.received)


async def check_in(town: Town, instant: datetime, *labels: str) -> None:
    """Let Ann answer the check-in of a day."""
    await town.pass_until(instant)
    await town.ann.taps(*labels)


async def test_a_next_session_needs_no_link_and_starts_the_plan_anew(town: Town) -> None:
    """Four weeks later: history kept, one pinned card of day 0, no step of the older one left."""
    await town.link_ann()
    await town.pass_until(berlin("24.04.", "17:00"))
    shown = await enter(town)
    assert "K-1, next session: Fri 24 April, 17:00 · Face · Needling only" in shown
    assert "Too soon" not in shown
    assert await town.clinic.taps("Yes, enter it") == (
        "K-1: the session of Fri 24 April, 17:00 is entered, and its notes begin. "
        "No new link is needed."
    )
    file = await town.file()
    assert [each.ended_at for each in file.sessions] == [
        berlin("27.03.", "17:00"),
        berlin("24.04.", "17:00"),
    ]
    old = [row for row in file.outbox.rows.values() if row.session == "s1"]
    assert {row.state for row in old} <= {RowState.SENT, RowState.SKIPPED}
    assert file.outbox.rows["step:s1:day-84"].reason == "a newer session took its place"  # type: ignore[index]
    assert "Sunscreen" in town.ann.card.words
    assert "Your clinic has entered your new session of Fri 24 April, 17:00." in texts(town)
    await town.pass_until(berlin("25.04.", "12:00"))
    assert (await town.file()).outbox.rows["step:s2:day-1"].state is RowState.SENT  # type: ignore[index]
    assert town.ann.card.words != ""


async def test_the_client_hears_what_last_time_was_like(town: Town) -> None:
    """From their own answers: the day from which on it was well, and nothing that was not."""
    await town.link_ann()
    await check_in(town, berlin("28.03.", "09:30"), "The same", "4", "A bit")
    await check_in(town, berlin("29.03.", "09:30"), "Better", "0", "A bit")
    await check_in(town, berlin("30.03.", "09:30"), "Better", "0", "No")
    await town.pass_until(berlin("24.04.", "17:00"))
    await enter(town, "Yes, enter it")
    await town.ann.reads()
    told = next(each.words for each in town.ann.received if "Last time you told us" in each.words)
    assert "• from day 2 on: pain 0" in told
    assert "• from day 3 on: no swelling" in told


async def test_too_soon_is_said_and_only_a_clinician_goes_on(town: Town) -> None:
    """Two weeks later: the desk is refused with the reason, a clinician goes on knowingly."""
    await town.link_ann()
    desk, clinician = await team.join(town, DESK), await team.join(town, CLINICIAN)
    await weeks_later(town, 2)
    file_id = (await town.file()).id
    town.world.forge(DESK, DESK, desk.newest.id, f"v1:s:next:{file_id}")
    await town.app.settle()
    shown = await desk.taps("As last time", "Just now")
    assert "Too soon: the clinic's shortest time since the last session is over on" in shown
    assert "24 April" in shown
    await desk.taps("Yes, enter it")
    assert desk.toast.startswith("Only a clinician")
    assert len((await town.file()).sessions) == 1
    town.world.forge(CLINICIAN, CLINICIAN, clinician.newest.id, f"v1:s:next:{file_id}")
    await town.app.settle()
    await clinician.taps("As last time", "Just now", "Yes, enter it")
    file = await town.file()
    assert len(file.sessions) == 2
    assert (file.events[-1].name, file.events[-1].who) == ("next session entered", str(CLINICIAN))


async def test_scars_wait_six_weeks(town: Town) -> None:
    """The goal of the last session counts, whichever goal is chosen now."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now", "Extras first", "Goal")
    await town.clinic.taps("Acne scars", "Done", "K-")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await weeks_later(town, 5)
    assert "Too soon" in await enter(town)
    await town.clinic.taps("Cancel")
    await weeks_later(town, 1)
    assert "Too soon" not in await enter(town)


async def test_an_open_alert_and_skin_that_is_not_calm_are_said(town: Town) -> None:
    """Both stand above the question; what comes up in between has to be read first."""
    await town.link_ann()
    await weeks_later(town, 4)
    assert "Still open" not in await enter(town)
    await town.ann.taps("I'm worried")
    await town.clinic.taps("Yes, enter it")
    assert town.clinic.toast.startswith("Something new came up.")
    message, _ = town.clinic.find_button("Yes, enter it")
    assert "Still open: something this client told us." in message.words
    assert len((await town.file()).sessions) == 1
    await town.clinic.taps("Yes, enter it")
    assert len((await town.file()).sessions) == 2
    assert (await town.file()).open_alert("worried") is not None


async def test_an_answer_that_was_not_calm_is_said(town: Town) -> None:
    """The last answers of the last session decide."""
    await town.link_ann()
    await check_in(town, berlin("03.04.", "09:30"), "Better", "5", "No")
    await town.pass_until(berlin("24.04.", "17:00"))
    assert "Not calm" in await enter(town)


async def test_the_strictest_rule_of_both_sessions_holds(town: Town) -> None:
    """Body yesterday and face today: what body skin still waits for, the client waits for."""
    await town.link_ann("Body")
    await town.pass_days(1)
    await town.clinic.taps("Course:", "Next session", "Another area", "Needling only", "Face")
    await town.clinic.taps("Just now", "Yes, enter it")
    file = await town.file()
    assert [each.areas for each in file.sessions] == [("body",), ("face",)]
    pack = town.library.packs[file.client.treatment]
    makeup = restrictions.state(pack.restrictions["makeup"], file, town.clock.now())
    assert makeup.at == berlin("01.04.", "08:00")


async def test_a_stricter_time_decided_last_time_holds_again(town: Town) -> None:
    """A looser one does not; staff read that before."""
    await town.link_ann()
    file_id = (await town.file()).id
    for rule in ("makeup:120", "exercise:48"):
        data = f"v1:s:rule:{file_id}:{rule}:yes"
        town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, data)
        await town.app.settle()
    await weeks_later(town, 4)
    assert "Waiting times that were decided last time" in await enter(town)
    await town.clinic.taps("Yes, enter it")
    kept = {each.thing: each.hours for each in (await town.file()).session.overrides}
    assert kept == {"makeup": 120}


async def test_a_check_in_of_the_older_session_is_read_by_its_own_hours(town: Town) -> None:
    """A late tap on the older session's check-in is no answer of the new one's first hours."""
    await town.link_ann()
    await town.pass_until(berlin("24.04.", "09:30"))
    await town.pass_until(berlin("24.04.", "17:00"))
    await enter(town, "Yes, enter it")
    await town.ann.taps("Better")
    rows = {each.row.split(":")[1] for each in (await town.file()).answers}
    assert rows == {"s1"}


async def test_entering_twice_is_one_session(town: Town) -> None:
    """A double tap, and a second form with the same minute."""
    await town.link_ann()
    await weeks_later(town, 4)
    await enter(town)
    message, label = town.clinic.find_button("Yes, enter it")
    town.world.tap(CLINIC, message.id, label)
    town.world.tap(CLINIC, message.id, label)
    await town.app.settle()
    assert len((await town.file()).sessions) == 2
    assert "has to be later" in await enter(town)


async def test_without_a_consent_that_holds_a_new_link_is_needed(town: Town) -> None:
    """Not agreed yet, or withdrawn since: staff read what to do."""
    link = await town.enrol()
    file_id = (await town.file()).id
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, f"v1:s:next:{file_id}")
    await town.app.settle()
    assert "has not agreed yet" in town.clinic.newest.words
    await town.ann.opens(link)
    await town.ann.taps("I agree")
    await town.ann.says("/privacy")
    await town.ann.taps("Withdraw my consent", "Yes, withdraw it")
    await town.clinic.taps("Course:", "Next session")
    assert "Please use /enrol" in town.clinic.newest.words


async def test_a_next_session_after_the_end_opens_the_course_again(town: Town) -> None:
    """The end is over, and the data are kept as long as the newer session says."""
    await town.link_ann()
    await town.clinic.taps("Course:", "End the course", "All sessions", "Yes, end it")
    await weeks_later(town, 5)
    file_id = (await town.file()).id
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, f"v1:s:next:{file_id}")
    await town.app.settle()
    await town.clinic.taps("As last time", "Just now", "Yes, enter it")
    file = await town.file()
    assert (file.ending, file.erase_at) == (
        None,
        file.session.ended_at + timedelta(days=84 + 365),
    )


EARLIER = {
    "en": ("English", "The session before it was on Fri 27 March, 17:00."),
    "es": ("Español", "La sesión anterior fue el viernes 27 de marzo"),
    "de": ("Deutsch", "Die Sitzung davor war Fr, 27. März, 17:00 Uhr."),
    "fr": ("Français", "La séance d'avant était le ven. 27 mars à 17:00."),
    "ru": ("Русский", "Предыдущий сеанс был 27 марта (пт), 17:00."),
}


@pytest.mark.parametrize("language", EARLIER)
async def test_a_session_is_not_corrected_to_before_an_earlier_one(
    town: Town, language: str
) -> None:
    """Refused with the time of the one before; a time after it is taken."""
    await town.link_ann()
    await weeks_later(town, 4)
    await enter(town, "Yes, enter it")
    await town.clinic.says("/language")
    await town.clinic.taps(EARLIER[language][0])
    file = await town.file()
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, f"v1:s:wrong:{file.id}:time")
    await town.clinic.reads()
    for typed in ("2026-03-26 12:00", "2026-03-27 17:00"):
        assert EARLIER[language][1] in await town.clinic.says(typed)
        assert (await town.file()).sessions == file.sessions
    assert EARLIER[language][1] not in await town.clinic.says("2026-04-24 12:00")


async def test_a_correction_begun_before_the_next_session_does_not_move_that(town: Town) -> None:
    """The next one is entered while the owner corrects the first: it is said, and nothing moves."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await weeks_later(town, 4)
    await town.clinic.taps("Correct the session's time")
    await town.clinic.says("2026-03-27 18:00")
    file_id = (await town.file()).id
    town.world.forge(CLINICIAN, CLINICIAN, clinician.newest.id, f"v1:s:next:{file_id}")
    await town.app.settle()
    await clinician.taps("As last time", "Just now", "Yes, enter it")
    sessions = (await town.file()).sessions
    await town.clinic.taps("Yes, change it")
    assert town.clinic.toast == "A newer session is entered already."
    assert (await town.file()).sessions == sessions


async def test_a_pause_of_the_clients_own_stays(town: Town) -> None:
    """Staff read so before they enter it, the client after; until then no note comes."""
    await town.link_ann()
    await town.pass_until(berlin("24.04.", "15:00"))
    await town.ann.says("/settings")
    await town.ann.taps("Pause for a week")
    shown = await enter(town)
    assert "The client paused the notes themselves until Fri 1 May, 15:00." in shown
    await town.clinic.taps("Yes, enter it")
    assert "That pause stays: until then none come" in texts(town)
    await town.pass_until(berlin("27.04.", "12:00"))
    rows = (await town.file()).outbox.rows
    assert rows["step:s2:day-1"].state is RowState.SKIPPED  # type: ignore[index]
