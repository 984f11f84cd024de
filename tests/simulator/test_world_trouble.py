"""Floods and faults: off unless asked for, then exactly as asked."""

import json

import pytest

from bot.simulator import faults
from bot.simulator.flood import Flood
from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, GROUP, HandClock


def troubled(clock: HandClock, policy: faults.Policy) -> World:
    """A world with Ann in it, and this trouble."""
    world = World(clock, policy=policy)
    world.add_user(ANN, "Ann")
    world.start_link(ANN)
    return world


async def send(world: World, chat_id: int = ANN, **more: object) -> dict[str, object]:
    """Send one message and read the answer."""
    parameters = {"chat_id": chat_id, "text": "Hello", **more}
    answer: dict[str, object] = json.loads(
        (await world.call(world.token, "sendMessage", parameters))[1]
    )
    return answer


async def test_without_limits_nothing_floods(world: World) -> None:
    """Tests that do not ask for limits have none."""
    answers = [await send(world) for _ in range(100)]
    assert all(answer["ok"] for answer in answers)


async def test_one_chat_takes_a_burst_and_then_one_a_second(world: World, clock: HandClock) -> None:
    """The refusal names the seconds, and waiting them helps."""
    world.flood = Flood()
    answers = [await send(world) for _ in range(6)]
    assert [answer["ok"] for answer in answers] == [True] * 5 + [False]
    assert answers[-1]["error_code"] == 429
    assert answers[-1]["description"] == "Too Many Requests: retry after 1"
    assert answers[-1]["parameters"] == {"retry_after": 1}
    assert (await send(world, BOB))["ok"]
    clock.advance(seconds=1)
    assert (await send(world))["ok"]
    assert not (await send(world))["ok"]


async def test_a_group_takes_twenty_a_minute(world: World, clock: HandClock) -> None:
    """Then the wait is longer."""
    world.create_group(GROUP, "Clinic", [ANN])
    world.flood = Flood()
    answers = [await send(world, GROUP) for _ in range(21)]
    assert sum(bool(answer["ok"]) for answer in answers) == 20
    assert answers[-1]["parameters"] == {"retry_after": 3}
    clock.advance(seconds=3)
    assert (await send(world, GROUP))["ok"]


async def test_all_chats_together_take_thirty_a_second_unless_paid(clock: HandClock) -> None:
    """A paid broadcast may be faster."""
    world = World(clock, flood=Flood())
    for user_id in range(1, 41):
        world.add_user(user_id, "Dan")
        world.start_link(user_id)
    answers = [await send(world, user_id) for user_id in range(1, 41)]
    assert sum(bool(answer["ok"]) for answer in answers) == 30
    assert (await send(world, 40, allow_paid_broadcast=True))["ok"]


async def test_a_refusal_comes_as_often_as_asked(clock: HandClock) -> None:
    """And nothing is carried out meanwhile."""
    trouble = faults.Faults()
    world = troubled(clock, trouble)
    trouble.flood("sendMessage", retry_after=7)
    trouble.refuse("sendMessage", 500, "Internal Server Error", times=2)
    answers = [await send(world) for _ in range(4)]
    assert [answer.get("error_code") for answer in answers] == [429, 500, 500, None]
    assert answers[0]["parameters"] == {"retry_after": 7}
    assert (len(world.chat(ANN)), trouble.left) == (2, 0)


@pytest.mark.parametrize(("moment", "messages"), [("before", 1), ("after", 2)])
async def test_a_lost_answer_may_or_may_not_have_been_carried_out(
    clock: HandClock, moment: faults.Moment, messages: int
) -> None:
    """The caller cannot tell; the chat can."""
    trouble = faults.Faults()
    world = troubled(clock, trouble)
    trouble.time_out("sendMessage", moment)
    with pytest.raises(faults.NoAnswer):
        await send(world)
    assert len(world.chat(ANN)) == messages


async def test_a_server_that_is_down_answers_nothing(clock: HandClock) -> None:
    """Until it is up again; one call can be cut off alone."""
    trouble = faults.Faults()
    world = troubled(clock, trouble)
    trouble.server_down = True
    with pytest.raises(faults.NoConnection):
        await send(world)
    trouble.server_down = False
    trouble.cut_off(faults.ANY_METHOD)
    with pytest.raises(faults.NoConnection):
        await send(world)
    assert (await send(world))["ok"]
    assert [call.status for call in world.calls] == [0, 0, 200]
