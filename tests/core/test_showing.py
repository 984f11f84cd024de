"""What brings a client's words to a staff chat, and what takes them away again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import alerts, delivery, showing, traces
from bot.core.alerts import Concern
from bot.core.client import ClientFile
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import ChatId, MessageRow, RowKey, RowState, UserId
from bot.core.pack import Urgency
from bot.core.said import ClientMessage
from tests.core.course import CLINIC, FRIDAY_17, linked

NOW = FRIDAY_17 + timedelta(hours=30)
OWNER, CLINICIAN, DESK, GROUP = ChatId(1), ChatId(21), ChatId(22), ChatId(-5)
TEAM = replace(
    CLINIC,
    owners=frozenset({UserId(OWNER)}),
    clinicians=frozenset({UserId(CLINICIAN)}),
    desk=frozenset({UserId(DESK)}),
    staff_chat=GROUP,
)
WORDS = ClientMessage(id="901", at=NOW, kind="text", text="My cheek is hot.")


def told(name: str = "message", urgency: Urgency = Urgency.ROUTINE) -> ClientFile:
    """Return Ann's file with her words kept and all staff told of them."""
    concern = Concern(name=name, urgency=urgency, cause=WORDS.id)
    return alerts.raise_alert(replace(linked(), messages=(WORDS,)), concern, TEAM, NOW)


def opened(file: ClientFile, by: ChatId = OWNER, update_id: int = 7) -> ClientFile:
    """Return the file after somebody opened the words and Telegram took them."""
    file = showing.opened(file, WORDS, UserId(by), update_id, NOW)
    for row in shown(file):
        if row.state is RowState.PLANNED:
            file = delivery.sent(file, row.key, 50 + by, NOW)
    return file


def shown(file: ClientFile) -> list[MessageRow]:
    """Return the rows that bring the words somewhere."""
    return [each for each in file.outbox.rows.values() if each.shows and each.deletes is None]


def deletions(file: ClientFile) -> list[MessageRow]:
    """Return the promises to delete."""
    return [each for each in file.outbox.rows.values() if each.deletes is not None]


def test_only_who_may_open_gets_the_button() -> None:
    """Owner and clinician; the desk reads who can, and answers nobody; the group nothing of it."""
    rows = {row.to: row for row in told().outbox.rows.values() if row.to is not None}
    first = {chat: row.keyboard[0][0].phrase if row.keyboard else "" for chat, row in rows.items()}
    assert first == {OWNER: "shown.open", CLINICIAN: "shown.open", DESK: "client.open", GROUP: ""}
    assert [chat for chat, row in rows.items() if showing.FOR_OTHERS in row.parts] == [DESK]


def test_a_row_handed_to_another_reader_fits_them() -> None:
    """From the desk to a clinician and back, each once."""
    file = told()
    row = next(each for each in file.outbox.rows.values() if each.to == DESK)
    for_clinician = showing.fitted(replace(row, to=CLINICIAN), file, TEAM)
    again = showing.fitted(for_clinician, file, TEAM)
    back = showing.fitted(replace(again, to=DESK), file, TEAM)
    assert (len(again.keyboard), again.parts) == (len(row.keyboard) + 1, ())
    assert (back.keyboard, back.parts) == (row.keyboard, row.parts)


def test_without_words_there_is_nothing_to_open() -> None:
    """A worry is a tap."""
    file = alerts.worry(linked(), "902", TEAM, NOW)
    assert not any(
        each.phrase == "shown.open"
        for row in file.outbox.rows.values()
        for buttons in row.keyboard
        for each in buttons
    )


def test_the_button_fits_telegrams_64_bytes() -> None:
    """With the longest ids there are."""
    data = showing.button(linked().id, "9" * 10).data
    assert len(data.encode()) <= 64


def test_what_was_sent_is_to_be_deleted_within_a_day() -> None:
    """By the number that Telegram gave."""
    [row] = deletions(opened(told()))
    assert (row.deletes, row.to, row.due_at - NOW) == (51, OWNER, showing.SHOWN_FOR)
    assert timedelta(hours=24) > showing.SHOWN_FOR


def test_the_tier_is_that_of_the_most_urgent_alert() -> None:
    """The same words may have caused two."""
    file = told()
    urgent = Concern(name="signs", urgency=Urgency.SAME_DAY, cause=WORDS.id)
    file = opened(alerts.raise_alert(file, urgent, TEAM, NOW))
    assert shown(file)[0].values["urgency_phrase"] == "urgency.same_day"


def test_a_deletion_is_tried_again_after_any_crash() -> None:
    """What is gone stays gone, so there is no doubt."""
    file = opened(told())
    [row] = deletions(file)
    for start in ("a", "b", "c"):
        claimed = replace(row, state=RowState.CLAIMED, lease=(start, NOW))
        file = replace(file, outbox=file.outbox.change_all([claimed]))
        file = delivery.in_doubt(file, row.key, NOW)
        assert deletions(file)[0].state is RowState.PLANNED


def test_putting_away_takes_back_what_has_not_gone_out() -> None:
    """Nobody gets words of an alert that is closed."""
    file = showing.opened(told(), WORDS, UserId(OWNER), 7, NOW)
    file = showing.put_away(file, NOW, alert=file.alerts[0].id)
    assert [(row.state, row.reason) for row in shown(file)] == [
        (RowState.SKIPPED, showing.PUT_AWAY)
    ]


@pytest.mark.parametrize(("chat", "left"), [(OWNER, [CLINICIAN]), (CLINICIAN, [OWNER])])
def test_putting_away_in_one_chat_leaves_the_others(chat: ChatId, left: list[ChatId]) -> None:
    """Whoever leaves takes nobody else's with them."""
    file = opened(opened(told()), by=CLINICIAN, update_id=8)
    file = showing.put_away(file, NOW, chat=chat)
    assert [row.to for row in deletions(file) if row.due_at > NOW] == left


def test_a_deletion_in_the_chats_own_file_names_no_client() -> None:
    """It outlives the client's file, and no later erasure takes it for a trace."""
    file = opened(told())
    rows = [showing.in_own_chat(row, NOW) for row in showing.standing(file)]
    assert [(row.key, row.deletes, row.to, row.shows, row.due_at) for row in rows] == [
        (RowKey("away:m51"), 51, None, "", NOW)
    ]
    desk = DeskFile(id=desk_id(OWNER), chat_id=OWNER)
    desk = replace(desk, outbox=desk.outbox.add(rows))
    namesake = file.with_client(chat_id=ChatId(51))
    assert traces.without(desk, traces.of(namesake)) == desk


def test_what_was_deleted_stands_no_more() -> None:
    """Nothing is left to hand on when the client goes."""
    file = opened(told())
    [row] = deletions(file)
    file = delivery.sent(file, row.key, 0, NOW)
    assert showing.standing(file) == ()
    assert not showing.is_shown(file, WORDS.id, OWNER)
    assert deletions(file)[0].message_id is None
