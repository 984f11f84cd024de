"""Copies all clients into a backup, also while the bot runs; --to names another folder or disk.

Each night the bot makes one of its own, beside the data. A copy of your own should lie on another
disk: no bot reaches it, so delete it after BACKUP_DAYS yourself. It is sealed as the data is.
"""

import argparse
import os
import sys
from pathlib import Path

from bot import commands, settings
from bot.commands import _place
from bot.ports import StoreError
from bot.store import backups, layout, restoring
from bot.store.backups import Backup
from bot.store.disk import Disk
from bot.store.files import Files
from bot.store.seal import Seal
from bot.timing.clock import SystemClock


def run(arguments: list[str]) -> int:
    """Make a backup and read it back; 1 when it could not be made or not be read."""
    options = _parser().parse_args(arguments)
    chosen = settings.of_data(os.environ)
    data_dir, seal = chosen.data_dir, Seal(chosen.data_key)
    if not chosen.database_url and not data_dir.is_dir():
        return _refused(f"{data_dir} is not there yet: there is nothing to copy.")
    folder = data_dir / layout.BACKUPS if options.to is None else options.to.expanduser().resolve()
    try:
        with _place.looked_at(chosen.data_place, data_dir, seal) as source:
            made = _make(source, folder, seal)
        damaged = restoring.unreadable(Files(Disk(folder / made.place), seal))
    except StoreError as error:
        return _refused(f"{folder}: {error}.")
    print(f"{made.clients} clients are in {folder / made.place}, and were read back.")
    if damaged:
        return _refused(f"Not readable there: {', '.join(damaged)}. ./run check tells more.")
    return commands.FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run backup", description=__doc__)
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="where to; beside the data")
    return parser


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return commands.FAULTS


def _make(source: Files, folder: Path, seal: Seal) -> Backup:
    target = Files(Disk(folder), seal)
    target.make_root()
    making = backups.Making(source, target, SystemClock().now(), above="")
    while making.some():
        pass
    made = backups.at(target, making.place)
    if made is None:
        raise StoreError("the backup cannot be read back")
    return made
