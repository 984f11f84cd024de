"""The healing curve in the reader's language: the words in the picture, and the same facts as text.

Where each answer lies is `core.healing`'s; how it is drawn is `chat.charts`'.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core import healing
from bot.core.client import ClientFile
from bot.core.healing import Curve, Line, Mark, Point
from bot.render.fields import Scene
from bot.render.lines import line

TABLE = "staff.curve"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveWords:
    """What is written in the picture; questions and options by their names."""

    title: str
    days: str
    today: str
    nothing: str
    normal: str
    silent: str
    unsent: str
    former: str
    marks: Mapping[Mark, str]
    questions: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]


def curve_of(file: ClientFile, scene: Scene) -> Curve:
    """Return the curve as of the scene's moment."""
    return healing.curve(file, scene.pack, scene.now)


def words_of(curve: Curve, scene: Scene) -> CurveWords:
    """Return the words of the picture."""
    values = {"reference": curve.reference, "course_day": str(curve.day)}
    return CurveWords(
        title=line(scene, f"{TABLE}.title", values),
        days=scene.phrase(f"{TABLE}.days"),
        today=scene.phrase(f"{TABLE}.today"),
        nothing=scene.phrase(f"{TABLE}.nothing"),
        normal=scene.phrase(f"{TABLE}.normal"),
        silent=scene.phrase(f"{TABLE}.silent"),
        unsent=scene.phrase(f"{TABLE}.unsent"),
        former=scene.phrase(f"{TABLE}.former"),
        marks={mark: scene.phrase(f"{TABLE}.{mark}") for mark in Mark},
        questions={each.question: _question(scene, each.question) for each in curve.lines},
        options={
            each.question: {option: _option(scene, each, option) for option in each.options}
            for each in curve.lines
        },
    )


def told(curve: Curve, scene: Scene) -> str:
    """Return the same facts as text, a line for each question: for who cannot see the picture."""
    lines = [_line(scene, each, each.points) for each in curve.lines if each.points]
    if not lines:
        lines = [scene.phrase(f"{TABLE}.nothing")]
    former = [
        _line(scene, each, [point for run in each.former for point in run])
        for each in curve.lines
        if each.former
    ]
    if former:
        lines += [f"{scene.phrase(f'{TABLE}.former')}:", *former]
    return "\n".join([*lines, *_gaps(scene, "silent", curve.silent)])


def _line(scene: Scene, each: Line, points: Iterable[Point]) -> str:
    answers = "; ".join(_item(scene, each, point) for point in points)
    values = {"question": _question(scene, each.question), "answers": answers}
    return line(scene, f"{TABLE}.line", values)


def _item(scene: Scene, each: Line, point: Point) -> str:
    values = {
        "course_day": str(int(point.at)),
        "option": _option(scene, each, point.option),
        "mark": scene.phrase(f"{TABLE}.{point.mark}"),
    }
    key = "item" if point.mark is Mark.CALM else "item_marked"
    return line(scene, f"{TABLE}.{key}", values)


def _gaps(scene: Scene, key: str, found: Sequence[float]) -> Iterable[str]:
    if found:
        days = ", ".join(str(int(each)) for each in found)
        yield line(scene, f"{TABLE}.{key}_days", {"days": days})


def _question(scene: Scene, question: str) -> str:
    """Return a question without the help in brackets that stands behind it for the client."""
    return scene.phrase(f"questions.{question}").partition(" (")[0]


def _option(scene: Scene, each: Line, option: str) -> str:
    """Return an option's words; one that the content knows no longer, as it was kept."""
    return scene.known(f"options.{each.question}.{option}") or option
