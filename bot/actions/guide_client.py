"""Guide staff through the screens about one client: the view, the timeline, who looked.

Each screen of one client's leaves one event in their file; the list of codes leaves none.
"""

import difflib
from collections.abc import Callable
from dataclasses import replace

from bot.actions import note_look, see_board, tell_staff
from bot.core import (
    board_screens,
    client_view,
    rights,
    staff_texts,
    timeline,
    timeline_screens,
    ways,
)
from bot.core.client import ClientFile
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import FileId, Keyboard
from bot.core.rights import Verb
from bot.core.timeline import Teller
from bot.ports import Outside

COMMAND = ASKED = "client"
GONE = "toast.client_gone"
OFFERED = 12
NEAREST = 3
LIKENESS = 0.5
DIGITS_MOST = 4


async def begin(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Answer `/client K-47`, and the code typed when it was asked for. Raises NotAllowed."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.SEE_CLIENT)
    reference = incoming.text.strip()
    if not reference:
        return await ask(outside, clinic, incoming)
    file_id = await outside.store.client_of_reference(reference)
    file = None if file_id is None else await note_look.note_look(outside, incoming, file_id)
    if file is None:
        return await tell_unknown(outside, clinic, incoming, reference)
    return await tell_staff.say(outside, incoming, [_view(outside, clinic, incoming, desk, file)])


async def ask(outside: Outside, clinic: ClinicFacts, incoming: Incoming, verb: str = "view") -> str:
    """Ask for a code, with the clients of today as buttons, the worst first."""
    lines = (await see_board.see_board(outside, clinic))[:OFFERED]
    question = Answer(leaflet="client.which", keyboard=board_screens.codes(lines, verb))
    asking = ASKED if verb == "view" else verb
    return await tell_staff.say(outside, incoming, [question], asking=asking)


async def tell_unknown(
    outside: Outside,
    clinic: ClinicFacts,
    incoming: Incoming,
    reference: str,
    verb: str = "view",
) -> str:
    """Say that there is no such client, with the codes of today that look most like it."""
    values = {"reference": reference}
    keyboard = await _nearest(outside, clinic, reference, verb)
    table = "client" if verb == "view" else verb
    leaflet = "client.unknown_near" if keyboard else f"{table}.unknown"
    return await tell_staff.say(
        outside, incoming, [Answer(leaflet=leaflet, values=values, keyboard=keyboard)]
    )


async def _nearest(outside: Outside, clinic: ClinicFacts, reference: str, verb: str) -> Keyboard:
    lines = await see_board.see_board(outside, clinic)
    known = {line.reference.casefold(): line for line in lines}
    typed = reference.casefold()[: staff_texts.REFERENCE_LIMIT_CHARACTERS]
    close = difflib.get_close_matches(typed, known, NEAREST, LIKENESS)
    return board_screens.codes([known[each] for each in close], verb)


async def view(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Show the view of the client a button names; from another message, below it."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.SEE_CLIENT)
    file = await note_look.note_look(outside, incoming, FileId(incoming.word(2)))
    if file is None:
        return GONE
    is_here = incoming.word(3) == ways.HERE
    shown = incoming if is_here else replace(incoming, kind=Kind.OTHER)
    return await tell_staff.say(outside, shown, [_view(outside, clinic, incoming, desk, file)])


async def line(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Show a page of the client's timeline in place of the view."""
    rights.require(rights.staff_role(incoming.user_id, clinic), Verb.SEE_CLIENT)
    return await _page(outside, clinic, incoming, desk)


async def seen(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    """Show a page of who looked at the client's file: for owners; others are told so."""
    if not rights.may(rights.staff_role(incoming.user_id, clinic), Verb.SEE_VIEWS):
        return "toast.owner_only"
    return await _page(outside, clinic, incoming, desk)


async def _page(outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile) -> str:
    file = await note_look.note_look(outside, incoming, FileId(incoming.word(2)))
    if file is None:
        return GONE
    verb, number = incoming.word(1), incoming.word(3)
    may_read = rights.may(rights.staff_role(incoming.user_id, clinic), Verb.SEE_CURVE)
    told = await teller(outside, file, desk.language, in_full=may_read)
    found = timeline.looks(told) if verb == timeline.SEEN else timeline.entries(told)
    page = int(number) if number.isdecimal() and len(number) <= DIGITS_MOST else 0
    screen = timeline_screens.page(told, found, verb, page, clinic.zone.key)
    return await tell_staff.say(outside, incoming, [screen])


async def teller(outside: Outside, file: ClientFile, language: str, *, in_full: bool) -> Teller:
    """Return what a client's timeline is told with, in that language.

    `in_full`: for somebody who may read what the client answered.
    """
    say = saying(outside, file, language)
    names = (await outside.store.load_clinic()).names
    pack = outside.library.packs[file.client.treatment]
    return timeline.teller_of(file, pack, say, names, in_full=in_full)


def saying(outside: Outside, file: ClientFile, language: str) -> Callable[[str], str]:
    """Return the words of the client's own treatment: the reader's chat may be set to another."""

    def say(key: str) -> str:
        try:
            return outside.library.text(file.client.treatment, key, language, ())
        except LookupError:
            return key.rpartition(".")[2]  # the content knows it no longer

    return say


def _view(
    outside: Outside, clinic: ClinicFacts, incoming: Incoming, desk: DeskFile, file: ClientFile
) -> Answer:
    return client_view.screen(
        file,
        outside.library.packs[file.client.treatment],
        clinic,
        outside.clock.now(),
        saying(outside, file, desk.language),
        role=rights.staff_role(incoming.user_id, clinic),
    )
