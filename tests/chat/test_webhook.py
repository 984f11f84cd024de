"""The door for Telegram's posts: kept before answered, closed to whoever lacks the secret."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.ext import Application

from bot.chat import webhook
from bot.chat.doors import Doors, Health
from bot.chat.errors import ErrorDesk
from bot.chat.handling import Handling
from bot.chat.webhook import BODY_BYTES_MOST, PATH, SHOWN, Door, WebhookIntake
from bot.ports import StoreUnavailable
from bot.timing.clock import SystemClock
from tests import log_lines

SECRET = "a-secret-of-the-tests"
UPDATE = {"update_id": 7, "message": {"message_id": 1, "chat": {"id": 11}, "text": "hello"}}


@dataclass
class ListedInbox:
    """An inbox that is a list, and may be out of order."""

    kept: list[tuple[int, int, str]] = field(default_factory=list)
    is_broken: bool = False
    waiting: list[tuple[int, str]] = field(default_factory=list)

    async def put(self, update_id: int, chat_id: int, content: str) -> bool:
        """Keep an update."""
        if self.is_broken:
            raise StoreUnavailable("gone")
        self.kept.append((update_id, chat_id, content))
        return True

    async def take(self, limit: int) -> Sequence[tuple[int, str]]:
        """Hand out what waits."""
        return self.waiting

    async def done(self, update_id: int) -> None:
        """Nothing is read here."""

    async def give_back(self, update_id: int) -> None:
        """Nothing is read here."""


async def refuse(update_id: int, chat_id: int, content: str) -> None:
    """Put nothing aside: the store is away."""
    raise StoreUnavailable("gone")


@dataclass
class Served:
    """A server with the door, and what it is asked by Telegram and others."""

    inbox: ListedInbox = field(default_factory=ListedInbox)
    quiet_seconds: float = 0.0
    is_ready: bool = True
    address: str = ""
    doors: Doors | None = None

    async def open(self) -> None:
        """Listen on a port of the system's choice."""

        async def ready() -> bool:
            return self.is_ready

        async def counts() -> bytes:
            if not self.is_ready:
                raise StoreUnavailable("gone")
            return b"aftercare_updates_waiting 3.0\n"

        health = Health(beat_seconds=lambda: self.quiet_seconds, is_ready=ready, counts=counts)
        self.doors = Doors(health, Door(self.inbox, SECRET))
        self.address = f"http://127.0.0.1:{await self.doors.open('127.0.0.1', 0)}"

    async def posts(self, body: Any = UPDATE, secret: str = SECRET) -> int:
        """Post as Telegram does; the status of the answer."""
        told = {"json": body} if isinstance(body, dict) else {"data": body}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.address + PATH, headers={SHOWN: secret}, **told) as answer,
        ):
            return answer.status

    async def asks(self, path: str) -> tuple[int, str]:
        """Look as a balancer or a monitor does."""
        async with aiohttp.ClientSession() as session, session.get(self.address + path) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    """A server that is open."""
    served = Served()
    await served.open()
    yield served
    assert served.doors is not None
    await served.doors.close()


async def test_an_update_is_kept_and_then_answered(served: Served) -> None:
    """With its chat, so that its turn can be found."""
    assert await served.posts() == 200
    assert [(each[0], each[1]) for each in served.inbox.kept] == [(7, 11)]


async def test_without_the_secret_nothing_is_kept(served: Served) -> None:
    """Nobody but Telegram knows it."""
    assert [await served.posts(secret=word) for word in ("", "guessed", SECRET[:-1])] == [403] * 3
    assert served.inbox.kept == []


async def test_a_secret_in_letters_of_no_alphabet_is_a_wrong_one(served: Served) -> None:
    """Whoever guesses causes no failure, and reads of none."""
    host, port = served.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\n{SHOWN}: ".encode()
    writer.write(head + b"\xff\xfe\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    assert (await reader.readline()).split()[1] == b"403"
    writer.close()
    await writer.wait_closed()


async def test_a_body_that_does_not_come_is_not_waited_for(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was kept, so Telegram sends it again."""
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.1)

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"update_id": 7'
        await asyncio.Event().wait()

    async with asyncio.timeout(5):
        assert await served.posts(slowly()) == 408
    assert served.inbox.kept == []


async def test_what_cannot_be_kept_is_not_answered_as_kept(served: Served) -> None:
    """Telegram sends it again."""
    served.inbox.is_broken = True
    assert await served.posts() == 503


async def test_a_post_and_its_handling_are_logged_under_one_name(served: Served) -> None:
    """By whichever process handles it."""
    served.inbox.is_broken = True
    door = Door(served.inbox, SECRET)
    handling = Handling(Application.builder().token("1:a").build(), ErrorDesk(), refuse)
    bot, clock = Bot("1:a"), SystemClock()
    intake = WebhookIntake(served.inbox, door, handling, bot=bot, clock=clock, address="")
    served.inbox.waiting = [(7, '{"update_id": 7, "message": 1}')]
    with log_lines.heard() as lines:
        assert await served.posts() == 503
        assert await intake.take() == 0
    events = ["update not kept", "update set aside", "update waits"]
    assert lines.requests == [(event, "update:7") for event in events]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"update_id": "7"}', b"[" * 100_000])
async def test_what_is_no_update_is_refused(served: Served, body: bytes) -> None:
    """Nothing of it is kept."""
    assert await served.posts(body) == 400
    assert served.inbox.kept == []


async def test_a_body_without_end_is_refused(served: Served) -> None:
    """Before it is read whole."""
    assert await served.posts(b"x" * (BODY_BYTES_MOST + 1)) == 413


async def test_whether_it_is_well_and_ready_is_told(served: Served) -> None:
    """Well: it still ticks. Ready: its store answers, and it is not about to end."""
    assert [(await served.asks(path))[0] for path in ("/healthz", "/readyz")] == [200, 200]
    served.quiet_seconds = 61.0
    assert (await served.asks("/healthz"))[0] == 503
    served.is_ready = False
    assert (await served.asks("/readyz"))[0] == 503


async def test_one_that_is_about_to_end_says_so_and_takes_what_comes(served: Served) -> None:
    """The balancer sends the next elsewhere."""
    assert served.doors is not None
    served.doors.drain()
    assert (await served.asks("/readyz"))[0] == 503
    assert await served.posts() == 200


async def test_counts_are_told_to_whoever_watches(served: Served) -> None:
    """As plain text."""
    assert await served.asks("/metrics") == (200, "aftercare_updates_waiting 3.0\n")


async def test_counts_that_cannot_be_had_now_are_said_to_be_so(served: Served) -> None:
    """Whoever watches reads of no failure of ours while the database is away."""
    served.is_ready = False
    assert await served.asks("/metrics") == (503, "not ready\n")
