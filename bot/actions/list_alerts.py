"""Show the open alerts of all clients, a page at a time, and open one of them.

The list reads the files of its page only.
"""

from dataclasses import replace

from bot.actions import report_damaged, tell_staff
from bot.core import alert_messages, alert_screens, audit, rights
from bot.core.alert_messages import Standing
from bot.core.alert_screens import Reader
from bot.core.claims import CLAIMED, REOPENED
from bot.core.client import Alert, ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming
from bot.core.outbox import FileId, UserId
from bot.core.rights import Verb
from bot.ports import Damaged, NotFound, Outside

COMMAND = alert_screens.LIST
OLD_BUTTON = "toast.old_button"
DIGITS_MOST = 4


async def list_alerts(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Answer `/alerts`, or a tap that turns its page. Raises NotAllowed for anybody but staff."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.SEE_ALERTS)
    word = incoming.word(1)
    number = int(word) if word.isdecimal() and len(word) <= DIGITS_MOST else 0
    page = alert_screens.page_of(await outside.store.open_alerts(), number)
    files = await _files(outside, clinic, [file_id for file_id, _ in page.alerts])
    names = (await outside.store.load_clinic()).names
    reader = Reader(
        user=incoming.user_id,
        names=names,
        clinic=clinic,
        now=outside.clock.now(),
    )
    return await tell_staff.say(outside, incoming, [alert_screens.listed(page, files, reader)])


async def _files(
    outside: Outside, clinic: ClinicFacts, ids: list[FileId]
) -> dict[FileId, ClientFile]:
    """Return those of the files that can be read; a damaged one is reported."""
    found: dict[FileId, ClientFile] = {}
    for file_id in ids:
        try:
            file = await outside.store.load(file_id)
        except NotFound:
            continue
        except Damaged:
            await report_damaged.report_damaged(outside, clinic, file_id)
            continue
        if isinstance(file, ClientFile):
            found[file_id] = file
    return found


async def show_alert(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Show one alert to whoever tapped it, with its buttons; return the toast.

    Raises NotAllowed for anybody but staff.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.SEE_ALERTS)
    names = (await outside.store.load_clinic()).names
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        alert = file.alert(incoming.word(3))
        if alert is None:
            return file, OLD_BUTTON
        if file.outbox.has_seen(incoming.update_id):
            return file, ""
        standing = _standing(file, alert, names)
        cause = str(incoming.update_id)
        row = alert_messages.view(file, standing, incoming.chat_id, clinic, cause=cause, now=now)
        seen, _ = audit.seeing(incoming, now)(file)
        return replace(seen, outbox=seen.outbox.add([row])), ""

    try:
        toast = await outside.store.change_client(FileId(incoming.word(2)), decide)
    except NotFound:
        return "toast.client_gone"
    await tell_staff.say(outside, incoming, [])
    return toast


def _standing(file: ClientFile, alert: Alert, names: dict[UserId, str]) -> Standing:
    """Return an alert with the name of whoever has it or closed it, and since when."""
    user = alert.closed_by if alert.closed_at is not None else alert.claimed_by
    taken = [
        each.at
        for each in file.events
        if each.name in (CLAIMED, REOPENED) and each.facts.get("alert") == alert.id
    ]
    at = alert.closed_at or (taken[-1] if taken else alert.claimed_at)
    return Standing(alert=alert, who=names.get(user or UserId(0), ""), at=at)
