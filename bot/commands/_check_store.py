"""The part of `check` that looks at the data folder, without touching what a running bot uses."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.commands import _place
from bot.commands._findings import Finding, Level, Part
from bot.core import desk
from bot.core.desk import DeskFile
from bot.core.outbox import UserId
from bot.ports import Damaged, NotFound, StoreUnavailable
from bot.settings import Settings
from bot.store import folder, layout, records, rotation
from bot.store.disk import Disk
from bot.store.files import BESIDE, Files
from bot.store.migrations import NewerFormat
from bot.store.rotation import Lies
from bot.store.seal import Seal, WrongKey

MEGABYTE = 1_000_000
LITTLE_FREE_BYTES = 200 * MEGABYTE
NO_FREE_BYTES = 20 * MEGABYTE
DAMAGED_SHOWN = 20
_RESTORE = "Stop the bot and run ./run restore."
_ROTATE = "Stop the bot and run ./run rotate-key."


def look(settings: Settings) -> list[Finding]:
    """Say whether what is kept can be used and whether each file of it can be read."""
    if settings.database_url:
        return [*_room(settings.data_dir), *_database(settings)]
    return _folder(settings.data_dir, settings.data_key)


def _database(settings: Settings) -> list[Finding]:
    seal = Seal(settings.data_key)
    try:
        with _place.looked_at(settings.database_url, settings.data_dir, seal) as files:
            return [*_tables(settings.database_url), *_sealing(files), *_contents(files)]
    except WrongKey as wrong:
        return [_fault(f"The bot will not start: in the database, {wrong}.")]
    except StoreUnavailable as error:
        return [_fault(f"DATABASE_URL: {error}.")]


def _tables(address: str) -> Iterator[Finding]:
    version, processes = _place.database_facts(address)
    there = f"Bots that use it now: {processes}." if processes else "No bot is using it."
    yield _note(f"The database has its tables as of step {version}. {there}")


def _folder(data_dir: Path, keys: tuple[bytes, ...]) -> list[Finding]:
    if data_dir.exists() and not data_dir.is_dir():
        return [_fault(f"DATA_DIR: {data_dir} is a file. Name a folder.")]
    findings = [*_room(data_dir), *_permissions(data_dir)]
    if not data_dir.is_dir():
        return [*findings, _note(f"{data_dir} is not there yet; the first start makes it.")]
    if is_in_use(data_dir):
        findings.append(_note("A bot is running on this folder."))
    try:
        files = Files(Disk(data_dir), Seal(keys))
        findings += _sealing(files)
        return [*findings, *_contents(files)]
    except WrongKey as wrong:
        return [*findings, _fault(f"The bot will not start: in {data_dir}, {wrong}.")]
    except StoreUnavailable as error:
        return [*findings, _fault(f"The data cannot be read: {error}. See who owns {data_dir}.")]


def unreached(settings: Settings) -> list[Finding]:
    """Name everybody whom an alarm would not reach, as they never pressed Start."""
    seal = Seal(settings.data_key)
    try:
        with _place.looked_at(settings.data_place, settings.data_dir, seal) as files:
            return _unreached(files, settings)
    except StoreUnavailable:
        # Who was reached cannot be told; why is said where all files are looked at.
        return []


def _unreached(files: Files, settings: Settings) -> list[Finding]:
    reached = {owner: _reached_at(files, owner) for owner in sorted(settings.owner_ids)}
    sentences = [
        f"Owner {owner} has not pressed Start, so no alarm reaches them. They open the bot in"
        " Telegram and press Start."
        for owner, instant in reached.items()
        if instant is None
    ]
    on_call = settings.second_contact_id
    if (
        on_call is not None
        and UserId(on_call) not in reached
        and _reached_at(files, on_call) is None
    ):
        sentences.append(
            f"The second contact {on_call} (SECOND_CONTACT_ID) is not known to have pressed Start,"
            " so a ring may not reach them. They open the bot in Telegram and press Start."
        )
    group = settings.staff_chat_id
    group_reached = None if group is None else _reached_at(files, group)
    if group is not None and group_reached is None:
        sentences.append(
            f"The group {group} (STAFF_CHAT_ID) was never reached. Add the bot to it and send"
            " /start there."
        )
    if group_reached is None and not any(reached.values()):
        sentences.append("No alarm would reach anybody yet: /enrol refuses until one would.")
    return [_warning(sentence) for sentence in sentences]


def is_in_use(data_dir: Path) -> bool:
    """Tell whether a process holds the folder's lock; it is looked at, and not kept."""
    try:
        with (data_dir / "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        # There is no lock, or it is not ours to read: the folder's permissions are said elsewhere.
        return False
    return False


def _room(data_dir: Path) -> Iterator[Finding]:
    existing = _existing(data_dir)
    if not os.access(existing, os.R_OK | os.W_OK | os.X_OK):
        yield _fault(f"{existing} cannot be written to. Give it to whoever runs the bot.")
    free = shutil.disk_usage(existing).free
    sentence = f"The disk of {existing} has {free // MEGABYTE:,} MB free."
    if free < NO_FREE_BYTES:
        yield _fault(f"{sentence} Make room: nothing more can be kept.")
    elif free < LITTLE_FREE_BYTES:
        yield _warning(f"{sentence} Make room before it is full.")
    else:
        yield _note(sentence)


def _permissions(data_dir: Path) -> Iterator[Finding]:
    if data_dir.is_dir() and data_dir.stat().st_mode & 0o077:
        yield _warning(
            f"Others on this machine may look into {data_dir}. `chmod 700 {data_dir}` mends it."
        )


def _sealing(files: Files) -> Iterator[Finding]:
    """Name what lies open or under an older key. Raises WrongKey."""
    seen = rotation.survey(files)
    lies_open, older = seen.paths[Lies.OPEN], seen.paths[Lies.OLDER]
    if files.marks and lies_open:
        yield _warning(f"Files that are not encrypted: {len(lies_open)}. {_ROTATE}")
    if older:
        yield _warning(f"Files under an older key: {len(older)}. {_ROTATE}")


def _contents(files: Files) -> Iterator[Finding]:
    counts = {layout.CLIENTS: 0, layout.CHATS: 0}
    damaged: list[str] = []
    strangers = 0
    for place in counts:
        for path, _ in files.list(place):
            if path.endswith(BESIDE):
                continue
            why = _why_unreadable(files, path)
            counts[place] += why is None
            strangers += why == ""
            if why:
                damaged.append(f"{path} is damaged: {why}. {_RESTORE}")
    damaged += [*_clinic(files), *folder.problems(files)]
    yield from map(_fault, damaged[:DAMAGED_SHOWN])
    if len(damaged) > DAMAGED_SHOWN:
        yield _fault(f"{len(damaged) - DAMAGED_SHOWN} more files are damaged. {_RESTORE}")
    if strangers:
        yield _warning(f"Files that are not the bot's lie among the data: {strangers}.")
    kept = f"{counts[layout.CLIENTS]} clients and {counts[layout.CHATS]} other chats are kept"
    how = f"encrypted with the key marked {files.marks[0]}" if files.marks else "not encrypted"
    yield _note(f"{kept}, {how}.")


def _clinic(files: Files) -> Iterator[str]:
    """Say why the clinic's own file, with its staff and closed days, cannot be read."""
    try:
        records.read_clinic(files)
    except NotFound:
        return
    except Damaged as damaged:
        why = folder.REASONS.get(str(damaged), "it cannot be read")
        yield f"{layout.CLINIC} is damaged: {why}. {_RESTORE} Or invite anew."
    except NewerFormat as newer:
        yield f"{layout.CLINIC}: {newer}"


def _why_unreadable(files: Files, path: str) -> str | None:
    """Return why a file cannot be read; "" when it is not ours, None when all is well."""
    file_id = layout.id_of(path)
    if file_id is None:
        return ""
    try:
        records.read(files, file_id)
    except NotFound:
        # A running bot erased it a moment ago.
        return None
    except Damaged as damaged:
        return folder.REASONS.get(str(damaged), "it cannot be read")
    except NewerFormat as newer:
        return str(newer)
    return None


def _reached_at(files: Files, chat_id: int) -> datetime | None:
    try:
        file = records.read(files, desk.desk_id(chat_id)).file
    except WrongKey:
        raise
    except (NotFound, Damaged, StoreUnavailable):
        # What cannot be read is named where all files are looked at.
        return None
    return file.reached_at if isinstance(file, DeskFile) else None


def _existing(path: Path) -> Path:
    return next(parent for parent in (path, *path.parents) if parent.exists())


def _fault(text: str) -> Finding:
    return Finding(Part.STORE, Level.FAULT, text)


def _warning(text: str) -> Finding:
    return Finding(Part.STORE, Level.WARNING, text)


def _note(text: str) -> Finding:
    return Finding(Part.STORE, Level.NOTE, text)
