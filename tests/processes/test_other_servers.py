"""Servers that speak the Bot API a little differently from ours, and servers in trouble."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from tests.cast import ANN, BOB, CLINIC
from tests.processes.program import Program, until
from tests.processes.small_server import TOKEN, SmallServer, refusal
from tests.processes.street import settings_for

PROFILE = frozenset(
    f"{verb}My{part}"
    for verb in ("get", "set")
    for part in ("Commands", "Description", "ShortDescription")
)


class Visit:
    """A small server and one bot that is pointed at it."""

    def __init__(self, server: SmallServer, program: Program) -> None:
        self.server = server
        self.program = program

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until it holds, looking again at each call of the bot."""
        await until(condition, self.server.news, self._complaint)

    def _complaint(self) -> str:
        return f"{self.server.sent}\n{self.server.methods[-20:]}\n{self.program.output}"

    async def reads(self, user: int, words: str) -> None:
        """Wait until these words stand in a person's chat."""
        await self.until(lambda: words in self.server.read(user))

    async def taps(self, user: int, *labels: str) -> None:
        """Tap each button as soon as it shows."""
        for label in labels:
            await self.until(lambda label=label: self.server.buttons(user, label))
            self.server.taps(user, label)


@pytest_asyncio.fixture
async def visit(tmp_path: Path) -> AsyncIterator[Visit]:
    """A small server with the bot started, and the owner about to press Start."""
    server = SmallServer()
    await server.open()
    server.says(CLINIC, "/start")
    program = await Program.start(settings_for(server.url, TOKEN, tmp_path))
    yield Visit(server, program)
    await program.kill()
    await server.close()


async def test_a_server_with_a_handful_of_methods_carries_the_whole_line(visit: Visit) -> None:
    """No menus, no pins, ids per chat, no long polls: enrolment, consent, card and worry work."""
    await visit.reads(CLINIC, "Alarms from clients come to this chat")
    visit.server.says(CLINIC, "/enrol")
    await visit.taps(CLINIC, "Needling only", "Face", "Just now", "K-1")
    await visit.reads(CLINIC, "https://t.me/small_bot?start=")
    (token,) = re.findall(r"\?start=(\S+)", visit.server.read(CLINIC))
    visit.server.says(ANN, f"/start {token}")
    await visit.taps(ANN, "I agree")
    await visit.reads(CLINIC, "K-1 is linked")
    await visit.reads(ANN, "112")
    await visit.taps(ANN, "I'm worried")
    await visit.reads(CLINIC, "K-1 is worried")
    await visit.reads(ANN, "Passed on")
    assert await visit.program.stop(seconds=3.0) == 0
    assert "Traceback" not in visit.program.output


async def test_a_server_without_menus_is_no_wrong_token(tmp_path: Path) -> None:
    """Only getMe decides about the token; the library makes any 404 a refusal of it."""
    server = SmallServer()
    server.missing = PROFILE | {"pinChatMessage", "deleteWebhook", "answerCallbackQuery"}
    await server.open()
    server.says(CLINIC, "/start")
    visit = Visit(server, await Program.start(settings_for(server.url, TOKEN, tmp_path)))
    await visit.reads(CLINIC, "Alarms from clients come to this chat")
    server.says(CLINIC, "/enrol")
    await visit.taps(CLINIC, "Needling only", "Face")
    await visit.until(lambda: server.buttons(CLINIC, "Just now"))
    assert await visit.program.stop() == 0
    await server.close()


ODD: dict[str, Callable[[], web.StreamResponse]] = {
    "429": lambda: refusal(429, "Too Many Requests: retry after 1", retry_after=1),
    "429 without a time": lambda: refusal(429, "Too Many Requests"),
    "401": lambda: refusal(401, "Unauthorized"),
    "404": lambda: refusal(404, "Not Found"),
    "500": lambda: refusal(500, "Internal Server Error"),
    "502 as a page": lambda: web.Response(status=502, text="<html>Bad Gateway</html>"),
    "a page": lambda: web.Response(text="<html>Welcome to this network</html>"),
    "nothing": lambda: web.Response(text=""),
    "a list": lambda: web.json_response([1, 2]),
    "no result": lambda: web.json_response({"ok": True}),
    "a refusal with status 200": lambda: web.json_response(
        {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    ),
    "a list with an unheard status": lambda: web.json_response([1], status=418),
}


@pytest.mark.parametrize("method", ["getUpdates", "sendMessage"])
async def test_odd_answers_are_survived_one_after_the_other(visit: Visit, method: str) -> None:
    """Each kind of trouble once; then all is well again by itself, and nothing was lost."""
    await visit.reads(CLINIC, "Alarms from clients come to this chat")
    # A good answer between two odd ones: what fails again and again waits longer each time.
    left = [each for made in ODD.values() for each in (made, None)]

    async def odd(asked: str) -> web.StreamResponse | None:
        made = left.pop() if asked == method and left else None
        return made() if made else None

    visit.server.odd = odd
    people = [BOB + number for number in range(len(ODD))]
    for person in people:
        visit.server.says(person, "/help")
    for person in people:
        await visit.reads(person, "For your own notes")
    await visit.until(lambda: not left)
    assert await visit.program.stop(seconds=3.0) == 0
    assert_says_nothing(visit.program.output, "Welcome to this", "Bad Gateway", "Traceback", TOKEN)


async def test_updates_nobody_can_read_are_set_aside_and_hold_up_nobody(
    visit: Visit, tmp_path: Path
) -> None:
    """Unknown kinds, missing parts, no id: the person who writes next is answered."""
    await visit.reads(CLINIC, "Alarms from clients come to this chat")
    for odd in (
        {"a_kind_of_next_year": {"text": "a secret of Cat's"}},
        {"message": {"text": "a secret of Cat's"}},
        {"message": "a secret of Cat's"},
        {"callback_query": {"id": "1"}},
        {"message": {"message_id": 1, "date": 0, "chat": {"id": BOB, "type": "private"}}},
        {"my_chat_member": {}},
        {},
    ):
        visit.server.push(odd)
    visit.server.says(ANN, "/help")
    await visit.reads(ANN, "For your own notes")
    assert await visit.program.stop(seconds=3.0) == 0
    assert len(list((tmp_path / "data" / "aside").iterdir())) == 4
    assert_says_nothing(visit.program.output, "secret", "Traceback")


async def test_a_server_that_breaks_off_in_the_middle_of_an_answer_is_asked_again(
    visit: Visit,
) -> None:
    """The connection closes; what was in doubt comes again."""
    await visit.reads(CLINIC, "Alarms from clients come to this chat")
    left = ["getUpdates", "sendMessage", "getUpdates"]

    async def odd(asked: str) -> web.StreamResponse | None:
        if asked not in left:
            return None
        left.remove(asked)
        raise ConnectionResetError

    visit.server.odd = odd
    visit.server.says(ANN, "/help")
    await visit.reads(ANN, "For your own notes")
    await asyncio.wait_for(visit.until(lambda: not left), 30)
    assert await visit.program.stop(seconds=3.0) == 0


def assert_says_nothing(output: str, *words: str) -> None:
    """None of these words may be printed."""
    assert [word for word in words if word in output] == []
