"""Answer a client in the clinic's name: typed words, a file, or a ready-made answer.

What goes out, and what the writer hears of it, is one save of the client's file.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.actions import claim_alert, remember_message, tell_staff
from bot.core import answer_screens, answer_truth, answering, claims, rights
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts, Signature
from bot.core.desk import DeskFile
from bot.core.incoming import HANDED_OVER, Answer, Incoming, Kind
from bot.core.outbox import FileId
from bot.core.rights import Verb
from bot.core.said import ClinicMessage
from bot.ports import NotFound, Outside

NAME_LIMIT = 64
GONE = "staff.client_gone"
SENT_ALREADY = "toast.answered_already"
_Decide = Callable[[ClientFile], tuple[ClientFile, str]]


async def answer_client(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile, file_id: FileId
) -> str:
    """Send what was typed or attached to that client; the same update goes out once.

    Raises NotAllowed for anybody but staff.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.WRITE_CLIENT)
    now = outside.clock.now()
    written = await _written(outside, clinic, incoming, now)
    doing = claim_alert.doing_of(outside, incoming)

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        why = answering.why_not(file)
        if incoming.kind not in HANDED_OVER:
            why = "talk.odd_kind"
        if why:
            refused = answer_screens.refused(file, why)
            return _screened(file, incoming, refused, now, desk), ""
        known = _known(file, incoming, desk, now)
        file = answering.answered(file, written, now)
        return claims.taken_by_answering(file, doing, clinic, known), ""

    try:
        await outside.store.change_client(file_id, _once(incoming, now, decide))
    except NotFound:
        return await tell_staff.say(outside, incoming, [Answer(leaflet=GONE)])
    await remember_message.remember_message(outside, incoming.chat_id, incoming.message_id, file_id)
    album = answer_screens.asking(file_id, now, incoming.album) if incoming.album else ""
    return await tell_staff.say(outside, incoming, [], asking=album)


async def send_ready(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Send the ready-made answer on the screen, once for each screen; return the toast.

    Raises NotAllowed for anybody but staff.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.WRITE_CLIENT)
    now, leaflet = outside.clock.now(), incoming.word(3)
    written = await _written(outside, clinic, incoming, now)
    doing = claim_alert.doing_of(outside, incoming)

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        why = answering.why_not(file)
        if why:
            refused = answer_screens.refused(file, why)
            return _screened(file, incoming, refused, now, desk), ""
        if leaflet not in outside.library.packs[file.client.treatment].ready:
            return file, tell_staff.OLD_BUTTON
        screen = answer_screens.screen(file, incoming)
        edits = None if screen is None else screen.key
        # One screen sends once, however often its button is tapped.
        cause = written.id if edits is None else f"ready-{edits.split(':')[1]}"
        ready = replace(written, id=cause, leaflet=leaflet)
        if answering.reply(file, ready.id) is not None:
            return file, SENT_ALREADY
        known = claims.known_from(file, incoming.chat_id, incoming.message_id)
        file = answering.answered(file, ready, now, edits=edits)
        return claims.taken_by_answering(file, doing, clinic, known), ""

    return await _tapped(outside, incoming, _once(incoming, now, decide))


async def keep_newer(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Keep the new words of an edited answer, say that the client has the first ones, and offer.

    Raises NotAllowed for anybody but staff.
    """
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.WRITE_CLIENT)
    now = outside.clock.now()
    written = await _written(outside, clinic, incoming, now)

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        kept = tuple(
            each
            for each in file.replies
            if each.row or (each.by, each.message_id) != (written.by, written.message_id)
        )
        is_there = any(each.message_id == written.message_id for each in answer_truth.sent(file))
        file = replace(file, replies=(*kept, written))
        said = answer_screens.newer(file, written, is_there=is_there)
        return _screened(file, incoming, said, now, desk), ""

    try:
        file_id = desk.client_of(incoming.message_id) or FileId("")
        await outside.store.change_client(file_id, _once(incoming, now, decide))
    except NotFound:
        return await tell_staff.say(outside, incoming, [Answer(leaflet=GONE)])
    return await tell_staff.say(outside, incoming, [])


async def send_newer(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile
) -> str:
    """Send the new words of an edited answer, once; return the toast. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.WRITE_CLIENT)
    now = outside.clock.now()
    doing = claim_alert.doing_of(outside, incoming)

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        newer = answering.reply(file, incoming.word(3))
        if newer is None or newer.by != incoming.user_id:
            return file, tell_staff.OLD_BUTTON
        if newer.row:
            return file, SENT_ALREADY
        why = answering.why_not(file)
        if why:
            refused = answer_screens.refused(file, why)
            return _screened(file, incoming, refused, now, desk), ""
        screen = answer_screens.screen(file, incoming)
        edits = None if screen is None else screen.key
        known = claims.known_from(file, incoming.chat_id, incoming.message_id)
        file = answering.answered(file, replace(newer, at=now), now, edits=edits)
        return claims.taken_by_answering(file, doing, clinic, known), ""

    return await _tapped(outside, incoming, _once(incoming, now, decide))


def _known(file: ClientFile, incoming: Incoming, desk: DeskFile, now: datetime) -> claims.Known:
    """Return what the writer knew of: up to the message they reply to, or since they were asked."""
    if incoming.replies_to:
        return claims.known_from(file, incoming.chat_id, incoming.replies_to)
    chosen = answer_screens.asked(desk.asking, now)
    return claims.Known() if chosen is None else claims.Known(until=chosen.since)


async def _tapped(outside: Outside, incoming: Incoming, decide: _Decide) -> str:
    """Change the file the button names, and take back what was asked for; return the toast."""
    try:
        toast = await outside.store.change_client(FileId(incoming.word(2)), decide)
    except NotFound:
        return "toast.client_gone"
    await tell_staff.say(outside, incoming, [])
    return toast


def _once(incoming: Incoming, now: datetime, decide: _Decide) -> _Decide:
    """Return the change, made once for each update."""

    def once(file: ClientFile) -> tuple[ClientFile, str]:
        if file.outbox.has_seen(incoming.update_id):
            return file, ""
        changed, toast = decide(file)
        if changed is file:
            return file, toast
        return replace(changed, outbox=changed.outbox.saw(incoming.update_id, now)), toast

    return once


def _screened(
    file: ClientFile, incoming: Incoming, answer: Answer, now: datetime, desk: DeskFile
) -> ClientFile:
    return answer_screens.with_screens(file, incoming, [answer], now, language=desk.language)


async def _written(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, now: datetime
) -> ClinicMessage:
    """Return what was typed or attached, signed as the clinic chose."""
    is_tap = incoming.kind is Kind.TAP
    name = ""
    if clinic.signature is Signature.NAME:
        person = (await outside.store.load_clinic()).person(incoming.user_id)
        name = " ".join((incoming.name if person is None else person.name).split())[:NAME_LIMIT]
    return ClinicMessage(
        id=str(incoming.update_id),
        at=now,
        by=incoming.user_id,
        kind=Kind.TEXT if is_tap else incoming.kind,
        text="" if is_tap else incoming.text,
        file_id=incoming.file_id,
        message_id=0 if is_tap else incoming.message_id,
        name=name,
        role=rights.staff_role(incoming.user_id, clinic),
    )
