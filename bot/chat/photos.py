"""Pictures made of clients' own photos: one without what a camera writes into it, and many as one.

Nothing here looks at what a photo shows. The imaging library is loaded when first needed; all of it
runs off the event loop.
"""

from __future__ import annotations

import importlib.util
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

FETCH_BYTES_MOST = 20 * 1024 * 1024
PIXELS_MOST = 50_000_000
SIDE_PIXELS_MOST = 1_600
FORMATS = ("JPEG", "PNG", "WEBP")
JPEG_QUALITY = 88
WIDTH_PIXELS = 1_440
GAP_PIXELS = 16
BAND_PIXELS = 160
# A chat shows the picture a fifth as wide: so high letters are read there without a tap.
LABEL_PIXELS, DATE_PIXELS, SMALLEST_PIXELS = 80, 46, 14
COLUMNS_MOST = 3
INSTEAD_CHARACTERS = 15
PORTRAIT, LANDSCAPE = 4 / 3, 3 / 4
PAPER, INK, PALE = (255, 255, 255), (38, 38, 38), (90, 90, 90)
EDGE, GREY = (244, 244, 244), (212, 212, 212)


class NoPicture(ValueError):
    """These bytes are no picture we open: another format, too large, or damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One photo of the picture; without `content` a grey field says `instead`."""

    label: str
    date: str
    content: bytes | None
    instead: str = ""


def cleaned(content: bytes) -> bytes:
    """Return the picture alone as a JPEG, upright: no place, no camera, no comment, no profile.

    Raises NoPicture.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - half a second, for few

    if len(content) > FETCH_BYTES_MOST:
        raise NoPicture("too many bytes")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MOST:
                raise NoPicture("too many pixels")
            opened.draft("RGB", (SIDE_PIXELS_MOST, SIDE_PIXELS_MOST))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise NoPicture("it does not open") from error
    upright.thumbnail((SIDE_PIXELS_MOST, SIDE_PIXELS_MOST))
    # What was read beside the picture hangs on to it and would be written again: only pixels go on.
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    return _jpeg(bare)


def side_by_side(tiles: Sequence[Tile]) -> bytes:
    """Return one JPEG of all tiles in reading order, each under its label, none of them cut."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - as above

    photos = [None if each.content is None else _opened(each.content) for each in tiles]
    columns = _columns(len(tiles))
    width = (WIDTH_PIXELS - GAP_PIXELS * (columns + 1)) // columns
    height = round(width * _shape(photos))
    lines = -(-len(tiles) // columns)
    whole = GAP_PIXELS + lines * (BAND_PIXELS + height + GAP_PIXELS)
    picture = Image.new("RGB", (WIDTH_PIXELS, whole), PAPER)
    draw = ImageDraw.Draw(picture)
    for place, (tile, photo) in enumerate(zip(tiles, photos, strict=True)):
        left = GAP_PIXELS + place % columns * (width + GAP_PIXELS)
        top = GAP_PIXELS + place // columns * (BAND_PIXELS + height + GAP_PIXELS)
        label = _fitting(draw, tile.label, LABEL_PIXELS, width)
        draw.text((left, top), tile.label, font=label, fill=INK)
        date = _fitting(draw, tile.date, DATE_PIXELS, width)
        draw.text((left, top + LABEL_PIXELS + GAP_PIXELS), tile.date, font=date, fill=PALE)
        field = (left, top + BAND_PIXELS, left + width, top + BAND_PIXELS + height)
        draw.rectangle(field, fill=EDGE if photo else GREY)
        if photo is None:
            instead = textwrap.fill(tile.instead, INSTEAD_CHARACTERS)
            place_in = (left + GAP_PIXELS, field[1] + GAP_PIXELS)
            draw.multiline_text(place_in, instead, font=_font(DATE_PIXELS), fill=PALE, spacing=10)
        else:
            _put(picture, photo, field)
    return _jpeg(picture)


def _columns(count: int) -> int:
    """Return how many stand side by side: four read better as two by two."""
    return 2 if count == COLUMNS_MOST + 1 else max(1, min(count, COLUMNS_MOST))


def _shape(photos: Sequence[Image.Image | None]) -> float:
    """Return a field's height over its width: as most of the photos are."""
    known = [each for each in photos if each is not None]
    wide = sum(each.width > each.height for each in known)
    return LANDSCAPE if wide * 2 > len(known) else PORTRAIT


def _opened(content: bytes) -> Image.Image:
    from PIL import Image  # noqa: PLC0415 - as above

    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        return opened.convert("RGB")


def _put(picture: Image.Image, photo: Image.Image, field: tuple[int, int, int, int]) -> None:
    """Put a photo in the middle of its field, as large as it fits, whole."""
    left, top, right, bottom = field
    scale = min((right - left) / photo.width, (bottom - top) / photo.height)
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    across = left + (right - left - size[0]) // 2
    picture.paste(photo.resize(size), (across, top + (bottom - top - size[1]) // 2))


def _fitting(
    draw: ImageDraw.ImageDraw, words: str, size: int, width: int
) -> ImageFont.FreeTypeFont:
    """Return the font in which a line runs into no neighbour, that size at most."""
    font = _font(size)
    while size > SMALLEST_PIXELS and draw.textlength(words, font=font) > width:
        size -= 2
        font = _font(size)
    return font


def _font(size: int) -> ImageFont.FreeTypeFont:
    """Return a font that knows every alphabet of the content; it comes with the charts' library."""
    from PIL import ImageFont  # noqa: PLC0415 - as above

    found = importlib.util.find_spec("matplotlib")
    folders = [] if found is None else found.submodule_search_locations or []
    path = next(iter(folders), "")
    return ImageFont.truetype(Path(path) / "mpl-data/fonts/ttf/DejaVuSans.ttf", size)


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format="JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()
