"""Writes all data anew with the first key of DATA_KEY; --new prints a key.

It can be stopped at any moment and started again: until its end every file opens with the keys
that were given.
"""

import argparse
import os
import sys

from bot import commands, settings
from bot.commands import _place
from bot.ports import StoreError
from bot.store import rotation, seal
from bot.store.rotation import Rotated
from bot.store.seal import Seal

_HOW = (
    "This is a new key. Write it into DATA_KEY, in front of the old one and a comma if there is"
    " one; then stop the bot and run ./run rotate-key. Keep a copy where the data is not: without"
    " its key nobody can read it, you neither."
)
_NO_KEY = "DATA_KEY is empty, so nothing was changed. ./run rotate-key --new prints a key."


def run(arguments: list[str]) -> int:
    """Rotate, or print a new key; 1 when it could not, and nothing was lost."""
    options = _parser().parse_args(arguments)
    if options.new:
        print(seal.new_key())
        print(_HOW, file=sys.stderr)
        return commands.FINE
    chosen = settings.of_data(os.environ)
    keys = chosen.data_key
    if not keys:
        return _refused(_NO_KEY)
    if not chosen.database_url and not chosen.data_dir.is_dir():
        return _refused(
            f"{chosen.data_dir} is not there yet; what the bot writes will be encrypted."
        )
    try:
        with _place.alone(
            chosen.data_place, chosen.data_dir, Seal(keys), all_handled=True
        ) as files:
            done = rotation.rotate(files)
    except StoreError as error:
        return _refused(f"{_place.shown(chosen.data_place)}: {error}.")
    print("\n".join(_told(done, len(keys))))
    return commands.FAULTS if done.put_aside else commands.FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run rotate-key", description=__doc__)
    parser.add_argument("--new", action="store_true", help="print a new key and change nothing")
    return parser


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return commands.FAULTS


def _told(done: Rotated, keys: int) -> list[str]:
    """Say what was done, in counts, and what can be done now."""
    lines = [
        f"Files written anew with the first key: {done.written}, of which {done.were_open} were"
        f" not encrypted before. Files that had it already: {done.newest}."
    ]
    if done.put_aside:
        lines.append(
            f"Damaged files, now in quarantine: {done.put_aside}. ./run check names them;"
            " ./run restore puts them back from the last backup."
        )
    if done.unread:
        lines.append(f"Damaged files that lay in quarantine and stay: {done.unread}.")
    if done.strangers:
        lines.append(f"Files that are not the bot's and stay as they are: {done.strangers}.")
    if keys > 1:
        lines.append(
            "The other keys can be taken out of DATA_KEY. Keep them as long as you keep backups"
            " that were made with them."
        )
    return lines
