"""The words of the command line, one file each: `run(arguments)` returns the exit status.

A file's first docstring line is its help. Files that begin with `_` are no words.
"""

import argparse
import ast
from datetime import datetime
from pathlib import Path

FINE = 0
FAULTS = 1
WRONG_USE = 2
INTERRUPTED = 130
YEARS = range(2000, 2100)


def words() -> dict[str, str]:
    """Return each word with its line of help, without running any of them."""
    found = sorted(Path(__file__).parent.glob("[a-z]*.py"))
    return {path.stem.replace("_", "-"): _first_line(path) for path in found}


def moment(text: str) -> datetime:
    """Read a date and time from the command line, with or without an offset."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or "T" not in text.upper().replace(" ", "T") or read.year not in YEARS:
        raise argparse.ArgumentTypeError(
            f"'{text}' is not a date and time of this century; write it like 2026-03-27T17:00"
        )
    return read


def _first_line(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    return (docstring or "").partition("\n")[0]
