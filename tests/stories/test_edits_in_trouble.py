"""Trouble with edits, pins and taps: the message is what counts, and it comes once."""

from bot.core.outbox import RowState
from tests.cast import ANN, Town
from tests.stories.diary import at, berlin, when
from tests.stories.troubles import NOON, answer_to, before_nine, troubled


async def test_a_card_that_was_deleted_comes_back_once_silent_and_pinned(town: Town) -> None:
    """'Message to edit not found': one new message takes its place, and is edited from then on."""
    town.wants_trouble = True
    await town.link_ann()
    town.world.delete_message(ANN, town.ann.card.id)
    await town.pass_until(berlin("30.03.", "07:00"))
    cards = [each for each in town.ann.received if each.pinned]
    assert [(when(each), each.silent) for each in cards] == [("28.03. 06:00", True)]
    assert "Monday 30 March" in town.ann.card.words


async def test_not_modified_is_success(town: Town) -> None:
    """Whoever made the edit before: the row is sent, and nothing is tried again."""
    await before_nine(town)
    await town.pass_until(berlin(*NOON))
    policy = troubled(town)
    policy.refuse("editMessageText", 400, "Bad Request: message is not modified: same")
    await town.ann.taps("Better")
    edit = await answer_to(town, "check_in.head")
    assert (edit.state, edit.attempts) == (RowState.SENT, 0)


async def test_a_pin_that_fails_takes_nothing_away(town: Town) -> None:
    """The card is there, if not on top."""
    policy = troubled(town)
    policy.refuse("pinChatMessage", 400, "Bad Request: not enough rights")
    await town.link_ann()
    assert (await town.row("card")).state is RowState.SENT
    assert "card for today" in town.ann.newest.words


async def test_a_tap_that_cannot_be_answered_any_more_counts_all_the_same(town: Town) -> None:
    """Telegram forgets old presses: the answer is kept, and the message changes."""
    await before_nine(town)
    await town.pass_until(berlin(*NOON))
    policy = troubled(town)
    policy.refuse("answerCallbackQuery", 400, "Bad Request: query is too old")
    message, label = town.ann.find_button("Better")
    town.world.tap(ANN, message.id, label)
    await town.app.settle()
    assert [each.option for each in (await town.file()).answers] == ["better"]
    assert "How much does it hurt?" in at(town.ann, "28.03. 09:00").words
