"""`./run telegram` with one thing taken out of the way of a measurement, each by its name.

`without-limit`: nothing waits for Telegram's 30 messages a second. `without-model`: the examples
of questions are not learnt.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

from bot import wiring
from bot.chat import messenger
from bot.commands import telegram

FASTER_THAN_ANY_BOT = 100_000.0


def main(taken_out: list[str]) -> int:
    """Run the command with these taken out."""
    if "without-model" in taken_out:
        wiring.learn = lambda work: None
    with without_limit() if "without-limit" in taken_out else nullcontext():
        return telegram.run([])


@contextmanager
def without_limit() -> Iterator[None]:
    """Have bots that are built meanwhile send as fast as they can."""
    kept = messenger.Lanes
    messenger.Lanes = partial(kept, all_per_second=FASTER_THAN_ANY_BOT)  # type: ignore[assignment,misc]
    try:
        yield
    finally:
        messenger.Lanes = kept  # type: ignore[misc]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
