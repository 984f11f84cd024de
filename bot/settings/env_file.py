"""Reads the file `.env` as far as it can be read, and says in sentences what is wrong with it."""

import difflib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import parser

SIZE_LIMIT_BYTES = 64 * 1024
_MARKS_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The file's values; sentences about its faults, and notes on what is only odd."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    missing: bool = False


def read(path: Path, known: frozenset[str]) -> Found:
    """Read the file; raises nothing. What is not UTF-8 is read on for its other faults."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Found(missing=True)
    except OSError as error:
        why = error.strerror or "the system refuses"
        return Found(faults=(f"{path.name} cannot be read ({why}). Make it a readable file.",))
    if len(raw) > SIZE_LIMIT_BYTES:
        most = SIZE_LIMIT_BYTES // 1024
        return Found(faults=(f"{path.name} is larger than {most} KiB. Keep settings in it only.",))
    text, faults = _decoded(raw, path.name)
    return _parsed(text, faults, path.name, known)


def _decoded(raw: bytes, name: str) -> tuple[str, list[str]]:
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        utf_16 = raw.startswith(_MARKS_OF_UTF_16)
        line = "" if utf_16 else f" (line {raw.count(10, 0, error.start) + 1})"
        text = raw.decode("utf-16" if utf_16 else "utf-8-sig", errors="replace")
        return text, [f"{name} is not in UTF-8{line}. Save it again with the encoding UTF-8."]


def _parsed(text: str, faults: list[str], name: str, known: frozenset[str]) -> Found:
    found: dict[str, str] = {}
    notes: list[str] = []
    for binding in parser.parse_stream(io.StringIO(text)):
        written = binding.original.string
        line = binding.original.line + len(written) - len(written.lstrip("\r\n"))
        if binding.error or (binding.key is not None and binding.value is None):
            faults.append(f"Line {line} of {name} is not understood. Write NAME=value.")
        elif binding.key is not None:
            notes += _notes(binding.key, found, known, f"Line {line} of {name}")
            found[binding.key] = binding.value or ""
    return Found(values=found, faults=tuple(faults), notes=tuple(notes))


def _notes(key: str, found: Mapping[str, str], known: frozenset[str], where: str) -> list[str]:
    if key in found:
        return [f"{where} sets {key} a second time, and counts. Take the other one out."]
    if key in known:
        return []
    likely = difflib.get_close_matches(key.upper(), known, n=1)
    hint = f"Did you mean {likely[0]}?" if likely else "Take it out."
    return [f"{where} sets {key[:40]}, which nothing reads. {hint}"]
