"""Guide a member of staff through the screens on which a client's course is changed."""

from dataclasses import replace
from datetime import datetime

from bot.actions import end_course, guide_correction, pause_course, tell_staff
from bot.core import audit, course_changes, course_screens, rights
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside

OLD_BUTTON = "toast.old_button"
VERBS = frozenset({"course", "wrong", "pause", "goon", "end", "unend"})


async def guide_course(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Answer a tap on one of the screens; return the toast. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CHANGE_COURSE)
    if incoming.word(1) == "wrong" and incoming.word(3):
        return await guide_correction.begin(outside, clinic, incoming, desk)
    try:
        toast = await _changed(outside, clinic, incoming)
        now = outside.clock.now()
        seeing = audit.seeing(incoming, now)
        file = await outside.store.change_client(FileId(incoming.word(2)), seeing)
    except NotFound:
        return "toast.client_gone"
    screen = _screen(outside, clinic, incoming, file)
    if screen is None:
        return OLD_BUTTON
    # The message below which the way here stands keeps its own buttons.
    is_first = incoming.word(1) == "course" and not incoming.word(3)
    shown = replace(incoming, kind=Kind.OTHER) if is_first else incoming
    await tell_staff.say(outside, shown, [screen])
    return toast


async def _changed(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Do what a button asks for, if it is more than a look; return the toast."""
    verb, choice, yes = incoming.word(1), incoming.word(3), incoming.word(4)
    if verb == "goon":
        return await pause_course.go_on(outside, clinic, incoming)
    if verb == "unend":
        return await end_course.reopen_course(outside, clinic, incoming)
    if verb == "pause" and _length(choice) is not None:
        return await pause_course.pause_course(outside, clinic, incoming, days=int(choice))
    if verb == "end" and choice in course_changes.REASONS and yes == course_screens.YES:
        return await end_course.end_course(outside, clinic, incoming, reason=choice)
    return ""


def _screen(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, file: ClientFile
) -> Answer | None:
    """Return the screen a tap leads to, None for a choice that nobody offers."""
    verb, choice, now = incoming.word(1), incoming.word(3), outside.clock.now()
    if verb == "wrong":
        return course_screens.wrong(file)
    if verb == "pause" and _length(choice) is None:
        return None if choice else course_screens.pause(file)
    is_ended = choice in course_changes.REASONS and incoming.word(4) == course_screens.YES
    if verb == "end" and not is_ended:
        return _before_the_end(clinic, incoming, file, now)
    return course_screens.course(file, now)


def _before_the_end(
    clinic: ClinicFacts, incoming: Incoming, file: ClientFile, now: datetime
) -> Answer | None:
    """Return the screen that asks why, or whether it is meant."""
    reason = incoming.word(3)
    if reason in course_changes.REASONS and not incoming.word(4):
        return course_screens.end_sure(file, reason, clinic, now)
    return None if reason else course_screens.end(file)


def _length(choice: str) -> int | None:
    known = {str(count): count for count in course_changes.PAUSES_DAYS}
    return known.get(choice)
