"""`./run bench WORD ...`: one word a file of this folder."""

import importlib
import sys

WORDS = {
    "answers": "how well messages are understood, on the evaluation set",
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
