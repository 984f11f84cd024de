"""What somebody hears who is not a linked client: kind, useful, and never about anybody's care."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import consent, procedure
from bot.core import incoming as arrivals
from bot.core.clinic import ClinicFacts
from bot.core.desk import DeskFile
from bot.core.incoming import Answer, Incoming, Kind
from bot.core.pack import Pack

KEEP_VISITORS = timedelta(hours=48)


def reply_to(
    file: DeskFile, incoming: Incoming, pack: Pack, clinic: ClinicFacts, now: datetime
) -> DeskFile:
    """Answer a visitor; their words are not kept, and their file goes after 48 h of silence."""
    if incoming.kind is Kind.TAP:
        answers = _tapped(pack, clinic, incoming)
    elif incoming.kind is Kind.COMMAND:
        answers = [_COMMANDS.get(incoming.command, _welcome)(pack, clinic)]
    else:
        answers = (
            [] if incoming.kind in (Kind.BLOCKED, Kind.UNBLOCKED) else [_welcome(pack, clinic)]
        )
    return answered(file, incoming, answers, now)


def answered(file: DeskFile, incoming: Incoming, answers: list[Answer], now: datetime) -> DeskFile:
    """Promise the answers to a visitor's update, once."""
    edit = incoming.kind is Kind.TAP
    rows = arrivals.rows_for(incoming, answers, file.outbox, now, edit=edit)
    outbox = file.outbox.add(rows).saw(incoming.update_id, now)
    return replace(file, outbox=outbox, erase_at=now + KEEP_VISITORS)


def _tapped(pack: Pack, clinic: ClinicFacts, incoming: Incoming) -> list[Answer]:
    """Answer the pages, and the worry button on a card of somebody who is linked no more."""
    match incoming.words[:1]:
        case ("p",):
            return [procedure.page(pack, incoming.words[1:])]
        case ("worried",):
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


_COMMANDS: Mapping[str, Callable[[Pack, ClinicFacts], Answer]] = {
    "procedure": _procedure,
    "help": _help,
    "privacy": _privacy,
    "worried": _worried,
}
