"""Pictures the bot draws: the QR code of an invitation."""

import io

import segno

SCALE = 12
BORDER = 4


def qr_code(link: str) -> bytes:
    """Return a PNG of the link as a QR code, readable from another phone's screen."""
    buffer = io.BytesIO()
    segno.make(link, error="m", micro=False).save(buffer, kind="png", scale=SCALE, border=BORDER)
    return buffer.getvalue()
