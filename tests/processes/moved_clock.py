"""The system clock of one process, moved from outside, as libfaketime does it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.timing.clock import SystemClock

PLACES = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/lib")
MISSING = "libfaketime is missing: apt-get install faketime"


def library() -> str | None:
    """Return the library that moves a process's clock, None on a machine without it."""
    names = [f"{place}/**/faketime/libfaketimeMT.so.1" for place in PLACES]
    found = [path for name in names for path in Path("/").glob(name.lstrip("/"))]
    return str(found[0]) if found else None


@dataclass(frozen=True, slots=True)
class MovedClock:
    """A clock for one process, moved by writing a file."""

    path: Path
    library: str

    def set_to(self, instant: datetime) -> None:
        """Have the process see this instant now, and time go on from there."""
        offset = instant - SystemClock().now()
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{offset.total_seconds():+.3f}\n", encoding="ascii")
        fresh.replace(self.path)

    def settings(self, *, moves_monotonic: bool) -> dict[str, str]:
        """The environment of a process that goes by this clock."""
        return {
            "LD_PRELOAD": self.library,
            "FAKETIME_TIMESTAMP_FILE": str(self.path),
            "FAKETIME_NO_CACHE": "1",
            # The fix fakes the waits with which threads take turns: one busy thread starves all.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "FAKETIME_DONT_FAKE_MONOTONIC": "0" if moves_monotonic else "1",
            "DONT_FAKE_MONOTONIC": "0" if moves_monotonic else "1",
        }
