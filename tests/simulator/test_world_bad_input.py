"""Whatever a bot hands over, the local Telegram answers; it never stumbles."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.simulator import methods
from bot.simulator.files import PIXEL
from bot.simulator.world import World
from tests.simulator.residents import ANN, HandClock

STATUSES = {200, 400, 403, 404, 409}
WORDS = st.sampled_from(
    [
        "url",
        "text",
        "type",
        "offset",
        "length",
        "inline_keyboard",
        "keyboard",
        "media",
        "message_id",
    ]
)
PLAIN = st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=5)
THINGS = st.recursive(
    PLAIN | WORDS | st.sampled_from([ANN, "photo", "bold", "text_link", "attach://a", "HTML"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Any method with any values for the parameters it knows."""
    name = draw(st.sampled_from(sorted(methods.METHODS)))
    method = methods.METHODS[name]
    known = st.sampled_from([*method.required, *method.optional, "nonsense"])
    parameters = draw(st.dictionaries(known, THINGS, max_size=6))
    if "chat_id" in method.required and draw(st.booleans()):
        parameters["chat_id"] = ANN
    return name, parameters


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(asked=st.lists(calls(), min_size=1, max_size=4))
def test_no_call_makes_it_stumble(asked: list[tuple[str, dict[str, Any]]]) -> None:
    """Every call gets an answer of Telegram's form."""
    world = World(HandClock())
    world.add_user(ANN, "Ann")
    world.start_link(ANN)

    async def play() -> None:
        for name, parameters in asked:
            files = {"a": PIXEL, "photo": b"no picture"}
            status, body = await world.call(world.token, name, parameters, files)
            assert status in STATUSES
            assert json.loads(body)["ok"] == (status == 200)

    asyncio.run(play())


@pytest.mark.parametrize(
    "text",
    [
        "🌸" * 2048,
        "شلام עולם",
        "*bold* _it_ `code` [a](b) <b>&amp;</b>",
        "/today@nobody_here",
        "\u202etfel",
        "'; DROP TABLE clients; --",
    ],
)
async def test_whatever_a_person_types_arrives(world: World, text: str) -> None:
    """Cleaned as Telegram cleans it, and otherwise letter by letter."""
    message_id = world.send_text(ANN, text)
    [shown] = [message for message in world.chat(ANN) if message.id == message_id]
    assert shown.text == text.replace("\u202e", "")
