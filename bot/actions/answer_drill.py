"""Answer a drill: one tap of any member of staff ends it, for everybody."""

from bot.actions import go_on_drilling
from bot.core import drills, rights, staffing
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.rights import Verb
from bot.ports import Outside

DIGITS_MOST = 9


async def answer_drill(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Write down who had the drill and when, and tell everybody; return the toast.

    Raises NotAllowed for anybody but staff.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.ANSWER_DRILL)
    word, now = incoming.word(2), outside.clock.now()
    number = int(word) if word.isdecimal() and len(word) <= DIGITS_MOST else 0

    def decide(file: ClinicFile) -> tuple[ClinicFile, bool]:
        here = file.person(incoming.user_id)
        name = here.name if here else staffing.plain_name(incoming.name, incoming.user_id)
        answered = drills.answered(file, number, incoming.user_id, name, now)
        return answered, answered != file

    is_first = await outside.store.change_clinic(decide)
    if is_first:
        await go_on_drilling.go_on_drilling(outside, clinic)
    return "drill.thanks" if is_first else "drill.over_already"
