"""Puts a backup back: what is missing or damaged in the data folder, or with --all everything.

The bot must not run meanwhile. Whoever was erased since stays erased. What came in after the backup
is not in it: each client put back has a line in the history that says so.
"""

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path

from bot import commands, settings
from bot.ports import StoreError
from bot.store import backups, layout, restoring
from bot.store.backups import Backup
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.lock import FolderLock
from bot.store.restoring import Restored
from bot.store.seal import Seal
from bot.timing.clock import SystemClock


def run(arguments: list[str]) -> int:
    """Restore and say what was done; 1 when it could not, or something in it was damaged."""
    options = _parser().parse_args(arguments)
    data_dir, keys = settings.data_place(os.environ)
    target = data_dir if options.to is None else options.to.expanduser().resolve()
    above = data_dir / layout.BACKUPS if options.source is None else options.source.expanduser()
    seal = Seal(keys)
    try:
        backup, place = _chosen(above.resolve(), seal)
        done = _restore(place, backup, target, seal, all_of_it=options.all)
    except StoreError as error:
        return _refused(f"{error}.")
    print("\n".join(_told(done, backup)))
    if done.damaged:
        return _refused(f"Damaged in the backup, left out: {', '.join(done.damaged)}.")
    return commands.FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run restore", description=__doc__)
    parser.add_argument(
        "--from", dest="source", type=Path, metavar="FOLDER", help="a backup, or a folder of them"
    )
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="the data folder; DATA_DIR")
    parser.add_argument(
        "--all", action="store_true", help="put back also what is there and reads well"
    )
    return parser


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return commands.FAULTS


def _chosen(folder: Path, seal: Seal) -> tuple[Backup, Path]:
    """Return that backup, or the newest in that folder. Raises StoreError."""
    files = Files(Disk(folder), seal)
    itself = backups.at(files, "")
    if itself is not None:
        return itself, folder
    found = backups.kept(files, "")
    if not found:
        raise StoreError(f"{folder} holds no whole backup; nothing was changed")
    return found[0], folder / found[0].place


def _restore(
    place: Path, backup: Backup, data_dir: Path, seal: Seal, *, all_of_it: bool
) -> Restored:
    target = Files(Disk(data_dir), seal)
    target.make_root()
    lock = FolderLock(data_dir)
    lock.acquire()
    try:
        now = SystemClock().now()
        if all_of_it and target.list(layout.CLIENTS):
            _keep_what_is_there(target, now)
        source = Files(Disk(place), seal)
        return restoring.restore(source, backup, target, now, all_of_it=all_of_it)
    finally:
        lock.release()


def _keep_what_is_there(target: Files, now: datetime) -> None:
    """Make a backup of what is about to be replaced."""
    making = backups.Making(target, target, now, above=layout.BACKUPS)
    while making.some():
        pass


def _told(done: Restored, backup: Backup) -> list[str]:
    lines = [
        f"Backup of {backup.made_at:%Y-%m-%d %H:%M} UTC. Clients put back: {done.clients}. Left as"
        f" they are, as they read well: {done.kept}."
    ]
    if done.erased:
        lines.append(f"Erased since, and not put back: {done.erased}.")
    if done.has_clinic:
        lines.append("Staff and closed days were put back.")
    if done.clients:
        lines.append("Messages from after the backup are not in it: look at these clients first.")
    return lines
