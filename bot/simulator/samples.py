"""What a phone of the page can send without a camera: a drawn picture, a document, a voice message.

Nothing here is a real person's; the picture is a soft gradient with a darker patch.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache

PHOTO_WIDTH_PIXELS = 300
PHOTO_HEIGHT_PIXELS = 360
_SKIN = (226, 178, 150)
_PATCH = (198, 120, 104)
_PATCH_RADIUS_PIXELS = 70
PHOTOS_UNTIL_PLAIN = 5
DOCUMENT_NAME = "note.txt"
DOCUMENT = b"A sample document from the simulator.\n"
VOICE = b"OggS" + bytes(60)


@cache
def photo(number: int = 0) -> bytes:
    """A PNG of 300 x 360 pixels: a plain tone with one soft round patch, as a stand-in.

    The patch is paler with each number, so that one sees which photo came when.
    """
    strength = max(0.0, 1 - number / PHOTOS_UNTIL_PLAIN)
    rows = b"".join(_row(y, strength) for y in range(PHOTO_HEIGHT_PIXELS))
    head = struct.pack(">IIBBBBB", PHOTO_WIDTH_PIXELS, PHOTO_HEIGHT_PIXELS, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def _row(y: int, strength: float) -> bytes:
    return b"\x00" + b"".join(bytes(_tone(x, y, strength)) for x in range(PHOTO_WIDTH_PIXELS))


def _tone(x: int, y: int, strength: float) -> tuple[int, int, int]:
    across = x - PHOTO_WIDTH_PIXELS // 2
    down = y - PHOTO_HEIGHT_PIXELS // 2
    near = strength * max(0.0, 1 - (across * across + down * down) / _PATCH_RADIUS_PIXELS**2)
    light = 1 - 0.18 * y / PHOTO_HEIGHT_PIXELS
    red, green, blue = (
        round((base + (patch - base) * near) * light)
        for base, patch in zip(_SKIN, _PATCH, strict=True)
    )
    return red, green, blue
