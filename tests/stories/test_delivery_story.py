"""Trouble on the way to Telegram: nothing lost, every doubt written down, staff told the truth."""

from datetime import timedelta

import pytest

from bot.core import doubts
from bot.core.outbox import RowState
from tests.cast import ANN, CLINIC, Town
from tests.stories.conftest import RaiseTown
from tests.stories.diary import at, berlin, sounds
from tests.stories.troubles import (
    GROUP,
    MORNING,
    NOON,
    answer_to,
    before_nine,
    mornings,
    told_of,
    troubled,
)

# ------------------------------------------------------------------- wait, and try again


async def test_a_flood_is_waited_for_as_long_as_telegram_asks(town: Town) -> None:
    """retry_after 90: the note comes a minute and a half later, once, and whole."""
    policy = await before_nine(town)
    policy.flood("sendMessage", retry_after=90)
    await town.pass_until(berlin(*NOON))
    row = await town.row("day-1")
    assert len(mornings(town)) == 1
    assert row.sent_at == berlin("28.03.", "09:01") + timedelta(seconds=30)
    assert "Sun today." in at(town.ann, "28.03. 09:01").words


async def test_a_flood_for_ann_holds_up_nobody_else(town: Town) -> None:
    """Bob's note comes on the minute."""
    await town.link_ann()
    await town.bob.opens(await town.enrol("Scalp"))
    await town.bob.taps("I agree")
    await town.pass_until(berlin(*MORNING))
    policy = troubled(town)
    policy.flood("sendMessage", retry_after=600)
    await town.pass_until(berlin(*NOON))
    assert sorted([*sounds(town.ann)[1:], *sounds(town.bob)[1:]]) == [
        "28.03. 09:00",
        "28.03. 09:10",
    ]


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_in_trouble_is_asked_again(town: Town, status: int) -> None:
    """Ten refusals: later and later tries, and the note still comes that morning, once."""
    policy = await before_nine(town)
    policy.refuse("sendMessage", status, "Internal Server Error", times=10)
    await town.pass_until(berlin(*NOON))
    assert len(mornings(town)) == 1
    assert (await town.row("day-1")).attempts == 10


async def test_no_connection_for_hours_loses_nothing(town: Town) -> None:
    """Telegram cannot be reached until eleven: the note is just late, and no doubt is left."""
    await before_nine(town)
    town.cut_off(ANN)
    await town.pass_until(berlin("28.03.", "11:00"))
    town.mend()
    await town.pass_until(berlin("28.03.", "12:00"))
    row = await town.row("day-1")
    assert len(mornings(town)) == 1
    assert (row.state, row.doubted) == (RowState.SENT, False)


async def test_what_cannot_go_out_while_it_is_of_use_is_dropped(town: Town) -> None:
    """Refused all day: no stale note at night, and the reason is written down."""
    policy = await before_nine(town)
    policy.server_down = True
    town.clock.move_to(berlin("28.03.", "23:00"))
    policy.server_down = False
    await town.pass_until(berlin("29.03.", "08:00"))
    assert mornings(town) == []
    assert (await town.row("day-1")).reason == "too late to be of use"


async def test_answers_to_one_chat_keep_their_order(town: Town) -> None:
    """The first is held up by a flood: the second does not overtake it."""
    await town.link_ann()
    policy = troubled(town)
    policy.flood("sendMessage", retry_after=20)
    town.world.send_text(ANN, "/help")
    town.world.send_text(ANN, "/sun")
    await town.app.settle()
    await town.pass_until(town.clock.now() + timedelta(minutes=5))
    newest = [each.words for each in town.ann.received[-2:]]
    assert newest[1].startswith("Here is what helps you with the sun")
    assert "/settings" in newest[0]


# ------------------------------------------------------------------- doubt


@pytest.mark.parametrize(("moment", "copies"), [("before", 1), ("after", 2)])
async def test_a_check_in_in_doubt_goes_out_once_more(town: Town, moment: str, copies: int) -> None:
    """No answer came: rather twice than never, and the doubt is kept."""
    policy = await before_nine(town)
    policy.time_out("sendMessage", moment)  # type: ignore[arg-type]
    await town.pass_until(berlin(*NOON))
    row = await town.row("day-1")
    assert len(mornings(town)) == copies
    assert (row.state, row.doubted) == (RowState.SENT, True)


@pytest.mark.parametrize(("moment", "copies"), [("before", 0), ("after", 1)])
async def test_a_sun_reminder_in_doubt_is_let_go(town: Town, moment: str, copies: int) -> None:
    """It is not worth saying twice; that it may have arrived is written down."""
    await town.link_ann()
    await town.pass_until(berlin("31.03.", "08:59"))
    policy = troubled(town)
    policy.time_out("sendMessage", moment)  # type: ignore[arg-type]
    await town.pass_until(berlin("31.03.", "20:00"))
    row = await town.row("sun-4")
    came = [each for each in town.ann.received if each.words.startswith("Sun today.")]
    assert len(came) == copies
    assert (row.state, row.reason) == (RowState.DOUBTFUL, doubts.IN_DOUBT)


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_both_copies_of_a_check_in_can_be_answered(town: Town, moment: str) -> None:
    """Whichever Ann taps, it is her answer to that day."""
    policy = await before_nine(town)
    policy.time_out("sendMessage", moment)  # type: ignore[arg-type]
    await town.pass_until(berlin(*NOON))
    first = next(each for each in town.ann.received if "How is it today?" in each.words)
    town.world.tap(ANN, first.id, "Better")
    await town.ann.reads()
    assert town.ann.toast == "Noted, thank you."
    assert [each.option for each in (await town.file()).answers] == ["better"]


async def test_an_edit_in_doubt_is_made_again(town: Town) -> None:
    """The same edit twice does no harm: 'not modified' is success."""
    await before_nine(town)
    await town.pass_until(berlin(*NOON))
    policy = troubled(town)
    policy.time_out("editMessageText", "after")
    await town.ann.taps("Better")
    await town.pass_until(town.clock.now() + timedelta(minutes=1))
    edit = await answer_to(town, "check_in.head")
    assert (edit.state, edit.doubted) == (RowState.SENT, False)
    assert "How much does it hurt?" in at(town.ann, "28.03. 09:00").words


# ------------------------------------------------------------------- refused


async def test_a_message_telegram_never_takes_is_told_to_staff(town: Town) -> None:
    """400: not tried for ever, and a person knows which note it was and for whom."""
    policy = await before_nine(town)
    policy.refuse("sendMessage", 400, "Bad Request: something new")
    await town.pass_until(berlin(*NOON))
    row = await town.row("day-1")
    assert mornings(town) == []
    assert (row.state, row.reason) == (RowState.SKIPPED, "Telegram refused it: bad request")
    assert ["K-1" in words for words in await told_of(town, "“Day 1”")] == [True]


async def test_who_blocks_the_bot_is_unreachable_and_staff_are_told_to_phone(town: Town) -> None:
    """Once, and the course stays silent while it is so."""
    await town.link_ann()
    before = len(town.clinic.received)
    town.world.block(ANN)
    await town.app.settle()
    await town.pass_until(berlin("30.03.", "12:00"))
    assert (await town.file()).client.unreachable_since == berlin("27.03.", "17:00")
    assert ["phone" in each.words.lower() for each in town.clinic.received[before:]] == [True]
    assert (await town.row("day-2")).reason == "the client could not be reached"


async def test_who_takes_the_block_away_has_the_rest_of_the_course(town: Town) -> None:
    """What is past stays past; the next note comes, and the alert is closed."""
    await town.link_ann()
    town.world.block(ANN)
    await town.pass_until(berlin("29.03.", "12:00"))
    town.world.unblock(ANN)
    await town.app.settle()
    await town.pass_until(berlin("01.04.", "12:00"))
    file = await town.file()
    assert file.client.unreachable_since is None
    assert file.open_alert("unreachable") is None
    assert sounds(town.ann) == ["30.03. 09:00", "01.04. 09:00"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
async def test_a_refusal_that_means_gone_is_unreachable_too(
    town: Town, status: int, said: str
) -> None:
    """Telegram did not tell us before: the send finds it out, and staff hear of it."""
    policy = await before_nine(town)
    policy.refuse("sendMessage", status, said)
    await town.pass_until(berlin(*NOON))
    assert (await town.file()).client.unreachable_since == berlin("28.03.", "09:00")
    assert (await town.row("day-1")).reason == "the chat cannot be reached"
    assert "K-1" in town.clinic.newest.words


async def test_a_deleted_account_is_told_to_staff_once(town: Town) -> None:
    """And nothing is tried any more."""
    await town.link_ann()
    town.world.delete_account(ANN)
    town.wants_trouble = True
    await town.pass_until(berlin("01.04.", "12:00"))
    calls = [each for each in town.world.calls if each.chat_id == ANN and each.status != 200]
    told = [
        each for each in town.clinic.received if each.words.startswith("K-1 cannot be reached.")
    ]
    assert len(told) == 1
    assert len([each for each in calls if each.method == "sendMessage"]) == 1


async def test_a_staff_group_that_moved_gets_its_alarm(raise_town: RaiseTown) -> None:
    """The group became a supergroup: the alarm follows it."""
    town = await raise_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC])
    await town.link_ann()
    town.world.migrate_group(GROUP, -100_900)
    town.wants_trouble = True
    await town.ann.taps("I'm worried")
    assert "K-1" in town.world.chat(-100_900)[-1].words
