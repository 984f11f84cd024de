"""The printed table of a benchmark: figure, what was measured, what it must reach, of how many."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

from bot.timing.clock import SystemClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. `is_met` is None where there is no target; what `must_hold` fails the run."""

    figure: str
    measured: str
    limit: str
    count: int
    is_met: bool | None
    must_hold: bool = False

    def cells(self) -> tuple[str, ...]:
        """Return what stands in the table's columns."""
        met = {True: "yes", False: "NO", None: ""}[self.is_met]
        return (self.figure, self.measured, self.limit, f"{self.count:,}", met)


def counted(
    figure: str, measured: object, count: int, *, limit: str = "", is_met: bool | None = None
) -> Row:
    """Return a row that must hold, or, without `is_met`, only tells a count."""
    return Row(
        figure=figure,
        measured=f"{measured}",
        limit=limit,
        count=count,
        is_met=is_met,
        must_hold=is_met is not None,
    )


HEAD = ("figure", "measured", "limit", "n", "met")


def show(title: str, rows: Sequence[Row]) -> int:
    """Print the table with the day and the machine; return 1 where something had to hold."""
    day = SystemClock().now().date()
    print(f"\n{title} ({day}, {os.cpu_count()} cores, Python {platform.python_version()})")
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
    return int(any(row.must_hold and not row.is_met for row in rows))
