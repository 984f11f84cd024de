"""What somebody hears who is not a linked client: kind, useful, and never about anybody's care.

Their words are read for warning signs and questions, and kept nowhere. Who asks to be contacted is
told to staff as somebody's wish, without a word of theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core import answers as topic_answers
from bot.core import consent, procedure, questions
from bot.core import incoming as arrivals
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.outbox import Button, Keyboard
from bot.core.pack import Pack, Urgency
from bot.core.questions import Closest, Topics, Understanding
from bot.core.scene import nothing_like
from bot.core.stops import hard_stop, hearing
from bot.core.triage import Condition, Signs

KEEP_VISITORS = timedelta(hours=48)
CONTACT = "contact"
CONTACT_KEYBOARD: Keyboard = ((Button(phrase="button.contact_me", data=f"v1:{CONTACT}"),),)
_NO_ANSWER = (Kind.BLOCKED, Kind.UNBLOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What an answer to a visitor looks at: rules, clinic, moment, and what words are read with.

    `condition` is that of somebody who was treated and has not agreed yet, None for a stranger.
    """

    pack: Pack
    clinic: ClinicFacts
    now: datetime
    signs: Signs = field(default_factory=Signs)
    topics: Topics = field(default_factory=Topics)
    closest: Closest = nothing_like
    condition: Condition | None = None


def reply_to(file: DeskFile, incoming: Incoming, visit: Visit) -> DeskFile:
    """Answer a visitor; their words are not kept, and their file goes after 48 h of silence.

    Of a flood only warning signs are answered: the rest has its answers, and costs no save.
    """
    heard = _heard(file, incoming, visit)
    warned = _warned(file, incoming, visit, heard)
    if warned is not None:
        return warned
    if file.outbox.is_flooded(visit.now) and incoming.kind is not Kind.TAP:
        return file
    if incoming.kind is Kind.TAP:
        answers = _tapped(visit.pack, visit.clinic, incoming)
    elif incoming.kind is Kind.COMMAND:
        answers = [_COMMANDS.get(incoming.command, _welcome)(visit.pack, visit.clinic)]
    else:
        answers = [] if incoming.kind in _NO_ANSWER else _general(heard, visit)
    return answered(file, incoming, answers, visit.now)


def heeded(file: DeskFile, incoming: Incoming, visit: Visit) -> DeskFile | None:
    """Answer a warning sign of somebody who has not agreed to anything; None where there is none.

    An emergency gets the hard stop in the language of its words, once a minute in each, with a
    button that asks for a person.
    """
    return _warned(file, incoming, visit, _heard(file, incoming, visit))


def _warned(
    file: DeskFile, incoming: Incoming, visit: Visit, heard: Understanding | None
) -> DeskFile | None:
    if incoming.word(0) == CONTACT:
        return answered(file, incoming, [Answer(leaflet="contact.told")], visit.now, edit=False)
    if heard is None:
        return None
    found = hard_stop.emergencies(heard.triage)
    if found:
        language = _language(file, incoming, visit)
        emergency = hard_stop.Emergency(found, visit.topics, language)
        return _stopped(replace(file, language=language), incoming, visit, emergency)
    if heard.urgency is Urgency.SAME_DAY:
        return answered(file, incoming, [Answer(leaflet="visitor-today")], visit.now)
    return None


def _language(file: DeskFile, incoming: Incoming, visit: Visit) -> str:
    """Return the language of an emergency's own words, where it is offered."""
    written = hearing.language_of(incoming.text, visit.signs, file.language)
    return written if written in visit.pack.languages else file.language


def _stopped(
    file: DeskFile, incoming: Incoming, visit: Visit, emergency: hard_stop.Emergency
) -> DeskFile:
    called = emergency.numbers(visit.clinic)
    if hard_stop.is_just_said(file.outbox, emergency, called, visit.now):
        is_flood = file.outbox.is_flooded(visit.now)
        return file if is_flood else answered(file, incoming, [], visit.now)
    file = answered(file, incoming, [], visit.now)
    row = hard_stop.row(incoming.update_id, emergency, called, visit.now, below=CONTACT_KEYBOARD)
    return replace(file, outbox=file.outbox.add([row]))


def _heard(file: DeskFile, incoming: Incoming, visit: Visit) -> Understanding | None:
    """Return what the words mean, None where there are none: what follows /start is a token."""
    if not incoming.text or incoming.command == "start":
        return None
    return understood(incoming.text, file.language, visit)


def understood(text: str, language: str, visit: Visit) -> Understanding:
    """Return what a visitor's text means; no hours since a session are known of a stranger."""
    return questions.understand(
        text,
        signs=visit.signs,
        topics=visit.topics,
        closest=visit.closest,
        condition=visit.condition or Condition(language=language),
    )


def _general(heard: Understanding | None, visit: Visit) -> list[Answer]:
    """Answer a question with the general rule; whatever else was written, with a welcome."""
    told = [] if heard is None else topic_answers.general(heard, visit.topics, visit.pack)
    return told or [_welcome(visit.pack, visit.clinic)]


def answered(
    file: DeskFile,
    incoming: Incoming,
    answers: list[Answer],
    now: datetime,
    *,
    edit: bool = True,
) -> DeskFile:
    """Promise the answers to a visitor's update, once; to a tap, in its place unless told not."""
    edit = edit and incoming.kind is Kind.TAP
    rows = arrivals.rows_for(incoming, answers, file.outbox, now, edit=edit)
    outbox = file.outbox.add(rows).saw(incoming.update_id, now)
    return replace(file, outbox=outbox, erase_at=now + KEEP_VISITORS)


def _tapped(pack: Pack, clinic: ClinicFacts, incoming: Incoming) -> list[Answer]:
    """Answer the pages, and the worry button on a card of somebody who is linked no more."""
    match incoming.word(0):
        case "p":
            return [procedure.page(pack, incoming.words[1:])]
        case "worried":
            return [_worried(pack, clinic)]
        case _:
            return []


def _welcome(pack: Pack, clinic: ClinicFacts) -> Answer:
    return Answer(leaflet="visitor")


def _procedure(pack: Pack, clinic: ClinicFacts) -> Answer:
    return procedure.menu(pack)


def _help(pack: Pack, clinic: ClinicFacts) -> Answer:
    return Answer(leaflet="visitor-help")


def _privacy(pack: Pack, clinic: ClinicFacts) -> Answer:
    return Answer(leaflet="privacy", values=consent.kept(clinic))


def _worried(pack: Pack, clinic: ClinicFacts) -> Answer:
    return Answer(leaflet="visitor-worried")


def _my_data(pack: Pack, clinic: ClinicFacts) -> Answer:
    return Answer(leaflet="mydata.stranger")


def _forget(pack: Pack, clinic: ClinicFacts) -> Answer:
    return Answer(leaflet="forget.stranger")


_COMMANDS: Mapping[str, Callable[[Pack, ClinicFacts], Answer]] = {
    "procedure": _procedure,
    "help": _help,
    "privacy": _privacy,
    "worried": _worried,
    "mydata": _my_data,
    "forget": _forget,
}
