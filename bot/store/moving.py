"""Moving all that is kept from one place to another: a folder, or a database; verified at the end.

Every file is written as it is read, sealed with the target's keys; both sides are read again and
compared by count and digest. Backups and what a start makes again stay where they are.
"""

import hashlib
from dataclasses import dataclass

from bot.ports import Damaged, StoreUnavailable
from bot.store import layout
from bot.store.files import BESIDE, Files

_STAYING = (f"{layout.BACKUPS}/", f"{layout.INDEX}/")
_PASSING = frozenset(("lock", layout.WHOLE_INDEX))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How many files were moved, clients' among them, and the digest of all, the same behind both.

    `unread` are damaged and stay where they were: quarantine is for whoever looks into them.
    """

    files: int
    clients: int
    digest: str
    unread: tuple[str, ...] = ()


def move(source: Files, target: Files) -> Moved:
    """Move everything into an empty place that nobody uses; the source stays as it is.

    A place where such a move was broken off is cleared of what is not moved any more. Raises
    StoreUnavailable where something is kept in the target already, or does not read as it was
    written; WrongKey before anything was written.
    """
    refuse_unfinished(source)
    begun = target.stat(layout.MOVING) is not None
    if paths(target) and not begun:
        raise StoreUnavailable(
            "the target keeps clients already, or something else of a bot's; nothing was changed."
            " Empty it first, or name another place"
        )
    unread = tuple(path for path in paths(source) if not _opens(source, path))
    moving = [path for path in paths(source) if path not in unread]
    target.make_root()
    target.write_atomic(layout.MOVING, b"{}")
    for path in frozenset(paths(target)).difference(moving):
        target.delete(path)
    for path in moving:
        target.write_atomic(path, source.read(path)[0])
    digest = digest_of(source, moving)
    if paths(target) != moving or digest_of(target, moving) != digest:
        raise StoreUnavailable("what was written reads otherwise; use the source on")
    target.delete(layout.MOVING)
    clients = sum(path.startswith(f"{layout.CLIENTS}/") for path in moving)
    return Moved(files=len(moving), clients=clients, digest=digest, unread=unread)


def refuse_unfinished(files: Files) -> None:
    """Raise StoreUnavailable where a move to this place was broken off."""
    if files.stat(layout.MOVING) is not None:
        raise StoreUnavailable(
            "a move to this place was not finished: do it again with ./run restore --from --to,"
            " or empty the place"
        )


def holds_clients(files: Files) -> bool:
    """Tell whether a place keeps any client."""
    return next(files.walk(layout.CLIENTS), None) is not None


def paths(files: Files) -> list[str]:
    """Return the paths of all that is to be moved, sorted."""
    return [
        path
        for path, _ in files.list("")
        if layout.is_ours(path) | (path == layout.ERASED)
        and not path.startswith(_STAYING)
        and path not in _PASSING
        and not path.endswith(BESIDE)
    ]


def digest_of(files: Files, chosen: list[str]) -> str:
    """Return the SHA-256 over these paths and what they hold, unsealed."""
    digest = hashlib.sha256()
    for path in chosen:
        content = hashlib.sha256(files.read(path)[0]).hexdigest()
        digest.update(f"{path} {content}\n".encode())
    return digest.hexdigest()


def _opens(files: Files, path: str) -> bool:
    try:
        files.read(path)
    except Damaged:
        return False
    return True
