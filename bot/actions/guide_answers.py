"""Guide a member of staff who answers a client: whom the words go to, and the ready-made answers.

Which client is meant is known by our own numbers: the message that was replied to, or the button.
"""

from collections.abc import Callable
from datetime import datetime

from bot.actions import answer_client, close_alert, tell_staff
from bot.core import answer_screens, answering, audit, rights
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.ports import NotFound, Outside

WHICH_CLIENT = "talk.which_client"
CLINICIANS_ONLY = "talk.clinicians_only"
TOO_LATE = "talk.asked_too_long_ago"
_Screens = Callable[[ClientFile], list[Answer]]


async def by_reply(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Take what answers a message about a client; about nobody known, nothing is sent."""
    if not may_answer(clinic, incoming):
        return await _refused(outside, incoming)
    file_id = desk.client_of(incoming.replies_to)
    if file_id is None:
        return await tell_staff.say(outside, incoming, [Answer(leaflet=WHICH_CLIENT)])
    return await answer_client.answer_client(outside, clinic, incoming, desk, file_id)


async def asked(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Take what was asked for, for the client that was chosen; not after half an hour."""
    if not may_answer(clinic, incoming):
        return await _refused(outside, incoming)
    chosen = answer_screens.asked(desk.asking, outside.clock.now())
    if chosen is None:
        return await tell_staff.say(outside, incoming, [Answer(leaflet=TOO_LATE)])
    return await answer_client.answer_client(outside, clinic, incoming, desk, chosen.file_id)


async def newer(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Take the new words of an answer that was edited."""
    if not may_answer(clinic, incoming):
        return await _refused(outside, incoming)
    return await answer_client.keep_newer(outside, clinic, incoming, desk)


def may_answer(clinic: ClinicFacts, incoming: Incoming) -> bool:
    """Tell whether this member of staff may write in the clinic's name."""
    return rights.may(rights.staff_role(incoming.user_id, clinic), Verb.WRITE_CLIENT)


async def _refused(outside: Outside, incoming: Incoming) -> str:
    """Say who may; what was asked for is over."""
    return await tell_staff.say(outside, incoming, [Answer(leaflet=CLINICIANS_ONLY)], asking="")


async def write(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Ask for the words to a client. Raises NotAllowed."""

    def screens(file: ClientFile) -> list[Answer]:
        pack = outside.library.packs[file.client.treatment]
        why = answering.why_not(file)
        return [answer_screens.refused(file, why) if why else answer_screens.prompt(file, pack)]

    return await _screened(outside, clinic, incoming, desk, screens, asks=True)


async def cancel(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Take the request back: nothing goes out. Raises NotAllowed."""

    def screens(file: ClientFile) -> list[Answer]:
        return [answer_screens.cancelled(file)]

    return await _screened(outside, clinic, incoming, desk, screens)


async def ready(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Show the titles of ready-made answers; own words may still be typed. Raises NotAllowed."""

    def screens(file: ClientFile) -> list[Answer]:
        pack = outside.library.packs[file.client.treatment]
        return [answer_screens.ready(file, pack, incoming.word(3))]

    return await _screened(outside, clinic, incoming, desk, screens, asks=True)


async def show(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Show a ready-made answer whole, before anything is sent. Raises NotAllowed."""
    leaflet = incoming.word(3)

    def screens(file: ClientFile) -> list[Answer]:
        pack = outside.library.packs[file.client.treatment]
        if leaflet not in pack.ready:
            return []
        return [answer_screens.shown(file, pack, leaflet, desk.language)]

    return await _screened(outside, clinic, incoming, desk, screens)


async def edit(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Give the text of a ready-made answer to be changed; what is typed then goes out."""
    leaflet = incoming.word(3)

    def screens(file: ClientFile) -> list[Answer]:
        is_known = leaflet in outside.library.packs[file.client.treatment].ready
        return answer_screens.to_edit(file, leaflet) if is_known else []

    return await _screened(outside, clinic, incoming, desk, screens, asks=True, own=leaflet)


async def _screened(
    outside: Outside,
    clinic: ClinicFacts,
    incoming: Incoming,
    desk: DeskFile,
    screens: _Screens,
    *,
    asks: bool = False,
    own: str = "",
) -> str:
    """Show screens about the client that the button names; `asks` lets the next words go there."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.WRITE_CLIENT)
    file_id, now = FileId(incoming.word(2)), outside.clock.now()
    try:
        may_ask = await outside.store.change_client(
            file_id, _showing(incoming, desk, screens, now, own)
        )
    except NotFound:
        return "toast.client_gone"
    if may_ask is None:
        return tell_staff.OLD_BUTTON
    asking = answer_screens.asking(file_id, now) if asks and may_ask else ""
    return await tell_staff.say(outside, incoming, [], asking=asking)


def _showing(
    incoming: Incoming, desk: DeskFile, screens: _Screens, now: datetime, own: str
) -> Callable[[ClientFile], tuple[ClientFile, bool | None]]:
    """Return the change that promises the screens, the look noted; None where there are none."""

    def decide(file: ClientFile) -> tuple[ClientFile, bool | None]:
        answers = screens(file)
        if not answers:
            return file, None
        seen, _ = audit.seeing(incoming, now)(file)
        told = answer_screens.with_screens(
            seen, incoming, answers, now, language=desk.language, own=own
        )
        return told, not answering.why_not(file)

    return decide


def is_for_client(incoming: Incoming, desk: DeskFile) -> bool:
    """Tell whether a Telegram reply is an answer to a client and not to what the bot asks."""
    if not incoming.replies_to:
        return False
    file_id = desk.client_of(incoming.replies_to)
    verb, *about = desk.asking.split(":")
    if verb == close_alert.NOTE:
        return file_id is not None and not close_alert.is_on_screen(desk, incoming.replies_to)
    if verb and verb not in (answer_screens.WRITE, answer_screens.ALBUM):
        return file_id is not None and file_id not in about
    return file_id is not None or verb == answer_screens.WRITE or desk.draft is None
