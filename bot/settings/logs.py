"""Logging: a static event name and ids, one line each, on standard error.

Nothing personal gets in: of what is not ours only the event's template and the class of an
exception are kept, of values only plain ones, and whatever looks like a token is taken out.
What is logged is decided where it happens.
"""

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import urlsplit

from bot.core import request_name
from bot.settings.model import Settings
from bot.settings.secrecy import HIDDEN, redacted

OURS = "bot"
TEXT_LIMIT_CHARACTERS = 300
FRAME_LIMIT = 8
CHAIN_LIMIT = 5
ITEM_LIMIT = 20

# However talkative the program is, these stay quiet: their lines hold addresses and texts.
_QUIET = ("telegram", "httpx", "httpcore", "aiohttp", "apscheduler", "asyncio")
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_PLAIN = (str, int, float, bool, type(None), datetime, date, Enum)


class SafeFilter(logging.Filter):
    """Makes a record harmless before any formatter sees it; the record itself is changed."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        """Keep the secrets that are taken out wherever they stand, besides what looks like one."""
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record, name the request it belongs to, and let it pass."""
        if request_name.current():
            record.request = request_name.current()
        ids = {name: value for name, value in vars(record).items() if name not in _KNOWN}
        for name, value in ids.items():
            setattr(record, name, self._harmless(value))
        record.msg = self._clean(_message(record))
        record.args = None
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.error = self._clean(" < ".join(map(_named, _chain(error))))
            record.where = [self._clean(place) for place in _places(error)]
        record.exc_info = record.exc_text = record.stack_info = None
        return True

    def _harmless(self, value: Any) -> Any:
        harmless = _harmless(value)
        if isinstance(harmless, list):
            return [self._harmless(item) for item in harmless]
        return self._clean(harmless) if isinstance(harmless, str) else harmless

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        text = redacted(text)
        return text if len(text) <= TEXT_LIMIT_CHARACTERS else f"{text[:TEXT_LIMIT_CHARACTERS]}…"


class TextLines(logging.Formatter):
    """One line a record: instant, level, logger, event, then name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        head = f"{_instant(record)} {record.levelname} {record.name} {record.msg}"
        ids = (f"{name}={_written(value)}" for name, value in _ids(record).items())
        line = " ".join((head, *ids))
        return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


class JsonLines(logging.Formatter):
    """One JSON object a line: `at`, `level`, `logger`, `event`, and the ids by their names."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        head = {
            "at": _instant(record),
            "level": record.levelname,
            "logger": record.name,
            "event": record.msg,
        }
        ids = {f"{name}_" if name in head else name: value for name, value in _ids(record).items()}
        return json.dumps({**head, **ids}, ensure_ascii=False)


def set_up(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all logging through one safe handler; what no one catches goes there too."""
    # A logging call that fails would print its arguments.
    logging.raiseExceptions = False
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(SafeFilter(_secrets(settings)))
    handler.setFormatter(JsonLines() if settings.log_format == "json" else TextLines())
    level = logging.getLevelNamesMapping()[settings.log_level]
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
    logging.getLogger(OURS).setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda seen: _uncaught(seen.exc_type, seen.exc_value, seen.exc_traceback)
    threading.excepthook = lambda seen: _uncaught(seen.exc_type, seen.exc_value, seen.exc_traceback)


def _secrets(settings: Settings) -> list[str]:
    password = urlsplit(settings.database_url).password
    own = (settings.telegram_bot_token, settings.webhook_secret, settings.database_url)
    return [*own, password or ""]


def _uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    found = error if error is not None else kind()
    logging.getLogger(OURS).error("not caught", exc_info=(kind, found, trace))


def _message(record: logging.LogRecord) -> str:
    """Return the event: what we wrote in full, of others the first line of the template only."""
    if not _is_ours(record.name):
        return str(record.msg).partition("\n")[0] if isinstance(record.msg, str) else "event"
    template = record.msg if isinstance(record.msg, str) else str(_harmless(record.msg))
    if not record.args:
        return template
    try:
        return str(template % _harmless_arguments(record.args))
    except (TypeError, ValueError, KeyError, OverflowError):
        return template


def _harmless_arguments(arguments: tuple[object, ...] | Mapping[str, object]) -> Any:
    if isinstance(arguments, Mapping):
        return {name: _harmless(value) for name, value in arguments.items()}
    return tuple(_harmless(value) for value in arguments)


def _harmless(value: Any) -> Any:
    """Return plain values as they are, lists of them item by item, of all else the class."""
    if isinstance(value, Enum):
        return _harmless(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_harmless(item) for item in list(value)[:ITEM_LIMIT]]
    return type(value).__name__


def _is_ours(module: str) -> bool:
    return module == OURS or module.startswith(f"{OURS}.")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception, what caused it, and so on."""
    seen: BaseException | None = error
    for _ in range(CHAIN_LIMIT):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def _named(error: BaseException) -> str:
    """Return an exception's class; the text only where it is ours, as others quote anything."""
    kind = type(error)
    if not _is_ours(kind.__module__):
        return kind.__name__
    return f"{kind.__name__}({error})" if str(error) else kind.__name__


def _places(error: BaseException) -> list[str]:
    """Return where it happened, innermost last: file, line and function, nothing of the values."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAME_LIMIT:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(path: str) -> str:
    """Return the end of a path, from our own folder or the library's on; no machine's folders."""
    parts = path.replace("\\", "/").split("/")
    for root in ("site-packages", OURS):
        if root in parts:
            start = parts.index(root) + (root != OURS)
            return "/".join(parts[start:])
    return parts[-1]


def _ids(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _KNOWN}


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(_written(item) for item in value) or "-"
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if not text or " " in text else text


def _instant(record: logging.LogRecord) -> str:
    made = datetime.fromtimestamp(record.created, UTC)
    return made.isoformat(timespec="milliseconds").replace("+00:00", "Z")
