"""All files of the folder under the first key: what lies how, and writing anew what lies otherwise.

A file is the old one or the new one, whole, at any moment, and both open with the keys given; so a
kill at any point costs nothing but starting again. Nobody else may use the folder meanwhile.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from bot.ports import Damaged, NotFound
from bot.store import folder, layout, seal, written_index
from bot.store.files import BESIDE, Files
from bot.store.seal import WrongKey

# What is made again, by each start.
_PASSING = frozenset(("lock", layout.WHOLE_INDEX))


class Lies(Enum):
    """How a file lies on the disk, by the keys in use."""

    NEWEST = auto()
    OLDER = auto()
    OPEN = auto()
    BROKEN = auto()


@dataclass(slots=True, kw_only=True)
class Survey:
    """The bot's files by how they lie, and how many others lie among them."""

    paths: dict[Lies, list[str]] = field(default_factory=lambda: {each: [] for each in Lies})
    strangers: int = 0

    @property
    def to_write(self) -> list[str]:
        """The files that are not under the first key yet and can be."""
        return [*self.paths[Lies.OPEN], *self.paths[Lies.OLDER]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """How many files were written anew (of them open before), left as they were, put aside.

    `unread` lie in quarantine, and no key of these opens them.
    """

    written: int
    were_open: int
    newest: int
    put_aside: int
    unread: int
    strangers: int


def survey(files: Files) -> Survey:
    """Look at every file of the folder. Raises WrongKey for one that none of the keys opens."""
    found = Survey()
    for path, _ in files.list(""):
        if path in _PASSING or _is_index(path) or path.endswith(BESIDE):
            continue
        lies = _lies(files, path)
        if lies is Lies.OPEN and not layout.is_ours(path):
            found.strangers += 1
        elif lies is not None:
            found.paths[lies].append(path)
    return found


def rotate(files: Files) -> Rotated:
    """Put every file under the first key. Raises WrongKey before anything was changed."""
    before = survey(files)
    folder.sweep(files)
    # It tells how files looked that are about to look otherwise; the next start makes it again.
    written_index.forget(files)
    for path in before.to_write:
        files.write_atomic(path, _content(files, path))
    broken = [path for path in before.paths[Lies.BROKEN] if not _is_quarantined(path)]
    if broken:
        files.make_folder(layout.QUARANTINE)
    for path in broken:
        folder.put_aside(files, path, _reason(path))
    return Rotated(
        written=len(before.to_write),
        were_open=len(before.paths[Lies.OPEN]),
        newest=len(before.paths[Lies.NEWEST]),
        put_aside=len(broken),
        unread=len(before.paths[Lies.BROKEN]) - len(broken),
        strangers=before.strangers,
    )


def _lies(files: Files, path: str) -> Lies | None:
    """Return how the file lies; None when a running bot has just erased it."""
    try:
        mark = seal.mark_on(files.read_as_it_lies(path)[0])
        if mark is None:
            return Lies.OPEN
        files.read(path)
    except NotFound:
        return None
    except WrongKey:
        if not _is_quarantined(path):
            raise
        return Lies.BROKEN
    except Damaged:
        return Lies.BROKEN
    return Lies.NEWEST if mark in files.marks[:1] else Lies.OLDER


def _content(files: Files, path: str) -> bytes:
    data, _ = files.read_as_it_lies(path)
    return data if seal.mark_on(data) is None else files.read(path)[0]


def _is_index(path: str) -> bool:
    return path.startswith(f"{layout.INDEX}/")


def _is_quarantined(path: str) -> bool:
    return path.startswith(f"{layout.QUARANTINE}/")


def _reason(path: str) -> str:
    return layout.UNREAD_UPDATE if path.startswith(f"{layout.ASIDE}/") else seal.BROKEN
