"""Which due steps go out together, and what each will say: merging, sun line, question, sound."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core import check_in, days, holds, plan, progress_dialogue, sun_advice
from bot.core.outbox import MessageRow, skipped
from bot.core.pack import Step, StepKind
from bot.core.plan import Moment, Move, Verdict

OVERTAKEN = "a newer message took its place"
SUN_OFF = "sun reminders are off"
SUN_SAYS_IT = "the sun line of the same moment says it"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepClaims:
    """Steps to send now, steps held inside one of them, and steps changed or skipped."""

    sending: tuple[MessageRow, ...]
    held: tuple[MessageRow, ...]
    changed: tuple[MessageRow, ...]
    tell_staff: tuple[MessageRow, ...]


@dataclass(slots=True)
class _Sorted:
    """Due steps by kind, while they are being put together."""

    cards: list[MessageRow]
    messages: list[MessageRow]
    merging: list[tuple[MessageRow, str]]
    suns: list[MessageRow]
    gates: list[MessageRow]
    changed: list[MessageRow]
    tell_staff: list[MessageRow]


def claim(due: list[MessageRow], moment: Moment) -> StepClaims:
    """Decide each due step and put together what falls together."""
    found = _sorted(due, moment)
    sending: list[MessageRow] = []
    held: list[MessageRow] = []
    if found.cards:
        card, joined = _card(_newest(found.cards, found.changed), moment)
        sending.append(card)
        held.extend(joined)
    carrier = _newest(found.messages, found.changed) if found.messages else None
    if carrier is not None:
        sending.append(_message(carrier, found, moment))
        held.extend((*(row for row, _ in found.merging), *found.suns))
    else:
        found.changed.extend(skipped(row, reason) for row, reason in found.merging)
        sending.extend(_sun_alone(found, moment))
    if found.suns:
        found.changed.extend(skipped(row, SUN_SAYS_IT) for row in found.gates)
    else:
        gate_line = moment.pack.sun.gate_leaflet
        sending.extend(_dressed(row, moment, leaflet=gate_line) for row in found.gates)
    return StepClaims(
        sending=tuple(sending),
        held=tuple(held),
        changed=tuple(found.changed),
        tell_staff=tuple(found.tell_staff),
    )


def _sorted(due: list[MessageRow], moment: Moment) -> _Sorted:
    found = _Sorted([], [], [], [], [], [], [])
    for row in due:
        verdict = plan.decide(row, moment)
        step = moment.pack.step(row.step or "")
        if verdict.move is Move.SEND and step is not None:
            _by_kind(found, step).append(row)
        elif verdict.move is Move.MERGE:
            found.merging.append((row, verdict.reason or ""))
        else:
            found.changed.append(_put_aside(row, verdict))
            if verdict.move is Move.TELL_STAFF:
                found.tell_staff.append(row)
    return found


def _by_kind(found: _Sorted, step: Step) -> list[MessageRow]:
    match step.kind:
        case StepKind.CARD | StepKind.CARD_EDIT:
            return found.cards
        case StepKind.MESSAGE:
            return found.messages
        case StepKind.SUN:
            return found.suns
        case StepKind.SUN_GATE:
            return found.gates


def _put_aside(row: MessageRow, verdict: Verdict) -> MessageRow:
    if verdict.move is Move.WAIT and verdict.until is not None:
        return replace(row, due_at=verdict.until)
    return skipped(row, verdict.reason or "")


def _newest(rows: list[MessageRow], changed: list[MessageRow]) -> MessageRow:
    *older, newest = sorted(rows, key=lambda row: row.due_at)
    changed.extend(skipped(row, OVERTAKEN) for row in older)
    return newest


def _dressed(row: MessageRow, moment: Moment, **changes: object) -> MessageRow:
    """Return the row as it will be sent now."""
    audible = plan.is_audible(row, moment.file, moment.pack)
    return replace(row, as_of=moment.now, audible=audible, **changes)  # type: ignore[arg-type]


def card_leaflet(moment: Moment) -> str:
    """Return the day card of the client's present day."""
    session = moment.file.session
    day = days.day_number(moment.now, session.ended_at, moment.file.client.zone_info)
    return moment.pack.card_leaflet(day)


def card_parts(moment: Moment) -> tuple[str, ...]:
    """Return what stands below the day card: the day's sun line, and the provider's own choices."""
    has_sun = sun_advice.belongs_on_card(moment.file, moment.pack, moment.now)
    sun = (sun_advice.line(moment.file, moment.pack, moment.now),) if has_sun else ()
    return (*sun, "from-your-clinic") if _has_own_choices(moment) else sun


def _card(row: MessageRow, moment: Moment) -> tuple[MessageRow, list[MessageRow]]:
    """Return the card with what joins it in quiet hours."""
    leaflet, parts = card_leaflet(moment), card_parts(moment)
    keyboard = check_in.not_me_keyboard()
    held = holds.mark(moment.file, moment.now)
    if row.edits is not None and not row.anew:
        return _dressed(
            row, moment, leaflet=leaflet, parts=parts, keyboard=keyboard, values=held
        ), []
    rows = moment.file.outbox.rows.values()
    joined = [each for each in rows if plan.joins_card(each, moment.file, moment.pack)]
    steps = [moment.pack.step(each.step or "") for each in joined]
    parts = (*(step.joins_card_as for step in steps if step is not None), *parts)
    merged = tuple(each.key for each in joined)
    card = _dressed(row, moment, leaflet=leaflet, parts=parts, keyboard=keyboard, values=held)
    return replace(card, merged=merged), joined


def _has_own_choices(moment: Moment) -> bool:
    session = moment.file.session
    return bool(
        session.products
        or session.typed_products
        or session.note
        or session.goal
        or session.sessions_planned
        or session.interval_weeks
    )


def _message(row: MessageRow, found: _Sorted, moment: Moment) -> MessageRow:
    step = moment.pack.step(row.step or "")
    sun = (sun_advice.line(moment.file, moment.pack, moment.now),) if found.suns else ()
    merged = (*(each.key for each, _ in found.merging), *(each.key for each in found.suns))
    invited = progress_dialogue.invitation(step, moment.file, moment.pack)
    line = (progress_dialogue.INVITATION,) if invited else ()
    parts = (*(each.leaflet for each, _ in found.merging), *sun, *line)
    question = step.questions[0] if step is not None and step.questions else ""
    keyboard = check_in.keyboard(row.key, moment.pack.questions[question]) if question else ()
    return _dressed(
        row,
        moment,
        parts=parts,
        merged=merged,
        question=question,
        keyboard=(*keyboard, *invited),
        calm=check_in.has_worry(question, moment.pack),
    )


def _sun_alone(found: _Sorted, moment: Moment) -> Iterable[MessageRow]:
    if not found.suns:
        return ()
    newest = _newest(found.suns, found.changed)
    if not moment.file.client.sun_reminders:
        found.changed.append(skipped(newest, SUN_OFF))
        return ()
    leaflet = sun_advice.line(moment.file, moment.pack, moment.now)
    return (_dressed(newest, moment, leaflet=leaflet),)
