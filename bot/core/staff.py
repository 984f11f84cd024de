"""What a member of staff hears outside the enrolment dialogue: greetings, refusals, results."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core import course_screens
from bot.core import incoming as arrivals
from bot.core.desk import DeskFile, Draft
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import Button, FileId, Keyboard

COMMANDS = {"start": "staff.hello"}
ENROL = "enrol"
STAFF, CLOSED, NUMBERS = "staff", "closed", "numbers"
DRILL, HELP = "drill", "help"


def simple_answer(incoming: Incoming) -> Answer:
    """Return the answer to a message that belongs to no dialogue."""
    if incoming.kind is Kind.COMMAND:
        leaflet = COMMANDS.get(incoming.command, "staff.unknown_command")
        return Answer(leaflet=leaflet)
    return Answer(leaflet="staff.unknown")


def is_reference(incoming: Incoming, draft: Draft | None, others: Sequence[str]) -> bool:
    """Tell whether a command that is none of ours was meant as the reference that is asked for."""
    is_asked = draft is not None and draft.screen == "reference"
    return is_asked and incoming.command not in (*COMMANDS, *others)


def result_keyboard(file_id: FileId) -> Keyboard:
    """Return what can be done about an enrolment whose link is not in use."""
    return (
        (Button(phrase="staff.new_link", data=f"v1:s:renew:{file_id}"),),
        (Button(phrase="staff.correct_time", data=f"v1:s:time:{file_id}"),),
    )


def enrolled_keyboard(file_id: FileId) -> Keyboard:
    """Return what can be done right after an enrolment."""
    rules = Button(phrase="staff.change_rules", data=f"v1:s:rules:{file_id}")
    return (*result_keyboard(file_id), (course_screens.way_in(file_id),), (rules,))


def answered(file: DeskFile, incoming: Incoming, answers: list[Answer], now: datetime) -> DeskFile:
    """Promise the answers to a staff update, once, in place where a button was tapped."""
    edit = incoming.kind is Kind.TAP
    rows = arrivals.rows_for(incoming, answers, file.outbox, now, edit=edit)
    return replace(file, outbox=file.outbox.add(rows).saw(incoming.update_id, now))
