"""Odd updates: whatever Telegram brings is kept, answered or set aside, and the rest goes on."""

import asyncio
import json
import logging
from typing import Any

import aiohttp
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from telegram.request import RequestData
from yarl import URL

from bot.chat.handling import TRIES
from bot.chat.request import PollingRequest
from bot.core import dialogue
from bot.core.scene import Reply, Scene
from bot.simulator.request import WorldRequest
from bot.timing.offload import InlineOffload
from bot.wiring import App, Connection, SeededChance, build
from tests.cast import ANN, DAN, Town, build_town
from tests.chat import odd_updates
from tests.simulator.test_against_spec import PLACE

FIRST = 900_000_000
ROUNDS_MOST = 5
PLAIN = {"id": DAN, "is_bot": False, "first_name": "Dan", "language_code": "en"}
QUESTION = {
    "message_id": 77_000,
    "date": 1_774_630_800,
    "chat": {"id": DAN, "type": "private", "first_name": "Dan"},
    "from": PLAIN,
    "text": "/help",
}
ANNS = {"id": ANN, "is_bot": False, "first_name": "Ann"}
UNREAD = "Sorry, we could not read your last message."
HELP = "/procedure explains the treatment"
needs_types = pytest.mark.skipif(not PLACE.is_file(), reason="no bot-api-spec.json")


class Post:
    """Telegram's queue of updates, given out as raw bytes until they are confirmed."""

    def __init__(self, contents: list[dict[str, Any]]) -> None:
        """Number them, and put an ordinary question of Dan's behind them."""
        whole = [*contents, {"message": QUESTION}]
        self.waiting = [{"update_id": FIRST + n, **each} for n, each in enumerate(whole)]
        self.polls = 0

    def answer(self, offset: int) -> bytes:
        """Answer one getUpdates."""
        self.polls += 1
        self.waiting = [each for each in self.waiting if each["update_id"] >= offset]
        return json.dumps({"ok": True, "result": self.waiting}).encode()


class PostRequest(PollingRequest):
    """The polling of production, but for the last step: the queue answers and not a server."""

    def __init__(self, unread: dict[int, str], post: Post) -> None:
        super().__init__(unread, connections=2)
        self._post = post

    async def _carry(
        self,
        session: aiohttp.ClientSession,
        url: URL,
        method: str,
        request_data: RequestData | None,
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        """Ask the queue."""
        asked = request_data.parameters if request_data else {}
        return 200, self._post.answer(int(asked.get("offset", 0)))


async def app_behind(town: Town, post: Post) -> App:
    """Put up the bot again, in production wiring, with that queue in the place of Telegram's."""
    unread: dict[int, str] = {}
    way = Connection(
        token=town.world.token,
        server="http://127.0.0.1",
        request=WorldRequest(town.world),
        polling=PostRequest(unread, post),
        unread=unread,
    )
    app = build(
        way,
        town.app.clinic,
        town.library,
        town.store,
        clock=town.clock,
        chance=SeededChance(7),
        offload=InlineOffload(),
    )
    await app.start()
    return app


async def live_through(contents: list[dict[str, Any]]) -> tuple[Town, Post]:
    """Let them arrive at a clinic with Ann linked, and a question of Dan's behind them."""
    town = await build_town()
    await town.link_ann()
    await town.dan.says("/start")
    post = Post(contents)
    app = await app_behind(town, post)
    for _ in range(ROUNDS_MOST):
        if not await app.intake.take_batch(timeout_seconds=0):
            break
    await app.tick(town.clock.now())
    await app.stop()
    return town, post


def aside_in(town: Town) -> list[str]:
    """What was set aside, as it lies on the disk."""
    files = town.disk.files()
    return [files[path].decode() for path in files if path.startswith("aside/")]


def lived_through(contents: list[dict[str, Any]]) -> tuple[list[str], int]:
    """Return what failed in our hands and how much was set aside; nothing else may happen.

    None comes again, and the question behind them is answered.
    """
    failures: list[str] = []
    noting = logging.Handler()
    noting.emit = lambda record: failures.append(str(vars(record)["error"]))  # type: ignore[method-assign]
    desk = logging.getLogger("bot.chat.errors")
    desk.addHandler(noting)
    try:
        town, post = asyncio.run(live_through(contents))
    finally:
        desk.removeHandler(noting)
    assert post.waiting == []
    assert town.dan.newest.words.startswith(HELP)
    return failures, len(aside_in(town))


@needs_types
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@settings(max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.lists(odd_updates.whole(), min_size=1, max_size=8))
def test_no_update_of_any_kind_fails_in_our_hands(contents: list[dict[str, Any]]) -> None:
    """Oversized, nested, with or without each field: handled, or unreadable to the library."""
    failures, _ = lived_through(contents)
    assert failures == []


@needs_types
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@settings(max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.lists(odd_updates.spoilt(), min_size=1, max_size=8))
def test_an_update_untrue_to_its_type_is_handled_or_set_aside(
    contents: list[dict[str, Any]],
) -> None:
    """A field missing, of a wrong type, unknown: what fails does so three times and lies aside."""
    failures, aside = lived_through(contents)
    assert len(failures) % TRIES == 0
    assert aside >= len(failures) // TRIES


ODD_DATE = {**QUESTION, "from": ANNS, "chat": {"id": ANN, "type": "private"}, "date": 2**70}
NESTED: dict[str, Any] = {"message": ODD_DATE}
for _ in range(200):
    NESTED = {"message": {**QUESTION, "date": 1, "reply_to_message": NESTED["message"]}}


@pytest.mark.parametrize(
    ("content", "is_told"),
    [
        ({"message": ODD_DATE}, True),
        ({"edited_message": {**ODD_DATE, "text": 5}}, True),
        ({"callback_query": {"id": "1", "from": ANNS, "data": "a", "message": ODD_DATE}}, True),
        ({"message": {**ODD_DATE, "chat": None}}, True),
        ({"message": {**ODD_DATE, "chat": {"id": -1001, "type": "group"}}}, False),
        ({"poll": {"id": "1", "close_date": 2**70, "options": 7}}, False),
        ({"message": "what"}, False),
    ],
)
async def test_what_cannot_be_read_is_kept_and_its_sender_asked_to_phone(
    content: dict[str, Any], *, is_told: bool
) -> None:
    """As it came; owners are told; the next one is answered, and nothing comes again."""
    town, post = await live_through([content])
    [kept] = aside_in(town)
    assert json.loads(kept) == {"update_id": FIRST, **content}
    assert f"(update {FIRST})" in town.clinic.newest.words
    asked = f"{UNREAD} Please phone {town.app.clinic.phone}."
    assert (asked in town.ann.newest.words) == is_told
    assert (post.waiting, town.dan.newest.words.startswith(HELP)) == ([], True)


async def test_an_update_nested_without_end_is_handled_or_set_aside() -> None:
    """Nothing in it makes the entrance ask for it again and again."""
    _, post = await live_through([NESTED])
    assert (post.waiting, post.polls <= ROUNDS_MOST) == ([], True)


async def test_what_fails_three_times_in_our_hands_is_set_aside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bug of ours costs one message: the sender is asked to phone, the rest goes on."""
    tries = []

    def broken(scene: Scene) -> Reply:
        tries.append(scene.incoming.update_id)
        raise RuntimeError("a bug")

    monkeypatch.setattr(dialogue, "reply_to", broken)
    whole = {**ODD_DATE, "date": QUESTION["date"]}
    town, post = await live_through([{"message": whole}])
    assert tries == [FIRST] * TRIES
    assert len(aside_in(town)) == 1
    assert f"(update {FIRST})" in town.clinic.newest.words
    assert town.ann.newest.words.startswith(UNREAD)
    assert (post.waiting, town.dan.newest.words.startswith(HELP)) == ([], True)
