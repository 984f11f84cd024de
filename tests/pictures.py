"""Photos as a phone would take them, drawn: of any size, turned, with what cameras add."""

import io

from PIL import Image

PLACE, CAMERA, COMMENT = "canary-place", "canary-camera", "canary-comment"
SKIN = (226, 178, 150)
TOLD = (PLACE, CAMERA, COMMENT)
_ORIENTATION, _MAKE, _COMMENT = 0x0112, 0x010F, 0x9286
_EXIF_FOLDER, _GPS_FOLDER = 0x8769, 0x8825


def photo(
    width: int = 600, height: int = 800, tone: tuple[int, int, int] = (226, 178, 150)
) -> bytes:
    """A JPEG with a lighter band on top, so that one sees which way is up."""
    picture = Image.new("RGB", (width, height), tone)
    picture.paste((250, 240, 230), (0, 0, width, height // 4))
    return _jpeg(picture)


def telling_photo(orientation: int = 6) -> bytes:
    """A JPEG turned on its side that names a place, a camera and a comment in all ways at once."""
    picture = Image.new("RGB", (400, 200), SKIN)
    picture.paste((10, 10, 200), (0, 0, 50, 200))
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKE] = orientation, CAMERA
    exif.get_ifd(_GPS_FOLDER)[29] = PLACE
    exif.get_ifd(_EXIF_FOLDER)[_COMMENT] = COMMENT
    beside = PLACE.encode()
    return _jpeg(picture, exif=exif, comment=COMMENT.encode(), icc_profile=beside, xmp=beside)


def _jpeg(picture: Image.Image, **extras: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format="JPEG", **extras)  # type: ignore[arg-type]
    return buffer.getvalue()
