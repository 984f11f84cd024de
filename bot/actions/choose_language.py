"""Choose one's own language as a member of staff: answers, alarms and the menu follow."""

from bot.actions import tell_staff
from bot.core import rights, staff
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.rights import Verb
from bot.ports import Outside


async def choose_language(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Show the languages there are, or take the one that was tapped and show it in its own words.

    Raises NotAllowed for anybody but staff.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CHOOSE_LANGUAGE)
    languages = tell_staff.languages(outside)
    chosen = incoming.word(1)
    language = chosen if chosen in languages else desk.language or clinic.language
    screen = staff.languages_screen(language, languages)
    return await tell_staff.say(outside, incoming, [screen], language=language)
