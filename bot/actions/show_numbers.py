"""Show an owner the clinic's numbers: a picture and a table, each made when it is sent."""

from bot.actions import tell_staff
from bot.core import pictured, rights
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming
from bot.core.rights import Verb
from bot.ports import Outside


async def show_numbers(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Promise the picture and the table to an owner; everybody else is told who may."""
    if not rights.may(rights.staff_role(incoming.user_id, clinic), Verb.SEE_NUMBERS):
        refusal = Answer(leaflet="staff.numbers.owner_only")
        return await tell_staff.say(outside, incoming, [refusal])
    return await tell_staff.say(outside, incoming, pictured.numbers_answers())
