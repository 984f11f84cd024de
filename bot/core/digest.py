"""The morning's digest: who is silent first, then who else wants a look; one a day, at opening.

It is a promised row of a staff chat's own file, never sent itself: when it falls due, what stands
then is told. A day on which the clinic does not open has none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.core import board_screens, days, rights
from bot.core.board import Colour, Line
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, Lane, MessageRow, RowKey, RowState, skipped
from bot.core.pack import IfDoubtful
from bot.core.rights import Role, Verb

DIGEST = "g"
PROMISE = "digest.promise"
ON, OFF = "on", "off"
MADE = "the digest was made"
TOO_LATE = "the day of this digest is over"
# Of a clinic that is open at night: nobody is woken by a list.
EARLIEST = time(6, 0)
SEARCH_DAYS = 61
BACK_DAYS = 7
LINES_MOST = 25
CODES_MOST = 12
_PREFIX = "digest:"
WANTED_BY = frozenset({Role.OWNER, Role.CLINICIAN})


def is_promise(row: MessageRow) -> bool:
    """Tell whether a row is such a promise: it is never sent itself."""
    return row.leaflet == PROMISE


def is_wanted(desk: DeskFile, clinic: ClinicFacts) -> bool:
    """Tell whether this chat gets a digest: as its owner switched it, or else by their role."""
    role = rights.staff_role(desk.chat_id, clinic)
    if not desk.is_staff or not rights.may(role, Verb.SEE_BOARD):
        return False
    return desk.digest == ON or (desk.digest == "" and role in WANTED_BY)


def planned(desk: DeskFile, clinic: ClinicFacts, now: datetime) -> DeskFile:
    """Return the desk file with the next digest promised, or with none where none is wanted.

    One that is due already stays: it is made now, or let go with its reason.
    """
    open_now = _promises(desk)
    if any(row.due_at <= now for row in open_now):
        return desk
    fresh = _next(desk, clinic, now) if is_wanted(desk, clinic) else None
    if open_now == ([] if fresh is None else [fresh]):
        return desk
    gone = {row.key for row in open_now}
    rows = {key: row for key, row in desk.outbox.rows.items() if key not in gone}
    if fresh is not None:
        rows[fresh.key] = fresh
    return replace(desk, outbox=replace(desk.outbox, rows=rows))


def due(desk: DeskFile, now: datetime) -> MessageRow | None:
    """Return the promise that has fallen due, if any."""
    return next((row for row in _promises(desk) if row.due_at <= now), None)


def kept(desk: DeskFile, lines: Sequence[Line], clinic: ClinicFacts, now: datetime) -> DeskFile:
    """Keep the promise that is due: the list goes out if it is of use today; the next is promised.

    Doing it twice changes nothing: promise and list are changed together.
    """
    promise = due(desk, now)
    if promise is None:
        return desk
    is_of_use = is_wanted(desk, clinic) and _is_of_use(promise, clinic, now)
    over = skipped(promise, MADE if is_of_use else TOO_LATE)
    outbox = desk.outbox.change_all([over])
    if is_of_use:
        outbox = outbox.add([_row(promise, screen(lines, clinic, now), now)])
    return planned(replace(desk, outbox=outbox), clinic, now)


def _promises(desk: DeskFile) -> list[MessageRow]:
    rows = desk.outbox.rows.values()
    return [row for row in rows if is_promise(row) and row.state is RowState.PLANNED]


def _next(desk: DeskFile, clinic: ClinicFacts, now: datetime) -> MessageRow | None:
    """Return the promise for the next morning that had none yet."""
    today = days.day_of(now, clinic.zone)
    for day in (today + timedelta(days=step) for step in range(SEARCH_DAYS)):
        known = desk.outbox.rows.get(_key(day))
        opens = opening_of(day, clinic)
        is_done = known is not None and known.state is not RowState.PLANNED
        if opens is not None and opens > now and not is_done:
            return MessageRow(
                key=_key(day), leaflet=PROMISE, due_at=opens, lane=Lane.BULK, audible=False
            )
    return None


def _key(day: date) -> RowKey:
    return RowKey(f"{_PREFIX}{day.isoformat()}")


def opening_of(day: date, clinic: ClinicFacts) -> datetime | None:
    """Return when the clinic first opens on a day, not before 06:00; None where it does not."""
    opens = clinic.next_opening(days.instant_of(day, EARLIEST, clinic.zone))
    is_then = opens is not None and days.day_of(opens, clinic.zone) == day
    return opens if is_then else None


def _is_of_use(promise: MessageRow, clinic: ClinicFacts, now: datetime) -> bool:
    """Tell whether it is still the promise's day, and the clinic open or to open on it."""
    today = days.day_of(now, clinic.zone)
    opens = clinic.next_opening(now)
    is_to_open = opens is not None and days.day_of(opens, clinic.zone) == today
    return promise.key == _key(today) and is_to_open


def _row(promise: MessageRow, shown: Answer, now: datetime) -> MessageRow:
    return MessageRow(
        key=RowKey(f"{promise.key}:told"),
        leaflet=shown.leaflet,
        values=shown.values or {},
        blocks=shown.blocks,
        keyboard=shown.keyboard,
        due_at=now,
        lane=Lane.BULK,
        audible=True,
        if_doubtful=IfDoubtful.DROP,
    )


def screen(lines: Sequence[Line], clinic: ClinicFacts, now: datetime) -> Answer:
    """Return the list as it stands now; one calm line only where everybody is heard to be fine."""
    sections = list(_sections(lines, _before(clinic, now)))
    shown = _within(sections)
    told = sum(len(each) for _, each in sections)
    listed = [line for _, each in shown for line in each]
    more = told - len(listed)
    blocks = [block for name, each in shown for block in _blocks(name, each)]
    if more:
        blocks.append(Block(leaflet="digest.more", values={"count": str(more)}))
    blocks.extend(_unanswered(lines))
    off = Button(phrase="digest.switch_off", data=f"v1:{DIGEST}:{OFF}")
    codes = board_screens.codes(list(dict.fromkeys(listed))[:CODES_MOST])
    return Answer(
        leaflet="digest.head" if blocks else "digest.calm",
        values={"made_at": now.isoformat(), "clients": str(len(lines))},
        blocks=tuple(blocks),
        keyboard=(*codes, (board_screens.to_board(),), (off,)),
    )


def switched(value: str) -> Answer:
    """Return what is said when somebody switches their digest, with the way back."""
    other = OFF if value == ON else ON
    button = Button(phrase=f"digest.switch_{other}", data=f"v1:{DIGEST}:{other}")
    return Answer(leaflet=f"digest.now_{value}", keyboard=((button,),))


def _before(clinic: ClinicFacts, now: datetime) -> datetime:
    """Return when the clinic opened on the last day before today: the night begins there."""
    today = days.day_of(now, clinic.zone)
    back = (today - timedelta(days=step) for step in range(1, BACK_DAYS + 1))
    found = (opens for opens in (opening_of(day, clinic) for day in back) if opens is not None)
    return next(found, now - timedelta(days=1))


def _sections(lines: Sequence[Line], before: datetime) -> Iterator[tuple[str, list[Line]]]:
    yield _of_colour(Colour.SILENT, lines)
    yield "digest.overdue", [line for line in lines if line.is_overdue]
    waiting = [line for line in lines if not line.is_overdue]
    for colour in (Colour.WORRIED, Colour.AMBER, Colour.UNREACHABLE):
        yield _of_colour(colour, waiting)
    yield "digest.not_sent", [line for line in lines if _has_missed(line, before)]
    yield "digest.today", [line for line in lines if line.course_day == 0]
    yield "digest.unopened", [line for line in lines if _is_unopened(line)]


def _unanswered(lines: Sequence[Line]) -> Iterator[Block]:
    """Return the count of those of whom nothing is known yet: /board has their names."""
    heading, waiting = _of_colour(Colour.WAITING, lines)
    if waiting:
        yield Block(leaflet=heading, values={"count": str(len(waiting))})


def _of_colour(colour: Colour, lines: Sequence[Line]) -> tuple[str, list[Line]]:
    return f"board.colour.{colour}", [line for line in lines if line.colour is colour]


def _has_missed(line: Line, before: datetime) -> bool:
    return line.missed_at is not None and line.missed_at >= before


def _is_unopened(line: Line) -> bool:
    return line.colour is Colour.INVITED and line.course_day > 0


def _within(sections: list[tuple[str, list[Line]]]) -> list[tuple[str, list[Line]]]:
    """Return as many lines as one message holds, the first sections first."""
    room, shown = LINES_MOST, []
    for name, lines in sections:
        shown.append((name, lines[:room]))
        room -= len(lines[:room])
    return shown


def _blocks(name: str, lines: Sequence[Line]) -> Iterator[Block]:
    if lines:
        yield Block(leaflet=name, values={"count": str(len(lines))})
    yield from (board_screens.block_of(line) for line in lines)
