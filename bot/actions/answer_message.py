"""Answer one update: find out whose it is, decide, save once; the sender takes over from there."""

from collections.abc import Callable
from functools import partial

from bot.actions import (
    answer_visitor,
    count_tries,
    erase_client,
    guide_staff,
    join_staff,
    know_clinic,
    know_language,
    link_chat,
    report_damaged,
)
from bot.core import dialogue, forgetting, rights, sun_advice
from bot.core.client import ClientFile, Status
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import FileId
from bot.core.rights import Role, Verb
from bot.core.scene import Scene
from bot.ports import Damaged, NotFound, Outside


async def answer_message(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> None:
    """Do what an update in a private chat asks for, and answer a tap after it is saved."""
    clinic = await know_clinic.know_clinic(outside, clinic)
    toast = await _toast(outside, clinic, incoming)
    if incoming.kind is Kind.TAP:
        # Most taps are answered without a word: nobody's language is needed for that.
        language = await _language(outside, clinic, incoming) if toast else ""
        await outside.messenger.answer_tap(incoming.callback_id, toast, language)


async def _toast(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    role = rights.staff_role(incoming.user_id, clinic)
    if _is_deep_link(incoming) and await _is_opened(outside, clinic, incoming, role):
        return ""
    if rights.may(role, Verb.ENROL):
        return await guide_staff.guide_staff(outside, clinic, incoming)
    file_id = await outside.store.client_of_chat(incoming.chat_id)
    if file_id is None or not rights.may(Role.CLIENT, Verb.ANSWER):
        return await answer_visitor.answer_visitor(outside, clinic, incoming)
    try:
        return await _client(outside, clinic, incoming, file_id)
    except Damaged:
        await report_damaged.report_damaged(outside, clinic, file_id, chat_id=incoming.chat_id)
        return ""


async def _is_opened(outside: Outside, clinic: ClinicFacts, incoming: Incoming, role: Role) -> bool:
    """Open an invitation of staff or of a client; False where it is none for this person."""
    if role is Role.STRANGER and await count_tries.are_used_up(outside, incoming):
        await link_chat.refuse_link(outside, clinic, incoming)
    elif await join_staff.is_for(outside, incoming, role):
        await join_staff.join_staff(outside, clinic, incoming)
    elif rights.may(role, Verb.USE_LINK) and not rights.may(role, Verb.ENROL):
        await link_chat.open_link(outside, clinic, incoming)
    else:
        return False
    return True


def _is_deep_link(incoming: Incoming) -> bool:
    is_start = incoming.kind is Kind.COMMAND and incoming.command == "start"
    return is_start and incoming.text != ""


async def _client(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, file_id: FileId
) -> str:
    file = await outside.store.load(file_id)
    if isinstance(file, ClientFile) and file.client.status is Status.INVITED:
        if incoming.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
            return ""
        return await link_chat.await_consent(outside, clinic, incoming, file_id)
    if incoming.words[:2] == ("notme", "yes"):
        await link_chat.unlink_chat(outside, clinic, incoming, file_id)
        return ""
    toast = await outside.store.change_client(file_id, _replying(outside, clinic, incoming))
    if forgetting.is_last_tap(incoming):
        await erase_client.erase_if_wished(outside, clinic, file_id)
    return toast


def _replying(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming
) -> Callable[[ClientFile], tuple[ClientFile, str]]:
    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        library, treatment = outside.library, file.client.treatment
        zone_place = library.place_of_zone(file.client.zone)
        scene = Scene(
            file=file,
            incoming=incoming,
            pack=library.packs[treatment],
            clinic=clinic,
            now=outside.clock.now(),
            places=sun_advice.places_of(file, clinic.place, zone_place),
            zones=library.zones,
            signs=library.signs(treatment),
            topics=library.topics(treatment),
            closest=partial(library.closest, treatment),
        )
        reply = dialogue.reply_to(scene)
        return reply.file, reply.toast

    return decide


async def _language(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> str:
    """Return the language in which a tap is answered."""
    try:
        file_id = await outside.store.client_of_chat(incoming.chat_id)
        file = None if file_id is None else await outside.store.load(file_id)
    except (NotFound, Damaged):
        return clinic.language
    if isinstance(file, ClientFile):
        return file.client.language
    return await know_language.know_language(outside, clinic, incoming.chat_id)
