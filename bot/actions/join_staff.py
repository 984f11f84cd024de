"""Join the staff by a single-use link; owners hear who did, with the way to remove them.

A link that does not open gets a kind answer; a client's own account stays a client's.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.actions import know_clinic
from bot.core import consent, digest, invitations, people_screens, rights, staffing, visitor
from bot.core import incoming as arrivals
from bot.core.clinic import ClinicFacts
from bot.core.clinic_file import ClinicFile, Person
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming
from bot.core.outbox import ChatId, MessageRow, RowKey
from bot.core.rights import Role, Verb
from bot.core.staffing import Joining
from bot.ports import Outside

_ANSWERS = {
    Joining.USED: "people.link_used",
    Joining.EXPIRED: "people.link_expired",
    Joining.UNKNOWN: "link.unknown",
}


async def is_for(outside: Outside, incoming: Incoming, role: Role) -> bool:
    """Tell whether a link is a staff link this person may use, or is the one they used."""
    file = await outside.store.load_clinic()
    link = staffing.link_of(file, invitations.hash_of(incoming.text))
    if link is None:
        return False
    return rights.may(role, Verb.USE_LINK) or link.used_by == incoming.user_id


async def join_staff(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> Joining:
    """Use the link, once, and say what became of it."""
    if await outside.store.client_of_chat(incoming.chat_id) is not None:
        await _tell_client(outside, incoming)
        return Joining.UNKNOWN
    now = outside.clock.now()
    found, person = await outside.store.change_clinic(_joining(clinic, incoming, now))
    if person is None:
        await _tell_visitor(outside, clinic, incoming, found)
        return found
    # Owners first: once the update counts as answered, nothing of it is done again.
    for owner in sorted(clinic.owners):
        await outside.store.change_desk(ChatId(owner), _telling(person, now))
    clinic = await know_clinic.know_clinic(outside, clinic)
    await outside.store.change_desk(
        incoming.chat_id, _welcoming(outside, clinic, incoming, person, now)
    )
    return found


def _joining(
    clinic: ClinicFacts, incoming: Incoming, now: datetime
) -> Callable[[ClinicFile], tuple[ClinicFile, tuple[Joining, Person | None]]]:
    token_hash, user = invitations.hash_of(incoming.text), incoming.user_id

    def decide(file: ClinicFile) -> tuple[ClinicFile, tuple[Joining, Person | None]]:
        found = staffing.opening(file, clinic, token_hash, user, now)
        if found is not Joining.WELCOME:
            return file, (found, None)
        file = staffing.joined(file, token_hash, user, incoming.name, now)
        return file, (found, file.person(user))

    return decide


def _telling(person: Person, now: datetime) -> Callable[[DeskFile], tuple[DeskFile, None]]:
    row = MessageRow(
        key=RowKey(f"joined:{person.id}:{person.joined_at:%Y%m%dT%H%M%S}"),
        leaflet="people.joined",
        values=people_screens.of_person(person),
        keyboard=people_screens.keyboard_of(person),
        due_at=now,
    )
    return lambda desk: (replace(desk, outbox=desk.outbox.add([row])), None)


def _welcoming(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, person: Person, now: datetime
) -> Callable[[DeskFile], tuple[DeskFile, None]]:
    languages = next(iter(outside.library.packs.values())).languages
    language = consent.language_for(incoming.language, languages, clinic.language)
    answer = Answer(leaflet="people.welcome", values=people_screens.of_person(person))

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        if desk.outbox.has_seen(incoming.update_id):
            return desk, None
        rows = arrivals.rows_for(incoming, [answer], desk.outbox, now, edit=False)
        outbox = desk.outbox.add(rows).saw(incoming.update_id, now)
        fresh = replace(desk, is_staff=True, language=language, erase_at=None, outbox=outbox)
        return digest.planned(fresh, clinic, now), None

    return decide


async def _tell_visitor(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, found: Joining
) -> None:
    now = outside.clock.now()
    languages = next(iter(outside.library.packs.values())).languages
    language = consent.language_for(incoming.language, languages, clinic.language)
    answer = Answer(leaflet=_ANSWERS[found])

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        named = replace(desk, language=language)
        return visitor.answered(named, incoming, [answer], now), None

    await outside.store.change_desk(incoming.chat_id, decide)


async def _tell_client(outside: Outside, incoming: Incoming) -> None:
    """Say that a client's account cannot be staff's: their worries would be taken for work."""
    now = outside.clock.now()
    answer = Answer(leaflet="people.is_client")

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        return visitor.answered(desk, incoming, [answer], now), None

    await outside.store.change_desk(incoming.chat_id, decide)
