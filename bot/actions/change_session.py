"""Change a session's time: what is unsent is dated anew, what was sent is corrected once."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import plan, retention, rights, step_claims, sun_advice
from bot.core.client import ClientFile, Status
from bot.core.clinic import ClinicFacts
from bot.core.outbox import FileId, MessageRow, RowKey, RowState, UserId
from bot.core.plan import Moment
from bot.core.rights import Verb
from bot.ports import Outside


async def change_session(
    outside: Outside,
    clinic: ClinicFacts,
    file_id: FileId,
    *,
    ended_at: datetime,
    staff: UserId,
) -> bool:
    """Set when needling ended (aware UTC); return False when it was so already.

    Raises NotAllowed, NotFound.
    """
    rights.require(rights.staff_role(staff, clinic), Verb.CHANGE_SESSION)
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, bool]:
        if file.session.ended_at == ended_at:
            return file, False
        pack = outside.library.packs[file.client.treatment]
        changed = file.with_session(replace(file.session, ended_at=ended_at))
        changed = _kept_as_long(changed, ended_at - file.session.ended_at)
        changed = plan.replan(changed, pack, now)
        changed = _correction(changed, _moment(outside, changed, now))
        return changed.noting(now, "session time corrected", str(staff)), True

    return await outside.store.change_client(file_id, decide)


def _kept_as_long(file: ClientFile, moved: timedelta) -> ClientFile:
    """Move the end of a linked client's file along; before consent it hangs on the invitation."""
    if file.client.consent is None or file.erase_at is None:
        return file
    return retention.planned(file, file.erase_at + moved)


def _moment(outside: Outside, file: ClientFile, now: datetime) -> Moment:
    zone_place = outside.library.place_of_zone(file.client.zone)
    return Moment(
        file=file,
        pack=outside.library.packs[file.client.treatment],
        now=now,
        places=sun_advice.places_of(file, None, zone_place),
    )


def _correction(file: ClientFile, moment: Moment) -> ClientFile:
    """Tell a client who was sent something already, once for each version, with a fresh card."""
    card = plan.step_key(file.session, "card")
    told = file.outbox.rows.get(card)
    if file.client.status is Status.INVITED or told is None or told.state is not RowState.SENT:
        return file
    version = file.session.plan_version
    row = MessageRow(
        key=RowKey(f"correction:{file.session.id}:{version}"),
        leaflet="session.corrected",
        values={"session_at": file.session.ended_at.isoformat()},
        due_at=moment.now,
    )
    return replace(file, outbox=file.outbox.add([row, _fresh_card(told, moment, version)]))


def _fresh_card(told: MessageRow, moment: Moment, version: int) -> MessageRow:
    """Return the edit that turns the pinned card to the day and the times that hold now."""
    leaflet = step_claims.card_leaflet(moment)
    same_day = leaflet == told.leaflet
    return MessageRow(
        key=RowKey(f"correction-card:{moment.file.session.id}:{version}"),
        leaflet=leaflet,
        parts=told.parts if same_day else step_claims.card_parts(moment),
        keyboard=told.keyboard,
        as_of=moment.now,
        due_at=moment.now,
        audible=False,
        edits=told.key,
    )
