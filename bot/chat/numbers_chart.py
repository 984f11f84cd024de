"""The clinic's numbers as one picture: a table with a column a period, bars of replies by day."""

import textwrap
from typing import TYPE_CHECKING

from bot.chat import charts
from bot.render.numbers import NumbersWords

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT, COLUMNS = 0.035, (0.575, 0.745, 0.905)
TITLE_PIXELS, SUBTITLE_PIXELS, HEAD_PIXELS, CELL_PIXELS, BAR_PIXELS = 50, 27, 28, 27, 27
FIRST_ROW, ROW_HEIGHT, LABEL_CHARACTERS = 0.868, 0.0395, 32
SMALL_LABEL_PIXELS = 22
LINE_CHARACTERS = 75
BARS = (0.24, 0.01, 0.5, 0.245)
FILLED, EMPTY, STRIPE = "#1f5fa8", "#dfe6ee", "#f3f5f7"
BARS_MOST = 10


def numbers(words: NumbersWords) -> bytes:
    """Return the picture of the numbers as a PNG."""
    sheet = charts.figure()
    charts.write(sheet, LEFT, 0.952, words.title, TITLE_PIXELS, is_bold=True)
    charts.write(sheet, LEFT, 0.922, words.subtitle, SUBTITLE_PIXELS, color=charts.FAINT)
    for x, period in zip(COLUMNS, words.periods, strict=True):
        charts.write(sheet, x, 0.886, period, HEAD_PIXELS, is_bold=True, ha="center")
    for place, (label, cells) in enumerate(words.rows):
        _row(sheet, FIRST_ROW - place * ROW_HEIGHT, label, cells, is_striped=place % 2 == 0)
    below = FIRST_ROW - len(words.rows) * ROW_HEIGHT - 0.021
    charts.write(sheet, LEFT, below, words.note, SMALL_LABEL_PIXELS, color=charts.FAINT)
    left_after = textwrap.shorten(words.left_after, LINE_CHARACTERS, placeholder=" …")
    charts.write(sheet, LEFT, below - 0.024, left_after, SMALL_LABEL_PIXELS)
    charts.write(sheet, LEFT, 0.268, words.replies, HEAD_PIXELS, is_bold=True)
    if words.bars:
        _bars(sheet.add_axes(BARS), words)
    else:
        charts.write(sheet, LEFT, 0.23, words.nothing, CELL_PIXELS, color=charts.FAINT)
    return charts.png(sheet)


def _row(
    sheet: "Figure", top: float, label: str, cells: tuple[str, ...], *, is_striped: bool
) -> None:
    """Draw a row of the table; a long label takes two smaller lines."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - loaded with the first chart

    if is_striped:
        place = (0.0, top - ROW_HEIGHT)
        sheet.add_artist(Rectangle(place, 1.0, ROW_HEIGHT, color=STRIPE, lw=0, zorder=0))
    foot = top - ROW_HEIGHT * 0.68
    lines = textwrap.wrap(label, LABEL_CHARACTERS, max_lines=2, placeholder=" …")
    if len(lines) > 1:
        middle, both = top - ROW_HEIGHT / 2, "\n".join(lines)
        charts.write(sheet, LEFT, middle, both, SMALL_LABEL_PIXELS, va="center", linespacing=0.95)
    else:
        charts.write(sheet, LEFT, foot, label, CELL_PIXELS)
    for x, cell in zip(COLUMNS, cells, strict=True):
        charts.write(sheet, x, foot, cell, CELL_PIXELS, ha="center")


def _bars(axes: "Axes", words: NumbersWords) -> None:
    """Draw a bar a day, the words beside it: the length alone is no number."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(-BARS_MOST + 0.4, 0.6)
    for place, (label, part, said) in enumerate(words.bars[:BARS_MOST]):
        axes.barh(-place, 1, height=0.62, color=EMPTY)
        axes.barh(-place, part, height=0.62, color=FILLED)
        charts.write(axes, -0.03, -place, label, BAR_PIXELS, ha="right", va="center")
        charts.write(axes, 1.03, -place, said, BAR_PIXELS, va="center")
