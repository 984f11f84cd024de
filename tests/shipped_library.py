"""The content that ships as the program reads it: once for all tests of a process.

Reading five languages and checking them takes seconds, so nobody reads them again for a test of
their own; and what was read and found sound before, with not a byte of the content or the program
changed since, is taken as a start of the program takes it.
"""

import shutil
from functools import cache
from pathlib import Path

from bot import leaflets
from bot.leaflets import FALLBACK_LANGUAGE, ContentLibrary

CONTENT = Path(__file__).parents[1] / "content"


@cache
def library() -> ContentLibrary:
    """Return the shipped content, asked for once."""
    return leaflets.read_known(CONTENT)


def copy_in_english(content: Path, *named: str) -> list[Path]:
    """Copy the shipped treatments into that folder in English alone; return their folders.

    `named` are other languages that keep their names, for who adds their folders.
    """
    copied = [content / each.name for each in sorted(CONTENT.iterdir()) if each.is_dir()]
    for pack in copied:
        shutil.copytree(CONTENT / pack.name, pack, ignore=_other_languages)
        _leave_out_names(pack / FALLBACK_LANGUAGE / "phrases.toml", (FALLBACK_LANGUAGE, *named))
    return copied


def _other_languages(folder: str, names: list[str]) -> list[str]:
    if Path(folder).parent != CONTENT:
        return []
    folders = [name for name in names if (Path(folder) / name).is_dir()]
    return [name for name in folders if name != FALLBACK_LANGUAGE]


def _leave_out_names(phrases: Path, kept: tuple[str, ...]) -> None:
    before, header, rest = phrases.read_text(encoding="utf-8").partition("[languages]\n")
    table, blank, after = rest.partition("\n\n")
    lines = [line for line in table.splitlines() if line.partition(" =")[0] in kept]
    text = "".join((before, header, "\n".join(lines), blank, after))
    phrases.write_text(text, encoding="utf-8")
