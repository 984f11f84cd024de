"""What all tests share: the library counts waits as spans of time, as the program tells it to."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")
