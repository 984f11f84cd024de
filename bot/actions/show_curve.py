"""Show a client's answers over the days as a picture, to a clinician or an owner."""

from dataclasses import replace

from bot.actions import tell_staff
from bot.core import pictured, rights
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside


async def show_curve(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Promise the healing curve to whoever tapped, and note the look; return the toast.

    The front desk, which answers no questions about skin, is told who may.
    """
    if not rights.may(rights.staff_role(incoming.user_id, clinic), Verb.SEE_CURVE):
        return "toast.only_clinician_curve"
    promising = pictured.curve_for(incoming, outside.clock.now())
    try:
        await outside.store.change_client(FileId(incoming.word(2)), promising)
    except NotFound:
        return "toast.client_gone"
    # The message whose button was tapped stays as it is: the picture comes below it.
    await tell_staff.say(outside, replace(incoming, kind=Kind.OTHER), [])
    return "toast.curve_coming"
