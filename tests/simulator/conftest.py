"""A local Telegram for each test, its clock, and one way to ask it as a bot does."""

import json
from typing import Any

import pytest

from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, CAT, DAN, Ask, HandClock, Updates


@pytest.fixture
def clock() -> HandClock:
    """The afternoon of 27 March 2026, two days before Europe changes its clocks."""
    return HandClock()


@pytest.fixture
def world(clock: HandClock) -> World:
    """Ann and Bob have started the bot and that is read; Cat and Dan have not."""
    world = World(clock)
    world.add_user(ANN, "Ann")
    world.add_user(BOB, "Bob", language_code="de")
    world.add_user(CAT, "Cat")
    world.add_user(DAN, "Dan")
    world.start_link(ANN)
    world.start_link(BOB)
    world.state.updates.clear()
    return world


@pytest.fixture
def ask(world: World) -> Ask:
    """Call a method and read the whole answer, its status proved to fit its body."""

    async def ask(method: str, files: dict[str, bytes] | None = None, **parameters: Any) -> Any:
        status, body = await world.call(world.token, method, parameters, files or {})
        answer = json.loads(body)
        assert status == (200 if answer["ok"] else answer["error_code"])
        return answer

    return ask


@pytest.fixture
def updates(ask: Ask) -> Updates:
    """Read and confirm all updates that wait."""

    async def updates() -> list[dict[str, Any]]:
        waiting = (await ask("getUpdates"))["result"]
        if waiting:
            await ask("getUpdates", offset=waiting[-1]["update_id"] + 1)
        return waiting

    return updates
