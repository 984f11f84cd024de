"""Guide a member of staff through the screens on which a rule is changed for one client."""

from dataclasses import replace

from bot.actions import change_rule, guide_client, note_look, tell_staff
from bot.core import rights, rule_screens
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside

COMMAND = "rules"
VERBS = frozenset({"rules", "rule"})
OLD_BUTTON = "toast.old_button"
HOURS_MOST = 24 * 365


async def begin(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Answer `/rules K-47` with what can be changed for that client. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CHANGE_RULE)
    reference = incoming.text.strip()
    if not reference:
        return await guide_client.ask(outside, clinic, incoming, COMMAND)
    file_id = await outside.store.client_of_reference(reference)
    file = None if file_id is None else await note_look.note_look(outside, incoming, file_id)
    if file is None:
        return await guide_client.tell_unknown(outside, clinic, incoming, reference, COMMAND)
    pack = outside.library.packs[file.client.treatment]
    return await tell_staff.say(outside, incoming, [rule_screens.listed(file, pack)])


async def guide_rules(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Answer a tap on one of the screens; return the toast. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CHANGE_RULE)
    _, verb, file_id, thing, hours, yes, *_ = (*incoming.words, "", "", "", "")
    toast = ""
    try:
        if verb == "rule" and (yes == "yes" or hours == rule_screens.BACK_TO_RULE):
            toast = await _changed(outside, clinic, incoming)
            hours = ""
    except NotFound:
        return "toast.client_gone"
    file = await note_look.note_look(outside, incoming, FileId(file_id))
    if file is None:
        return "toast.client_gone"
    screen = _screen(outside, file, verb, thing, hours)
    if screen is None:
        return OLD_BUTTON
    # The message below which the way here stands keeps its own buttons.
    is_first = verb == "rules" and not thing
    shown = replace(incoming, kind=Kind.OTHER) if is_first else incoming
    await tell_staff.say(outside, shown, [screen])
    return toast


async def _changed(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Keep the time that was confirmed, or the rule's own; return the toast."""
    _, _, file_id, thing, hours, *_ = incoming.words
    is_number = _is_hours(hours)
    if not is_number and hours != rule_screens.BACK_TO_RULE:
        return OLD_BUTTON
    return await change_rule.change_rule(
        outside,
        clinic,
        FileId(file_id),
        thing,
        hours=int(hours) if is_number else None,
        staff=incoming.user_id,
        update_id=incoming.update_id,
    )


def _screen(outside: Outside, file: ClientFile, verb: str, thing: str, hours: str) -> Answer | None:
    """Return the screen that a tap leads to, None where its thing is no longer known."""
    pack = outside.library.packs[file.client.treatment]
    if verb == "rules":
        return rule_screens.listed(file, pack, int(thing) if thing.isdecimal() else 0)
    rule = next((each for each in rule_screens.changeable(file, pack) if each.name == thing), None)
    if rule is None:
        return None
    if _is_hours(hours):
        return rule_screens.sure(file, rule, int(hours))
    return rule_screens.one(file, rule)


def _is_hours(text: str) -> bool:
    return text.isdecimal() and int(text) <= HOURS_MOST
