"""The next session of a course: whether it may be entered, what is said first, and what follows.

The newer session takes the place of what the older one has not sent; history, answers and alerts
stay, and of the rules of both the strictest hold. Pure.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core import consent, course_changes, days, near_the_end, plan, restrictions, retention
from bot.core.client import ClientFile, Override, Session, Status
from bot.core.clinic import ClinicFacts
from bot.core.desk import Draft
from bot.core.outbox import Block, RowState, UserId, skipped
from bot.core.pack import Pack, Question
from bot.core.said import Answer

ENTERED = "next session entered"
WORRIED = "worried"


def why_not(file: ClientFile, pack: Pack) -> str:
    """Return the phrase that says why no session can be entered for this client, "" where it can.

    Without a consent that holds, a new enrolment asks for it.
    """
    agreed = file.client.consent
    if file.client.status is Status.INVITED or agreed is None:
        return "course.next_not_agreed"
    if agreed.withdrawn_at is not None or file.client.chat_id is None:
        return "course.next_withdrawn"
    return "" if consent.is_current(agreed, pack) else "course.next_consent"


def warnings(file: ClientFile, draft: Draft, pack: Pack, now: datetime) -> tuple[str, ...]:
    """Return what speaks against the next session: too soon, something open, skin not calm."""
    found = {
        "too_soon": draft.ended_at is not None and is_too_soon(file, draft, pack),
        "open": near_the_end.is_open(file, now),
        "not_calm": not near_the_end.is_calm(file, pack),
    }
    return tuple(name for name, holds_true in found.items() if holds_true)


def is_too_soon(file: ClientFile, draft: Draft, pack: Pack) -> bool:
    """Tell whether the clinic's shortest time since the last session is not over."""
    zone, ended_at = file.client.zone_info, draft.ended_at
    return ended_at is not None and days.day_of(ended_at, zone) < _earliest_day(file, draft, pack)


def _earliest_day(file: ClientFile, draft: Draft, pack: Pack) -> date:
    """Return the first day on which it is not too soon, by the last session and by the next one."""
    weeks = pack.shortest_interval_weeks(draft.goal, draft.areas)
    own = days.day_of(file.session.ended_at, file.client.zone_info) + timedelta(weeks=weeks)
    return max(own, near_the_end.earliest_day(file, pack))


def told_before(file: ClientFile, draft: Draft, pack: Pack, now: datetime) -> tuple[Block, ...]:
    """Return for staff what has to be known before the next session is saved."""
    refused = why_not(file, pack)
    if refused:
        return (Block(leaflet=refused, values={"reference": file.client.reference}),)
    found = warnings(file, draft, pack, now)
    values = {"earliest_on": ""}
    if "too_soon" in found:
        day = _earliest_day(file, draft, pack)
        values = {"earliest_on": day.isoformat()}
    said = [Block(leaflet=f"course.warns.{name}", values=values) for name in found]
    if found:
        said.append(Block(leaflet="course.warns.decide"))
    if file.client.status is Status.STOPPED:
        said.append(Block(leaflet="course.warns.stopped"))
    said.extend(_own_pause(file, now, "course.warns.own_pause"))
    if file.session.overrides:
        said.append(Block(leaflet="course.warns.overrides"))
    return tuple(said)


def _own_pause(file: ClientFile, now: datetime, leaflet: str) -> tuple[Block, ...]:
    """Return a line about a pause the client set themselves, none where there is no such pause."""
    until = file.client.paused_until
    is_own = course_changes.is_paused(file, now) and not file.client.paused_by_clinic
    if until is None or not is_own or file.client.status is Status.STOPPED:
        return ()
    return (Block(leaflet=leaflet, values={"until_at": until.isoformat()}),)


def entered(
    file: ClientFile, draft: Draft, pack: Pack, clinic: ClinicFacts, *, by: UserId, now: datetime
) -> ClientFile:
    """Return the file with the session added and its plan begun; the same session counts once.

    A pause of the clinic's own ends with it; one that the client set stays theirs to end.
    """
    if draft.ended_at is None or file.session.ended_at == draft.ended_at:
        return file
    session = _session(file, draft, pack, draft.ended_at, by)
    last = (*_own_pause(file, now, "course.pause_stays"), *what_it_was_like(file, pack))
    file = _without_older_steps(file)
    rows = plan.messages_for(session, pack, file.client)
    file = replace(
        file,
        sessions=(*file.sessions, session),
        outbox=file.outbox.add(rows),
        ending=None,
    )
    if file.client.paused_by_clinic:
        file = file.with_client(paused_until=None, paused_by_clinic=False)
    if file.client.status is Status.STOPPED:
        file = plan.stop(file, plan.STOPPED)
    file = _card_on_top(plan.join(file, now), now)
    file = near_the_end.planned(file, pack)
    file = retention.planned(file, retention.kept_until(file, pack, clinic))
    values = {"session_at": session.ended_at.isoformat()}
    file = course_changes.told(file, "course.next", len(file.sessions), now, blocks=last, **values)
    return file.noting(now, ENTERED, str(by), session=session.id)


def _session(file: ClientFile, draft: Draft, pack: Pack, ended_at: datetime, by: UserId) -> Session:
    return Session(
        id=f"s{len(file.sessions) + 1}",
        ended_at=ended_at,
        areas=draft.areas,
        kind=draft.kind,
        entered_by=by,
        goal=draft.goal,
        sessions_planned=draft.sessions_planned,
        interval_weeks=draft.interval_weeks,
        products=draft.products,
        typed_products=draft.typed_products,
        note=draft.note,
        overrides=_kept_overrides(file, draft, pack),
    )


def _kept_overrides(file: ClientFile, draft: Draft, pack: Pack) -> tuple[Override, ...]:
    """Return what was decided last time and is stricter than the rule; a looser time ends."""
    return tuple(
        replace(each, may_loosen=False)
        for each in file.session.overrides
        if each.thing in pack.restrictions
        and each.hours
        > (restrictions.usual_hours(pack.restrictions[each.thing], draft.areas) or each.hours)
    )


def _without_older_steps(file: ClientFile) -> ClientFile:
    """Return the file in which nothing of older sessions is still to come."""
    rows = [
        skipped(row, plan.REPLACED)
        for row in file.outbox.rows.values()
        if row.state is RowState.PLANNED and (row.step is not None or near_the_end.is_promise(row))
    ]
    return replace(file, outbox=file.outbox.change_all(rows))


def _card_on_top(file: ClientFile, now: datetime) -> ClientFile:
    """Let the new card take the place of the pinned one: sent anew below, pinned alone."""
    former = plan.step_key(file.sessions[-2], "card")
    key = plan.step_key(file.session, "card")
    is_there = former in file.outbox.rows and file.outbox.rows[former].state is RowState.SENT
    if not is_there:
        return file
    outbox = file.outbox.change(key, lambda row: replace(row, edits=former, anew=True))
    return replace(file, outbox=outbox)


def what_it_was_like(file: ClientFile, pack: Pack) -> tuple[Block, ...]:
    """Return what the client's own answers of the last session tell: since when all was well.

    A question whose last answer was not its best one is left out.
    """
    given = near_the_end.answers_of(file, file.session)
    found = []
    for name, question in pack.questions.items():
        since = _since(question, [each for each in given if each.question == name])
        if since is not None:
            found.append(_line(file, since))
    return (Block(leaflet="course.last_time"), *found) if found else ()


def _since(question: Question, given: list[Answer]) -> Answer | None:
    """Return the answer from which on each one was the best there is."""
    if WORRIED in question.options:
        return None
    since: Answer | None = None
    for each in given:
        if each.option != question.options[0]:
            since = None
        elif since is None:
            since = each
    return since


def _line(file: ClientFile, since: Answer) -> Block:
    day = days.day_number(since.at, file.session.ended_at, file.client.zone_info)
    values = {
        "course_day": str(day),
        "answer_phrase": f"answers.{since.question}.{since.option}",
    }
    return Block(leaflet="course.last_line", values=values)
