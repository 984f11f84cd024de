"""Link a chat to a client: open the invitation, then agree, decline, or say "this is not me".

Nothing about the treatment is said before consent. A link that does not open gets a kind answer.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.actions import answer_visitor, count_tries
from bot.core import alerts, consent, erasure, invitations, staff, strangers, visitor
from bot.core import incoming as arrivals
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming
from bot.core.invitations import Opening
from bot.core.outbox import FileId, MessageRow, RowKey, UserId
from bot.core.pack import Pack
from bot.ports import Outside

_REFUSED = {
    Opening.USED: "link.used",
    Opening.EXPIRED: "link.expired",
    Opening.UNKNOWN: "link.unknown",
    Opening.ALREADY_LINKED: "start.again",
}


async def open_link(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> None:
    """Show the consent screen to whoever opens a good link first; a kind answer to the rest."""
    token_hash = invitations.hash_of(incoming.text)
    file_id = await outside.store.client_of_token(token_hash)
    linked = await outside.store.client_of_chat(incoming.chat_id)
    if file_id is None:
        await count_tries.note_wrong_link(outside, incoming)
    if linked is not None and linked != file_id:
        if not await _takes_over(outside, clinic, incoming, file_id, linked):
            return
        linked = None
    if file_id is None:
        await refuse_link(outside, clinic, incoming)
        return
    found = await outside.store.change_client(file_id, _opening(outside, clinic, incoming))
    if found is not Opening.WELCOME and linked is None:
        await _answer_visitor(outside, clinic, incoming, found)


async def refuse_link(outside: Outside, clinic: ClinicFacts, incoming: Incoming) -> None:
    """Answer a link that is none, or one of a chat that has guessed too often, kindly alike."""
    await _answer_visitor(outside, clinic, incoming, Opening.UNKNOWN)


async def _takes_over(
    outside: Outside,
    clinic: ClinicFacts,
    incoming: Incoming,
    file_id: FileId | None,
    linked: FileId,
) -> bool:
    """Free a linked chat for a good new link; else say kindly why not, and tell staff."""
    now = outside.clock.now()
    new = None if file_id is None else await outside.store.load(file_id)
    found = Opening.UNKNOWN
    if isinstance(new, ClientFile):
        found = invitations.opening(new, incoming.chat_id, now)
    if isinstance(new, ClientFile) and found is Opening.WELCOME:
        await _note_former(outside, new.id, linked, now)

    def decide(file: ClientFile) -> tuple[ClientFile, bool]:
        pack = outside.library.packs[file.client.treatment]
        good = found is Opening.WELCOME
        if good and invitations.may_be_followed(file, pack, now):
            return invitations.released(file, now), True
        answer = Answer(leaflet="link.other" if good else _REFUSED[found])
        file = _answered(file, incoming, answer, now)
        if good:
            cause = f"second-link-{incoming.update_id}"
            file = alerts.notice(file, "staff.second_link", cause, clinic, now)
        return file, False

    return await outside.store.change_client(linked, decide)


async def _note_former(outside: Outside, new: FileId, linked: FileId, now: datetime) -> None:
    """Note which course the chat comes from before it is freed: both are the same person's.

    A link that was opened and not agreed to says nothing of whose it was.
    """
    old = await outside.store.load(linked)
    if not isinstance(old, ClientFile) or old.client.consent is None:
        return
    pack = outside.library.packs[old.client.treatment]
    if invitations.may_be_followed(old, pack, now):
        await outside.store.change_client(
            new, lambda file: (invitations.following(file, linked), None)
        )


def _opening(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming
) -> Callable[[ClientFile], tuple[ClientFile, Opening]]:
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, Opening]:
        found = invitations.opening(file, incoming.chat_id, now)
        pack = outside.library.packs[file.client.treatment]
        if file.outbox.has_seen(incoming.update_id):
            return file, Opening.WELCOME
        if found is Opening.WELCOME:
            language = consent.language_for(incoming.language, pack.languages, clinic.language)
            file = invitations.opened(file, incoming.chat_id, language, now)
            answer = consent.screen(pack, clinic, file.client.language, incoming.chat_id)
            return _answered(file, incoming, answer, now), found
        if found is Opening.ALREADY_LINKED:
            return _answered(file, incoming, Answer(leaflet="start.again"), now), found
        return file, found

    return decide


def _answered(
    file: ClientFile, incoming: Incoming, answer: Answer, now: datetime, *, edit: bool = False
) -> ClientFile:
    rows = arrivals.rows_for(incoming, [answer], file.outbox, now, edit=edit)
    outbox = file.outbox.add(rows).saw(incoming.update_id, now)
    return replace(file, outbox=outbox)


async def _answer_visitor(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, found: Opening
) -> None:
    now = outside.clock.now()
    languages = next(iter(outside.library.packs.values())).languages
    language = consent.language_for(incoming.language, languages, clinic.language)
    answer = Answer(leaflet=_REFUSED[found])

    def decide(file: DeskFile) -> tuple[DeskFile, None]:
        named = replace(file, language=language)
        return visitor.answered(named, incoming, [answer], now), None

    await outside.store.change_desk(incoming.chat_id, decide)


async def await_consent(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, file_id: FileId
) -> str:
    """Take a tap on the consent screen; anything else shows it again. Returns the toast."""
    words = (*incoming.words, "", "", "")
    if words[:2] == ("consent", "no"):
        await decline_invitation(outside, clinic, incoming, file_id)
        return ""
    if await answer_visitor.heed_stranger(outside, clinic, incoming, file_id):
        return ""
    return await outside.store.change_client(file_id, _consenting(outside, clinic, incoming))


def _consenting(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming
) -> Callable[[ClientFile], tuple[ClientFile, str]]:
    now = outside.clock.now()
    words = (*incoming.words, "", "", "")

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        if file.outbox.has_seen(incoming.update_id):
            return file, ""
        if not invitations.awaits_consent_of(file, incoming.chat_id):
            return file, "toast.old_button"
        pack = outside.library.packs[file.client.treatment]
        if words[:2] == ("consent", "yes"):
            return _agreed(file, incoming, pack, clinic, now), ""
        if words[:2] == ("consent", "language") and words[2] in pack.languages:
            file = file.with_client(language=words[2])
            return _shown_again(file, incoming, pack, clinic, now), ""
        asked = incoming.command or words[0]
        if asked in ("worried", "help"):
            # Either needs numbers first, and not the consent text once more.
            helped = consent.helped(asked, pack, file.client.language, incoming.chat_id)
            return _answered(file, incoming, helped, now), ""
        part = "forget.before" if asked in ("forget", "mydata") else "consent.choose_first"
        return _shown_again(file, incoming, pack, clinic, now, part=part), ""

    return decide


def _shown_again(
    file: ClientFile,
    incoming: Incoming,
    pack: Pack,
    clinic: ClinicFacts,
    now: datetime,
    *,
    part: str = "",
) -> ClientFile:
    """Show the screen once more: below words as a new message that says why, else in its place."""
    answer = consent.screen(pack, clinic, file.client.language, incoming.chat_id)
    answer = replace(answer, parts=(part,) if part else ())
    return _answered(file, incoming, answer, now, edit=not part)


def _agreed(
    file: ClientFile, incoming: Incoming, pack: Pack, clinic: ClinicFacts, now: datetime
) -> ClientFile:
    thanks = Answer(leaflet="consent.thanks", values={"agreed_at": now.isoformat()})
    file = invitations.agreed(file, pack, clinic, now)
    file = _answered(file, incoming, thanks, now, edit=True)
    return alerts.notice(file, "staff.linked", f"linked-{incoming.update_id}", clinic, now)


async def decline_invitation(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, file_id: FileId
) -> None:
    """Erase what staff entered, tell staff, and leave the client the numbers to call.

    The words to both are saved first, in their own chats' files: the client's file is gone after.
    """
    now = outside.clock.now()
    reference = await outside.store.change_client(file_id, _declining(incoming, now))
    if not reference:
        return
    await outside.store.change_desk(
        incoming.chat_id,
        lambda desk: (visitor.answered(desk, incoming, [Answer(leaflet="declined")], now), None),
    )
    row = MessageRow(
        key=RowKey(f"declined:{incoming.update_id}"),
        leaflet="staff.declined",
        values={"reference": reference},
        due_at=now,
    )
    for chat in clinic.alert_chats:
        await outside.store.change_desk(chat, _declined(row, incoming.user_id))
    gone = erasure.of_declined(now)
    await outside.store.remember_erased([file_id], gone, key=outside.chance.token())
    await outside.store.erase(file_id)


def _declining(incoming: Incoming, now: datetime) -> Callable[[ClientFile], tuple[ClientFile, str]]:
    """Mark the file as over, so that no renewal comes in between; return its reference."""

    def decide(file: ClientFile) -> tuple[ClientFile, str]:
        if not invitations.awaits_consent_of(file, incoming.chat_id):
            return file, ""
        declined = replace(file, erase_at=now).noting(now, erasure.DECLINED, "client")
        return declined, file.client.reference

    return decide


def _declined(row: MessageRow, user: UserId) -> Callable[[DeskFile], tuple[DeskFile, None]]:
    """Tell staff; a wish to be contacted stays, without the reference of who has said no."""

    def decide(desk: DeskFile) -> tuple[DeskFile, None]:
        desk = strangers.unnamed(desk, user)
        return replace(desk, outbox=desk.outbox.add([row])), None

    return decide


async def unlink_chat(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, file_id: FileId
) -> None:
    """Let go of a chat whose owner says "this is not me", and tell staff."""
    now = outside.clock.now()

    def decide(file: ClientFile) -> tuple[ClientFile, None]:
        is_theirs = file.client.chat_id == incoming.chat_id and file.client.consent is not None
        if file.outbox.has_seen(incoming.update_id) or not is_theirs:
            return file, None
        goodbye = Answer(leaflet="not-me", to=incoming.chat_id)
        file = _answered(file, incoming, goodbye, now)
        cause, ways = f"not-me-{incoming.update_id}", staff.result_keyboard(file.id)
        file = alerts.notice(file, "staff.not_me", cause, clinic, now, keyboard=ways)
        pack = outside.library.packs[file.client.treatment]
        return invitations.unlinked(file, pack, clinic, now), None

    await outside.store.change_client(file_id, decide)
