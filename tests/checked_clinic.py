"""A clinic for `check` to look at: a data folder, whole settings, a server that always agrees."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from telegram.request import BaseRequest

from bot.commands import check
from bot.commands._findings import Finding, Level, Part
from bot.core.desk import DeskFile, desk_id
from bot.core.outbox import ChatId
from bot.store import layout, records
from bot.store.disk import Disk
from bot.store.files import Files
from tests.test_settings import WHOLE

NOW = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
KNOWN = b'{"ok": true, "result": {"id": 7, "is_bot": true, "username": "rose_bot"}}'
REFUSED = b'{"ok": false, "error_code": 401, "description": "Unauthorized"}'


class Answering(BaseRequest):
    """A connection whose other side always says the same; notes what it was asked."""

    def __init__(
        self, status: int = 200, body: bytes = KNOWN, error: Exception | None = None
    ) -> None:
        self.asked: list[str] = []
        self._answer = (status, body)
        self._error = error

    @property
    def read_timeout(self) -> float | None:
        """How long it waits, in seconds."""
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, url: str, method: str, *_: Any, **__: Any) -> tuple[int, bytes]:
        """Give the answer."""
        self.asked.append(url)
        if self._error is not None:
            raise self._error
        return self._answer


class Clinic:
    """A data folder, and `check` with whole settings on it; the content is left out."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.env = folder / ".env"
        self.files = Files(Disk(self.data))

    def open(self) -> None:
        """Make the data folder as the bot does."""
        self.files.make_root()
        for name in layout.FOLDERS:
            self.files.make_folder(name)

    def reach(self, chat_id: int, at: datetime | None = NOW) -> None:
        """Let that chat have been reached."""
        file = DeskFile(id=desk_id(chat_id), chat_id=ChatId(chat_id), reached_at=at)
        records.write(self.files, file)

    def look(self, request: BaseRequest | None = None, **changes: str) -> list[Finding]:
        """All findings but the content's."""
        environ = {
            **WHOLE, "DATA_DIR": str(self.data), "CONTENT_DIR": "/nowhere", **changes,
        }  # fmt: skip
        found = check.look(environ, now=NOW, request=request or Answering(), path=self.env)
        return [one for one in found if one.part is not Part.CONTENT]

    def bad(self, request: BaseRequest | None = None, **changes: str) -> list[str]:
        """The sentences of faults and warnings."""
        return [one.text for one in self.look(request, **changes) if one.level is not Level.NOTE]


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A clinic whose two owners have pressed Start."""
    clinic = Clinic(tmp_path)
    clinic.open()
    clinic.reach(2001)
    clinic.reach(2002)
    return clinic
