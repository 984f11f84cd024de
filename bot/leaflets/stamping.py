"""Writes values into a file of the content, each in its own line, and keeps every other byte.

What is written, a signature or the text a translation was made from, is decided elsewhere.
"""

import re
from collections.abc import Mapping
from pathlib import Path


def write(path: Path, part: str | None, values: Mapping[str, str]) -> None:
    """Write values to the top of a leaflet, or into the table `part` of a TOML file.

    Raises ValueError for a leaflet that has no top, OSError for a file that cannot be written.
    """
    raw = path.read_bytes().decode("utf-8")
    _write(path, _in_leaflet(raw, values) if part is None else _in_table(raw, part, values))


def _in_leaflet(raw: str, values: Mapping[str, str]) -> str:
    start = raw.index("---") + 3
    end = raw.index("\n---", start)
    return raw[:start] + _with_values(raw[start:end], values, "{name}: ") + raw[end:]


def _in_table(raw: str, part: str, values: Mapping[str, str]) -> str:
    header = re.search(rf"^[ \t]*\[{re.escape(part)}\][^\n]*$", raw, re.MULTILINE)
    if header is None:
        newline = "" if raw.endswith("\n") or not raw else "\n"
        return _with_values(f"{raw}{newline}\n[{part}]", values, "{name} = ", only_new=True) + "\n"
    following = re.compile(r"^[ \t]*\[", re.MULTILINE).search(raw, header.end())
    end = len(raw) if following is None else following.start()
    table = raw[header.end() : end]
    written = _with_values(table.rstrip("\n"), values, "{name} = ")
    return raw[: header.end()] + written + table[len(table.rstrip("\n")) :] + raw[end:]


def _with_values(
    block: str, values: Mapping[str, str], form: str, *, only_new: bool = False
) -> str:
    """Replace each value in its own line, keeping comments; a missing line is added at the end."""
    for name, value in values.items():
        line = f'{form.format(name=name)}"{value}"'
        pattern = re.compile(
            rf"""^{name}[ \t]*[:=][ \t]*("[^"\n]*"|'[^'\n]*'|[^\n#]*?)(?=[ \t]*(#[^\n]*)?\r?$)""",
            re.MULTILINE,
        )
        match = None if only_new else pattern.search(block)
        if match is None:
            block = f"{block}\n{line}"
        else:
            block = block[: match.start()] + line + block[match.end() :]
    return block


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode())
    beside.chmod(path.stat().st_mode)
    beside.replace(path)
