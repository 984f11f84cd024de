"""Know the clinic as it is now: the settings, and the people and closed days of its own file.

Every update and every delivery asks first, so that whoever was removed has no right any more.
"""

from bot.actions import report_damaged
from bot.core import staffing
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.outbox import FileId
from bot.ports import Damaged, Outside

CLINIC = FileId("clinic")


async def know_clinic(outside: Outside, clinic: ClinicFacts) -> ClinicFacts:
    """Return the facts as they are now; a damaged file is told to owners, and nobody is in it.

    Raises StoreUnavailable.
    """
    try:
        file = await outside.store.load_clinic()
    except Damaged:
        await report_damaged.report_damaged(outside, clinic, CLINIC)
        file = ClinicFile()
    return staffing.as_of(clinic, file)
