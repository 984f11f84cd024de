"""The healing curve as a picture: one strip a question, days from left to right, worse is higher.

An answer is told by its shape as well as its colour; a check-in without one leaves a gap.
"""

import math
import textwrap
from typing import TYPE_CHECKING, Any

from bot.chat import charts
from bot.core.healing import Curve, Line, Mark, Point
from bot.render.healing import CurveWords

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Where things stand on the sheet, in parts of its width and height.
LEFT, RIGHT, TOP, BOTTOM, BETWEEN = 0.27, 0.965, 0.94, 0.2, 0.062
TITLE_PIXELS, QUESTION_PIXELS, LABEL_PIXELS, SMALL_LABEL_PIXELS = 54, 33, 29, 23
LABEL_CHARACTERS, LABEL_LINES, QUESTION_CHARACTERS = 17, 2, 52
# The early days get more room than the later ones: the larger, the more even.
EVENNESS_DAYS = 4.0
SCALE_TICKS = 5
LEAST_LINES, MOST_LINES = 3, 6
NORMAL, FORMER = "#cfe8d5", "#9a9a9a"
SHAPES = {Mark.CALM: "o", Mark.AMBER: "^", Mark.SAME_DAY: "s"}
COLOURS = {Mark.CALM: "#1f5fa8", Mark.AMBER: "#e08a00", Mark.SAME_DAY: "#b3001e"}
SIZES = {Mark.CALM: 19, Mark.AMBER: 25, Mark.SAME_DAY: 24}


def curve(curve: Curve, words: CurveWords) -> bytes:
    """Return the picture of a curve as a PNG."""
    sheet = charts.figure()
    charts.write(sheet, 0.035, 0.945, words.title, TITLE_PIXELS, is_bold=True)
    if not curve.lines:
        charts.write(sheet, 0.5, 0.55, words.nothing, TITLE_PIXELS, ha="center", color=charts.FAINT)
    for line, place in zip(curve.lines, _places(curve, words), strict=True):
        _strip(sheet.add_axes(place), curve, line, words, is_last=line is curve.lines[-1])
    _legend(sheet, curve, words)
    return charts.png(sheet)


def _shown(line: Line) -> tuple[str, ...]:
    """Return the options with a place of their own: of those without order, normal or given ones.

    That leaves room to write them out.
    """
    if line.is_ordered:
        return line.options
    given = {each.option for run in (*line.runs, *line.former) for each in run}
    given |= {band.option for band in line.bands}
    return tuple(each for each in line.options if each in given) or line.options


def _places(curve: Curve, words: CurveWords) -> list[tuple[float, float, float, float]]:
    """Return where each strip stands: the more is written beside it, the higher."""
    heights = [min(max(_written(line, words), LEAST_LINES), MOST_LINES) for line in curve.lines]
    room = TOP - BOTTOM - BETWEEN * len(heights)
    places, top = [], TOP
    for height in heights:
        part = room * height / sum(heights)
        top -= BETWEEN + part
        places.append((LEFT, top, RIGHT - LEFT, part))
    return places


def _written(line: Line, words: CurveWords) -> int:
    """Return how many lines the names of a question's options take."""
    told = words.options[line.question]
    return sum(len(_wrapped(told[option]).splitlines()) for option in _shown(line))


def _across(at: float) -> float:
    """Return how far right an instant stands."""
    return math.log1p(max(at, 0) / EVENNESS_DAYS)


def _strip(axes: "Axes", curve: Curve, line: Line, words: CurveWords, *, is_last: bool) -> None:
    """Draw one question with its answers."""
    asked = textwrap.shorten(words.questions[line.question], QUESTION_CHARACTERS, placeholder=" …")
    rank = {option: place for place, option in enumerate(_shown(line))}
    axes.set_xlim(0, _across(curve.last_day + 1))
    axes.set_ylim(-0.6, len(rank) - 0.4)
    _frame(axes)
    _bands(axes, line, rank)
    _gaps(axes, curve)
    for run in line.former:
        _run(axes, line, rank, run, is_former=True)
    for run in line.runs:
        _run(axes, line, rank, run, is_former=False)
    _days(axes, curve, words, is_last=is_last)
    _options(axes, line, words)
    above = 1 + 0.004 / axes.get_position().height
    charts.write(
        axes, -0.33, above, asked, QUESTION_PIXELS, is_bold=True, va="bottom",
        transform=axes.transAxes,
    )  # fmt: skip


def _frame(axes: "Axes") -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(charts.FAINT)
    axes.tick_params(length=0)
    axes.set_axisbelow(True)


def _bands(axes: "Axes", line: Line, rank: dict[str, int]) -> None:
    for band in line.bands:
        start, end = _across(band.start), _across(band.end)
        axes.broken_barh([(start, end - start)], (rank[band.option] - 0.5, 1), color=NORMAL, lw=0)


def _gaps(axes: "Axes", curve: Curve) -> None:
    """Mark the check-ins without an answer: a cross, or a dash where nothing went out."""
    below: dict[str, Any] = {"transform": axes.get_xaxis_transform(), "clip_on": False, "zorder": 4}
    for at in (*curve.silent, *curve.unsent):
        axes.axvline(_across(at), color=charts.FAINT, lw=1.5, ls=(0, (2, 4)), zorder=1)
    for at in curve.silent:
        axes.plot(_across(at), 0, color=charts.INK, **_SILENT, **below)
    for at in curve.unsent:
        axes.plot(_across(at), 0, color=charts.FAINT, **_UNSENT, **below)


_SILENT: dict[str, Any] = {"marker": "x", "ms": 15, "mew": 4, "ls": "none"}
_UNSENT: dict[str, Any] = {"marker": "_", "ms": 20, "mew": 5, "ls": "none"}


def _run(
    axes: "Axes",
    line: Line,
    rank: dict[str, int],
    run: tuple[Point, ...],
    *,
    is_former: bool,
) -> None:
    """Draw answers without a gap between them: joined where their options have an order."""
    known = [each for each in run if each.option in rank]
    xs = [_across(each.at) for each in known]
    ys = [rank[each.option] for each in known]
    colour, order = (FORMER, 2) if is_former else (COLOURS[Mark.CALM], 3)
    if line.is_ordered:
        axes.plot(xs, ys, color=colour, lw=3 if is_former else 4.5, zorder=order)
    for x, y, each in zip(xs, ys, known, strict=True):
        fill = charts.PAPER if is_former else COLOURS[each.mark]
        edge = FORMER if is_former else charts.INK
        size = SIZES[each.mark] * (0.7 if is_former else 1)
        axes.plot(
            x, y, SHAPES[each.mark], ms=size, mfc=fill, mec=edge, mew=2, zorder=order + 2,
            clip_on=False,
        )  # fmt: skip


def _days(axes: "Axes", curve: Curve, words: CurveWords, *, is_last: bool) -> None:
    """Number the days at their middle, and show which one is today."""
    shown = _shown_days(curve)
    axes.set_xticks([_across(day + 0.5) for day in shown])
    today = _across(min(curve.day, curve.last_day) + 0.5)
    axes.axvline(today, color=charts.GRID, lw=14, zorder=0.5)
    named = [str(day) for day in shown] if is_last else [""] * len(shown)
    axes.set_xticklabels(named, fontproperties=charts.font(LABEL_PIXELS), color=charts.INK)
    axes.tick_params(axis="x", pad=12)


def _shown_days(curve: Curve) -> list[int]:
    """Return the days to number: day 0 and those with a check-in, as far as they have room."""
    room = _across(curve.last_day + 1) * 0.045
    shown: list[int] = []
    for day in (0, *curve.days):
        if not shown or _across(day) - _across(shown[-1]) >= room:
            shown.append(day)
    return shown


def _options(axes: "Axes", line: Line, words: CurveWords) -> None:
    """Name the options on the left; of a long scale only every other number."""
    told, shown = words.options[line.question], _shown(line)
    is_scale = len(shown) > SCALE_TICKS and all(option.isdigit() for option in shown)
    named = list(enumerate(shown))[:: 2 if is_scale else 1]
    axes.set_yticks([place for place, _ in named])
    labels = [_wrapped(told[option]) for _, option in named]
    is_long = any("\n" in label for label in labels)
    drawn = charts.font(SMALL_LABEL_PIXELS if is_long else LABEL_PIXELS)
    axes.set_yticklabels(labels, fontproperties=drawn, color=charts.INK, linespacing=0.95)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)


def _wrapped(label: str) -> str:
    lines = textwrap.wrap(label, LABEL_CHARACTERS, max_lines=LABEL_LINES, placeholder=" …")
    return "\n".join(lines)


def _legend(sheet: "Figure", curve: Curve, words: CurveWords) -> None:
    """Say what each shape means, of those that can be seen."""
    from matplotlib.lines import Line2D  # noqa: PLC0415 - loaded with the first chart
    from matplotlib.patches import Patch  # noqa: PLC0415 - as above

    def shape(label: str, **how: Any) -> Line2D:
        return Line2D([], [], label=label, **how)

    handles: list[Any] = [
        shape(
            words.marks[mark], marker=SHAPES[mark], ms=SIZES[mark], mfc=COLOURS[mark],
            mec=charts.INK, mew=2, ls="none",
        )
        for mark in Mark
    ]  # fmt: skip
    handles.append(Patch(label=words.normal, fc=NORMAL, ec=charts.FAINT))
    if curve.silent:
        handles.append(shape(words.silent, color=charts.INK, **_SILENT))
    if curve.unsent:
        handles.append(shape(words.unsent, color=charts.FAINT, **_UNSENT))
    if curve.has_former:
        handles.append(shape(words.former, color=FORMER, lw=3, marker="o", ms=13, mfc=charts.PAPER))
    handles.append(Patch(label=words.today, fc=charts.GRID))
    charts.write(sheet, (LEFT + RIGHT) / 2, 0.142, words.days, LABEL_PIXELS, ha="center")
    legend = sheet.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.02, 0.005), ncol=2, frameon=False,
        prop=charts.font(28), labelcolor=charts.INK, handletextpad=0.6, columnspacing=1.2,
        labelspacing=0.45, borderaxespad=0,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)
