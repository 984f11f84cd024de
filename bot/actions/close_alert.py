"""Close an alert about a client, for a member of staff; what rested or was held back goes on."""

from bot.core import alerts, plan, rights
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside


async def close_alert(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Close the alert that the tapped button names; return the toast.

    Closing twice changes nothing. Raises NotAllowed for anybody but staff.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.CLOSE_ALERT)
    file_id, alert_id = incoming.word(2), incoming.word(3)
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        done = alerts.closed(file, alert_id, incoming.user_id, now)
        if done is file:
            return file, "toast.closed_already"
        if file.is_emergency_open and not done.is_emergency_open:
            going_on = plan.go_on(done, outside.library.packs[file.client.treatment], now)
            return going_on, "toast.alert_closed"
        # No message rests because of an alarm for the same day: it held back what would open.
        return done, "toast.alert_closed_today"

    try:
        return await outside.store.change_client(FileId(file_id), decide)
    except NotFound:
        return "toast.client_gone"
