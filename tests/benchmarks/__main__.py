"""`./run bench WORD ...`: one word a file of this folder."""

import importlib
import sys

WORDS = {
    "answers": "how well messages are understood, on the evaluation set",
    "block": "how long the event loop is ever held, with 100,000 clients",
    "jump": "a 28-day course jumped in the simulator",
    "late": "what becomes of what fell due while nobody could send it, beside a bare scheduler",
    "push": "thousands of reminders due at one minute, and a server that takes 20 a second",
    "store": "a save, a start and a tick with 100,000 clients",
    "scale": "100 to 1,000,000 clients in PostgreSQL, and 10,000 messages sent by two processes",
    "answering": "what an answer to a check-in costs, beside a bare echo bot",
    "start": "how long a start takes, and the memory of an idle bot, beside a bare echo bot",
    "silence": "when the bot polls again after its server was silent for ten minutes",
    "backlog": "killed under thousands of waiting updates, beside a bare library bot",
    "kill": "the process killed again and again: nothing lost, nothing twice but in doubt",
    "replicas": "two processes on one database, and all between them fails",
    "world": "whole worlds from one seed, in which everything fails, against a model",
}


def main(arguments: list[str]) -> int:
    """Run one benchmark; say which there are for anything else."""
    if not arguments or arguments[0] not in WORDS:
        print("Usage: ./run bench WORD [options]")
        for word, does in WORDS.items():
            print(f"  {word:10}{does}")
        return 0 if arguments in ([], ["--help"]) else 2
    return int(importlib.import_module(f"tests.benchmarks.{arguments[0]}").run(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
