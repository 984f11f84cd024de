"""Answer the button below an alarm that opens a client's words; the front desk hears who may."""

from bot.actions import open_words
from bot.core import rights
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.rights import Verb
from bot.ports import Outside


async def guide_words(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Open the words for whoever may; return the toast."""
    if not rights.may(rights.staff_role(incoming.user_id, clinic), Verb.OPEN_WORDS):
        return "shown.clinicians_only"
    return await open_words.open_words(outside, clinic, incoming, desk)
