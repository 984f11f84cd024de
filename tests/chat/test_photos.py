"""Pictures of clients' photos: nothing but the picture goes on, and many become one."""

import io

import pytest
from PIL import Image

from bot.chat import photos
from bot.chat.photos import NoPicture, Tile
from tests import pictures


def opened(content: bytes) -> Image.Image:
    """The picture of these bytes."""
    return Image.open(io.BytesIO(content))


def tile(content: bytes | None, label: str = "Day 3") -> Tile:
    """A tile with words around it."""
    return Tile(label=label, date="Monday 30 March", content=content, instead="not to be had")


@pytest.mark.parametrize(
    ("orientation", "size", "blue_at"),
    [(1, (400, 200), (10, 100)), (6, (200, 400), (100, 10)), (8, (200, 400), (100, 390))],
)
def test_a_cleaned_photo_stands_upright_and_tells_nothing(
    orientation: int, size: tuple[int, int], blue_at: tuple[int, int]
) -> None:
    """As the camera held it, and without place, camera, comment, profile or XMP."""
    told = pictures.telling_photo(orientation)
    assert [each for each in pictures.TOLD if each.encode() in told] == list(pictures.TOLD)
    kept = photos.cleaned(told)
    picture = opened(kept)
    assert picture.size == size
    pixel = picture.getpixel(blue_at)
    assert isinstance(pixel, tuple)
    assert pixel[2] > 150 > pixel[0]
    assert [each for each in pictures.TOLD if each.encode() in kept] == []
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_large_photo_becomes_small_enough_to_keep() -> None:
    """Its longer side is bounded."""
    assert max(opened(photos.cleaned(pictures.photo(4000, 3000))).size) <= 1600


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_of_photos_become_jpegs(kind: str) -> None:
    """Also with a palette or transparency."""
    buffer = io.BytesIO()
    Image.new("RGBA", (60, 80), (200, 10, 10, 0)).save(buffer, format=kind)
    assert opened(photos.cleaned(buffer.getvalue())).format == "JPEG"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"\x89PNG\r\n\x1a\n and then nothing",
        pictures.photo()[:300],
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
)
def test_what_does_not_open_is_refused(content: bytes) -> None:
    """Cut short, empty, or of a kind that is no photo."""
    with pytest.raises(NoPicture):
        photos.cleaned(content)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """A few bytes that claim to be a picture of sixty million points."""
    buffer = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(buffer, format="PNG")
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(NoPicture):
        photos.cleaned(buffer.getvalue())


def test_too_many_bytes_are_refused_unread() -> None:
    """Telegram gives bots no more either."""
    with pytest.raises(NoPicture):
        photos.cleaned(bytes(photos.FETCH_BYTES_MOST + 1))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_any_number_up_to_six_becomes_one_picture_telegram_takes(count: int) -> None:
    """No wider than the phone shows it well, and of a shape that Telegram shows."""
    made = photos.side_by_side([tile(pictures.photo())] * count)
    width, height = opened(made).size
    assert (width, 0.4 < height / width < 1.6) == (1440, True)
    assert len(made) < 10 * 1024 * 1024


def test_the_oldest_stands_left() -> None:
    """Red first, blue second; each whole, whatever its shape."""
    red, blue = pictures.photo(600, 800, (200, 20, 20)), pictures.photo(900, 600, (20, 20, 200))
    picture = opened(photos.side_by_side([tile(red), tile(blue)])).convert("RGB")
    middle = photos.BAND_PIXELS + (picture.height - photos.BAND_PIXELS) // 2
    left, right = picture.getpixel((360, middle)), picture.getpixel((1080, middle))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert (left[0] > 150 > left[2], right[2] > 150 > right[0]) == (True, True)


def test_a_photo_that_is_not_to_be_had_leaves_a_grey_field_with_words() -> None:
    """The others are where they would be."""
    with_words = photos.side_by_side([tile(pictures.photo()), tile(None)])
    picture = opened(with_words).convert("L")
    top = photos.GAP_PIXELS + photos.BAND_PIXELS
    words = picture.crop((760, top + 10, 1400, top + 200)).getextrema()
    field = picture.crop((760, top + 300, 1400, picture.height - 60)).getextrema()
    assert words[0] < 120  # type: ignore[operator]
    assert field == (212, 212)


@pytest.mark.parametrize("label", ["День 28", "Día 28", "Tag 28", "Jour 28", "Day " * 12])
def test_labels_of_every_language_are_drawn_and_stay_in_their_column(label: str) -> None:
    """Each letter has a shape of its own, and a long line does not run into its neighbour."""
    one = opened(photos.side_by_side([tile(None, label), tile(None, "")]))
    band = one.convert("L").crop((740, 0, 1440, photos.LABEL_PIXELS))
    assert band.point(lambda tone: 255 if tone > 200 else 0).getextrema() == (255, 255)
    other = photos.side_by_side([tile(None, "\u0378" * len(label)), tile(None, "")])
    assert opened(other).tobytes() != one.tobytes()
