"""Charts drawn as PNG for a phone: big letters, dark on light, and never by colour alone.

The same input gives the same bytes. matplotlib is brought in when the first chart is drawn, and
without its `pyplot`, which keeps figures for ever; what is drawn is decided elsewhere.
"""

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

WIDTH_PIXELS, HEIGHT_PIXELS = 1080, 1350
DOTS_PER_INCH = 100
PAPER, INK, FAINT, GRID = "#ffffff", "#1c1c1c", "#555555", "#d9d9d9"
_NO_METADATA = {"Software": None}


def figure() -> "Figure":
    """Return an empty sheet of the size of a phone's screen."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - 0.5 s and 50 MB that a start can spare

    return Figure(
        figsize=(WIDTH_PIXELS / DOTS_PER_INCH, HEIGHT_PIXELS / DOTS_PER_INCH),
        dpi=DOTS_PER_INCH,
        facecolor=PAPER,
    )


def font(pixels: float, *, is_bold: bool = False) -> "FontProperties":
    """Return the font that ships with matplotlib, which has Cyrillic, at a height in pixels."""
    import matplotlib  # noqa: PLC0415 - as above
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - as above

    name = "DejaVuSans-Bold.ttf" if is_bold else "DejaVuSans.ttf"
    path = f"{matplotlib.get_data_path()}/fonts/ttf/{name}"
    return FontProperties(fname=path, size=pixels * 72 / DOTS_PER_INCH)


def write(sheet: "Figure | Axes", x: float, y: float, words: str, pixels: float, **how: Any) -> Any:
    """Write words at a place; a sign that means mathematics to matplotlib stays a sign."""
    is_bold = bool(how.pop("is_bold", False))
    drawn = {"color": INK, "parse_math": False, **how}
    return sheet.text(x, y, words, fontproperties=font(pixels, is_bold=is_bold), **drawn)


def png(sheet: "Figure") -> bytes:
    """Return the sheet as the bytes of a PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - as above

    buffer = io.BytesIO()
    FigureCanvasAgg(sheet).print_png(  # type: ignore[no-untyped-call]
        buffer, metadata=_NO_METADATA
    )
    return buffer.getvalue()
