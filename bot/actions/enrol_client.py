"""Enrol a client: the course is planned and the invitation promised in one save."""

import hashlib

from bot.core import invitations, plan, rights
from bot.core.client import Client, ClientFile, Session
from bot.core.clinic import ClinicFacts
from bot.core.desk import Draft
from bot.core.outbox import ChatId, FileId, Outbox, UserId
from bot.core.rights import Verb
from bot.ports import Conflict, Outside

ID_LENGTH = 16


class ReferenceTaken(Exception):
    """Another client file has this reference already."""


def file_id_of(draft: Draft, staff: UserId) -> FileId:
    """Return the id that this draft's client file gets: the same draft twice makes one client."""
    ended_at = "" if draft.ended_at is None else draft.ended_at.isoformat()
    cause = f"{staff}:{draft.number}:{ended_at}:{draft.reference}"
    return FileId(hashlib.sha256(cause.encode()).hexdigest()[:ID_LENGTH])


async def enrol_client(
    outside: Outside, clinic: ClinicFacts, draft: Draft, *, treatment: str, staff: UserId
) -> FileId:
    """Write the client file with planned rows and an invitation to the staff chat.

    The same draft twice is one client. Raises NotAllowed, ReferenceTaken.
    """
    rights.require(rights.staff_role(staff, clinic), Verb.ENROL)
    now = outside.clock.now()
    file_id = file_id_of(draft, staff)
    known = await outside.store.client_of_reference(draft.reference)
    if known is not None and known != file_id:
        raise ReferenceTaken
    client = Client(
        reference=draft.reference,
        treatment=treatment,
        language=clinic.language,
        zone=str(clinic.zone),
    )
    session = _session(draft, staff)
    rows = plan.messages_for(session, outside.library.packs[treatment], client)
    file = ClientFile(id=file_id, client=client, sessions=(session,), outbox=Outbox().add(rows))
    file = invitations.invite(file, clinic, ChatId(staff), now)
    try:
        await outside.store.create(file.noting(now, "enrolled", str(staff)))
    except Conflict:
        return file_id
    return file_id


def _session(draft: Draft, staff: UserId) -> Session:
    if draft.ended_at is None:
        raise ValueError("a draft without the session's end cannot be enrolled")
    return Session(
        id="s1",
        ended_at=draft.ended_at,
        areas=draft.areas,
        kind=draft.kind,
        entered_by=staff,
        goal=draft.goal,
        sessions_planned=draft.sessions_planned,
        interval_weeks=draft.interval_weeks,
        products=draft.products,
        typed_products=draft.typed_products,
        note=draft.note,
    )
