"""Alerts: staff are told, and the client hears the truth about it."""

from dataclasses import replace
from datetime import timedelta

from bot.core import alerts, delivery
from bot.core.alerts import Concern
from bot.core.client import ClientFile
from bot.core.outbox import ChatId, Lane, MessageRow, RowKey, RowState, UserId
from bot.core.pack import Urgency
from bot.core.said import ClientMessage
from tests.core.course import CLINIC, FRIDAY_17, linked, row_of

GROUP = ChatId(-100)
TWO_AND_A_GROUP = replace(CLINIC, owners=frozenset({UserId(1), UserId(2)}), staff_chat=GROUP)
NOW = FRIDAY_17 + timedelta(hours=30)
WORDS = ClientMessage(id="901", at=NOW, kind="text", text="My cheek is hot.")


def concern(cause: str = "901", **facts: object) -> Concern:
    """Return that the client wrote something."""
    plain: dict[str, object] = {
        "name": "message",
        "urgency": Urgency.ROUTINE,
        "cause": cause,
        "values": {"kind_phrase": "arrived.text"},
    }
    return Concern(**{**plain, **facts})  # type: ignore[arg-type]


def raised(*concerns: Concern) -> ClientFile:
    """Return Ann's file with her words kept and these alerts raised."""
    file = replace(linked(), messages=(WORDS,))
    for each in concerns:
        file = alerts.raise_alert(file, each, TWO_AND_A_GROUP, NOW)
    return file


def rows_to_staff(file: ClientFile) -> list[MessageRow]:
    """Return what was promised to staff chats."""
    return [row for row in file.outbox.rows.values() if row.to is not None]


def answer(file: ClientFile, cause: str = "901") -> MessageRow:
    """Return the line to the client about one cause."""
    return file.outbox.rows[RowKey(f"ack:message-1:{cause}")]


def reached(file: ClientFile, row: MessageRow, seconds: int = 1) -> ClientFile:
    """Return the file after Telegram took a row."""
    return delivery.sent(file, row.key, 50, NOW + timedelta(seconds=seconds))


def test_every_alarm_chat_is_told_in_the_first_lane() -> None:
    """Each owner in private, then the group; before anybody else's messages."""
    rows = rows_to_staff(raised(concern()))
    assert [row.to for row in rows] == [1, 2, GROUP]
    assert {row.lane for row in rows} == {Lane.ALARM}


def test_the_group_reads_no_details() -> None:
    """What it is about goes to private chats only, and the way to the client's words too."""
    *private, group = rows_to_staff(raised(concern()))
    assert [row.values["kind_phrase"] for row in private] == ["arrived.text"] * 2
    ways = ["shown.open", "button.write", "client.open", "button.alert_claim", "button.alert_close"]
    for row in private:
        assert [each.phrase for buttons in row.keyboard for each in buttons] == ways
    assert "kind_phrase" not in group.values
    assert (group.keyboard, group.leaflet) == ((), "staff.alert.group")


def test_staff_read_the_code_and_the_day_of_the_course() -> None:
    """30 hours after Friday 17:00 it is Saturday night, day 1."""
    row = rows_to_staff(raised(concern()))[0]
    assert (row.values["reference"], row.values["course_day"]) == ("K-1", "1")


def test_the_client_is_told_to_phone_unless_staff_were_reached_in_a_minute() -> None:
    """The truth by default: nobody was reached yet."""
    row = answer(raised(concern()))
    assert (row.leaflet, row.due_at - NOW) == ("alert.please_phone", timedelta(seconds=60))


def test_passed_on_is_said_once_telegram_took_one_alarm() -> None:
    """At once, and not before."""
    file = raised(concern())
    file = reached(file, rows_to_staff(file)[1])
    row = answer(file)
    assert (row.leaflet, row.due_at) == ("alert.handed_over", NOW + timedelta(seconds=1))
    assert file.alerts[0].reached_at == NOW + timedelta(seconds=1)


def test_a_second_staff_chat_changes_nothing_for_the_client() -> None:
    """One line to the client for one cause."""
    file = raised(concern())
    for row in rows_to_staff(file):
        file = reached(file, row)
    mine = [key for key in file.outbox.rows if key.startswith("ack:")]
    assert mine == ["ack:message-1:901"]


def test_staff_reached_after_the_minute_is_said_as_well() -> None:
    """'Please phone' stays true when it was said, and is followed by 'passed on'."""
    file = raised(concern())
    file = delivery.sent(file, answer(file).key, 51, NOW + timedelta(seconds=61))
    file = reached(file, rows_to_staff(file)[0], 300)
    late = file.outbox.rows[RowKey("ack:message-1:901:late")]
    assert (late.leaflet, late.state, late.message_id) == (
        "alert.handed_over",
        RowState.PLANNED,
        None,
    )


def test_please_phone_is_not_said_right_after_staff_were_reached() -> None:
    """After an outage both rows are claimed together; the one to staff goes first."""
    file = raised(concern())
    claimed = replace(answer(file), state=RowState.CLAIMED, lease=("start-1", NOW))
    file = replace(file, outbox=file.outbox.change_all([claimed]))
    file = reached(file, rows_to_staff(file)[0])
    assert (answer(file).leaflet, answer(file).state) == ("alert.handed_over", RowState.CLAIMED)
    assert RowKey("ack:message-1:901:late") not in file.outbox.rows


def test_a_second_cause_joins_the_open_alert_and_tells_staff_again() -> None:
    """One open alert a concern; no cause is swallowed."""
    file = raised(concern("901"), concern("902"))
    assert [alert.id for alert in file.alerts] == ["message-1"]
    assert len(rows_to_staff(file)) == 6
    assert answer(file, "902").state is RowState.PLANNED


def test_the_same_cause_twice_is_one() -> None:
    """An update that comes twice tells staff once."""
    assert raised(concern(), concern()).outbox == raised(concern()).outbox


def test_another_concern_opens_an_alert_of_its_own() -> None:
    """Worry is not hidden behind a message."""
    worry = concern("903", name="worried", urgency=Urgency.SAME_DAY)
    assert [alert.concern for alert in raised(concern(), worry).alerts] == ["message", "worried"]


def test_staff_hear_which_step_did_not_go_out() -> None:
    """By its title, with the reason in their language; the client hears nothing of it."""
    file = linked()
    file = alerts.tell_staff_of_row(file, row_of(file, "day-14"), CLINIC, NOW, "reason.too_late")
    told = rows_to_staff(file)[0]
    assert told.values["title_phrase"] == "title:day-14"
    assert told.values["reason_phrase"] == "reason.too_late"
    assert [key for key in file.outbox.rows if key.startswith("ack:")] == []


def test_a_client_who_cannot_be_reached_is_reported_once_until_they_are_back() -> None:
    """Silence would look like 'all is well'."""
    file = alerts.unreachable(linked(), CLINIC, NOW)
    again = alerts.unreachable(file, CLINIC, NOW + timedelta(hours=1))
    assert file.client.unreachable_since == NOW
    assert [row.leaflet for row in rows_to_staff(file)] == ["staff.alert.unreachable"]
    assert again == file


def test_a_client_who_is_back_closes_that_alert() -> None:
    """And the plan goes on."""
    file = alerts.back_again(alerts.unreachable(linked(), CLINIC, NOW), NOW)
    assert file.client.unreachable_since is None
    assert [alert.closed_at for alert in file.alerts] == [NOW]


def test_a_client_lost_twice_is_reported_twice() -> None:
    """The second time is a new alert."""
    file = alerts.back_again(alerts.unreachable(linked(), CLINIC, NOW), NOW)
    file = alerts.unreachable(file, CLINIC, NOW + timedelta(days=1))
    assert len(rows_to_staff(file)) == 2


def test_a_notice_to_staff_is_kept_once_for_one_cause() -> None:
    """A fact by the client's code; nothing to be claimed."""
    file = linked()
    for _ in range(2):
        file = alerts.notice(file, "staff.linked", "linked-9", CLINIC, NOW)
    assert [row.values for row in rows_to_staff(file)] == [{"reference": "K-1"}]
