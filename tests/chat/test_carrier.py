"""Requests over HTTP: what arrives, what surely never left, what is in doubt; proxies, trust."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from telegram import InputFile
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.chat import failures
from bot.chat.carrier import Carrier, environment_proxy
from bot.ports import Doubtful, SendError, TryLater
from tests.chat.certificate import self_signed

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


async def fine(request: web.BaseRequest) -> web.StreamResponse:
    """Say back what came."""
    return web.json_response({"path": request.raw_path, "form": dict(await request.post())})


@asynccontextmanager
async def serving(answer: Answer, trust: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server on loopback; yields its root."""
    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=trust).start()
    yield f"http{'s' if trust else ''}://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest_asyncio.fixture
async def carrier(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Carrier]:
    """A carrier of one connection and little patience, where the machine names no proxy."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    carrier = Carrier(connections=1, read_seconds=0.3, connect_seconds=0.3)
    await carrier.initialize()
    yield carrier
    await carrier.shutdown()


def data(**fields: object) -> RequestData:
    """Fields as the library hands them over."""
    return RequestData([RequestParameter.from_input(key, value) for key, value in fields.items()])


async def failure_of(carrier: Carrier, url: str, **more: object) -> SendError:
    """Return what a message would be told of that request's failure."""
    with pytest.raises(NetworkError) as caught:
        await carrier.do_request(url, "POST", data(text="hello"), **more)
    assert "127.0.0.1" not in str(caught.value), "the address, and so the token, is in the words"
    return failures.translated(caught.value, is_repeatable=False)


async def test_fields_arrive_as_they_were(carrier: Carrier) -> None:
    """Signs that mean something in a form among them."""
    async with serving(fine) as root:
        status, body = await carrier.do_request(
            f"{root}/bot1:a/sendMessage", "POST", data(chat_id=11, text="a&b=c ü\n%")
        )
    assert status == 200
    assert carrier.parse_json_payload(body) == {
        "path": "/bot1:a/sendMessage",
        "form": {"chat_id": "11", "text": "a&b=c ü\n%"},
    }


async def test_every_sign_arrives(carrier: Carrier) -> None:
    """Controls, what parts the fields of a form, and letters of two halves."""
    text = "".join(map(chr, range(128))) + "é%41 🌸 не"
    async with serving(fine) as root:
        _, body = await carrier.do_request(root, "POST", data(text=text, caption=""))
    answer = carrier.parse_json_payload(body)
    assert answer["form"] == {"text": text, "caption": ""}  # type: ignore[comparison-overlap]


async def test_a_file_arrives_with_its_name_and_its_fields(carrier: Carrier) -> None:
    """As a picture with words below it."""

    async def upload(request: web.BaseRequest) -> web.StreamResponse:
        form = await request.post()
        photo = form["photo"]
        assert isinstance(photo, web.FileField)
        said = [form["caption"], photo.filename, photo.content_type, photo.file.read().decode()]
        return web.json_response(said)

    picture = InputFile(b"bytes", "rose.png", attach=False)
    async with serving(upload) as root:
        _, body = await carrier.do_request(root, "POST", data(photo=picture, caption="ä"))
    assert carrier.parse_json_payload(body) == ["ä", "rose.png", "image/png", "bytes"]


async def test_a_redirection_is_not_followed(carrier: Carrier) -> None:
    """Nobody is to send our token on to somewhere else."""

    async def elsewhere(request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"})

    async with serving(elsewhere) as root:
        assert (await carrier.do_request(root, "GET"))[0] == 302


async def test_where_nobody_listens_it_never_left(carrier: Carrier) -> None:
    """And is sent again."""
    async with serving(fine) as root:
        gone = root
    assert isinstance(await failure_of(carrier, gone), TryLater)


async def test_an_answer_that_does_not_come_is_a_doubt(carrier: Carrier) -> None:
    """The server has it, and may have done it."""

    async def silent(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async with serving(silent) as root:
        assert isinstance(await failure_of(carrier, root), Doubtful)


async def test_a_connection_cut_before_the_answer_is_a_doubt(carrier: Carrier) -> None:
    """The same; it is not quietly sent a second time."""
    came = []

    async def cut(request: web.BaseRequest) -> web.StreamResponse:
        came.append(await request.read())
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with serving(cut) as root:
        assert isinstance(await failure_of(carrier, root), Doubtful)
    assert came == [b"text=hello"]


async def test_what_waits_in_vain_for_a_connection_never_left(carrier: Carrier) -> None:
    """All connections hang on a server that says nothing; nobody waits for ever."""
    taken, let_go = asyncio.Event(), asyncio.Event()

    async def slow(request: web.BaseRequest) -> web.StreamResponse:
        taken.set()
        await let_go.wait()
        return await fine(request)

    async with serving(slow) as root:
        first = asyncio.create_task(carrier.do_request(root, "POST", data(a=1), read_timeout=20))
        await taken.wait()
        waiting = await failure_of(carrier, root, pool_timeout=0.05, connect_timeout=0.05)
        let_go.set()
        await first
    assert isinstance(waiting, TryLater)


async def test_a_server_that_takes_no_bytes_is_given_up(carrier: Carrier) -> None:
    """A big file, and a line that stands still."""

    async def reads_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    server = await asyncio.start_server(reads_nothing, "127.0.0.1", 0, limit=1)
    port = server.sockets[0].getsockname()[1]
    big = data(photo=InputFile(bytes(20_000_000), "big.jpg", attach=False))
    with pytest.raises(TimedOut):
        await carrier.do_request(
            f"http://127.0.0.1:{port}", "POST", big, write_timeout=0.2, pool_timeout=0.1
        )
    server.close()


async def test_a_certificate_nobody_vouches_for_is_no_way_to_telegram(carrier: Carrier) -> None:
    """Nothing is sent to who only says that it is Telegram."""
    async with serving(fine, self_signed()[0]) as root:
        assert isinstance(await failure_of(carrier, root), TryLater)


async def test_a_company_s_own_certificate_is_believed(
    carrier: Carrier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SSL_CERT_FILE names it, as for every other program."""
    context, certificate = self_signed()
    (tmp_path / "company.pem").write_bytes(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "company.pem"))
    async with serving(fine, context) as root:
        assert (await carrier.do_request(root, "POST", data(a=1)))[0] == 200


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
async def test_requests_go_through_the_proxy_of_the_environment(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As every network with a proxy sets it; its address may come without http://."""
    async with serving(fine) as proxy:
        monkeypatch.setenv(name, proxy.removeprefix("http://"))
        _, body = await carrier.do_request("http://telegram.invalid/bot1:a/getMe", "POST", data())
    asked = carrier.parse_json_payload(body)["path"]
    assert asked == "http://telegram.invalid/bot1:a/getMe"


async def test_a_proxy_that_lets_nothing_through_has_sent_nothing(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It refuses the line to Telegram, so that no message got that far."""

    async def refusing(request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=407)

    async with serving(refusing) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        assert isinstance(await failure_of(carrier, "https://telegram.invalid/"), TryLater)


def test_what_no_proxy_names_is_reached_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server in the same house, for example."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:3128")
    monkeypatch.setenv("NO_PROXY", "10.0.0.7")
    assert environment_proxy("http", "10.0.0.7") is None
    assert str(environment_proxy("http", "10.0.0.8")) == "http://127.0.0.1:3128"


async def test_opening_and_closing_twice_is_once(carrier: Carrier) -> None:
    """The library opens again after a first call that failed."""
    async with serving(fine) as root:
        await carrier.initialize()
        assert (await carrier.do_request(root, "POST", data(a=1)))[0] == 200
    await carrier.shutdown()
    await carrier.shutdown()
    with pytest.raises(RuntimeError):
        await carrier.do_request(root, "POST")


async def test_an_address_that_is_none_is_an_error_of_the_library(carrier: Carrier) -> None:
    """Whoever asks knows what to do about those."""
    with pytest.raises(TelegramError):
        await carrier.do_request("http://[", "POST")
