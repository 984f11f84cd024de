"""What owners see of drills: below who works here, and when one went badly. Pure."""

from dataclasses import replace
from datetime import datetime

from bot.core import drills
from bot.core.clinic_file import ClinicFile, Drill
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, ChatId, Keyboard, MessageRow, RowKey, UserId
from bot.core.people_screens import PEOPLE

SHOWN_MOST = 3
HOLD, MONTHLY = "drill", "monthly"
ON, OFF = "on", "off"


def told(file: ClinicFile, now: datetime) -> tuple[Block, ...]:
    """Return the latest drills, whom the last one did not reach, and when the next one is."""
    lines = [_line(each, now) for each in file.drills[-SHOWN_MOST:]]
    missed = _missed(file.drills[-1], file) if file.drills else ()
    return (Block(leaflet="drill.title"), *lines, *missed, _next(file))


def beside(screen: Answer, file: ClinicFile, now: datetime) -> Answer:
    """Return the screen of who works here with the drills below it."""
    return replace(
        screen,
        blocks=(*screen.blocks, *told(file, now)),
        keyboard=(*screen.keyboard, *keyboard(file)),
    )


def _line(drill: Drill, now: datetime) -> Block:
    values = {**drills.values_of(drill), "drill_at": drill.at.isoformat()}
    if drill.answered_at is not None:
        return Block(leaflet=drills.in_time(drill, "drill.line", "drill.line_late"), values=values)
    is_over = now >= drill.at + drills.ANSWER_WITHIN
    return Block(leaflet="drill.line_nobody" if is_over else "drill.line_running", values=values)


def _next(file: ClinicFile) -> Block:
    if file.drill_at is None:
        return Block(leaflet="drill.off")
    return Block(leaflet="drill.next", values={"drill_at": file.drill_at.isoformat()})


def keyboard(file: ClinicFile) -> Keyboard:
    """Return the buttons that hold a drill now, and switch the monthly ones."""
    is_on = file.monthly_drills
    return (
        (Button(phrase="drill.hold", data=f"v1:{PEOPLE}:{HOLD}"),),
        (
            Button(
                phrase="drill.stop_monthly" if is_on else "drill.start_monthly",
                data=f"v1:{PEOPLE}:{MONTHLY}:{OFF if is_on else ON}",
            ),
        ),
    )


def is_bad(drill: Drill) -> bool:
    """Tell whether owners are to hear of it: nobody answered, or somebody was not reached."""
    return drill.answered_at is None or bool(drill.unreached)


def result_row(drill: Drill, file: ClinicFile, now: datetime) -> MessageRow:
    """Return what an owner hears of a drill that went badly."""
    return MessageRow(
        key=RowKey(f"drill:{drill.number}:result"),
        leaflet="drill.nobody" if drill.answered_at is None else "drill.not_everybody",
        values={"number": str(drill.number)},
        blocks=_missed(drill, file),
        due_at=now,
    )


def _missed(drill: Drill, file: ClinicFile) -> tuple[Block, ...]:
    """Return a line for each chat that a drill did not reach, and what to do about it."""
    if not drill.unreached:
        return ()
    return (Block(leaflet="drill.missed"), *(_chat(each, file) for each in drill.unreached))


def _chat(chat: ChatId, file: ClinicFile) -> Block:
    if chat < 0:
        return Block(leaflet="drill.missed_group")
    name = file.names.get(UserId(chat))
    if name is None:
        return Block(leaflet="drill.missed_owner", values={"user": str(chat)})
    return Block(leaflet="drill.missed_person", values={"name": name})
