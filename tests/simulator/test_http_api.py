"""The Bot API over HTTP on loopback: each way to give parameters, nothing for strangers."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from telegram import Bot

from bot.simulator import faults, http_api
from bot.simulator.files import PIXEL
from bot.simulator.world import World
from tests.simulator.residents import ANN


@pytest.fixture
async def server(world: World) -> AsyncIterator[http_api.Server]:
    """The world on a free port."""
    server = await http_api.serve(world)
    yield server
    await server.close()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A plain HTTP client."""
    async with aiohttp.ClientSession() as session:
        yield session


async def test_the_library_talks_to_it_by_its_own_http_client(
    world: World, server: http_api.Server
) -> None:
    """With base_url and base_file_url set, as TELEGRAM_API_URL does."""
    bot = Bot(world.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")
    async with bot:
        await bot.send_message(ANN, "Hello 🌸")
        sent = await bot.send_photo(ANN, PIXEL, caption="Scan me")
        file = await sent.photo[-1].get_file()
        assert bytes(await file.download_as_bytearray()) == PIXEL
    assert [message.words for message in world.chat(ANN)[1:]] == ["Hello 🌸", "Scan me"]
    assert world.dropped == []


async def test_parameters_come_in_the_address_as_form_or_as_json(
    world: World, server: http_api.Server, session: aiohttp.ClientSession
) -> None:
    """GET and POST, all the ways Telegram takes."""
    url = f"{server.url}/bot{world.token}/sendMessage"
    given = {"chat_id": str(ANN), "text": "Hello"}
    for sent in (
        session.get(url, params=given),
        session.post(url, data=given),
        session.post(url, json=given),
        session.post(url, data=aiohttp.FormData(given, default_to_multipart=True)),
    ):
        async with sent as response:
            assert (response.status, (await response.json())["ok"]) == (200, True)
    assert [message.text for message in world.chat(ANN)[1:]] == ["Hello"] * 4


async def test_refusals_carry_their_status(
    world: World, server: http_api.Server, session: aiohttp.ClientSession
) -> None:
    """Body and status say the same."""
    other = world.token[:-1] + "a"
    asked = [
        (f"/bot{world.token}/getYou", 404),
        (f"/bot{other}/getMe", 401),
        ("/botnonsense/getMe", 404),
        (f"/bot{world.token}/sendMessage", 400),
        (f"/file/bot{world.token}/photos/none.jpg", 404),
    ]
    for path, status in asked:
        async with session.get(f"{server.url}{path}") as response:
            body = json.loads(await response.text())
            assert (response.status, body["ok"], body["error_code"]) == (status, False, status)


async def test_a_body_that_is_no_json_object_is_refused(
    world: World, server: http_api.Server, session: aiohttp.ClientSession
) -> None:
    """Neither half a JSON nor a list."""
    url = f"{server.url}/bot{world.token}/getMe"
    for body in ("{", "[]"):
        headers = {"Content-Type": "application/json"}
        async with session.post(url, data=body, headers=headers) as response:
            assert response.status == 400


async def test_a_foreign_host_name_is_turned_away(
    world: World, server: http_api.Server, session: aiohttp.ClientSession
) -> None:
    """A web page that points its own name at loopback learns nothing."""
    url = f"{server.url}/bot{world.token}/getMe"
    for host, status in (("evil.example", 403), ("localhost:1", 200), ("127.0.0.1", 200)):
        async with session.get(url, headers={"Host": host}) as response:
            assert response.status == status


async def test_only_loopback_is_served(world: World) -> None:
    """Other addresses are refused before anything listens."""
    with pytest.raises(ValueError, match="loopback"):
        await http_api.serve(world, host="0.0.0.0")  # noqa: S104 - this is what must not be


async def test_closing_does_not_wait_for_a_poll(
    world: World, session: aiohttp.ClientSession
) -> None:
    """A bot that listens for most of a minute holds nobody up."""
    server = await http_api.serve(world)
    arrived = asyncio.Event()
    world.policy = lambda method, parameters: arrived.set()
    url = f"{server.url}/bot{world.token}/getUpdates?timeout=50"
    async with asyncio.timeout(5):
        poll = asyncio.create_task(session.get(url))
        await arrived.wait()
        await server.close()
        with pytest.raises(aiohttp.ClientConnectionError):
            await poll


async def test_a_lost_answer_closes_the_line(
    world: World, server: http_api.Server, session: aiohttp.ClientSession
) -> None:
    """The caller sees a broken connection, as from a server that is down."""
    trouble = faults.Faults(server_down=True)
    world.policy = trouble
    with pytest.raises(aiohttp.ClientConnectionError):
        await session.get(f"{server.url}/bot{world.token}/getMe")
