"""Amber: noted, answered with the day's guidance, and asked again after 24 hours.

The same or worse is for the same day; better is noted and ends it. What a tap on a check-in and
what typed words tell is one history: the events and the one open alert of the file.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import alert_messages, course, days, holds, showing
from bot.core.client import Alert, ClientFile, Event
from bot.core.outbox import Button, Keyboard, MessageRow, RowKey, RowState, skipped
from bot.core.pack import Pack, Urgency
from bot.core.scene import Scene
from bot.core.stops import telling
from bot.core.triage import Finding, Triage, grammar, words

ASKED_AFTER = timedelta(hours=24)
PLAN_ASKS_WITHIN = (timedelta(hours=8), timedelta(hours=36))
STILL_THERE_AFTER = timedelta(hours=8)
AGAIN = "amber.again"
CHOICES = ("better", "same", "worse")
BETTER = "better"
# The concept by which each language's words of signs say that something gets worse.
WORSE = "worse"
ANSWERED = "it was answered already"
WITHDRAWN = "the client withdrew their consent"
_PREFIX = "amber:"


def noted(file: ClientFile, slug: str, now: datetime) -> ClientFile:
    """Note on the file that something is to be watched; for 24 h nothing new opens."""
    return file.noting(now, holds.AMBER, "client", **{course.SIGN: slug})


def opened(file: ClientFile, now: datetime) -> ClientFile:
    """Return the file with an open alert of what is watched, which no staff row belongs to."""
    if file.open_alert(telling.AMBER) is not None:
        return file
    alert = Alert(
        id=file.next_alert_id(telling.AMBER),
        concern=telling.AMBER,
        urgency=Urgency.ROUTINE,
        raised_at=now,
    )
    return replace(file, alerts=(*file.alerts, alert))


def asking_again(file: ClientFile, now: datetime) -> ClientFile:
    """Promise to ask after 24 h, not in quiet hours; once for each open alert.

    Whoever stopped the planned messages is asked all the same: they told us of it themselves.
    """
    file = opened(file, now)
    alert, client = file.open_alert(telling.AMBER), file.client
    if alert is None:
        return file
    quiet = (client.zone_info, client.quiet_from, client.quiet_until)
    row = MessageRow(
        key=RowKey(f"{_PREFIX}{alert.id}"),
        leaflet=AGAIN,
        due_at=days.end_of_quiet_hours(now + ASKED_AFTER, *quiet),
        keyboard=_keyboard(alert.id),
    )
    return replace(file, outbox=file.outbox.add([row]))


def _keyboard(alert_id: str) -> Keyboard:
    buttons = (
        Button(phrase=f"button.amber_{choice}", data=f"v1:amber:{alert_id}:{choice}")
        for choice in CHOICES
    )
    return (tuple(buttons),)


def asked_again(file: ClientFile) -> MessageRow | None:
    """Return the row that asks again about what is watched now, sent or to be sent."""
    alert = file.open_alert(telling.AMBER)
    return None if alert is None else file.outbox.rows.get(RowKey(f"{_PREFIX}{alert.id}"))


def is_asked_by_plan(file: ClientFile, question: str, pack: Pack, now: datetime) -> bool:
    """Tell whether the plan itself asks that question again by about this time tomorrow."""
    earliest, latest = (now + wait for wait in PLAN_ASKS_WITHIN)
    steps = {step.name for step in pack.steps if question in step.questions}
    return any(
        row.step in steps and row.state is RowState.PLANNED and earliest <= row.due_at <= latest
        for row in file.outbox.rows.values()
    )


def settled(file: ClientFile, now: datetime) -> ClientFile:
    """Let what is to be asked rest while an emergency is open; take back what is answered."""
    rows = [
        _settled(row, file, now)
        for key, row in file.outbox.rows.items()
        if key.startswith(_PREFIX) and row.state is RowState.PLANNED and row.due_at <= now
    ]
    return replace(file, outbox=file.outbox.change_all(rows)) if rows else file


def _settled(row: MessageRow, file: ClientFile, now: datetime) -> MessageRow:
    alert = file.open_alert(telling.AMBER)
    if alert is None or row.key != f"{_PREFIX}{alert.id}":
        return skipped(row, ANSWERED)
    if file.has_withdrawn:
        return skipped(row, WITHDRAWN)
    return replace(row, due_at=now + ASKED_AFTER) if file.is_emergency_open else row


def closed(file: ClientFile, now: datetime) -> ClientFile:
    """End what is watched, and take back the promise to ask."""
    ended = file.open_alert(telling.AMBER)
    if ended is not None:
        file = showing.put_away(file, now, alert=ended.id)
        file = alert_messages.over(file, ended, now)
    rows = [
        skipped(row, ANSWERED)
        for key, row in file.outbox.rows.items()
        if key.startswith(_PREFIX) and row.state is RowState.PLANNED
    ]
    return replace(file, outbox=file.outbox.change_all(rows))


def raised(scene: Scene, triage: Triage) -> Finding | None:
    """Return a same-day finding where what is watched got worse, or is told again hours later."""
    alert = scene.file.open_alert(telling.AMBER)
    if alert is None:
        return None
    slug = watched(scene.file)
    told = {each.facts.get(course.SIGN) for each in _since(scene.file, alert)}
    again = next((each.slug for each in triage.findings if each.amber and each.slug in told), None)
    lasts = again is not None and scene.now - alert.raised_at >= STILL_THERE_AFTER
    if not (lasts or tells_of(WORSE, scene)):
        return None
    first = triage.first
    if first is not None and first.urgency is Urgency.SAME_DAY:
        return first
    text = scene.incoming.text
    slug = again if lasts and again else slug
    return Finding(sign=telling.AMBER, slug=slug, urgency=Urgency.SAME_DAY, words=text)


def watched(file: ClientFile) -> str:
    """Return the slug of what is watched, "" for an answer of a check-in."""
    signs = [each.facts.get(course.SIGN, "") for each in file.events if each.name == holds.AMBER]
    return signs[-1] if signs else ""


def is_about(file: ClientFile, *, question: str) -> bool:
    """Tell whether all that is watched are answers to that question: no words of the client's."""
    alert = file.open_alert(telling.AMBER)
    amber = [] if alert is None else _since(file, alert)
    return bool(amber) and all(each.facts.get("question") == question for each in amber)


def _since(file: ClientFile, alert: Alert) -> list[Event]:
    """Return what was noted to be watched since that alert was opened."""
    return [each for each in file.events if each.name == holds.AMBER and each.at >= alert.raised_at]


def tells_of(concept: str, scene: Scene) -> bool:
    """Tell whether the words of what arrived name a concept as true here and now."""
    lexicon = scene.signs.lexicons.get(scene.file.client.language)
    if lexicon is None:
        return False
    sentences = words.sentences(scene.incoming.text, lexicon.spelling)
    heard = (grammar.weigh(sentence, lexicon) for sentence in sentences)
    return any(naming.concept == concept for each in heard for naming in each.counted)
