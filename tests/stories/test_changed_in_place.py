"""What only changes a message that stands there already needs no intent, and leaves no doubt."""

import pytest

from bot.store import layout
from tests.cast import ANN
from tests.stories.crashing import NEVER, CrashTown
from tests.stories.diary import berlin

# The tap's file, twice (create, write, fsync, rename, fsync the folder), and two calls, each way.
CALLS_OF_AN_ANSWER = 20


async def with_a_check_in() -> CrashTown:
    """Ann's first check-in stands open on her phone."""
    town = CrashTown(NEVER)
    await town.settle()
    await town.town.link_ann()
    await town.pass_until(berlin("28.03.", "09:30"))
    return town


async def test_an_answer_to_a_check_in_is_written_twice() -> None:
    """That she said it, before Telegram is told; that the next question was shown, after it."""
    town = await with_a_check_in()
    path, seen = layout.path_of((await town.file()).id), []

    def watch(operation: str, at: str) -> None:
        if operation == "rename" and at.startswith(path):
            seen.append(len(town.world.calls))

    town.disk.fault = watch
    before = len(town.world.calls)
    await town.taps(ANN, "Better")
    made = [call.method for call in town.world.calls[before:] if call.method != "getUpdates"]
    assert made == ["answerCallbackQuery", "editMessageText"]
    assert len(seen) == 2


@pytest.mark.parametrize("calls", range(1, CALLS_OF_AN_ANSWER))
async def test_a_crash_at_any_call_of_an_answer_leaves_no_doubt(calls: int) -> None:
    """The change is made once more at most, which nobody can see; her answer stands once."""
    town = await with_a_check_in()
    messages = len(town.town.ann.messages)
    town.fuse.left = calls
    await town.taps(ANN, "Better")
    await town.pass_until(berlin("28.03.", "09:45"))
    file = await town.file()
    assert [each.option for each in file.answers] == ["better"]
    assert [row.key for row in await town.rows() if row.doubts] == []
    assert len(town.town.ann.messages) == messages
    town.town.phone(ANN).find_button("1")
