"""`python -m tests.benchmarks.without_model telegram`: the bot without its question model.

The model takes as much memory as all else together; what a start or a store costs is told without.
"""

import os
import sys

# As the bot itself does, before the library is there.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from bot import wiring
from bot.__main__ import main

if __name__ == "__main__":
    wiring.learn = lambda work: None
    sys.exit(main(sys.argv[1:]))
