"""The board on a phone: a page of clients, the worst first, each with a button to their view."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.core.board import Colour, Line
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, FileId, Keyboard

PAGE = 8
WIDTH = 4
NARROW_CHARACTERS = 8
BOARD = "b"


def page(lines: Sequence[Line], number: int, now: datetime) -> Answer:
    """Return a page of the board; a page that is not there any more is the last one."""
    last = max(0, (len(lines) - 1) // PAGE)
    number = min(number, last)
    shown = lines[number * PAGE : (number + 1) * PAGE]
    values = {"clients": str(len(lines)), "made_at": now.isoformat()}
    return Answer(
        leaflet="board.head" if lines else "board.empty",
        values=values,
        blocks=tuple(grouped(shown, Counter(line.colour for line in lines))),
        keyboard=(*codes(shown), _turning(number, last)),
    )


def grouped(lines: Sequence[Line], counts: Counter[Colour]) -> Iterator[Block]:
    """Return a heading where a colour begins, with how many there are, and a line a client."""
    before: Colour | None = None
    for line in lines:
        if line.colour is not before:
            count = {"count": str(counts[line.colour])}
            yield Block(leaflet=f"board.colour.{line.colour}", values=count)
        before = line.colour
        yield block_of(line)


def block_of(line: Line) -> Block:
    """Return one client's line: code, day of the course, last heard, open alerts."""
    heard = "" if line.heard_at is None else line.heard_at.isoformat()
    values = {
        "reference": line.reference,
        "course_day": str(line.course_day),
        "heard_at": heard,
        "alerts": str(line.open_alerts),
    }
    return Block(leaflet=f"board.{_phrase_of(line)}", values=values)


def _phrase_of(line: Line) -> str:
    if line.is_emergency:
        return "line_emergency"
    if line.colour is Colour.INVITED:
        return "line_invited"
    heard = "line" if line.heard_at is not None else "line_unheard"
    return f"{heard}_open" if line.open_alerts else heard


def codes(lines: Sequence[Line], verb: str = "view") -> Keyboard:
    """Return a button for each client, by code; long references get more room."""
    is_narrow = all(len(line.reference) <= NARROW_CHARACTERS for line in lines)
    width = WIDTH if is_narrow else 1
    buttons = [code(line.file_id, line.reference, verb) for line in lines]
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


def code(file_id: FileId, reference: str, verb: str = "view") -> Button:
    """Return the button that leads from a code to a client."""
    values = {"reference": reference}
    return Button(phrase="board.code", data=f"v1:s:{verb}:{file_id}", values=values)


def to_board() -> Button:
    """Return the button that leads to the board's first page."""
    return Button(phrase="board.open", data=f"v1:{BOARD}:0")


def _turning(number: int, last: int) -> tuple[Button, ...]:
    before = Button(phrase="button.before", data=f"v1:{BOARD}:{number - 1}")
    after = Button(phrase="button.after", data=f"v1:{BOARD}:{number + 1}")
    refresh = Button(phrase="board.refresh", data=f"v1:{BOARD}:{number}")
    return ((before,) if number else ()) + (refresh,) + ((after,) if number < last else ())
