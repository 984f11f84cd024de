"""Picks the command: `python -m bot WORD ...` runs `bot/commands/word.py`, and only that."""

import difflib
import importlib
import os
import sys

from bot import commands
from bot.leaflets.faults import ContentError
from bot.settings import SettingsError

HELP = frozenset({"-h", "--help", "help"})


def main(arguments: list[str]) -> int:
    """Run one command line and return its exit status."""
    # The library gives durations as timedelta when this is set before it is imported.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    if not arguments or arguments[0] in HELP:
        print(_help())
        return commands.FINE
    word, *rest = arguments
    if word not in commands.words():
        say(_unknown(word))
        return commands.WRONG_USE
    try:
        return _run(word, rest)
    except (SettingsError, ContentError) as error:
        say("\n".join(error.faults))
        return commands.FAULTS
    except KeyboardInterrupt:
        return commands.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return commands.FAULTS


def say(sentences: str) -> None:
    """Tell the person at the terminal; standard output is for what was asked."""
    print(sentences, file=sys.stderr)


def _run(word: str, rest: list[str]) -> int:
    command = importlib.import_module(f"bot.commands.{word.replace('-', '_')}")
    status: int = command.run(rest)
    sys.stdout.flush()
    return status


def _help() -> str:
    lines = [f"  {word:12}{line}" for word, line in commands.words().items()]
    return "\n".join(["Usage: ./run WORD ...     (./run WORD --help says more)", "", *lines])


def _unknown(word: str) -> str:
    likely = difflib.get_close_matches(word, commands.words(), n=1)
    hint = f"Did you mean '{likely[0]}'? " if likely else ""
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in word[:40])
    return f"There is no command '{plain}'. {hint}./run --help lists them all."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
