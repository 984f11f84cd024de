"""The content: everything under `content/`, read and checked once, frozen, and its signatures.

`read` gives the library or raises ContentError with every fault in the author's words; `read_known`
saves reading and checking what was read and checked before. Filling a text in for a client and
sending it is done elsewhere.
"""

from bot.leaflets.faults import ContentError
from bot.leaflets.known import read, read_known
from bot.leaflets.library import FALLBACK_LANGUAGE, ContentLibrary, MissingText, Treatment
from bot.leaflets.samples import example
from bot.leaflets.signing import (
    NOT_SIGNED,
    SignedText,
    is_signed,
    name_of_signer,
    sign,
    why_unsigned,
)

__all__ = [
    "FALLBACK_LANGUAGE",
    "NOT_SIGNED",
    "ContentError",
    "ContentLibrary",
    "MissingText",
    "SignedText",
    "Treatment",
    "example",
    "is_signed",
    "name_of_signer",
    "read",
    "read_known",
    "sign",
    "why_unsigned",
]
