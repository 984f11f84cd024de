"""python-telegram-bot's way into a world without any network, for calls and for polling."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.simulator import faults
from bot.simulator.world import World

READ_TIMEOUT_SECONDS = 5.0
ADDRESS = re.compile(r".*?/(?P<file>file/)?bot(?P<token>[^/]*)/(?P<rest>.+)")


class WorldRequest(BaseRequest):
    """Carries each request of the library to the world and its answer back."""

    __slots__ = ("_world",)

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def read_timeout(self) -> float:
        """Seconds; the library adds them to a poll's own time-out."""
        return READ_TIMEOUT_SECONDS

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **more_timeouts: Any,
    ) -> tuple[int, bytes]:
        """One request; lost answers become TimedOut, a missing server NetworkError."""
        found = ADDRESS.fullmatch(unquote(urlsplit(url).path))
        if found is None:
            raise NetworkError("not an address of the Bot API")
        token, name = found["token"], found["rest"]
        if found["file"]:
            return self._world.file(token, name)
        parameters, files, file_names = _taken_apart(request_data)
        try:
            return await self._world.call(token, name, parameters, files, file_names)
        except faults.NoAnswer as error:
            raise TimedOut from error
        except faults.NoConnection:
            # As over HTTP: whoever sends can tell that nothing was carried out.
            refused = ConnectionRefusedError("no connection to the local Telegram")
            raise NetworkError("no connection to the local Telegram") from refused


def _taken_apart(
    data: RequestData | None,
) -> tuple[dict[str, Any], dict[str, bytes], dict[str, str]]:
    if data is None:
        return {}, {}, {}
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for field, (name, content, _) in data.multipart_data.items():
        files[field] = content if isinstance(content, bytes) else content.read()
        names[field] = str(name)
    return dict(data.json_parameters), files, names
