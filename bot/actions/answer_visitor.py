"""Answer somebody who is no linked client, and heed whoever has not agreed to anything yet.

Their words are kept nowhere: a desk file holds what they are told, and staff hear only that
somebody asks to be contacted.
"""

from dataclasses import replace
from functools import partial

from bot.core import consent, stops, strangers, visitor
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import FileId
from bot.core.visitor import Visit
from bot.ports import Outside

_KNOWN_TAPS = ("p", "worried", visitor.CONTACT)


async def answer_visitor(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Answer a visitor's update; return the toast."""
    visit = _visit(outside, clinic, next(iter(outside.library.packs)))
    if incoming.word(0) == visitor.CONTACT:
        await _ask_contact(outside, clinic, incoming)

    def decide(desk: DeskFile) -> tuple[DeskFile, str]:
        if desk.outbox.has_seen(incoming.update_id):
            return desk, ""
        language = consent.language_for(incoming.language, visit.pack.languages, clinic.language)
        named = replace(desk, language=language)
        is_known = incoming.word(0) in _KNOWN_TAPS
        toast = "toast.old_button" if incoming.kind is Kind.TAP and not is_known else ""
        return visitor.reply_to(named, incoming, visit), toast

    return await outside.store.change_desk(incoming.chat_id, decide)


async def heed_stranger(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, file_id: FileId
) -> bool:
    """Answer a warning sign of somebody who opened a link and has not agreed; tell whether it was.

    It goes by the chat's own desk file: the client's file keeps nothing before consent.
    """
    file = await outside.store.load(file_id)
    if not isinstance(file, ClientFile):
        return False
    visit = _visit(outside, clinic, file.client.treatment)
    # They were treated: what is told of it is weighed by its day, as after consent.
    visit = replace(visit, condition=stops.condition(file, visit.now))
    if incoming.word(0) == visitor.CONTACT:
        await _ask_contact(outside, clinic, incoming, reference=file.client.reference)

    def decide(desk: DeskFile) -> tuple[DeskFile, bool]:
        if desk.outbox.has_seen(incoming.update_id):
            return desk, True
        named = replace(desk, language=file.client.language)
        heeded = visitor.heeded(named, incoming, visit)
        return (desk, False) if heeded is None else (heeded, True)

    return await outside.store.change_desk(incoming.chat_id, decide)


async def _ask_contact(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, *, reference: str = ""
) -> None:
    """Tell each member of staff in private that somebody asks to be contacted."""
    now = outside.clock.now()
    for chat in clinic.alert_chats:
        if chat > 0:
            await outside.store.change_desk(
                chat,
                lambda desk: (strangers.told(desk, incoming, now, reference=reference), None),
            )


def _visit(outside: Outside, clinic: ClinicFacts, treatment: str) -> Visit:
    library = outside.library
    return Visit(
        pack=library.packs[treatment],
        clinic=clinic,
        now=outside.clock.now(),
        signs=library.signs(treatment),
        topics=library.topics(treatment),
        closest=partial(library.closest, treatment),
    )
