"""Gives memory back to the system after work that needed much of it for a moment.

glibc keeps what was freed for later; after learning there is no later. Other systems do without.
"""

import ctypes
import gc


def give_back() -> None:
    """Collect what nobody holds any more, and hand free pages back where the system can."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
