"""The keys of the tests, made from words, and how each is written into DATA_KEY."""

import base64
import hashlib


def key(words: str) -> bytes:
    """Return the key that these words make."""
    return hashlib.sha256(words.encode()).digest()


def text(*keys: bytes) -> str:
    """Return DATA_KEY with these keys."""
    return ",".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in keys)


OLD, NEW, OTHER = map(key, ("the key of last year", "the key of today", "somebody else's key"))
