"""Screens on which staff change a client's course: correct, next session, pause, end.

Each names the client by the code first. Who may is asked by the actions.
"""

from datetime import datetime

from bot.core import conversation, course_changes, holds
from bot.core.client import ClientFile, Status
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, FileId, Keyboard

WRONG = ("time", "areas", "kind", "code", "note")
BACK = "back"
YES = "yes"


def way_in(file_id: FileId) -> Button:
    """Return the one button that leads to the course of a client."""
    return Button(phrase="course.buttons.open", data=f"v1:s:course:{file_id}")


def buttons(file: ClientFile, now: datetime) -> Keyboard:
    """Return what can be changed about a course as it stands."""
    correct = _button(file, "wrong", "wrong")
    if file.client.status is Status.INVITED:
        return ((correct,),)
    if file.ending is not None:
        undo = _button(file, "undo_end", "unend")
        return ((correct,), *(((undo,),) if course_changes.may_be_reopened(file, now) else ()))
    is_ours = course_changes.is_paused(file, now) and file.client.paused_by_clinic
    pause = _button(file, "go_on", "goon") if is_ours else _button(file, "pause", "pause")
    return ((_button(file, "next", "next"),), (correct,), (pause, _button(file, "end", "end")))


def course(file: ClientFile, now: datetime) -> Answer:
    """Return how a client's course stands, and what can be changed."""
    return Answer(
        leaflet="course.screen",
        values={
            "reference": file.client.reference,
            "session_at": file.session.ended_at.isoformat(),
            "area_names": " ".join(f"areas.{area}" for area in file.session.areas),
            "number": str(len(file.sessions)),
        },
        blocks=(state(file, now),),
        keyboard=buttons(file, now),
    )


def state(file: ClientFile, now: datetime) -> Block:
    """Return how a course stands: on or waiting, paused and by whom, stopped, or ended and why."""
    client, until = file.client, file.client.paused_until
    if client.status is Status.INVITED:
        return Block(leaflet="course.state_invited")
    if file.ending is not None:
        values = {
            "ended_at": file.ending.at.isoformat(),
            "reason_phrase": f"course.reasons.{file.ending.reason}",
        }
        return Block(leaflet="course.state_ended", values=values)
    if client.status is Status.STOPPED:
        return Block(leaflet="course.state_stopped")
    if until is not None and now < until:
        name = "state_paused" if client.paused_by_clinic else "state_own_pause"
        return Block(leaflet=f"course.{name}", values={"until_at": until.isoformat()})
    return _going(file, now)


def _going(file: ClientFile, now: datetime) -> Block:
    """Return whether messages go out now, and what they wait for while they do not."""
    if file.is_emergency_open:
        return Block(leaflet="course.state_resting")
    talking_until = conversation.open_until(file, now)
    if talking_until is not None:
        values = {"until_at": talking_until.isoformat()}
        return Block(leaflet="course.state_talking", values=values)
    return Block(leaflet="course.state_held" if holds.is_held(file, now) else "course.state_on")


def wrong(file: ClientFile) -> Answer:
    """Ask what is to be corrected."""
    choices = tuple((_button(file, f"wrong_{name}", "wrong", name),) for name in WRONG)
    return Answer(
        leaflet="course.wrong_what",
        values={"reference": file.client.reference},
        keyboard=(*choices, (_back(file),)),
    )


def pause(file: ClientFile) -> Answer:
    """Ask for how long."""
    lengths = tuple(
        _button(file, "pause_for", "pause", str(count), count=str(count))
        for count in course_changes.PAUSES_DAYS
    )
    return Answer(
        leaflet="course.pause_how",
        values={"reference": file.client.reference},
        keyboard=(lengths[:2], lengths[2:], (_back(file),)),
    )


def end(file: ClientFile) -> Answer:
    """Ask why."""
    reasons = (
        (Button(phrase=f"course.reasons.{reason}", data=_data(file, "end", reason)),)
        for reason in course_changes.REASONS
    )
    return Answer(
        leaflet="course.end_why",
        values={"reference": file.client.reference},
        keyboard=(*reasons, (_back(file),)),
    )


def end_sure(file: ClientFile, reason: str, clinic: ClinicFacts, now: datetime) -> Answer:
    """Ask whether it is meant, and say what follows; what is open with the client is said first."""
    values = {
        "reference": file.client.reference,
        "reason_phrase": f"course.reasons.{reason}",
        "retention_days": str(clinic.retention_days),
    }
    held = (Block(leaflet="course.end_held"),) if holds.is_held(file, now) else ()
    yes = _button(file, "end_yes", "end", reason, YES)
    return Answer(
        leaflet="course.end_sure",
        values=values,
        blocks=held,
        keyboard=((yes,), (_back(file),)),
    )


def _back(file: ClientFile) -> Button:
    return Button(phrase="button.back", data=_data(file, "course", BACK))


def _button(file: ClientFile, name: str, *words: str, **values: str) -> Button:
    return Button(phrase=f"course.buttons.{name}", data=_data(file, *words), values=values)


def _data(file: ClientFile, verb: str, *words: str) -> str:
    return ":".join(("v1", "s", verb, file.id, *words))
