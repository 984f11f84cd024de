"""A bot in a process of its own, and what the system says of it: CPU time and memory."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot import settings
from bot.timing.clock import SystemClock

ROOT = Path(__file__).resolve().parents[2]
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
CALM_SECONDS = 0.5
CALM_SHARE = 0.1
ECHO = ("tests.benchmarks.echo_bot",)
OURS = "tests.benchmarks.measured_bot"


class BotProcess:
    """One running bot."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log

    @classmethod
    async def start(
        cls, words: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> BotProcess:
        """Start a module of this checkout with these words; what it prints goes into `log`."""
        inherited = {name: text for name, text in os.environ.items() if name not in settings.TABLE}
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *words),
                cwd=ROOT,
                env={**inherited, "PTB_TIMEDELTA": "1", "PYTHONPATH": str(ROOT), **environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        return cls(process, log)

    def cpu_seconds(self) -> float:
        """Return the processor's time it has used so far, all threads together."""
        fields = self._file("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND

    def memory_bytes(self) -> int:
        """Return how much of it is in memory now."""
        return int(self._file("statm").split()[1]) * PAGE_BYTES

    def has_loaded(self, package: str) -> bool:
        """Tell whether compiled parts of a package are in its memory."""
        return f"/{package}/" in self._file("maps")

    async def calm(self) -> None:
        """Wait until it has nothing to do: what a start begins is over."""
        clock, before = SystemClock(), -1.0
        while self.cpu_seconds() - before > CALM_SECONDS * CALM_SHARE:
            before = self.cpu_seconds()
            await clock.sleep(CALM_SECONDS)

    async def stop(self) -> None:
        """End it in order. Raises RuntimeError with what it printed where it had failed."""
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()
        printed = self._log.read_text(encoding="utf-8", errors="replace")
        if self._process.returncode not in (0, -15) or "ERROR" in printed:
            raise RuntimeError(f"the bot failed:\n{printed[-2000:]}")

    def _file(self, name: str) -> str:
        return Path(f"/proc/{self._process.pid}/{name}").read_text()
