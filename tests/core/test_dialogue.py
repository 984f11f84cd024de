"""What a linked client says or taps, and what is promised because of it."""

import pytest

from bot.core import alerts, dialogue, plan, ringing
from bot.core.client import ClientFile, Status
from bot.core.incoming import HANDED_OVER, Incoming, Kind
from bot.core.outbox import Lane, MessageRow, RowKey
from bot.core.scene import Reply
from tests.core.course import (
    CLINIC,
    FRIDAY_17,
    HOUR,
    arrives,
    in_berlin,
    linked,
    scene,
    sent_row,
    session,
)

NOW = FRIDAY_17 + 2 * HOUR
DAY_3 = in_berlin("2026-03-30T09:00")
CHECK_IN = plan.step_key(session(), "day-3")
ANSWERS = ["start", "help", "privacy", "sun", "procedure", "settings"]


def replied(file: ClientFile, incoming: Incoming, hours: float = 2) -> Reply:
    """Return what becomes of it, so many hours after the session."""
    return dialogue.reply_to(scene(file, FRIDAY_17 + HOUR * hours, incoming))


def promised(before: ClientFile, after: ClientFile) -> list[MessageRow]:
    """Return the rows that were added."""
    return [row for key, row in after.outbox.rows.items() if key not in before.outbox.rows]


def says(file: ClientFile, incoming: Incoming) -> list[MessageRow]:
    """Return what was promised because of it."""
    return promised(file, replied(file, incoming).file)


def checked_in() -> ClientFile:
    """Return Ann's file with the check-in of day 3 sent."""
    return sent_row(sent_row(linked(), "card", FRIDAY_17), "day-3", DAY_3)


def tap(data: str, update_id: int = 1, file: ClientFile | None = None) -> Reply:
    """Return what a tap on day 3 leads to."""
    return replied(file or checked_in(), arrives(update_id, data=data), hours=64)


def test_the_same_update_twice_does_nothing() -> None:
    """The file is the very same, and so nothing is saved or sent."""
    first = replied(linked(), arrives(7, Kind.TEXT, text="Hello")).file
    assert replied(first, arrives(7, Kind.TEXT, text="Hello")) == Reply(file=first)


@pytest.mark.parametrize("command", ANSWERS)
def test_a_command_has_one_answer_in_the_lane_of_who_waits(command: str) -> None:
    """Keyed by the update that asked."""
    rows = says(linked(), arrives(7, Kind.COMMAND, command=command))
    assert [(row.key, row.lane, row.due_at) for row in rows] == [("update:7:0", Lane.ANSWER, NOW)]


def test_today_sends_the_card_anew_silently_and_pinned() -> None:
    """And it is the one that is edited from now on."""
    rows = says(linked(), arrives(7, Kind.COMMAND, command="today"))
    card = plan.step_key(session(), "card")
    assert [(row.edits, row.anew, row.pin, row.audible) for row in rows] == [
        (card, True, True, False)
    ]


def test_a_command_we_do_not_have_gets_a_kind_answer() -> None:
    """/help lists what there is."""
    rows = says(linked(), arrives(7, Kind.COMMAND, command="abracadabra"))
    assert [row.leaflet for row in rows] == ["odd.command"]


@pytest.mark.parametrize("data", ["", "v1", "v1:", "v1:nothing", "v2:a:b", "::::", "v1:again"])
def test_a_tap_on_something_unknown_says_that_the_button_is_old(data: str) -> None:
    """Nothing is promised, and the tap has an answer."""
    reply = replied(linked(), arrives(7, data=data))
    assert promised(linked(), reply.file) == []
    assert reply.toast in ("toast.old_button", "toast.check_in_closed")


@pytest.mark.parametrize(
    ("data", "place", "part"),
    [("v1:q:makeup", 1, "makeup"), ("v1:q", 1, ""), ("v0:q:makeup", 1, ""), ("", 0, "")],
)
def test_a_part_that_a_buttons_data_lacks_is_empty(data: str, place: int, part: str) -> None:
    """Whatever a button of long ago, or of somebody else, holds."""
    assert arrives(21, data=data).word(place) == part


def test_worried_tells_staff_at_once() -> None:
    """By button and by command alike."""
    by_tap = says(linked(), arrives(7, data="v1:worried"))
    by_word = says(linked(), arrives(7, Kind.COMMAND, command="worried"))
    assert by_tap == by_word
    assert [row.leaflet for row in by_tap if row.leaflet != ringing.FREE] == [
        "alert.not_today",
        "staff.alert.worried",
        "alert.please_phone",
    ]


@pytest.mark.parametrize("kind", list(HANDED_OVER))
def test_what_a_client_sends_is_kept_and_handed_to_staff(kind: Kind) -> None:
    """Words, photos, documents, videos and voice are never out of place."""
    incoming = arrives(7, kind, text="Look", file_id="file-1")
    reply = replied(linked(), incoming)
    told = [row for row in promised(linked(), reply.file) if row.to is not None]
    assert [(each.kind, each.text, each.file_id) for each in reply.file.messages] == [
        (kind, "Look", "file-1")
    ]
    assert told[0].values["words"] == "Look"
    assert told[-1].media is HANDED_OVER[kind]


def test_an_album_is_handed_over_whole_and_answered_once() -> None:
    """Three photos to staff, one line to the client."""
    file = linked()
    for update_id in (1, 2, 3):
        photo = arrives(update_id, Kind.PHOTO, file_id=f"p{update_id}", album="album-1")
        file = replied(file, photo).file
    rows = promised(linked(), file)
    assert [row.file_id for row in rows if row.to is not None] == ["p1", "p2", "p3"]
    told = [row for row in rows if row.to is None and row.leaflet != ringing.FREE]
    assert len(told) == 1


def test_a_sticker_gets_a_kind_answer_and_no_alarm() -> None:
    """Nothing to hand over."""
    rows = says(linked(), arrives(7, Kind.OTHER))
    assert [(row.leaflet, row.to) for row in rows] == [("odd.thing", None)]


def test_a_client_who_blocks_the_bot_is_reported() -> None:
    """Unreachable, and staff told to phone."""
    reply = replied(linked(), arrives(7, Kind.BLOCKED))
    assert reply.file.client.unreachable_since == NOW
    told = [row for row in promised(linked(), reply.file) if row.leaflet != ringing.FREE]
    assert [row.to for row in told] == [1]


@pytest.mark.parametrize("kind", [Kind.UNBLOCKED, Kind.TEXT, Kind.COMMAND])
def test_anything_a_client_does_shows_that_they_are_back(kind: Kind) -> None:
    """The alert closes by itself."""
    lost = alerts.unreachable(linked(), CLINIC, FRIDAY_17)
    file = replied(lost, arrives(7, kind, text="Hello", command="help")).file
    assert file.client.unreachable_since is None
    assert file.open_alert("unreachable") is None


def test_questions_and_worry_work_after_stop() -> None:
    """Pushes end, people do not."""
    stopped = linked().with_client(status=Status.STOPPED)
    worried = says(stopped, arrives(7, data="v1:worried"))
    asked = says(stopped, arrives(8, Kind.TEXT, text="May I swim?"))
    assert len([row for row in (*worried, *asked) if row.to is not None]) == 2


# ------------------------------------------------------------------- check-ins


def test_an_answer_edits_the_check_in_in_place() -> None:
    """What was answered, and the next question in the same message."""
    edit = promised(checked_in(), tap("v1:a:s1:day-3:feeling:better").file)[0]
    assert (edit.edits, edit.question) == (CHECK_IN, "pain")
    assert edit.values["answers_names"] == "answers.feeling.better"


def test_calm_guidance_is_there_with_the_first_tap() -> None:
    """A line at once, and not after all the questions."""
    edit = promised(checked_in(), tap("v1:a:s1:day-3:feeling:better").file)[0]
    assert "guidance-better" in edit.parts


def test_three_taps_end_the_check_in() -> None:
    """Nothing more is asked; answers can still be changed, and a photo can be added that day."""
    file = checked_in()
    for number, answer in enumerate(("feeling:better", "pain:1", "swelling:none")):
        file = tap(f"v1:a:s1:day-3:{answer}", number, file).file
    edit = list(file.outbox.rows.values())[-1]
    assert edit.question == ""
    assert [button.data for line in edit.keyboard for button in line] == [
        "v1:again:s1:day-3",
        "v1:photo:add",
    ]


def test_worse_after_48_hours_tells_staff() -> None:
    """A same-day sign, with what was asked and answered."""
    rows = promised(checked_in(), tap("v1:a:s1:day-3:feeling:worse").file)
    told = next(row for row in rows if row.to is not None)
    assert told.values["option_phrase"] == "options.feeling.worse"
    assert "guidance-worse-late" in rows[-1].parts


def test_the_same_answer_twice_tells_staff_once() -> None:
    """The second tap is said to be noted."""
    first = tap("v1:a:s1:day-3:feeling:worse").file
    again = tap("v1:a:s1:day-3:feeling:worse", 2, first)
    assert again.toast == "toast.noted_already"
    assert [row for row in promised(first, again.file) if row.to is not None] == []


def test_worried_in_a_check_in_raises_the_alert_and_asks_no_more() -> None:
    """A person takes over."""
    file = tap("v1:a:s1:day-3:feeling:worried").file
    edit = list(file.outbox.rows.values())[-1]
    assert file.open_alert("worried") is not None
    assert edit.question == ""


def test_answers_are_changed_one_by_one() -> None:
    """After 'change my answers' each question comes again, and each may be kept."""
    file = checked_in()
    taps = ["a:s1:day-3:feeling:better", "a:s1:day-3:pain:1", "a:s1:day-3:swelling:none"]
    taps += ["again:s1:day-3", "a:s1:day-3:feeling:better", "a:s1:day-3:pain:5"]
    asked = []
    for number, data in enumerate(taps):
        file = tap(f"v1:{data}", number, file).file
        asked.append(file.outbox.rows[RowKey(f"update:{number}:edit")].question)
    kept = {each.question: each.option for each in file.answers}
    assert asked == ["pain", "swelling", "", "feeling", "pain", "swelling"]
    assert kept == {"feeling": "better", "pain": "5", "swelling": "none"}


def test_a_superseded_check_in_is_answered_and_changes_nothing() -> None:
    """'Please use the newest one.'"""
    file = sent_row(checked_in(), "day-5", in_berlin("2026-04-01T09:00"))
    reply = tap("v1:a:s1:day-3:feeling:worse", 9, file)
    assert reply.toast == "toast.check_in_closed"
    assert (reply.file.answers, promised(file, reply.file)) == ((), [])
