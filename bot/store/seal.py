"""How data lies encrypted on the disk, and which key opens it; which files there are is not known.

AES-256-GCM: what was changed by a single bit does not open. In front of it stand a word, so that
sealed and plain files are told apart, and the mark of the key, so that a wrong key (nothing may be
touched) is never taken for damage (the file is put aside). Each write draws a nonce of 96 bits by
chance: one key is good for four thousand million writes. Which file it is is said inside, and
checked by whoever reads it.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.ports import Damaged, StoreUnavailable

KEY_BITS = 256
BROKEN = "broken-seal"
_WORD = b"SEALED1\n"
_MARK_BYTES = 8
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEAD_BYTES = len(_WORD) + _MARK_BYTES
_SHORTEST_BYTES = _HEAD_BYTES + _NONCE_BYTES + _TAG_BYTES


class WrongKey(StoreUnavailable):
    """Key and data do not belong together; nothing was touched.

    The sentence begins with its verb: whoever knows which file it is says so in front of it.
    """


class Seal:
    """The keys, the first of which writes while all read; without any, data lies as it is."""

    def __init__(self, keys: Sequence[bytes] = ()) -> None:
        """Take the keys, each of 32 bytes."""
        self._keys = {_mark_of(key): AESGCM(key) for key in keys}
        self._naming = [_hash(b"names under a data key", key) for key in keys]
        self._first = next(iter(self._keys), None)

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of the keys, the first of which writes; they tell nothing of the keys."""
        return tuple(mark.hex() for mark in self._keys)

    def names(self, word: str) -> list[str]:
        """Return what a word may be called where it must be found again; the first is written.

        Without keys it is called as it is; else nobody learns it who has no key.
        """
        found = [hmac.digest(each, word.encode(), "sha256").hex() for each in self._naming]
        return found or [word]

    def close(self, data: bytes) -> bytes:
        """Return the data as it is to lie on the disk."""
        if self._first is None:
            return data
        head, nonce = _WORD + self._first, os.urandom(_NONCE_BYTES)
        return head + nonce + self._keys[self._first].encrypt(nonce, data, head)

    def open(self, data: bytes) -> bytes:
        """Return what was sealed. Raises WrongKey, Damaged."""
        if mark_on(data) is None:
            return self._plain(data)
        if not self._keys:
            raise WrongKey("is encrypted and DATA_KEY is empty: write its key into DATA_KEY")
        if len(data) < _SHORTEST_BYTES:
            raise Damaged(BROKEN)
        head, rest = data[:_HEAD_BYTES], data[_HEAD_BYTES:]
        key = self._keys.get(head[len(_WORD) :])
        if key is None:
            raise WrongKey(
                f"is encrypted with the key marked {mark_on(data)}, which DATA_KEY does not hold:"
                " add that key to DATA_KEY, after a comma"
            )
        try:
            return key.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], head)
        except InvalidTag:
            raise Damaged(BROKEN) from None

    def _plain(self, data: bytes) -> bytes:
        if not self._keys or not data:
            return data
        if data.startswith(b"{"):
            # As good as any other, but whoever gave a key relies on it that nothing lies open.
            raise WrongKey("is not encrypted, and there is a DATA_KEY: run ./run rotate-key once")
        raise Damaged(BROKEN)


PLAIN = Seal()


def mark_on(data: bytes) -> str | None:
    """Return the mark of the key that sealed the data, None when it lies open."""
    return data[len(_WORD) : _HEAD_BYTES].hex() if data.startswith(_WORD) else None


def new_key() -> str:
    """Return a new key by chance, as it is written into DATA_KEY."""
    return base64.urlsafe_b64encode(AESGCM.generate_key(KEY_BITS)).decode().rstrip("=")


def _mark_of(key: bytes) -> bytes:
    return _hash(b"mark of a data key", key)[:_MARK_BYTES]


def _hash(purpose: bytes, key: bytes) -> bytes:
    return hashlib.sha256(purpose + b"\n" + key).digest()
