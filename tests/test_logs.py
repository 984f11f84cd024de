"""Logs are a static event and ids: no token, no name, no text gets out, whoever logs."""

import asyncio
import gc
import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from bot import settings
from bot.ports import Damaged
from bot.settings import logs
from bot.settings.secrecy import redacted

TOKEN = f"987654321:{'b' * 35}"
CANARY = "Ann-has-a-fever"
FORMATS = ["text", "json"]
Start = Callable[..., io.StringIO]


@pytest.fixture
def start() -> Iterator[Start]:
    """Set logging up into a text of our own, and put everything back afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, logging.raiseExceptions)
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    names = ("bot", "telegram", "httpx", "httpcore", "aiohttp", "apscheduler", "asyncio")
    levels = {name: logging.getLogger(name).level for name in names}
    root.handlers.clear()

    def set_up(form: str = "text", level: str = "DEBUG") -> io.StringIO:
        stream = io.StringIO()
        logs.set_up(settings.demonstration({"LOG_FORMAT": form, "LOG_LEVEL": level}), stream)
        return stream

    yield set_up
    root.handlers[:], root.level, logging.raiseExceptions = before
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)


def line_of(stream: io.StringIO) -> str:
    """The only line written, without its instant."""
    (line,) = stream.getvalue().splitlines()
    return line.partition(" ")[2]


def fail(error: Exception) -> None:
    """Raise."""
    raise error


def caught(error: Exception) -> Exception:
    """The exception as it comes back from where it was raised."""
    try:
        fail(error)
    except Exception as raised:  # noqa: BLE001 - whichever was asked for
        return raised
    return error


def test_a_line_is_the_event_and_its_ids(start: Start) -> None:
    """What operators search for is on one line."""
    stream = start()
    logging.getLogger("bot.chat").info("sent", extra={"row": "ab1", "chat": 7, "why": "so it is"})
    assert line_of(stream) == 'INFO bot.chat sent row=ab1 chat=7 why="so it is"'


def test_a_json_line_is_one_object(start: Start) -> None:
    """An id never hides the event or its instant."""
    stream = start("json")
    logging.getLogger("bot.chat").info("sent", extra={"row": "ab1", "at": 7, "level": "x"})
    read = json.loads(stream.getvalue())
    assert datetime.fromisoformat(read.pop("at")).tzinfo is not None
    assert read == {
        "level": "INFO", "logger": "bot.chat", "event": "sent", "row": "ab1", "at_": 7,
        "level_": "x",
    }  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_plain_values_are_kept_and_of_others_the_class(start: Start, form: str) -> None:
    """A client file passed by mistake leaves its class behind, and nothing else."""

    class Colour(StrEnum):
        RED = "red"

    stream = start(form)
    whole = settings.demonstration()
    extra = {
        "file": whole, "day": date(2026, 3, 27), "colour": Colour.RED, "none": None,
        "many": [1, whole], "at_instant": datetime(2026, 3, 27, tzinfo=UTC),
    }  # fmt: skip
    logging.getLogger("bot").info("seen", extra=extra)
    written = stream.getvalue()
    assert "Rose Clinic" not in written
    for kept in ("Settings", "2026-03-27", "red", "2026-03-27T00:00:00+00:00"):
        assert kept in written


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "log",
    [
        lambda log: log.warning(f"asked /bot{TOKEN}/getMe"),  # noqa: G004 - as others do
        lambda log: log.warning("asked %s", TOKEN),
        lambda log: log.warning("asked %(url)s", {"url": f"https://h/bot{TOKEN}/getMe"}),
        lambda log: log.warning(
            "asked", extra={"url": f"https://h/bot{TOKEN.replace(':', '%3A')}"}
        ),
        lambda log: log.warning("asked", extra={"urls": [TOKEN, [TOKEN]]}),
        lambda log: log.error("asked", exc_info=caught(Damaged(TOKEN))),
        lambda log: log.error("asked", exc_info=caught(ValueError(TOKEN))),
        lambda log: log.error("asked %s", ValueError(TOKEN)),
        lambda log: log.error(ValueError(TOKEN)),
        lambda log: log.error("asked %d", TOKEN),
        lambda log: log.error("asked %s", TOKEN.encode(), stack_info=True),
    ],
)
@pytest.mark.parametrize("name", ["bot.chat", "telegram.ext", "httpx", "elsewhere"])
def test_no_token_gets_out(
    start: Start, form: str, log: Callable[[logging.Logger], None], name: str
) -> None:
    """In the message, an argument, a value or an exception, whoever logs it."""
    stream = start(form)
    log(logging.getLogger(name))
    assert "b" * 20 not in stream.getvalue()
    assert len(stream.getvalue().splitlines()) == 1


def test_the_programs_own_token_is_hidden_in_any_form(start: Start) -> None:
    """A trial server's token need not look like Telegram's."""
    stream = io.StringIO()
    start()
    chosen = {"TELEGRAM_BOT_TOKEN": "1:short", "TELEGRAM_API_URL": "http://127.0.0.1:8081"}
    whole = settings.read({**settings.reading.DEMONSTRATION, **chosen})
    logs.set_up(whole, stream)
    logging.getLogger("bot").info("asked", extra={"url": "/bot1:short/getMe"})
    assert line_of(stream) == "INFO bot asked url=/bot[token]/getMe"


def test_what_only_resembles_a_token_is_left_alone() -> None:
    """Instants and ids are what logs are for."""
    for plain in ("2026-03-27T17:00:00.000Z", "127.0.0.1:8081", "12:30", "row:abc", "1:2:3"):
        assert redacted(plain) == plain


@pytest.mark.parametrize("form", FORMATS)
def test_an_exception_from_elsewhere_is_told_by_its_class(start: Start, form: str) -> None:
    """Its text may quote anything; where it happened is told."""
    stream = start(form)
    logging.getLogger("bot").error("failed", exc_info=caught(ValueError(CANARY)))
    written = stream.getvalue()
    assert CANARY not in written
    assert "ValueError" in written
    assert "fail" in written


def test_an_exception_of_ours_is_told_with_its_words_and_its_cause(start: Start) -> None:
    """Ours are written to be read; the cause stays a class."""
    stream = start()
    try:
        try:
            fail(ValueError(CANARY))
        except ValueError as error:
            raise Damaged("not-json") from error
    except Damaged:
        logging.getLogger("bot").exception("failed")
    assert 'error="Damaged(not-json) < ValueError"' in stream.getvalue()
    assert CANARY not in stream.getvalue()


def test_others_are_told_by_their_template_only(start: Start) -> None:
    """A library's arguments hold addresses and texts."""
    stream = start()
    logging.getLogger("telegram.ext").error("Could not send %s\nto %s", CANARY, CANARY)
    assert line_of(stream) == "ERROR telegram.ext Could not send %s"


@pytest.mark.parametrize("name", ["telegram.ext", "httpx", "httpcore", "aiohttp", "apscheduler"])
def test_libraries_stay_quiet_whatever_the_level(start: Start, name: str) -> None:
    """At DEBUG they would write each address, with the token in it."""
    stream = start(level="DEBUG")
    logging.getLogger(name).info(CANARY)
    assert stream.getvalue() == ""


def test_the_level_is_that_of_the_settings(start: Start) -> None:
    """Ours below it are left out, and so are others'."""
    stream = start(level="ERROR")
    logging.getLogger("bot").warning("left out")
    logging.getLogger("elsewhere").warning("left out")
    logging.getLogger("bot").error("kept")
    assert line_of(stream) == "ERROR bot kept"


def test_a_line_stays_one_line_and_has_an_end(start: Start) -> None:
    """Nobody writes lines of their own into the log, or fills the disk."""
    stream = start()
    logging.getLogger("bot").info("seen", extra={"text": "a\nERROR bot forged\x1b[2J" + "x" * 9999})
    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()
    assert len(stream.getvalue()) < 500


def test_set_up_twice_writes_once(start: Start) -> None:
    """A second set-up replaces the first."""
    start()
    stream = start()
    logging.getLogger("bot").info("seen")
    assert line_of(stream) == "INFO bot seen"


def test_what_nobody_catches_is_told_by_its_class(start: Start) -> None:
    """Python's own way would print the text: of the program, a thread, and at clearing up."""
    stream = start()
    error = caught(ValueError(CANARY))
    sys.excepthook(ValueError, error, error.__traceback__)
    thread = threading.Thread(target=fail, args=[error])
    thread.start()
    thread.join()

    class Broken:
        def __del__(self) -> None:
            fail(error)

    Broken()
    gc.collect()
    assert stream.getvalue().count("not caught error=ValueError") == 3
    assert CANARY not in stream.getvalue()


def test_a_task_nobody_waits_for_is_told_by_its_class(start: Start) -> None:
    """The loop's own words hold the exception's text."""
    stream = start()

    async def forgotten() -> None:
        fail(ValueError(CANARY))

    async def main() -> None:
        task = asyncio.ensure_future(forgotten())
        while not task.done():
            await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(main())
    gc.collect()
    assert "Task exception was never retrieved error=ValueError" in stream.getvalue()
    assert CANARY not in stream.getvalue()
