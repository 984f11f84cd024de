"""Invitations: single-use links kept as hashes, who may open one, and what follows when none does.

Every reason for which a link does not open is told apart here, so that each gets a kind answer.
"""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core import (
    alert_messages,
    answer_truth,
    holds,
    near_the_end,
    photo_chores,
    plan,
    progress,
    retention,
    ring_times,
    ringing,
    showing,
)
from bot.core import consent as consents
from bot.core.client import Client, ClientFile, Consent, Invitation, Status
from bot.core.clinic import ClinicFacts
from bot.core.outbox import ChatId, FileId, Lane, Media, MessageRow, RowKey, RowState, skipped
from bot.core.pack import Pack
from bot.core.staff import result_keyboard

UNOPENED_AFTER = timedelta(hours=24)
ERASE_AFTER = timedelta(days=7)
OPENED = "the link was opened"
NEWER_LINK = "a newer link was made"
WRONG_PERSON = "the link was opened by somebody else"
NEXT_COURSE = "the chat went on to the next course"
_PREFIX = "invitation:"
_TRUTHS = ("ack:", "seen:", "today:", "unread:")


class Opening(StrEnum):
    """What became of a link somebody opened."""

    WELCOME = "welcome"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    ALREADY_LINKED = "already_linked"


def hash_of(token: str) -> str:
    """Return the SHA-256 of a token in hex, the only form in which it is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def with_token(file: ClientFile, token: str) -> ClientFile:
    """Give the current invitation its token; an earlier token of it stops working."""
    if file.invitation is None:
        return file
    return replace(file, invitation=replace(file.invitation, token_hash=hash_of(token)))


def invite(file: ClientFile, clinic: ClinicFacts, staff: ChatId, now: datetime) -> ClientFile:
    """Promise a fresh invitation to the staff chat that asked, and what follows if unopened.

    The link works for `clinic.link_hours`; staff hear after 24 h that nobody opened it; what was
    entered is erased 7 days after it ran out.
    """
    number = 1 + sum(row.media is Media.INVITATION for row in file.outbox.rows.values())
    expires = now + timedelta(hours=clinic.link_hours)
    invitation = Invitation(number=number, created_at=now, expires_at=expires)
    link = MessageRow(
        key=link_key(number),
        leaflet="invitation.forward",
        values={"expires_at": expires.isoformat()},
        due_at=now,
        to=staff,
        media=Media.INVITATION,
    )
    unopened = MessageRow(
        key=_unopened_key(number),
        leaflet="staff.unopened",
        values={"reference": file.client.reference, "expires_at": expires.isoformat()},
        due_at=now + UNOPENED_AFTER,
        to=staff,
        lane=Lane.BULK,
        keyboard=result_keyboard(file.id),
    )
    file = without_unopened(file, NEWER_LINK)
    outbox = file.outbox.add([link, unopened])
    return replace(file, invitation=invitation, outbox=outbox, erase_at=expires + ERASE_AFTER)


def why_useless(file: ClientFile, row: MessageRow) -> str:
    """Say why a link, or the notice that it is unopened, is of no use any more; "" where it is."""
    current = file.invitation
    if not row.key.startswith(_PREFIX):
        return ""
    if current is None or row.key not in (link_key(current.number), _unopened_key(current.number)):
        return NEWER_LINK
    return OPENED if current.used_at is not None else ""


def link_key(number: int) -> RowKey:
    """Return the key of the row that brings an invitation's link."""
    return RowKey(f"{_PREFIX}{number}:link")


def _unopened_key(number: int) -> RowKey:
    return RowKey(f"{_PREFIX}{number}:unopened")


def is_on_its_way(file: ClientFile) -> bool:
    """Tell whether a link is promised and not out yet."""
    waiting = (RowState.PLANNED, RowState.CLAIMED)
    rows = file.outbox.rows.values()
    return any(row.media is Media.INVITATION and row.state in waiting for row in rows)


def without_unopened(file: ClientFile, reason: str) -> ClientFile:
    """Take back the promise to tell staff that nobody opened the link."""
    rows = [
        skipped(row, reason)
        for key, row in file.outbox.rows.items()
        if key.endswith(":unopened") and row.state is RowState.PLANNED
    ]
    return replace(file, outbox=file.outbox.change_all(rows))


def opening(file: ClientFile, chat_id: ChatId, now: datetime) -> Opening:
    """Say what a link does for this chat: the right token is known, the rest is not."""
    client, invitation = file.client, file.invitation
    if client.chat_id == chat_id:
        return Opening.WELCOME if client.status is Status.INVITED else Opening.ALREADY_LINKED
    if invitation is None or invitation.used_at is not None:
        return Opening.USED
    return Opening.EXPIRED if now >= invitation.expires_at else Opening.WELCOME


def awaits_consent_of(file: ClientFile, chat_id: ChatId) -> bool:
    """Tell whether this very chat opened the link and has not answered yet."""
    return file.client.chat_id == chat_id and file.client.status is Status.INVITED


def opened(file: ClientFile, chat_id: ChatId, language: str, now: datetime) -> ClientFile:
    """Bind the chat that opened the link first; consent is still to be given."""
    if file.invitation is None or file.client.chat_id == chat_id:
        return file
    used = replace(file.invitation, used_at=now)
    bound = file.with_client(
        chat_id=chat_id, language=language, status=Status.INVITED, consent=None
    )
    file = replace(bound, invitation=used)
    return without_unopened(file, OPENED).noting(now, "link opened", "client")


def agreed(file: ClientFile, pack: Pack, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Record the consent and start the course; all is erased `retention_days` after its end."""
    client = file.client
    consent = Consent(version=consents.version(pack, clinic), language=client.language, at=now)
    linked = file.with_client(status=Status.LINKED, consent=consent)
    linked = retention.planned(linked, retention.kept_until(linked, pack, clinic))
    linked = near_the_end.planned(plan.join(linked, now), pack)
    return linked.noting(now, "consent given", "client")


def unlinked(file: ClientFile, pack: Pack, clinic: ClinicFacts, now: datetime) -> ClientFile:
    """Let go of a chat whose owner says "this is not me": as if the link was never opened.

    What that person wrote or answered goes, also out of staff chats, and the course is planned
    anew for the right one. An alert stays open and rings on until staff close it.
    """
    reset = Client(
        reference=file.client.reference,
        treatment=file.client.treatment,
        language=clinic.language,
        zone=str(clinic.zone),
        former_references=file.client.former_references,
    )
    file = progress.without(file, file.photos, now)
    file = showing.put_away(_without_promises(file, WRONG_PERSON), now)
    file = _without_their_alerts(file, now)
    file = _without_truths(_without_words(file))
    steps = plan.messages_for(file.session, pack, reset)
    fresh = replace(
        file,
        client=reset,
        invitation=None,
        outbox=file.outbox.change_all(steps),
        answers=(),
        opinions=(),
        messages=(),
        erase_at=now + ERASE_AFTER,
        former=(),
    )
    return answer_truth.forgotten(fresh, now).noting(now, holds.NOT_ME, "client")


def _without_promises(file: ClientFile, reason: str) -> ClientFile:
    """Take back what was promised to the client's chat and has not gone out."""
    rows = [
        skipped(row, reason)
        for row in file.outbox.rows.values()
        if row.to is None and row.state is RowState.PLANNED and _is_for_client(row)
    ]
    return replace(file, outbox=file.outbox.change_all(rows))


def _is_for_client(row: MessageRow) -> bool:
    return not photo_chores.is_chore(row) and not ringing.is_promise(row.key)


def _without_their_alerts(file: ClientFile, now: datetime) -> ClientFile:
    """Close what needed the person's own chat; what staff are to look at stays open."""
    for alert in file.alerts:
        is_over = alert.concern in (ring_times.AMBER, ring_times.UNREACHABLE)
        if is_over and alert.closed_at is None:
            file = alert_messages.over_plainly(file, alert, now)
    return file


def _without_words(file: ClientFile) -> ClientFile:
    """Forget that person's words, and what staff were told of alerts that are closed.

    The messages of an open alert still follow what becomes of it; they hold no words of theirs.
    """
    is_open = {each.id for each in file.alerts if each.closed_at is None}
    rows = [
        replace(row, values={}, file_id="")
        for row in file.outbox.rows.values()
        if row.state is RowState.SENT
        and (row.shows or (row.alert is not None and row.alert not in is_open))
    ]
    return replace(file, outbox=file.outbox.change_all(rows))


def _without_truths(file: ClientFile) -> ClientFile:
    """Forget what that person heard of alerts: the next one is told anew, and only of their own."""
    rows = {
        key: row
        for key, row in file.outbox.rows.items()
        if row.state is RowState.CLAIMED or not key.startswith(_TRUTHS)
    }
    return replace(file, outbox=replace(file.outbox, rows=rows))


def may_be_followed(file: ClientFile, pack: Pack, now: datetime) -> bool:
    """Tell whether a new link may take this chat over: nothing agreed, course over, or next due.

    A next session is never due before the treatment's shortest interval (CLINICAL section 7).
    """
    if file.client.status is Status.INVITED:
        return True
    waiting = (RowState.PLANNED, RowState.CLAIMED)
    rows = file.outbox.rows.values()
    shortest = timedelta(weeks=min(pack.minimum_interval_weeks.values()))
    is_over = all(row.state not in waiting for row in rows if row.step)
    return is_over or now - file.session.ended_at >= shortest


def following(file: ClientFile, former: FileId) -> ClientFile:
    """Note that a file goes on with the chat of another one; noting it twice changes nothing."""
    return file if former in file.former else replace(file, former=(*file.former, former))


def released(file: ClientFile, now: datetime) -> ClientFile:
    """Free the chat for the next course; the history stays, and an unused consent starts anew."""
    if file.client.status is Status.INVITED:
        unused = None if file.invitation is None else replace(file.invitation, used_at=None)
        return replace(file.with_client(chat_id=None), invitation=unused)
    file = _without_promises(file, NEXT_COURSE)
    freed = file.with_client(chat_id=None, status=Status.STOPPED)
    if freed.erase_at is not None:
        freed = retention.planned(freed, freed.erase_at)
    freed = answer_truth.settled(freed, now)
    return freed.noting(now, "chat went on to the next course", "client")
