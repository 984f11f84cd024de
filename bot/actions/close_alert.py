"""Close an alert about a client with what became of it, note a line about it, open it again.

What rested or was held back for the client goes on when an alert is closed.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.actions import claim_alert, tell_staff
from bot.core import alert_screens, claims, plan, rights, staff_texts
from bot.core.alert_screens import Reader
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import FileId
from bot.core.pack import Urgency
from bot.core.rights import Role, Verb
from bot.core.staff_dates import Sentence
from bot.ports import NotFound, Outside

OLD_BUTTON = "toast.old_button"
GONE = "toast.client_gone"
# What `desk.asking` says while a note is waited for.
NOTE = "note"
CLOSED = "alert_desk.closed"
_Decide = Callable[[ClientFile, Alert], tuple[ClientFile, str]]


async def ask_outcome(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Ask what became of the alert that the tapped button names; nothing is closed yet.

    Raises NotAllowed for anybody but staff.
    """
    role = rights.staff_role(incoming.user_id, clinic)
    rights.require(role, Verb.CLOSE_ALERT)
    asked: list[Answer] = []

    def look(file: ClientFile, alert: Alert) -> tuple[ClientFile, str]:
        refusal = _refusal(alert, role)
        if not refusal:
            asked.append(alert_screens.outcomes(file, alert, outside.clock.now()))
        return file, refusal

    toast = await _changed(outside, incoming, look)
    if asked:
        # The alarm that was tapped keeps its own words.
        await tell_staff.say(outside, replace(incoming, kind=Kind.OTHER), asked)
    return toast


async def close_alert(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Close the alert for the reason that was tapped, and ask for a line about it.

    Closing twice changes nothing. Raises NotAllowed for anybody but staff.
    """
    role = rights.staff_role(incoming.user_id, clinic)
    rights.require(role, Verb.CLOSE_ALERT)
    outcome, doing = incoming.word(4), claim_alert.doing_of(outside, incoming)
    if outcome not in claims.OUTCOMES:
        return OLD_BUTTON
    screens: list[Answer] = []

    def decide(file: ClientFile, alert: Alert) -> tuple[ClientFile, str]:
        refusal = _refusal(alert, role)
        if not refusal or _is_closed_by(alert, incoming, outcome):
            screens.append(alert_screens.closed(file, alert, outcome))
        if refusal:
            return file, refusal
        done = claims.closed(file, alert, doing, outcome)
        if file.is_emergency_open and not done.is_emergency_open:
            going_on = plan.go_on(done, outside.library.packs[file.client.treatment], doing.at)
            return going_on, "toast.alert_closed"
        # No message rests because of any other alarm: it held back what would open.
        return done, "toast.alert_closed_today"

    toast = await _changed(outside, incoming, decide)
    if screens:
        await tell_staff.say(outside, incoming, screens, asking=_asking(incoming))
    return toast


def _is_closed_by(alert: Alert, incoming: Incoming, outcome: str) -> bool:
    """Tell whether the same tap closed it a moment ago, before its answer was kept."""
    return alert.closed_by == incoming.user_id and alert.outcome == outcome


def _refusal(alert: Alert, role: Role) -> str:
    if alert.closed_at is not None:
        return "toast.closed_already"
    is_emergency = alert.urgency is Urgency.EMERGENCY
    if is_emergency and not rights.may(role, Verb.CLOSE_EMERGENCY):
        return "toast.only_clinician_closes"
    return ""


def is_on_screen(desk: DeskFile, message_id: int) -> bool:
    """Tell whether a message is one that said that an alert was closed, and asked for a line."""
    rows = desk.outbox.rows.values()
    return any(each.message_id == message_id and each.leaflet == CLOSED for each in rows)


def takes_note(desk: DeskFile, incoming: Incoming) -> bool:
    """Tell whether what is typed is that line: an open form needs a reply to the screen."""
    return desk.draft is None or is_on_screen(desk, incoming.replies_to)


async def note_alert(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Keep what was typed as a line about the alert just closed. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CLOSE_ALERT)
    line = staff_texts.read_line(incoming.text)
    if incoming.kind is not Kind.TEXT or isinstance(line, Sentence):
        again = _what_is_wrong(line if incoming.kind is Kind.TEXT else "")
        return await tell_staff.say(outside, incoming, [again], asking=desk.asking)
    doing = claim_alert.doing_of(outside, incoming)
    values: dict[str, str] = {}

    def decide(file: ClientFile, alert: Alert) -> tuple[ClientFile, str]:
        values["reference"] = file.client.reference
        if alert.closed_at is None:
            return file, "alert_desk.note_open"
        if not claims.may_note(alert, incoming.user_id, doing.at):
            return file, "staff.unknown"
        if alert.note == line:
            return file, "alert_desk.noted"
        return claims.noted(file, alert, doing, line), "alert_desk.noted"

    named = replace(incoming, data=f"v1:s:{desk.asking}")
    said = await _changed(outside, named, decide)
    leaflet = "staff.client_gone" if said in (GONE, OLD_BUTTON) else said
    return await tell_staff.say(outside, incoming, [Answer(leaflet=leaflet, values=values)])


def _what_is_wrong(line: str | Sentence) -> Answer:
    if isinstance(line, Sentence):
        return Answer(leaflet=line.phrase, values=line.values)
    return Answer(leaflet="alert_desk.note_in_words")


async def open_alert_again(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Open a closed alert again, in the hands of whoever does; return the toast.

    The alarm itself follows by its own rows; the question for a line about it says whose it is.
    Raises NotAllowed.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CLAIM_ALERT)
    doing = claim_alert.doing_of(outside, incoming)
    names = (await outside.store.load_clinic()).names
    reader = Reader(user=doing.user, names=names, clinic=clinic, now=doing.at)
    screens: list[Answer] = []

    def decide(file: ClientFile, alert: Alert) -> tuple[ClientFile, str]:
        if alert.closed_at is not None and not claims.may_open_again(file, alert):
            return file, "toast.alert_newer"
        if alert.closed_at is not None:
            file = claims.opened_again(file, alert, doing, clinic)
        screens.append(alert_screens.opened_again(file, file.alert(alert.id) or alert, reader))
        return file, "toast.alert_open"

    toast = await _changed(outside, incoming, decide)
    is_asked, asking = is_on_screen(desk, incoming.message_id), _asking(incoming)
    asking = asking if is_asked or desk.asking == asking else ""
    await tell_staff.say(outside, incoming, screens if is_asked else [], asking=asking)
    return toast


def _asking(incoming: Incoming) -> str:
    """Return how it is remembered that a line is waited for about the alert of a tapped button."""
    return f"{NOTE}:{incoming.word(2)}:{incoming.word(3)}"


async def _changed(outside: Outside, incoming: Incoming, decide: _Decide) -> str:
    """Change the file of the alert that a button names; return the toast."""

    def change(file: ClientFile) -> tuple[ClientFile, str]:
        alert = file.alert(incoming.word(3))
        return (file, OLD_BUTTON) if alert is None else decide(file, alert)

    try:
        return await outside.store.change_client(FileId(incoming.word(2)), change)
    except NotFound:
        return GONE
