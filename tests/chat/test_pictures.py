"""The QR code of an invitation: a picture that holds the link, the same each time."""

import struct

import segno

from bot.chat import pictures

LINK = "https://t.me/aftercare_local_bot?start=" + "T" * 32
PNG = b"\x89PNG\r\n\x1a\n"


def size(picture: bytes) -> tuple[int, int]:
    """Return width and height, from the header of a PNG."""
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_the_picture_is_a_png_with_every_module_of_the_code() -> None:
    """As large as the code of this link, at its scale, with the quiet border around it."""
    picture = pictures.qr_code(LINK)
    code = segno.make(LINK, error="m", micro=False)
    expected = code.symbol_size(scale=pictures.SCALE, border=pictures.BORDER)
    assert picture[:8] == PNG
    assert size(picture) == expected


def test_the_picture_is_large_enough_for_another_phones_camera() -> None:
    """And small enough for Telegram's photos."""
    picture = pictures.qr_code(LINK)
    assert 300 <= size(picture)[0] <= 1280
    assert len(picture) < 100_000


def test_another_link_is_another_picture() -> None:
    """The same link twice is the same picture."""
    assert pictures.qr_code(LINK) == pictures.qr_code(LINK)
    assert pictures.qr_code(LINK) != pictures.qr_code(f"{LINK}x")
