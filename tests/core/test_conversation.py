"""When client and clinic count as talking, and whose a message is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.actions import guide_answers
from bot.core import answer_screens, answer_truth, answering, conversation, desk, traces
from bot.core.answer_truth import Standing
from bot.core.client import Alert, ClientFile
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import ChatId, FileId, MessageRow, RowKey, RowState, UserId
from bot.core.pack import Urgency
from bot.core.said import ClientMessage, ClinicMessage
from tests.core.course import linked

NOW = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
STAFF = UserId(1)


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def talked() -> ClientFile:
    """A client whom the clinic has just answered."""
    return answering.answered(linked(), written(), NOW)


def written(**changes: object) -> ClinicMessage:
    """What the clinic wrote."""
    given = {"id": "9", "at": NOW, "by": STAFF, "kind": "text", "text": "Yes.", "role": "owner"}
    return ClinicMessage(**{**given, **changes})  # type: ignore[arg-type]


def test_it_is_open_for_half_an_hour_after_the_last_words() -> None:
    """Of staff here; to the second."""
    file = talked()
    assert conversation.open_until(file, NOW) == NOW + minutes(30)
    assert conversation.open_until(file, NOW + minutes(30) - timedelta(seconds=1)) is not None
    assert conversation.open_until(file, NOW + minutes(30)) is None


def test_words_that_staff_were_given_open_it_and_others_do_not() -> None:
    """What the bot answered by itself is no conversation."""
    message = ClientMessage(id="7", at=NOW, kind="text", text="Hm?")
    file = replace(linked(), messages=(message,))
    assert conversation.open_until(file, NOW) is None
    row = MessageRow(key=RowKey("alert:message-1:7:1"), leaflet="x", due_at=NOW, to=ChatId(1))
    file = replace(file, outbox=file.outbox.add([row]))
    assert conversation.open_until(file, NOW) == NOW + minutes(30)


def test_closing_the_last_alert_ends_it() -> None:
    """Not while another is open; words after the closing open it again."""
    alert = Alert(id="message-1", concern="message", urgency=Urgency.ROUTINE, raised_at=NOW)
    closed = replace(alert, closed_at=NOW + minutes(1))
    file = replace(talked(), alerts=(closed,))
    assert conversation.open_until(file, NOW + minutes(2)) is None
    both = replace(file, alerts=(closed, replace(alert, id="worried-2")))
    assert conversation.open_until(both, NOW + minutes(2)) is not None
    later = answering.answered(file, written(id="10", at=NOW + minutes(2)), NOW + minutes(2))
    assert conversation.open_until(later, NOW + minutes(2)) == NOW + minutes(32)


def test_an_unsent_version_is_nobodys_words() -> None:
    """It opens no conversation."""
    file = replace(linked(), replies=(written(),))
    assert conversation.open_until(file, NOW) is None


def test_delivered_needs_every_part() -> None:
    """One of two parts without a number is not delivered."""
    file = answering.answered(linked(), written(text="word " * 1000), NOW)
    first, second = answer_truth.rows_of(file, file.replies[0])
    gone = replace(first, state=RowState.SENT, message_id=5, sent_at=NOW)
    half = replace(file, outbox=file.outbox.change_all([gone]))
    assert answer_truth.standing(half, half.replies[0]) is Standing.ON_ITS_WAY
    rest = replace(second, state=RowState.SENT, message_id=6, sent_at=NOW)
    whole = replace(half, outbox=half.outbox.change_all([rest]))
    assert answer_truth.standing(whole, whole.replies[0]) is Standing.DELIVERED


def test_rows_forgotten_long_ago_do_not_change_what_was_told() -> None:
    """An outbox keeps its newest answers only; a failure does not turn into a success."""
    old = written(row=RowKey("answer:9"), told=Standing.BLOCKED)
    file = replace(linked(), replies=(old,))
    assert answer_truth.standing(file, old) is Standing.BLOCKED


def staff_chat(**changes: object) -> DeskFile:
    """A member's chat in which message 5 is about the client `c`."""
    chat = DeskFile(id=desk.desk_id(1), chat_id=ChatId(1), is_staff=True)
    return replace(chat.knowing(5, FileId("c")), **changes)  # type: ignore[arg-type]


def test_a_chat_knows_its_newest_messages_only() -> None:
    """Five hundred; the oldest is forgotten first."""
    chat = staff_chat()
    for number in range(6, 6 + desk.MESSAGES_KNOWN):
        chat = chat.knowing(number, FileId("d"))
    assert len(chat.whose) == desk.MESSAGES_KNOWN
    assert chat.client_of(5) is None
    assert chat.client_of(6) == "d"


def test_erasing_takes_the_client_out_of_a_chat() -> None:
    """Neither the messages known nor what is asked for names them any more."""
    file = replace(linked(), id=FileId("c"))
    asking = answer_screens.asking(FileId("c"), NOW)
    chat = staff_chat(asking=asking).knowing(6, FileId("d"))
    found = traces.of(file)
    assert traces.messages_about(chat, found) == (5,)
    left = traces.without(chat, found)
    assert (dict(left.whose), left.asking) == ({"6": "d"}, "")


def arrived(replies_to: int) -> Incoming:
    """A text of staff that answers a message."""
    return Incoming(
        update_id=1,
        chat_id=ChatId(1),
        user_id=STAFF,
        kind=Kind.TEXT,
        text="Hm",
        replies_to=replies_to,
    )


def test_another_question_about_the_same_client_takes_the_reply() -> None:
    """What is asked for stays inside the clinic; a reply about somebody else goes there."""
    asked = staff_chat(asking="when:c:worried-1")
    assert not guide_answers.is_for_client(arrived(5), asked)
    assert guide_answers.is_for_client(arrived(6), asked.knowing(6, FileId("d")))
    assert not guide_answers.is_for_client(arrived(7), asked)
    assert guide_answers.is_for_client(arrived(5), staff_chat())
