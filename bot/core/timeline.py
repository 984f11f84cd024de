"""What happened with one client, newest first: messages, answers, words, alerts, changes, looks.

One thread of what was automatic and what people did. Words of a client are named by their kind and
time only; who may see a page is the action's to ask.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.core import (
    alerts,
    answer_truth,
    answering,
    audit,
    automatic,
    check_in,
    claims,
    course_changes,
    erasure,
    healing,
    holds,
    progress,
    progress_staff,
    reasons,
    showing,
)
from bot.core.answer_truth import Standing
from bot.core.client import Alert, ClientFile, Event
from bot.core.outbox import MessageRow, RowState, UserId
from bot.core.pack import Pack, StepKind
from bot.core.said import ClinicMessage

LINE, SEEN = "line", "seen"
# Looks at a file, which stand on a page of their own.
LOOKS: Mapping[str, str] = {
    audit.SEEN: "event.seen",
    healing.SEEN: "event.curve_seen",
    showing.OPENED: "event.words_opened",
}
NOT_TOLD = frozenset(
    {alerts.RAISED, claims.CLOSED, holds.AMBER, answering.ANSWERED, erasure.DECLINED, *LOOKS}
)
EVENTS: Mapping[str, str] = {
    "enrolled": "event.enrolled",
    "link renewed": "event.link_renewed",
    "link opened": "event.link_opened",
    "consent given": "event.consent_given",
    "consent withdrawn": "event.consent_withdrawn",
    "not me": "event.not_me",
    "stopped": "event.stopped",
    "session time corrected": "event.time_corrected",
    "rule decided": "event.rule_decided",
    "reachable again": "event.reachable",
    "asked again": "event.asked_again",
    "meant something else": "event.meant_else",
    "it is so now": "event.is_now",
    "own data sent": "event.data_sent",
    "record exported": "event.record",
    "retention warning": "event.retention",
    "erasure asked for": "event.erasure",
    "chat went on to the next course": "event.next_course",
    claims.CLAIMED: "event.alert_claimed",
    claims.HANDED_ON: "event.alert_handed_on",
    claims.NOTED: "event.alert_noted",
    claims.REOPENED: "event.alert_opened_again",
    course_changes.PAUSED: "event.course_paused",
    course_changes.WENT_ON: "event.course_resumed",
    course_changes.ENDED: "event.course_ended",
    course_changes.REOPENED: "event.course_unended",
    "next session entered": "event.next_session",
    progress.KEPT: "event.photo_kept",
    progress.DELETED: "event.photos_deleted",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened, with the words that tell it; `row` is the message it tells of.

    `words` are the client's own; they stand in the record only. `opens` is the data of the button
    that brings the picture or the film it tells of, with its `kind`.
    """

    at: datetime
    leaflet: str
    values: Mapping[str, str]
    row: MessageRow | None = None
    words: str = ""
    opens: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What a timeline is told of and with: the file, the words, and who an id is.

    `in_full` is False for whoever may not read what a client answered: they are told how urgent.
    """

    file: ClientFile
    pack: Pack
    kinds: Mapping[str, StepKind]
    say: Callable[[str], str]
    name: Callable[[str], str]
    in_full: bool


def teller_of(
    file: ClientFile,
    pack: Pack,
    say: Callable[[str], str],
    names: Mapping[UserId, str],
    *,
    in_full: bool,
) -> Teller:
    """Return what a timeline is told with; `names` are those of staff."""

    def name(who: str) -> str:
        if not who.isdecimal():
            return say(f"timeline.{who}")
        return names.get(UserId(int(who))) or say("timeline.owner")

    kinds = {step.name: step.kind for step in pack.steps}
    return Teller(file=file, pack=pack, kinds=kinds, say=say, name=name, in_full=in_full)


def entries(teller: Teller) -> list[Entry]:
    """Return all that happened but looks at the file, newest first."""
    return _newest_first(each for source in SOURCES for each in source(teller))


def looks(teller: Teller) -> list[Entry]:
    """Return who looked at the file, newest first."""
    seen = (event for event in teller.file.events if event.name in LOOKS)
    return _newest_first(_of_event(teller, each, LOOKS[each.name]) for each in seen)


def _newest_first(found: Iterator[Entry]) -> list[Entry]:
    """Return entries newest first; of the same instant, the one told last comes first."""
    return sorted(found, key=lambda each: each.at)[::-1]


def _steps(teller: Teller) -> Iterator[Entry]:
    for row in teller.file.outbox.rows.values():
        if row.step is not None and teller.kinds.get(row.step) is not StepKind.CARD_EDIT:
            yield from _of_step(teller, row)


def _of_step(teller: Teller, row: MessageRow) -> Iterator[Entry]:
    values = {"title": teller.say(f"title:{row.leaflet}")}
    if row.state is RowState.SENT and row.sent_at is not None:
        answered = [each.at for each in teller.file.answers if each.row == row.key]
        if answered:
            values["read_time"] = max(answered).isoformat()
        is_part = (row.reason or "").startswith("in ")
        leaflet = "sent_within" if is_part else "sent_read" if answered else "sent"
        yield Entry(at=row.sent_at, leaflet=f"timeline.{leaflet}", values=values, row=row)
    elif row.state in (RowState.SKIPPED, RowState.DOUBTFUL):
        values["reason_phrase"] = reasons.phrase_of(row.reason)
        yield Entry(at=row.due_at, leaflet="timeline.not_sent", values=values)


def _answers(teller: Teller) -> Iterator[Entry]:
    given = sorted(teller.file.answers, key=lambda each: each.row)
    for row, group in groupby(given, key=lambda each: each.row):
        answers = sorted(group, key=lambda each: each.at)
        told = [f"answers.{each.question}.{each.option}" for each in answers]
        if not teller.in_full:
            told = [f"timeline.tier_{check_in.tier(teller.file, row, teller.pack)}"]
        values = {"answers": ", ".join(map(teller.say, told))}
        yield Entry(at=answers[-1].at, leaflet="timeline.answered", values=values)


def _messages(teller: Teller) -> Iterator[Entry]:
    for each in teller.file.messages:
        values = {"kind_phrase": f"arrived.{each.kind}"}
        opens = showing.button(teller.file.id, each.id).data if each.file_id else ""
        yield Entry(
            at=each.at,
            leaflet="timeline.arrived",
            values=values,
            words=each.text,
            opens=opens,
            kind=each.kind,
        )


def _automatic(teller: Teller) -> Iterator[Entry]:
    """What the bot itself wrote beside the plan: answers, confirmations, corrections."""
    for row in teller.file.outbox.rows.values():
        is_own = row.step is None and row.to is None and row.edits is None
        is_message = is_own and not answering.is_answer(row)
        if is_message and row.state is RowState.SENT and row.sent_at is not None:
            leaflet, values = automatic.told(row, teller.say, in_full=teller.in_full)
            yield Entry(at=row.sent_at, leaflet=leaflet, values=values, row=row)


def _replies(teller: Teller) -> Iterator[Entry]:
    """What staff wrote to the client, and what became of it."""
    for each in (each for each in teller.file.replies if each.row):
        values = {
            "who": teller.name(str(each.by)),
            "kind_phrase": f"arrived.{each.kind}",
            "title": teller.say(f"title:{each.leaflet}") if each.leaflet else "",
            "standing_phrase": _standing(teller.file, each),
        }
        leaflet = "timeline.ready" if each.leaflet else "timeline.reply"
        yield Entry(at=each.at, leaflet=leaflet, values=values, words=each.text)


def _standing(file: ClientFile, reply: ClinicMessage) -> str:
    standing = answer_truth.standing(file, reply)
    if standing is Standing.DELIVERED:
        return "timeline.delivered"
    is_going = standing in (Standing.ON_ITS_WAY, Standing.DOUBTFUL)
    return "timeline.going" if is_going else "timeline.failed"


def _alerts(teller: Teller) -> Iterator[Entry]:
    known = {alert.id: alert for alert in teller.file.alerts}
    for event in teller.file.events:
        alert = known.get(event.facts.get("alert", ""))
        if alert is not None and event.name in (alerts.RAISED, claims.CLOSED):
            is_raised = event.name == alerts.RAISED
            leaflet = "timeline.raised" if is_raised else "timeline.closed"
            yield _of_alert(event.at, leaflet, alert, teller.name(event.who))
    closed = {event.facts.get("alert") for event in teller.file.events if _is_closing(event)}
    for alert in teller.file.alerts:
        if alert.closed_at is not None and alert.id not in closed:
            yield _of_alert(alert.closed_at, "timeline.ended", alert, "")


def _is_closing(event: Event) -> bool:
    return event.name == claims.CLOSED


def _of_alert(at: datetime, leaflet: str, alert: Alert, who: str) -> Entry:
    values = {"concern_phrase": f"concern.{alert.concern}", "who": who}
    return Entry(at=at, leaflet=leaflet, values=values)


def _events(teller: Teller) -> Iterator[Entry]:
    for event in teller.file.events:
        if event.name not in NOT_TOLD:
            yield _of_event(teller, event, EVENTS.get(event.name, ""))


def _of_event(teller: Teller, event: Event, phrase: str) -> Entry:
    """Return an event in words; one that has none yet by its own name, rather than not at all."""
    values = {"what": teller.say(phrase) if phrase else event.name, "who": teller.name(event.who)}
    photo = progress.found(teller.file, event.facts.get("photo", ""))
    is_kept = event.name == progress.KEPT and photo is not None
    opens = progress_staff.data_of(teller.file, photo) if is_kept and photo is not None else ""
    return Entry(at=event.at, leaflet="timeline.event", values=values, opens=opens, kind="photo")


SOURCES: tuple[Callable[[Teller], Iterator[Entry]], ...] = (
    _events,
    _steps,
    _messages,
    _replies,
    _answers,
    _automatic,
    _alerts,
)
