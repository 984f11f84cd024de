"""One client on a member of staff's screen: how they stand, and everything that can be done.

Every message to staff about a client can lead here. `BUTTONS` is the whole list of what is offered;
who may do it is asked again by each action.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.core import board, course_screens, days, rights, ways
from bot.core.client import ClientFile, Session, Status
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, Keyboard
from bot.core.pack import Pack
from bot.core.rights import Role, Verb

WIDTH = 2
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One button of the view: its label, the verb of its data, who may, and for which client."""

    phrase: str
    verb: str
    right: Verb
    fits: Callable[[ClientFile], bool] = lambda file: True


def _is_unlinked(file: ClientFile) -> bool:
    return file.client.status is Status.INVITED


def _is_linked(file: ClientFile) -> bool:
    return not _is_unlinked(file)


BUTTONS: tuple[Choice, ...] = (
    Choice(phrase="button.write", verb="write", right=Verb.WRITE_CLIENT, fits=_is_linked),
    Choice(phrase="client.timeline", verb="line", right=Verb.SEE_CLIENT),
    Choice(phrase="staff.curve.open", verb="curve", right=Verb.SEE_CURVE),
    Choice(phrase="progress.staff_open", verb="photos", right=Verb.SEE_PHOTOS),
    Choice(phrase="course.buttons.open", verb="course", right=Verb.CHANGE_COURSE),
    Choice(phrase="staff.change_rules", verb="rules", right=Verb.CHANGE_RULE),
    Choice(phrase="staff.new_link", verb="renew", right=Verb.RENEW_LINK, fits=_is_unlinked),
    Choice(phrase="client.record", verb="record", right=Verb.EXPORT_RECORD),
    Choice(phrase="client.views", verb="seen", right=Verb.SEE_VIEWS),
)


def screen(
    file: ClientFile, pack: Pack, clinic: ClinicFacts, now: datetime, say: Say, *, role: Role
) -> Answer:
    """Return the view; `say` gives the words of the client's treatment in the reader's language."""
    line = board.line_of(file, pack, clinic, now)
    values = {
        "reference": file.client.reference,
        "colour_phrase": f"client.colour.{line.colour}",
        "course_day": str(line.course_day),
        "made_at": now.isoformat(),
    }
    return Answer(
        leaflet="client.head",
        values=values,
        blocks=tuple(_lines(file, line, clinic, now, say)),
        keyboard=_keyboard(file, role),
    )


def _keyboard(file: ClientFile, role: Role) -> Keyboard:
    buttons = [
        Button(phrase=each.phrase, data=f"v1:s:{each.verb}:{file.id}")
        for each in BUTTONS
        if rights.may(role, each.right) and each.fits(file)
    ]
    refresh = Button(phrase="board.refresh", data=f"v1:s:view:{file.id}:{ways.HERE}")
    rows = [tuple(buttons[i : i + WIDTH]) for i in range(0, len(buttons), WIDTH)]
    return (*rows, (refresh,))


def _lines(
    file: ClientFile, line: board.Line, clinic: ClinicFacts, now: datetime, say: Say
) -> Iterator[Block]:
    yield _session(file.session, say)
    yield _status(file, now)
    if file.client.zone_info.key != clinic.zone.key:
        shown = days.local(now, file.client.zone_info)
        values = {"clock": f"{shown:%H:%M}", "zone": file.client.zone}
        yield Block(leaflet="client.zone", values=values)
    yield Block(leaflet="client.language", values={"language": _language(file, say)})
    if line.heard_at is None:
        yield Block(leaflet="client.unheard")
    else:
        yield Block(leaflet="client.heard", values={"heard_at": line.heard_at.isoformat()})
    yield from _alerts(file)


def _language(file: ClientFile, say: Say) -> str:
    return say(f"languages.{file.client.language}")


def _session(session: Session, say: Say) -> Block:
    areas = ", ".join(say(f"areas.{area}") for area in session.areas)
    values = {
        "kind": say(f"kinds.{session.kind}"),
        "areas": areas,
        "session_at": session.ended_at.isoformat(),
    }
    return Block(leaflet="client.session", values=values)


def _status(file: ClientFile, now: datetime) -> Block:
    client = file.client
    if client.unreachable_since is not None:
        values = {"gone_since": client.unreachable_since.isoformat()}
        return Block(leaflet="client.unreachable", values=values)
    if client.status is Status.STOPPED:
        return Block(leaflet="client.withdrawn" if file.has_withdrawn else "client.stopped")
    if client.status is Status.INVITED:
        return Block(leaflet="client.invited" if client.chat_id is None else "client.undecided")
    is_paused = client.paused_until is not None and now < client.paused_until
    if file.ending is not None or (is_paused and client.paused_by_clinic):
        return course_screens.state(file, now)
    if client.paused_until is not None and is_paused:
        values = {"paused_at": client.paused_until.isoformat()}
        return Block(leaflet="client.paused", values=values)
    return Block(leaflet="client.linked")


def _alerts(file: ClientFile) -> Iterator[Block]:
    for alert in file.alerts:
        if alert.closed_at is None:
            values = {
                "concern_phrase": f"concern.{alert.concern}",
                "raised_at": alert.raised_at.isoformat(),
            }
            yield Block(leaflet="client.alert", values=values)
