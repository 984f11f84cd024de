"""One client on staff's screen: found by code, with the timeline, who looked, and the record."""

import pytest

from bot.core import audit
from tests import team
from tests.cast import ANN, CLINIC, Town
from tests.stories.conftest import RaiseTown
from tests.team import CLINICIAN, DESK


def screen(town: Town) -> str:
    """The words of the newest message to the clinic."""
    return town.clinic.newest.words


@pytest.mark.parametrize("typed", ["/client K-1", "/client k-1", "/client   K-1 "])
async def test_a_client_is_found_by_code_in_any_case(town: Town, typed: str) -> None:
    """Session, areas, status, language, last heard; and what can be done."""
    await town.link_ann()
    shown = await town.clinic.says(typed)
    assert shown.startswith("K-1 · day 0\n▫️ No answer yet")
    for part in (
        "Session: Fri 27 March, 17:00 · Needling only, Face",
        "Linked",
        "Language: English",
        "Last heard: Fri 27 March, 17:00",
    ):
        assert part in shown
    assert town.clinic.buttons == [
        "Answer",
        "Timeline",
        "Healing curve",
        "Photos",
        "Course: correct, next, pause, end",
        "Change a waiting time",
        "Export for the record",
        "Who looked",
        "↻ Refresh",
    ]


async def test_a_link_not_opened_yet_can_be_renewed_there(town: Town) -> None:
    """The button stands only while it is of use."""
    await town.enrol()
    assert "the link has not been opened" in await town.clinic.says("/client K-1")
    await town.clinic.taps("New link")
    assert town.clinic.toast == "Here comes a new link. Older ones no longer work."


async def test_an_ended_course_is_shown_as_ended(town: Town) -> None:
    """With its reason, and no longer as linked."""
    await town.link_ann()
    await town.clinic.says("/client K-1")
    await town.clinic.taps("Course", "End the course", "Another reason", "Yes, end it")
    shown = await town.clinic.says("/client K-1")
    assert "Ended at Fri 27 March, 17:00" in shown
    assert "Linked" not in shown


async def test_a_pause_is_told_as_whose_it_is(town: Town) -> None:
    """The clinic's own is not said to be the client's."""
    await town.link_ann()
    await town.clinic.says("/client K-1")
    await town.clinic.taps("Course", "Pause", "3 days")
    shown = await town.clinic.says("/client K-1")
    assert "Paused by the clinic until" in shown
    assert "Paused their messages" not in shown


async def test_the_zone_is_told_where_it_is_another(town: Town) -> None:
    """What the client's own clock shows, so that nobody phones at night."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Time zone")
    await town.ann.says("Tokyo")
    assert "Their clock shows 01:00 now (Asia/Tokyo)" in await town.clinic.says("/client K-1")
    await town.clinic.taps("Timeline")
    assert "In brackets: the client's clock (Asia/Tokyo)." in screen(town)
    assert "17:00 (01:00)" in screen(town)


async def test_an_open_alert_stands_there(town: Town) -> None:
    """By its concern, with its time."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    shown = await town.clinic.says("/client K-1")
    assert "Open alert: same-day: worried, Fri 27 March, 17:00" in shown


async def test_an_unknown_code_is_told_with_the_nearest(town: Town) -> None:
    """As buttons; with nothing like it, how to write it."""
    await town.enrol()
    assert "Did you mean one of these?" in await town.clinic.says("/client K-12")
    await town.clinic.taps("K-1")
    assert screen(town).startswith("K-1 · day 0")
    shown = await town.clinic.says("/client 7777777777777777" + "x" * 3000)
    assert shown.startswith("There is no client 7777")


@pytest.mark.parametrize(
    ("command", "begins"), [("/client", "K-1 · day 0"), ("/rules", "K-1: which")]
)
async def test_a_command_alone_asks_for_the_code(town: Town, command: str, begins: str) -> None:
    """To be typed, or tapped from today's clients; asked once."""
    await town.enrol()
    assert (await town.clinic.says(command)).startswith("Which client?")
    assert town.clinic.buttons == ["K-1"]
    assert (await town.clinic.says("k-1")).startswith(begins)
    assert (await town.clinic.says("k-1")).startswith("This does not reach a client.")
    await town.clinic.says(command)
    await town.clinic.taps("K-1")
    assert screen(town).startswith(begins)


async def test_the_timeline_is_one_thread_newest_first(town: Town) -> None:
    """Sent, read by an answer, skipped with the reason, answers, messages, alerts, who closed."""
    await town.link_ann()
    await town.pass_days(0.3)
    await town.ann.says("/settings")
    await town.ann.taps("Stop sun reminders")
    await town.pass_days(0.7)
    await town.ann.taps("Better")
    await town.ann.taps("I'm worried")
    await town.clinic.taps("Close …", "Phoned them")
    await town.clinic.says("/client K-1")
    await town.clinic.taps("Timeline")
    shown = screen(town)
    for part in (
        "alert closed by Clinic: same-day: worried",
        "alert: same-day: worried",
        "check-in answered: better",
        "sent: Day 1. Read: answered at 17:00",
        "Sun reminders are off.",
        "automatic message: news of what they told the clinic",
    ):
        assert part in shown
    assert shown.index("alert closed by") < shown.index("sent: Day 1")
    await town.clinic.taps("Next ›")
    assert "automatic message: settings" in screen(town)
    assert "enrolled · Clinic" in screen(town)
    await town.clinic.taps("‹ Before", "‹ Back")
    assert screen(town).startswith("K-1 · day 1")


async def test_each_automatic_message_is_told_by_its_title(town: Town) -> None:
    """An answer to a question by its topic; what has a leaflet by that; all else by what it is."""
    await town.link_ann()
    for said in ("May I wear makeup?", "/help", "/sun", "I cannot breathe"):
        await town.ann.says(said)
    await town.clinic.says("/client K-1")
    shown = await town.clinic.taps("Timeline")
    for part in (
        "answer to a question: Make-up",
        "automatic message: What I can do",
        "automatic message: Sun care today",
        "automatic message: Emergency",
    ):
        assert part in shown
    lines = [each for each in shown.splitlines() if "automatic" in each]
    assert [each for each in lines if each.endswith("automatic message")] == []


async def test_words_stand_in_no_timeline(town: Town) -> None:
    """Kind and time only: the words are opened one by one, by who may."""
    await town.link_ann()
    await town.ann.says("my secret words are here ok")
    town.world.send_photo(ANN, caption="secret caption")
    await town.app.settle()
    await town.clinic.says("/client K-1")
    await town.clinic.taps("Timeline")
    assert "from the client: a message" in screen(town)
    assert "from the client: a photo" in screen(town)
    assert "secret" not in screen(town)


async def test_a_member_of_staff_is_named_and_in_their_own_language(raise_town: RaiseTown) -> None:
    """The person who did it, by the name they joined with."""
    town = await raise_town()
    desk = await team.join(town, DESK)
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await desk.taps("Close …", "Phoned them")
    await town.clinic.says("/client K-1")
    await town.clinic.taps("Timeline")
    assert "alert closed by Desk: same-day: worried" in screen(town)


async def test_who_looked_is_for_owners(raise_town: RaiseTown) -> None:
    """Each screen about a client leaves one event; the desk sees no such page."""
    town = await raise_town()
    desk = await team.join(town, DESK)
    await town.link_ann()
    await desk.says("/client K-1")
    assert desk.buttons == [
        "Timeline",
        "Course: correct, next, pause, end",
        "Change a waiting time",
        "↻ Refresh",
    ]
    await desk.taps("Timeline")
    events = [each for each in (await town.file()).events if each.name == audit.SEEN]
    assert [each.who for each in events] == [str(DESK)] * 2
    await town.clinic.says("/client K-1")
    await town.clinic.taps("Who looked")
    assert screen(town).count("looked at this client · Desk") == 2
    assert screen(town).count("looked at this client · Clinic") == 2


async def test_the_record_is_a_file_with_the_words(raise_town: RaiseTown) -> None:
    """For owners and clinicians, in the order in which it happened, noted in the file."""
    town = await raise_town()
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.says("my own words are here ok")
    await clinician.says("/client K-1")
    await clinician.taps("Export for the record")
    media = clinician.newest.media
    assert media is not None
    assert media.payload["file_name"] == "record-K-1-2026-03-27.txt"
    text = media.content.decode("utf-8-sig")
    assert "my own words are here ok" in text
    assert "Hello. This is your card for today" in text
    assert "**" not in text
    assert text.index("enrolled · Clinic") < text.index("my own words")
    (event,) = [each for each in (await town.file()).events if each.name == "record exported"]
    assert (event.who, dict(event.facts)) == (str(CLINICIAN), {})


async def test_a_double_tap_makes_one_record(town: Town) -> None:
    """The same for the same update twice."""
    await town.link_ann()
    await town.clinic.says("/client K-1")
    view = town.clinic.newest
    for _ in range(2):
        town.world.tap(CLINIC, view.id, "Export for the record")
    await town.app.settle()
    files = [each for each in town.clinic.received if each.media and each.media.kind == "document"]
    assert len(files) == 1


@pytest.mark.parametrize(
    ("language", "today"),
    [("es", "Hoy"), ("de", "Heute"), ("fr", "Aujourd'hui"), ("ru", "Сегодня")],
)
async def test_every_screen_speaks_the_clinics_language(
    raise_town: RaiseTown, language: str, today: str
) -> None:
    """Board, view, timeline, looks, digest, record: all are taken by Telegram, in that language."""
    town = await raise_town(language=language)
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, f"v1:l:{language}")
    await town.clinic.says("/enrol")
    for place in (0, 0, 0, 0):
        await town.clinic.taps(town.clinic.buttons[place])
    assert (await town.clinic.says("/board")).startswith(f"{today} · ")
    file_id = (await town.file()).id
    read = [town.clinic.newest.words]
    for data in (
        f"line:{file_id}:0",
        f"view:{file_id}:here",
        f"seen:{file_id}",
        f"record:{file_id}",
    ):
        town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, f"v1:s:{data}")
        await town.app.settle()
        read.append(town.clinic.newest.words)
    read.append(await town.clinic.says("/digest"))
    read.append(await town.clinic.says("/help"))
    assert len(set(read)) == len(read)
    assert "Today" not in "".join(read)


async def test_an_erased_client_is_told_as_gone(town: Town) -> None:
    """Old buttons show nothing of somebody who is erased."""
    await town.link_ann()
    await town.clinic.says("/client K-1")
    view = town.clinic.newest
    await town.ann.says("/forget")
    await town.ann.taps("Erase", "Yes")
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, view.buttons[0].value)
    await town.app.settle()
    assert town.clinic.toast.startswith("This client's data was erased.")
