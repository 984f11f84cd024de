"""A page of a client's timeline, or of who looked: lines, ways to pictures and other pages."""

from collections.abc import Sequence

from bot.core import days, timeline, ways
from bot.core.client import ClientFile
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, Keyboard
from bot.core.timeline import Entry, Teller

PAGE = 10


def page(
    teller: Teller, found: Sequence[Entry], verb: str, number: int, clinic_zone: str
) -> Answer:
    """Return a page of the timeline, or of the looks."""
    file, last = teller.file, max(0, (len(found) - 1) // PAGE)
    number = min(number, last)
    is_elsewhere = file.client.zone != clinic_zone
    head = "timeline.head_zone" if is_elsewhere else "timeline.head"
    back = (ways.back(file.id),)
    shown = found[number * PAGE : (number + 1) * PAGE]
    return Answer(
        leaflet="timeline.views" if verb == timeline.SEEN else head,
        values={
            "reference": file.client.reference,
            "zone": file.client.zone,
            "page": str(number + 1),
            "pages": str(last + 1),
        },
        blocks=tuple(block_of(each, file, is_elsewhere=is_elsewhere) for each in shown)
        or (Block(leaflet="timeline.nothing"),),
        keyboard=(*_opening(teller, shown), *_turning(file, verb, number, last), back),
    )


def _opening(teller: Teller, shown: Sequence[Entry]) -> Keyboard:
    """Return a button for each picture or film the page tells of, for whoever may see what it is.

    The tap asks for the right itself, is noted, and what it opens is deleted again.
    """
    found = [each for each in shown if each.opens] if teller.in_full else []
    return tuple(
        (
            Button(
                phrase="timeline.open",
                data=each.opens,
                values={"kind_phrase": f"arrived.{each.kind}", "told_at": each.at.isoformat()},
            ),
        )
        for each in found
    )


def block_of(entry: Entry, file: ClientFile, *, is_elsewhere: bool) -> Block:
    """Return an entry's line, with the client's clock in brackets where it is another."""
    local = days.local(entry.at, file.client.zone_info)
    clock = f" ({local:%H:%M})" if is_elsewhere else ""
    values = {**entry.values, "told_at": entry.at.isoformat(), "clock": clock}
    return Block(leaflet=entry.leaflet, values=values)


def _turning(file: ClientFile, verb: str, number: int, last: int) -> Keyboard:
    stem = f"v1:s:{verb}:{file.id}"
    before = Button(phrase="button.before", data=f"{stem}:{number - 1}")
    after = Button(phrase="button.after", data=f"{stem}:{number + 1}")
    turning = ((before,) if number else ()) + ((after,) if number < last else ())
    return (turning,) if turning else ()
