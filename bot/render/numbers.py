"""The clinic's numbers in the reader's language: lines of text, the words of the picture, a table.

What is counted, and what is too little to be told, is `core.numbers`'.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from babel.numbers import get_decimal_symbol

from bot.core import counting, numbers
from bot.core.numbers import Figures, Share, Times
from bot.core.pack import Urgency
from bot.render.fields import Scene
from bot.render.lines import line
from bot.render.words import locale_of

TABLE = "staff.numbers"
NOTHING = "–"
FEW = f"<{numbers.FEWEST}"
BETWEEN, BETWEEN_PERIODS = " · ", " / "
MOST_STEPS = 4
REPLIES_OF_DAYS = 90
COLUMNS = ("period_days", "figure", "detail", "count", "of")
# Programs take a file without this mark for an old local alphabet.
BYTE_ORDER_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_Cell = Callable[[Scene, Figures], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersWords:
    """What the picture shows: a table of rows with a cell a period, and bars of replies by day.

    Each bar is a label, the part of its length that is filled, and the words beside it.
    """

    title: str
    subtitle: str
    periods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    replies: str
    bars: tuple[tuple[str, float, str], ...]
    nothing: str
    note: str
    left_after: str


def told(scene: Scene) -> str:
    """Return the numbers as lines of text, the periods side by side."""
    lines = [f"{label}: {BETWEEN_PERIODS.join(cells)}" for label, cells in _rows(scene)]
    bars = "; ".join(f"{_day(scene, day)}: {said}" for day, _, said in _bars(scene))
    replies = f"{_replies_title(scene)}: {bars or NOTHING}"
    return "\n".join([*lines, replies, *_left_after(scene)])


def words_of(scene: Scene) -> NumbersWords:
    """Return the words of the picture."""
    return NumbersWords(
        title=scene.phrase(f"{TABLE}.title"),
        subtitle=line(scene, f"{TABLE}.made", {"made_at": scene.now.isoformat()}),
        periods=tuple(_period(scene, each) for each in scene.numbers),
        rows=tuple(_rows(scene)),
        replies=_replies_title(scene),
        bars=tuple((_day(scene, day), part, said) for day, part, said in _bars(scene)),
        note=scene.phrase(f"{TABLE}.note"),
        left_after="".join(_left_after(scene)),
        nothing=scene.phrase(f"{TABLE}.nothing"),
    )


def _period(scene: Scene, figures: Figures) -> str:
    if figures.days_back is None:
        return scene.phrase(f"{TABLE}.ever")
    return line(scene, f"{TABLE}.days", {"count": str(figures.days_back)})


def _rows(scene: Scene) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, cell in _ROWS.items():
        yield scene.phrase(f"{TABLE}.{key}"), tuple(cell(scene, each) for each in scene.numbers)


def _share(scene: Scene, share: Share) -> str:
    if not share.of:
        return NOTHING
    if not share.is_told:
        return FEW
    return line(scene, f"{TABLE}.share", {"count": str(share.count), "of": str(share.of)})


def _per_hundred(share: Share) -> str:
    if not share.of:
        return NOTHING
    return str(round(100 * share.count / share.of)) if share.is_told else FEW


def _claims(figures: Figures, urgency: Urgency) -> str:
    """Return minutes, rounded up: the middle and the longest; how long staff took names nobody."""
    times = figures.claims[urgency]
    return _pair(-(-times.median // 60), -(-times.worst // 60), times)


def _pair(middle: int, most: int, times: Times) -> str:
    return f"{middle}{BETWEEN}{most}" if times.count else NOTHING


def _claimed(scene: Scene, figures: Figures) -> str:
    """Return how many alerts that ring were claimed, of how many."""
    ringing = (Urgency.EMERGENCY, Urgency.SAME_DAY)
    count = sum(figures.claims[each].count for each in ringing)
    raised = sum(figures.alerts[each].count for each in ringing)
    values = {"count": str(count), "of": str(raised)}
    return line(scene, f"{TABLE}.share", values) if raised else NOTHING


def _left(figures: Figures, way: str) -> str:
    shares = [share for (each, _), share in figures.left.items() if each == way]
    if any(not share.is_told for share in shares):
        return FEW
    return str(sum(share.count for share in shares))


def _late(scene: Scene, figures: Figures) -> str:
    if not figures.late.of:
        return NOTHING
    values = {"count": str(figures.late.count), "of": str(figures.late.of)}
    return line(scene, f"{TABLE}.share", values)


_ROWS: Mapping[str, _Cell] = {
    "linked_soon": lambda scene, each: _share(scene, each.linked_soon),
    "linked": lambda scene, each: _share(scene, each.linked),
    "emergencies": lambda scene, each: _per_hundred(each.alerts[Urgency.EMERGENCY]),
    "same_days": lambda scene, each: _per_hundred(each.alerts[Urgency.SAME_DAY]),
    "routines": lambda scene, each: _per_hundred(each.alerts[Urgency.ROUTINE]),
    "claimed": _claimed,
    "claim_emergency": lambda scene, each: _claims(each, Urgency.EMERGENCY),
    "claim_same_day": lambda scene, each: _claims(each, Urgency.SAME_DAY),
    "stopped": lambda scene, each: _left(each, counting.STOPPED),
    "withdrawn": lambda scene, each: _left(each, counting.WITHDRAWN),
    "unreachable": lambda scene, each: _left(each, counting.UNREACHABLE),
    "late": _late,
    "lateness": lambda scene, each: _pair(each.lateness.median, each.lateness.most, each.lateness),
}


def _replies_title(scene: Scene) -> str:
    return line(scene, f"{TABLE}.replies", {"count": str(REPLIES_OF_DAYS)})


def _day(scene: Scene, day: int) -> str:
    return line(scene, f"{TABLE}.day", {"count": str(day)})


def _bars(scene: Scene) -> Iterator[tuple[int, float, str]]:
    """Return a bar for each day with a check-in, of the middle period."""
    found = next((each for each in scene.numbers if each.days_back == REPLIES_OF_DAYS), None)
    for day, share in ({} if found is None else found.replies).items():
        part = share.count / share.of if share.is_told else 0.0
        yield day, part, _share(scene, share)


def _left_after(scene: Scene) -> Iterator[str]:
    """Return after which messages most clients left, by the titles of their leaflets; ever."""
    ever = scene.numbers[-1].left if scene.numbers else {}
    steps: dict[str, int] = {}
    for (_, step), share in ever.items():
        if share.is_told:
            steps[step] = steps.get(step, 0) + share.count
    most = sorted(steps.items(), key=lambda each: (-each[1], each[0]))[:MOST_STEPS]
    if most:
        named = "; ".join(f"{_title(scene, step)}: {count}" for step, count in most)
        yield line(scene, f"{TABLE}.left_after", {"steps": named})


def _title(scene: Scene, step: str) -> str:
    """Return the title of a step's leaflet; its own name where no plan has it any more."""
    packs = scene.library.packs.items()
    found = ((name, known) for name, pack in packs if (known := pack.step(step)) is not None)
    for treatment, known in found:
        return scene.library.text(treatment, f"title:{known.leaflet}", scene.spoken, ())
    return step or NOTHING


def table(scene: Scene) -> bytes:
    """Return the numbers as CSV for a spreadsheet: UTF-8, a line a figure.

    Where a comma parts decimals, a semicolon parts columns, as spreadsheets there expect.
    """
    has_comma = get_decimal_symbol(locale_of(scene.spoken)) == ","
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if has_comma else ",")
    writer.writerow(COLUMNS)
    for figures in scene.numbers:
        period = "all" if figures.days_back is None else str(figures.days_back)
        for cells in _figures(figures):
            writer.writerow([_safe(str(each)) for each in (period, *cells)])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _figures(figures: Figures) -> Iterator[tuple[object, ...]]:
    yield "linked_within_30_minutes", "", *_counts(figures.linked_soon)
    yield "linked", "", *_counts(figures.linked)
    for day, share in figures.replies.items():
        yield "answered_by_day", day, *_counts(share)
    for urgency, share in figures.alerts.items():
        yield "alerts", urgency, *_counts(share)
    for urgency, times in figures.claims.items():
        yield "alerts_claimed", urgency, times.count, ""
        if times.count:
            yield "claim_median_seconds", urgency, times.median, ""
            yield "claim_longest_seconds", urgency, times.worst, ""
    for (way, step), share in figures.left.items():
        yield f"left_{way.replace(' ', '_')}", step, *_counts(share)
    yield "sent_late", "", figures.late.count, figures.late.of
    if figures.late.of:
        yield "late_median_seconds", "", figures.lateness.median, ""
        yield "late_99th_seconds", "", figures.lateness.most, ""


def _counts(share: Share) -> tuple[str, str]:
    if share.of and not share.is_told:
        return FEW, FEW
    return str(share.count), str(share.of)


def _safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
