"""`./run telegram` as a process of its own: started with an environment, watched, ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot import settings

ROOT = Path(__file__).resolve().parents[2]
# A fresh checkout learns from the examples beside it, on the same two cores.
PATIENCE_SECONDS = 150.0


class Program:
    """One run of the bot. All it ever prints is kept in `output`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.output = ""
        self._news = asyncio.Event()
        streams = (process.stdout, process.stderr)
        self._readers = [asyncio.create_task(self._read(each)) for each in streams if each]

    @classmethod
    async def start(
        cls,
        environment: Mapping[str, str],
        *,
        root: Path = ROOT,
        module: Sequence[str] = ("bot", "telegram"),
    ) -> Program:
        """Start the bot of that checkout, or another module, with these settings and no others."""
        inherited = {name: text for name, text in os.environ.items() if name not in settings.TABLE}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *module),
            cwd=root,
            env={**inherited, "PYTHONPATH": str(root), **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        return cls(process)

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            self.output += line.decode("utf-8", errors="replace")
            self._news.set()

    async def says(self, words: str, *, times: int = 1) -> None:
        """Wait until these words have been printed so many times."""
        await until(
            lambda: self.output.count(words) >= times, self._news, lambda: f"{words}: {self.output}"
        )

    async def ends(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Wait for the end; return the exit status."""
        async with asyncio.timeout(seconds):
            status = await self.process.wait()
            await asyncio.gather(*self._readers)
        return status

    async def stop(self, number: signal.Signals = signal.SIGTERM, *, seconds: float = 10.0) -> int:
        """Send the signal; return the exit status."""
        self.process.send_signal(number)
        return await self.ends(seconds)

    async def kill(self) -> None:
        """End it on the spot, if it still runs."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.ends()


async def until(
    condition: Callable[[], object],
    news: asyncio.Event,
    complaint: Callable[[], str],
    *,
    seconds: float = PATIENCE_SECONDS,
) -> None:
    """Wait until the condition holds, looking again whenever there is news."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                news.clear()
                await news.wait()
    except TimeoutError:
        raise AssertionError(f"not within {seconds} s: {complaint()}") from None
