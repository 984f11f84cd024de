"""No line of a log, and nothing printed, holds a name, a word, a reference or a token."""

import io
import logging
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot import settings
from bot.core import dialogue
from bot.ports import StoreUnavailable
from bot.settings import logs
from bot.simulator.faults import Faults
from bot.simulator.world import TOKEN, World
from tests.cast import ANN, CLINIC, Town
from tests.stories.conftest import RaiseTown
from tests.stories.test_linking import token_of

CANARIES = {
    "name": "Canaryname",
    "reference": "Canaryref 77",
    "note": "canarynote blue bottle",
    "product": "canaryproduct rose water",
    "text": "canarytext my cheek is hot",
    "caption": "canarycaption",
    "file": "canaryfile",
    "answer": "canaryanswer to a zone",
    "group": "Canarygroup",
    "inline": "canaryinline",
    "data": "canarydata",
}


class Raw(logging.Handler):
    """Keeps what the bot's own modules say before anything is taken out of it."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the event and all that was said beside it, but for the exception itself."""
        facts = {name: value for name, value in vars(record).items() if name != "exc_info"}
        self.lines.append(f"{record.getMessage()} {facts}")


@pytest.fixture
def raw() -> Iterator[Raw]:
    """Listen to the bot's loggers as well, and put all logging back afterwards."""
    root, ours, handler = logging.getLogger(), logging.getLogger("bot"), Raw()
    before = (root.handlers[:], root.level, logging.raiseExceptions)
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in ("bot", *logs._QUIET)}
    ours.addHandler(handler)
    yield handler
    ours.removeHandler(handler)
    root.handlers[:], root.level, logging.raiseExceptions = before
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def _logging_as_in_production() -> io.StringIO:
    stream = io.StringIO()
    chosen = settings.demonstration({"LOG_LEVEL": "DEBUG", "TELEGRAM_BOT_TOKEN": TOKEN})
    logs.set_up(chosen, stream)
    return stream


async def test_a_whole_story_with_faults_leaves_no_canary(
    raise_town: RaiseTown, raw: Raw, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enrolled, linked, asked, worried, with every kind of trouble on the way; all at DEBUG."""
    stream = _logging_as_in_production()
    town = await raise_town(prepare=_named)
    town.wants_trouble = True
    policy = Faults()
    town.world.policy = policy
    links = [await _enrolled(town)]
    _trouble(policy)
    await _linked_and_talking(town, links[0])
    _trouble(policy)
    await town.pass_days(3)
    await _broken(town)
    links.append(await _renewed(town))
    printed = capsys.readouterr()
    logged = stream.getvalue() + "\n".join(raw.lines)
    secrets = [*CANARIES.values(), town.world.token, *map(token_of, links)]
    seen = [each for each in secrets if each in logged + printed.out + printed.err]
    assert seen == []
    assert raw.lines != []
    assert "update failed" in stream.getvalue()


def _named(world: World) -> None:
    users = world.state.users
    for user in (CLINIC, ANN):
        users[user] = replace(users[user], first_name=CANARIES["name"], username="canaryuser")


def _trouble(policy: Faults) -> None:
    policy.time_out("sendMessage", "after")
    policy.time_out("sendMessage", "before")
    policy.cut_off("sendMessage")
    policy.flood("sendMessage", retry_after=3)
    policy.refuse("sendMessage", 500, "Internal Server Error")
    policy.refuse("editMessageText", 400, "Bad Request: canarydata")
    policy.refuse("answerCallbackQuery", 400, "Bad Request: query is too old")
    policy.refuse("sendPhoto", 502, "Bad Gateway")


async def _enrolled(town: Town) -> str:
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now", "Extras", "Note")
    await town.clinic.says(CANARIES["note"])
    await town.clinic.taps("Products")
    await town.clinic.says(CANARIES["product"])
    await town.clinic.taps("Done", "Done")
    await town.clinic.says(CANARIES["reference"])
    await town.clinic.taps(CANARIES["reference"])
    return town.link()


async def _linked_and_talking(town: Town, link: str) -> None:
    world = town.world
    world.start_link(ANN, link)
    await town.pass_days(0.02)
    await town.ann.taps("I agree")
    await town.pass_days(0.02)
    for words in (CANARIES["text"], "/settings", f"/{CANARIES['data']}"):
        await town.ann.says(words)
    world.send_photo(ANN, CANARIES["file"].encode(), caption=CANARIES["caption"])
    world.send_document(ANN, name=f"{CANARIES['file']}.pdf")
    world.forge(ANN, ANN, town.ann.newest.id, f"v1:{CANARIES['data']}")
    world.ask_inline(ANN, CANARIES["inline"])
    world.create_group(-901, CANARIES["group"], [ANN])
    await town.app.settle()
    await town.ann.taps("Time zone")
    await town.ann.says(CANARIES["answer"])
    await town.ann.taps("I'm worried")


async def _broken(town: Town) -> None:
    """Let a handler fail, so that an update is set aside, and the disk refuse for a while."""

    def refuse(operation: str, path: str) -> None:
        if operation == "write":
            raise OSError(28, f"No space left on device: {CANARIES['text']}")

    town.world.send_text(ANN, CANARIES["text"])
    town.disk.fault = refuse  # type: ignore[assignment]
    with pytest.raises(StoreUnavailable):
        await town.app.settle()
    town.disk.fault = None
    await town.app.settle()


async def test_a_fault_of_our_own_is_told_and_leaves_no_canary(
    raise_town: RaiseTown, raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler that fails: kept aside, staff and client told, and no word of it in a log."""
    stream = _logging_as_in_production()
    town = await raise_town()
    town.wants_trouble = True
    await town.link_ann()

    def fail(scene: object) -> None:
        raise ValueError(f"cannot read {CANARIES['text']} of {scene}")

    with monkeypatch.context() as broken:
        broken.setattr(dialogue, "reply_to", fail)
        said = await town.ann.says(CANARIES["text"])
    assert said.startswith("Sorry, we could not read your last message. Please phone")
    assert "112" in said
    assert "was set aside" in town.clinic.newest.words
    assert town.disk.holds(CANARIES["text"])[0].startswith("aside/")
    assert CANARIES["text"] not in stream.getvalue() + "\n".join(raw.lines)
    assert "Passed on to Rose Clinic" in await town.ann.says("Now it works")


async def _renewed(town: Town) -> str:
    await town.restart()
    await town.pass_days(1)
    await town.enrol("Scalp")
    await town.clinic.taps("New link")
    return town.link()
