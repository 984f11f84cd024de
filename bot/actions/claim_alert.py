"""Take an alert, for a member of staff: one has it, the others are told who; or hand it on."""

from dataclasses import replace

from bot.actions import tell_staff
from bot.core import claims, rights, staffing
from bot.core.claims import Doing, Taking
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import FileId, UserId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside

OLD_BUTTON = "toast.old_button"
_TOASTS = {
    Taking.TAKEN: "toast.alert_yours",
    Taking.YOURS: "toast.alert_yours",
    Taking.OTHERS: "toast.alert_others",
    Taking.CLOSED: "toast.closed_already",
}


async def claim_alert(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Take the alert that the tapped button names, unless somebody else has it; return the toast.

    Whoever comes second reads who has it. Raises NotAllowed for anybody but staff.
    """
    return await _taken(outside, clinic, incoming, over=False)


async def take_over_alert(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Take the alert from whoever has it, who is told; return the toast. Raises NotAllowed."""
    return await _taken(outside, clinic, incoming, over=True)


async def hand_on_alert(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Give an alert back, so that it rings for everybody; return the toast. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CLAIM_ALERT)
    doing = doing_of(outside, incoming)

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        alert = file.alert(incoming.word(3))
        if alert is None or alert.closed_at is not None:
            return file, OLD_BUTTON if alert is None else "toast.closed_already"
        if alert.claimed_by != doing.user:
            return file, "toast.alert_not_yours"
        return claims.handed_on(file, alert, doing, clinic), "toast.alert_handed_on"

    try:
        toast = await outside.store.change_client(FileId(incoming.word(2)), decide)
    except NotFound:
        return "toast.client_gone"
    await tell_staff.say(outside, incoming, [])
    return toast


def doing_of(outside: Outside, incoming: Incoming) -> Doing:
    """Return who does something about an alert by this update, now."""
    return Doing(
        user=incoming.user_id,
        name=staffing.plain_name(incoming.name, incoming.user_id),
        cause=str(incoming.update_id),
        at=outside.clock.now(),
    )


async def _taken(outside: Outside, clinic: ClinicFacts, incoming: Incoming, *, over: bool) -> str:
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CLAIM_ALERT)
    doing = doing_of(outside, incoming)

    def decide(file: ClientFile) -> tuple[ClientFile, tuple[Taking | None, ClientFile]]:
        alert = file.alert(incoming.word(3))
        if alert is None:
            return file, (None, file)
        taking = claims.taking(alert, doing.user, over=over)
        if taking in (Taking.OTHERS, Taking.CLOSED):
            return file, (taking, file)
        return claims.claimed(file, alert, doing, clinic), (taking, file)

    try:
        file_id = FileId(incoming.word(2))
        taking, file = await outside.store.change_client(file_id, decide)
    except NotFound:
        return "toast.client_gone"
    if taking is None:
        return OLD_BUTTON
    if taking is Taking.OTHERS:
        await _tell_who(outside, incoming, file)
    else:
        await tell_staff.say(outside, incoming, [])
    return _TOASTS[taking]


async def _tell_who(outside: Outside, incoming: Incoming, file: ClientFile) -> None:
    """Tell whoever came second who has the alert, in a message of its own."""
    alert = file.alert(incoming.word(3))
    holder = None if alert is None else alert.claimed_by
    who = (await outside.store.load_clinic()).names.get(holder or UserId(0), "")
    leaflet = "staff.state.has_it" if who else "staff.state.owner_has_it"
    answer = Answer(leaflet=leaflet, values={"reference": file.client.reference, "who": who})
    # The alarm that was tapped keeps its own words.
    await tell_staff.say(outside, replace(incoming, kind=Kind.OTHER), [answer])
