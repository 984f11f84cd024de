"""What all tests share: the library counts waits as spans of time, as the program tells it to."""

import os

import pytest

os.environ.setdefault("PTB_TIMEDELTA", "1")
# Their assertions explain themselves only when they are registered before anybody imports them.
pytest.register_assert_rewrite("tests.cast", "tests.phone")
