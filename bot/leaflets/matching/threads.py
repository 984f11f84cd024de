"""Keeps numpy's helper threads still: on so small a work they mostly wait, and heat the machine."""

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[object]:
    """Compute on the calling thread alone while the context lasts."""
    limited: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> ThreadpoolController:
    """Return what knows the libraries that numpy has loaded; looking for them takes a while."""
    return ThreadpoolController()
