"""How a client stands, from a file alone: in doubt never fine; and digests on odd days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.core import board, board_screens, digest, opening
from bot.core.board import Colour, Line
from bot.core.outbox import FileId
from tests.cast import clinic_facts

NOON = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)


def line(number: int, colour: Colour = Colour.SILENT, **changes: object) -> Line:
    """A client's line."""
    made = Line(
        file_id=FileId(f"file{number}"),
        reference=f"K-{number}",
        colour=colour,
        course_day=3,
        session_at=NOON - timedelta(days=3),
        heard_at=None,
        open_alerts=0,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_worst_comes_first_and_emergencies_before_it() -> None:
    """Then who was heard longest ago."""
    lines = [
        line(1, Colour.FINE),
        line(2, Colour.WORRIED, heard_at=NOON),
        line(3, Colour.WORRIED, heard_at=NOON - timedelta(hours=1)),
        line(4, Colour.WORRIED, heard_at=NOON, is_emergency=True),
        line(5),
    ]
    assert [each.reference for each in board.in_order(lines)] == ["K-4", "K-3", "K-2", "K-5", "K-1"]


def test_a_page_that_is_gone_is_the_last_one() -> None:
    """A button of an older board may name it; each page has a heading with the whole count."""
    lines = [line(number) for number in range(10)]
    shown = board_screens.page(lines, 99, NOON)
    assert [block.leaflet for block in shown.blocks] == [
        "board.colour.silent",
        "board.line_unheard",
        "board.line_unheard",
    ]
    assert shown.blocks[0].values == {"count": "10"}


def test_buttons_fit_into_64_bytes_and_long_references_get_a_row() -> None:
    """Telegram takes no more."""
    long = replace(line(1), reference="Z" * 32, file_id=FileId("f" * 16))
    keyboard = board_screens.codes([long, line(2)])
    assert [len(row) for row in keyboard] == [1, 1]
    assert all(len(button.data.encode()) <= 64 for row in keyboard for button in row)


def test_a_long_list_says_how_many_more_there_are() -> None:
    """The silent ones are never what is left out."""
    lines = [line(number, Colour.WORRIED) for number in range(40)] + [line(99)]
    shown = digest.screen(lines, clinic_facts(), NOON)
    assert shown.blocks[1].values["reference"] == "K-99"
    assert shown.blocks[-1].leaflet == "digest.more"
    assert shown.blocks[-1].values == {"count": str(41 - digest.LINES_MOST)}


def test_a_day_without_opening_has_no_digest() -> None:
    """A Sunday, a closed day; a day that opens after lunch has it then."""
    clinic = clinic_facts(closed_days=frozenset({date(2026, 3, 30)}))
    assert digest.opening_of(date(2026, 3, 29), clinic) is None
    assert digest.opening_of(date(2026, 3, 30), clinic) is None
    afternoon = clinic_facts(hours=opening.parse("Tue 14:00-18:00"))
    assert digest.opening_of(date(2026, 3, 31), afternoon) == datetime(2026, 3, 31, 12, tzinfo=UTC)
