"""Hold a drill by hand: an owner tests, in opening hours, that an alarm reaches everybody."""

from bot.actions import go_on_drilling
from bot.core import drills, rights
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile
from bot.core.incoming import Incoming
from bot.core.rights import Verb
from bot.ports import Outside


async def hold_drill(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Begin a drill; return the phrase that says so, or why not now. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.HOLD_DRILL)
    now = outside.clock.now()
    if not drills.fits(clinic, now):
        return "drill.closed"
    if drills.is_busy([alert for _, alert in await outside.store.open_alerts()], now):
        return "drill.busy"
    cause = f"update-{incoming.update_id}"

    def decide(file: ClinicFile) -> tuple[ClinicFile, bool]:
        begun = drills.begun(file, clinic, now, cause=cause, by=incoming.user_id)
        return begun, begun.drills[-1].cause == cause

    if not await outside.store.change_clinic(decide):
        return "drill.running"
    await go_on_drilling.go_on_drilling(outside, clinic)
    return "drill.begun"


async def switch_monthly(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, *, on: bool
) -> None:
    """Switch the monthly drills on or off. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.HOLD_DRILL)
    now = outside.clock.now()
    await outside.store.change_clinic(
        lambda file: (drills.switched(file, clinic, now, on=on), None)
    )
