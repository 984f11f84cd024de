"""What staff correct about a client, what of the advice moves with it, and what the client hears.

The difference is shown before it is saved; what a client was told already and was wrong is put
right once for each correction. Pure.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core import holds, plan, restrictions, retention, step_claims
from bot.core.answers import verdicts
from bot.core.client import ClientFile, Session, Status
from bot.core.desk import Draft
from bot.core.enrolment.corrections import AREAS, KIND, NOTE, REFERENCE
from bot.core.outbox import Block, MessageRow, RowKey, RowState
from bot.core.pack import Pack, Restriction
from bot.core.plan import Moment

EVENTS = {
    AREAS: "session areas corrected",
    KIND: "session kind corrected",
    NOTE: "note corrected",
    REFERENCE: "reference corrected",
}
GROUPS_MOST = 6
NAMES_MOST = 3
MORE_MOVES = "course.more_moves"
TOLD_MOST = 12
_VERDICTS = ("verdict.", "can.")
# How a leaflet names a rule: {may:makeup}, {from:makeup}, {until:makeup}.
_FIELDS = re.compile(r"\{(?:may|from|until):(\w+)\}")
TextOf = Callable[[str], str]
_Move = tuple[datetime | None, datetime | None]


def event_of(draft: Draft) -> str:
    """Return the name of the event that a correction leaves."""
    return EVENTS.get(draft.correcting, "session time corrected")


def corrected(file: ClientFile, draft: Draft) -> ClientFile:
    """Return the file as it is in truth; what is planned is not dated anew yet."""
    match draft.correcting:
        case "areas":
            return file.with_session(replace(file.session, areas=draft.areas))
        case "kind":
            return file.with_session(replace(file.session, kind=draft.kind))
        case "note":
            return file.with_session(replace(file.session, note=draft.note))
        case "code":
            return renamed(file, draft.reference_to_be)
        case _:
            return _dated(file, draft.ended_at)


def _dated(file: ClientFile, ended_at: datetime | None) -> ClientFile:
    """Return the file with another end of the session; what is kept is kept as long after it.

    Before consent the end of the file hangs on the invitation.
    """
    if ended_at is None or ended_at == file.session.ended_at:
        return file
    moved = ended_at - file.session.ended_at
    changed = file.with_session(replace(file.session, ended_at=ended_at))
    if file.client.consent is None or file.erase_at is None or file.ending is not None:
        return changed
    return retention.planned(changed, file.erase_at + moved)


def renamed(file: ClientFile, reference: str) -> ClientFile:
    """Return the file under another reference, what is still to be told to staff too."""
    former = file.client.reference
    if reference == former:
        return file
    rows = [
        replace(row, values={**row.values, "reference": reference})
        for row in file.outbox.rows.values()
        if row.state is RowState.PLANNED and "reference" in row.values
    ]
    known = tuple(dict.fromkeys((*file.client.former_references, former)))
    file = replace(file, outbox=file.outbox.change_all(rows))
    return file.with_client(reference=reference, former_references=known)


def moves(before: ClientFile, after: ClientFile, pack: Pack, now: datetime) -> dict[str, _Move]:
    """Return the names of rules whose time is another than before, where it still matters."""
    found = {}
    for rule in pack.restrictions.values():
        old, new = (_at(rule, each, now) for each in (before, after))
        known = [each for each in (old, new) if each is not None]
        if old != new and known and now < max(known):
            found[rule.name] = (old, new)
    return found


def _at(rule: Restriction, file: ClientFile, now: datetime) -> datetime | None:
    return restrictions.state(rule, file, now).at


def difference(
    before: ClientFile,
    after: ClientFile,
    pack: Pack,
    now: datetime,
    text: TextOf,
    *,
    in_full: bool = False,
) -> tuple[Block, ...]:
    """Return for staff which advice moves, and what was told and was wrong: in a few lines.

    `in_full`: whatever moves, and all that the client will be told.
    """
    moved = moves(before, after, pack, now)
    groups: dict[_Move, list[str]] = {}
    for name, move in moved.items():
        groups.setdefault(move, []).append(name)
    gate = pack.sun.gate
    first = sorted(groups, key=lambda move: (gate not in groups[move], _soonest(move)))
    shown = first if in_full else first[:GROUPS_MOST]
    most = len(moved) if in_full else NAMES_MOST
    lines = [_line(move, groups[move], gate, most) for move in shown]
    if len(first) > len(shown):
        lines.append(Block(leaflet=MORE_MOVES))
    doubt = _doubt(after)
    if not lines:
        return doubt
    wrong = told_wrongly(before, after, pack, now, text)
    told_most = TOLD_MOST if in_full else NAMES_MOST
    said = (
        (_told_line(wrong, told_most),) if wrong else (Block(leaflet="course.nothing_wrong_told"),)
    )
    return (*doubt, Block(leaflet="course.moves"), *lines, *said)


def is_cut(blocks: Sequence[Block]) -> bool:
    """Tell whether a difference names only some of what moves."""
    return any(each.leaflet == MORE_MOVES or each.values.get("more") for each in blocks)


def _doubt(file: ClientFile) -> tuple[Block, ...]:
    """Ask to look again where a first session would end after its link was opened."""
    consent = file.client.consent
    if consent is None or len(file.sessions) > 1 or file.session.ended_at <= consent.at:
        return ()
    values = {"linked_at": consent.at.isoformat()}
    return (Block(leaflet="course.after_link", values=values),)


def _soonest(move: _Move) -> datetime:
    return min(each for each in move if each is not None)


def _line(move: _Move, names: Sequence[str], gate: str, most: int) -> Block:
    """Return one line: so many of the things at most, from when to when."""
    old, new = move
    first = sorted(names, key=lambda name: name != gate)
    values = _names(first, most)
    if old is None and new is not None:
        return Block(leaflet="course.move_new", values={**values, "new_at": new.isoformat()})
    if old is not None and new is None:
        return Block(leaflet="course.move_gone", values=values)
    times = {"old_at": _iso(old), "new_at": _iso(new)}
    return Block(leaflet="course.move", values={**values, **times})


def _iso(instant: datetime | None) -> str:
    return "" if instant is None else instant.isoformat()


def _names(names: Sequence[str], most: int) -> dict[str, str]:
    keys = " ".join(f"restrictions.{name}" for name in names[:most])
    rest = len(names) - most
    return {"thing_names": keys, "more": f" (+{rest})" if rest > 0 else ""}


def _told_line(wrong: Sequence[Restriction], most: int) -> Block:
    return Block(leaflet="course.told_wrong", values=_names([rule.name for rule in wrong], most))


def told_wrongly(
    before: ClientFile, after: ClientFile, pack: Pack, now: datetime, text: TextOf
) -> tuple[Restriction, ...]:
    """Return the things a client was told of in a way that does not hold: soonest first.

    These are what their notes and the answers to their questions named, and what counted as allowed
    too early. `text` gives the words of a leaflet.
    """
    if not is_told(before):
        return ()
    told = frozenset(_told_of(before, text))
    found = [
        (pack.restrictions[name], new)
        for name, (_, new) in moves(before, after, pack, now).items()
        if name in told or _was_open(pack.restrictions[name], before, now)
    ]
    found.sort(key=lambda each: (each[1] is None, each[1] or now))
    return tuple(rule for rule, _ in found)


def _was_open(rule: Restriction, file: ClientFile, now: datetime) -> bool:
    state = restrictions.state(rule, file, now)
    return state.kind != "ask" and state.at is not None and state.at <= now


def _told_of(file: ClientFile, text: TextOf) -> Iterator[str]:
    """Return the things named in what went to this client, or is on its way."""
    for row in file.outbox.rows.values():
        if row.to is None and (row.state is RowState.SENT or row.step is None):
            yield from _named(row.blocks)
            for key in (row.leaflet, *row.parts, *(block.leaflet for block in row.blocks)):
                yield from _FIELDS.findall(text(key) if key else "")


def _named(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if block.leaflet.startswith(_VERDICTS) and "thing_phrase" in block.values:
            yield block.values["thing_phrase"].rpartition(".")[2]


def is_told(file: ClientFile) -> bool:
    """Tell whether the client was sent advice of this session already: the card comes first."""
    told = file.outbox.rows.get(plan.step_key(file.session, "card"))
    is_linked = file.client.status is not Status.INVITED
    return is_linked and told is not None and told.state is RowState.SENT


def put_right(before: ClientFile, moment: Moment, correcting: str, text: TextOf) -> ClientFile:
    """Return the corrected file with what a client who was told something hears, and a fresh card.

    Once for each version of the plan; another code or kind changes nothing that they were told.
    """
    file = moment.file
    if not is_told(before) or correcting in (REFERENCE, KIND):
        return file
    rows = [fresh_card(moment)]
    if correcting != NOTE:
        rows.insert(0, _words(before, moment, correcting, text))
    return replace(file, outbox=file.outbox.add(rows))


def _words(before: ClientFile, moment: Moment, correcting: str, text: TextOf) -> MessageRow:
    """Return what the client is told, with each thing they were told wrongly as it holds now."""
    file, now = moment.file, moment.now
    wrong = told_wrongly(before, file, moment.pack, now, text)
    lines = verdicts.lines(wrong[:TOLD_MOST], file, now)
    head = (Block(leaflet="course.holds_now"),) if lines else ()
    is_area = correcting == AREAS
    return MessageRow(
        key=RowKey(f"correction:{file.session.id}:{file.session.plan_version}"),
        leaflet="course.areas_corrected" if is_area else "session.corrected",
        values=_of_area(file.session) if is_area else _of_time(file.session),
        blocks=(*head, *lines),
        due_at=now,
    )


def _of_time(session: Session) -> dict[str, str]:
    return {"session_at": session.ended_at.isoformat()}


def _of_area(session: Session) -> dict[str, str]:
    return {"area_names": " ".join(f"areas.{area}" for area in session.areas)}


def fresh_card(moment: Moment) -> MessageRow:
    """Return the edit that turns the pinned card to the day and the times that hold now."""
    session = moment.file.session
    told = moment.file.outbox.rows[plan.step_key(session, "card")]
    leaflet = step_claims.card_leaflet(moment)
    return MessageRow(
        key=RowKey(f"correction-card:{session.id}:{session.plan_version}"),
        leaflet=leaflet,
        parts=(*_joined(told, moment.pack), *step_claims.card_parts(moment)),
        keyboard=told.keyboard,
        values=holds.mark(moment.file, moment.now),
        as_of=moment.now,
        due_at=moment.now,
        audible=False,
        edits=told.key,
    )


def _joined(told: MessageRow, pack: Pack) -> tuple[str, ...]:
    """Return what stands on the card in the place of a message that quiet hours swallowed."""
    joining = {step.joins_card_as for step in pack.steps}
    return tuple(part for part in told.parts if part in joining)
