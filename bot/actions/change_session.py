"""Correct what was entered of a client: date the unsent anew, put right once what was sent."""

from datetime import datetime

from bot.core import corrections, near_the_end, plan, rights, sun_advice
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import Draft
from bot.core.enrolment.corrections import REFERENCE
from bot.core.outbox import FileId, UserId
from bot.core.plan import Moment
from bot.core.rights import Verb
from bot.ports import Outside


class ReferenceTaken(Exception):
    """Another client file has this reference already."""


class NewerSession(Exception):
    """The session that was to be corrected is the newest one no more."""


async def change_session(
    outside: Outside, clinic: ClinicFacts, file_id: FileId, draft: Draft, *, staff: UserId
) -> bool:
    """Set what the draft corrects; return False when it was so already.

    Raises NotAllowed, NotFound, ReferenceTaken, NewerSession.
    """
    rights.require(rights.staff_role(staff, clinic), Verb.CHANGE_SESSION)
    now = outside.clock.now()
    if draft.correcting == REFERENCE:
        known = await outside.store.client_of_reference(draft.reference_to_be)
        if known not in (None, file_id):
            raise ReferenceTaken

    def decide(file: ClientFile) -> tuple[ClientFile, bool]:
        if draft.correcting != REFERENCE and draft.session not in ("", file.session.id):
            raise NewerSession
        changed = corrections.corrected(file, draft)
        if changed == file:
            return file, False
        pack = outside.library.packs[file.client.treatment]
        changed = plan.replan(changed, pack, now)
        changed = near_the_end.planned(changed, pack)
        moment = _moment(outside, clinic, changed, now)
        changed = corrections.put_right(file, moment, draft.correcting, texts_of(outside, file))
        return changed.noting(now, corrections.event_of(draft), str(staff)), True

    return await outside.store.change_client(file_id, decide)


def _moment(outside: Outside, clinic: ClinicFacts, file: ClientFile, now: datetime) -> Moment:
    zone_place = outside.library.place_of_zone(file.client.zone)
    return Moment(
        file=file,
        pack=outside.library.packs[file.client.treatment],
        now=now,
        places=sun_advice.places_of(file, clinic.place, zone_place),
    )


def texts_of(outside: Outside, file: ClientFile) -> corrections.TextOf:
    """Return what gives a leaflet's words as this client reads them, "" for one that is gone."""

    def text(key: str) -> str:
        client = file.client
        try:
            return outside.library.text(client.treatment, key, client.language, file.session.areas)
        except LookupError:
            return ""

    return text
