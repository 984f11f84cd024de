"""The table of numbers: plain CSV that no spreadsheet takes for a formula, in any language."""

import csv
import io
from dataclasses import replace

import pytest

from bot.core import numbers
from bot.core.desk import DeskFile, desk_id
from bot.core.numbers import Tally
from bot.core.outbox import ChatId
from bot.render import Scene
from bot.render import numbers as told
from tests.cast import FRIDAY_AFTERNOON, LIBRARY
from tests.core import course

SCENE = Scene(
    file=DeskFile(id=desk_id(1), chat_id=ChatId(1)),
    library=LIBRARY,
    clinic=course.CLINIC,
    treatment=course.TREATMENT,
    language="en",
    now=FRIDAY_AFTERNOON,
)


def with_counts(counts: dict[tuple[str, str], int], language: str = "en") -> Scene:
    """Return the scene with these counts in every period."""
    tally = Tally(counts=counts)
    periods = tuple(numbers.figures(tally, each) for each in numbers.PERIODS_DAYS)
    return replace(SCENE, language=language, numbers=periods)


@pytest.mark.parametrize("step", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(step: str) -> None:
    """A step's name is the clinic's own; it is told with a mark before it."""
    table = told.table(with_counts({("left_stopped", step): 1, ("followed", ""): 9}))
    rows = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    details = {row[2] for row in rows if row[1] == "left_stopped"}
    assert details == {f"'{step}"}


@pytest.mark.parametrize(("language", "sign"), [("en", ","), ("de", ";"), ("fr", ";"), ("ru", ";")])
def test_columns_are_parted_as_spreadsheets_there_expect(language: str, sign: str) -> None:
    """With a mark at the start that says it is UTF-8."""
    table = told.table(with_counts({}, language))
    head = sign.join(told.COLUMNS)
    assert table.startswith(b"\xef\xbb\xbf" + head.encode() + b"\r\n")


def test_every_line_has_every_column() -> None:
    """However much is counted."""
    counts = {
        ("late", "7"): 9,
        ("asked", "1"): 9,
        ("claim_emergency", "60"): 1,
        ("enrolled", ""): 3,
    }
    rows = list(csv.reader(io.StringIO(told.table(with_counts(counts)).decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {len(told.COLUMNS)}
    assert ["30", "linked", "", "<5", "<5"] in rows
    assert ["all", "claim_median_seconds", "emergency", "60", ""] in rows


def test_the_longest_caption_keeps_its_beginning_and_fits() -> None:
    """A clinic with very many of everything: what is too long is cut at its end."""
    kinds = [("enrolled", ""), ("linked", ""), ("linked_soon", ""), ("followed", "")]
    kinds += [(kind, str(day)) for kind in ("asked", "answered") for day in range(1, 60)]
    scene = with_counts(dict.fromkeys(kinds, 1_234_567))
    assert told.told(scene).startswith("Agreed within 30 minutes: 1234567 of 1234567")
