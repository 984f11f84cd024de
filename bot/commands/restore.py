"""Puts a backup back: what is missing or damaged where data is kept, or with --all everything.

The bot must not run meanwhile. Whoever was erased since stays erased. What came in after the backup
is not in it: each client put back has a line in the history that says so. Where --from is a data
folder or the address of a PostgreSQL, all of it is moved into an empty --to, and compared.
"""

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path

from bot import commands, settings
from bot.commands import _place
from bot.ports import StoreError
from bot.store import backups, layout, moving, restoring
from bot.store.backups import Backup
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.restoring import Restored
from bot.store.seal import Seal
from bot.timing.clock import SystemClock


def run(arguments: list[str]) -> int:
    """Restore or move, and say what was done; 1 when it could not, or something was damaged."""
    options = _parser().parse_args(arguments)
    chosen = settings.of_data(os.environ)
    target = _named(options.to) if options.to else chosen.data_place
    source = _named(options.source) if options.source else str(chosen.data_dir / layout.BACKUPS)
    try:
        if _place.is_database(source) or _is_data_folder(Path(source)):
            return _move(source, target, chosen)
        return _put_back(Path(source), target, chosen, all_of_it=options.all)
    except StoreError as error:
        return _refused(f"{error}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run restore", description=__doc__)
    parser.add_argument(
        "--from",
        dest="source",
        metavar="PLACE",
        help="a backup, a folder of them; or a data folder or postgresql://... to move from",
    )
    parser.add_argument(
        "--to", metavar="PLACE", help="a data folder or postgresql://...; where the settings say"
    )
    parser.add_argument(
        "--all", action="store_true", help="put back also what is there and reads well"
    )
    return parser


def _named(place: str) -> str:
    return place if _place.is_database(place) else str(Path(place).expanduser().resolve())


def _is_data_folder(folder: Path) -> bool:
    """Tell whether a bot keeps its data there, which is no backup."""
    return (folder / layout.CLIENTS).is_dir() and not (folder / backups.WHOLE).exists()


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return commands.FAULTS


def _move(source: str, target: str, chosen: settings.Settings) -> int:
    """Move all there is from one place to another, with nobody at either."""
    if source == target:
        return _refused("--from and --to are the same place; nothing was changed.")
    seal = Seal(chosen.data_key)
    with (
        _place.alone(source, chosen.data_dir, seal, all_handled=True) as origin,
        _place.alone(target, chosen.data_dir, seal) as end,
    ):
        done = moving.move(origin, end)
    print(
        f"Moved to {_place.shown(target)}: {done.files} files, of {done.clients} clients, and read"
        f" again on both sides: {done.digest[:16]}. {_place.shown(source)} is as it was. Name the"
        " new place in the settings, and start the bot on that one only."
    )
    if done.unread:
        return _refused(f"Damaged, and not moved: {', '.join(done.unread)}.")
    return commands.FINE


def _put_back(folder: Path, target: str, chosen: settings.Settings, *, all_of_it: bool) -> int:
    seal = Seal(chosen.data_key)
    backup, place = _chosen(folder, seal)
    if not _place.is_database(target):
        Files(Disk(Path(target)), seal).make_root()
    with _place.alone(target, chosen.data_dir, seal) as files:
        done = _restored(Files(Disk(place), seal), backup, files, all_of_it=all_of_it)
    print("\n".join(_told(done, backup)))
    if done.damaged:
        return _refused(f"Damaged in the backup, left out: {', '.join(done.damaged)}.")
    return commands.FINE


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


def _restored(source: Files, backup: Backup, target: Files, *, all_of_it: bool) -> Restored:
    now = SystemClock().now()
    if all_of_it and moving.holds_clients(target):
        _keep_what_is_there(target, now)
    return restoring.restore(source, backup, target, now, all_of_it=all_of_it)


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
