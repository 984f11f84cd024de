"""Bounds: no list of a client's file grows for ever, and what is open stays longest."""

from dataclasses import replace
from datetime import timedelta

from bot.core import bounds, holds, outbox
from bot.core.client import Alert, ClientFile
from bot.core.outbox import MERGED, ChatId, MessageRow, Outbox, RowKey, RowState
from bot.core.pack import Urgency
from bot.core.said import ClientMessage
from tests.core.course import FRIDAY_17, linked

OPEN = "message-1"


def alert(number: int, urgency: Urgency = Urgency.ROUTINE, *, closed: bool = True) -> Alert:
    """Return an alert of Ann's."""
    at = FRIDAY_17 if closed else None
    return Alert(
        id=f"message-{number}",
        concern="message",
        urgency=urgency,
        raised_at=FRIDAY_17,
        closed_at=at,
    )


def wrote(count: int, *, open_ones: int = 0) -> ClientFile:
    """Return Ann's file with that many messages, the first of which staff have not closed."""
    told = [ClientMessage(id=str(n), at=FRIDAY_17, kind="text", text="hm") for n in range(count)]
    file = replace(linked(), messages=tuple(told), alerts=(alert(1, closed=False),))
    for number in range(open_ones):
        file = file.noting(FRIDAY_17, holds.RAISED, "client", alert=OPEN, cause=str(number))
    return file


def ids(file: ClientFile) -> list[str]:
    """Return which messages are kept."""
    return [each.id for each in file.messages]


def asked_to_phone(file: ClientFile) -> int:
    """Return how often Ann is told that not all could be read."""
    return sum(row.leaflet == "unread.client" for row in file.outbox.rows.values())


def test_a_file_within_its_bounds_stays_as_it_is() -> None:
    """As many messages as may be are no reason to change anything."""
    file = wrote(bounds.MESSAGES_KEPT)
    assert bounds.within(file, FRIDAY_17) == file


def test_the_oldest_settled_message_goes_first() -> None:
    """What staff have not closed yet stays, however old."""
    file = bounds.within(wrote(bounds.MESSAGES_KEPT + 2, open_ones=3), FRIDAY_17)
    assert ids(file)[:4] == ["0", "1", "2", "5"]
    assert (len(file.messages), asked_to_phone(file)) == (bounds.MESSAGES_KEPT, 0)


def test_when_only_open_messages_are_left_the_client_is_asked_to_phone() -> None:
    """Once an hour: the newest words are kept, and nothing goes without a word."""
    full = bounds.MESSAGES_KEPT + 1
    file = bounds.within(wrote(full, open_ones=full), FRIDAY_17)
    assert (len(file.messages), ids(file)[0], asked_to_phone(file)) == (full - 1, "1", 1)
    again = replace(file, messages=wrote(full).messages)
    minutes, hour = FRIDAY_17 + timedelta(minutes=59), FRIDAY_17 + timedelta(hours=1)
    assert asked_to_phone(bounds.within(again, minutes)) == 1
    assert asked_to_phone(bounds.within(again, hour)) == 2


def test_closed_routine_alerts_go_and_urgent_ones_stay() -> None:
    """And the next alert is numbered on, as an id never comes twice."""
    urgent = alert(1, Urgency.EMERGENCY)
    many = [alert(number) for number in range(2, bounds.ALERTS_KEPT + 12)]
    file = bounds.within(replace(linked(), alerts=(urgent, *many)), FRIDAY_17)
    assert (len(file.alerts), file.alerts[0]) == (bounds.ALERTS_KEPT, urgent)
    assert file.next_alert_id("message") == f"message-{bounds.ALERTS_KEPT + 12}"


def test_the_most_frequent_event_loses_its_older_lines() -> None:
    """The first of them stays, as does all that happened seldom."""
    file = replace(linked(), events=()).noting(FRIDAY_17, "rare", "clinic")
    for number in range(bounds.EVENTS_KEPT + 5):
        file = file.noting(FRIDAY_17, "often", "client", number=str(number))
    events = bounds.within(file, FRIDAY_17).events
    assert len(events) == bounds.EVENTS_KEPT
    assert [each.name for each in events[:2]] == ["rare", "often"]
    assert [each.facts.get("number") for each in events[1:3]] == ["0", "7"]


def answers(count: int, leaflet: str = "help") -> list[MessageRow]:
    """Return answers that wait, all of the same words."""
    return [
        MessageRow(key=RowKey(f"update:{leaflet}{n}:0"), leaflet=leaflet, due_at=FRIDAY_17)
        for n in range(count)
    ]


def waiting(found: Outbox) -> int:
    """Return how many rows wait to go out."""
    return sum(row.state is RowState.PLANNED for row in found.rows.values())


def test_a_few_answers_of_the_same_words_all_go_out() -> None:
    """Whoever asks twice is answered twice."""
    rows = answers(outbox.WAITING_APART)
    assert waiting(Outbox().add(rows).saw(1, FRIDAY_17)) == len(rows)


def test_answers_of_a_flood_are_merged_where_they_say_the_same() -> None:
    """One more word is one more row; the rest says what became of it."""
    rows = [*answers(outbox.WAITING_APART + 50), *answers(1, "sun")]
    found = Outbox().add(rows).saw(1, FRIDAY_17)
    assert waiting(found) == outbox.WAITING_APART + 1
    assert {row.reason for row in found.rows.values()} == {None, MERGED}


def test_an_alarm_and_a_step_are_never_merged() -> None:
    """Only what answers an update is."""
    rows = [
        MessageRow(key=RowKey(f"alert:a:{n}:1"), leaflet="x", due_at=FRIDAY_17) for n in range(200)
    ]
    assert waiting(Outbox().add(rows).saw(1, FRIDAY_17)) == 200


def test_the_newest_update_ids_of_a_chat_are_remembered() -> None:
    """More of them than Telegram ever repeats, and no more."""
    found = Outbox()
    for number in range(outbox.UPDATES_KEPT + 10):
        found = found.saw(number, FRIDAY_17)
    assert len(found.updates) == outbox.UPDATES_KEPT
    assert (found.has_seen(9), found.has_seen(10)) == (False, True)


def test_a_flood_is_more_than_a_person_sends_in_a_minute() -> None:
    """Thirty within a minute; the same in more time is a lively day."""
    found = Outbox()
    for number in range(outbox.FLOOD_UPDATES):
        assert not found.is_flooded(FRIDAY_17)
        found = found.saw(number, FRIDAY_17)
    assert found.is_flooded(FRIDAY_17 + timedelta(seconds=59))
    assert not found.is_flooded(FRIDAY_17 + outbox.FLOOD_WITHIN)


def test_many_rows_of_one_alert_wait_for_a_chat_and_no_more() -> None:
    """By the alert's whole id, or by a concern's name."""
    rows = [
        MessageRow(
            key=RowKey(f"alert:a-1:{n}:1"), leaflet="x", due_at=FRIDAY_17, to=ChatId(1), alert="a-1"
        )
        for n in range(outbox.ALERT_WAITING_MOST)
    ]
    found = Outbox().add(rows)
    asked = [("a-1", 1), ("a", 1), ("a-11", 1), ("a-1", 2)]
    assert [found.is_full_of(name, ChatId(chat)) for name, chat in asked] == [
        True, True, False, False,
    ]  # fmt: skip
