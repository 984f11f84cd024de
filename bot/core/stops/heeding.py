"""What a warning sign in a client's words leads to, by its urgency; nothing is ever diagnosed."""

from dataclasses import replace

from bot.core import alerts, answers, closing_time, handing_over, holds
from bot.core.client import ClientFile
from bot.core.incoming import Answer
from bot.core.outbox import Button, Keyboard, MessageRow, RowKey
from bot.core.pack import Urgency
from bot.core.questions import SIGN, Understanding
from bot.core.questions.things import COMMON_LANGUAGE
from bot.core.scene import Reply, Scene
from bot.core.stops import hard_stop, telling, watching
from bot.core.triage import Finding, Triage

SAME_DAY = "same-day"
WATCH = "watch"


def reply(scene: Scene, understanding: Understanding) -> Reply | None:
    """Return what a warning sign leads to, None where there is none.

    It works whatever the client chose (paused, stopped, finished) and at any hour. The words are
    kept and passed on in every case.
    """
    triage = understanding.triage
    if hard_stop.emergencies(triage):
        return emergency(scene, triage)
    first = watching.raised(scene, triage) or triage.first
    if first is not None and first.urgency is Urgency.SAME_DAY:
        return same_day(scene, first)
    if triage.is_foreign:
        return _foreign(scene)
    amber = next((each for each in triage.findings if each.amber), None)
    return None if amber is None else _amber(scene, understanding, amber)


def emergency(scene: Scene, triage: Triage) -> Reply:
    """Stop the client once a minute, and tell staff of every message."""
    found = hard_stop.emergencies(triage)
    stopping = hard_stop.Emergency(found, scene.topics, scene.file.client.language)
    called = stopping.numbers(scene.clinic)
    scene = _kept(scene, found[0].slug, telling.EMERGENCY)
    is_flood = alerts.is_just_told(scene.file, telling.EMERGENCY, scene.now)
    if not hard_stop.is_just_said(scene.file.outbox, stopping, called, scene.now):
        stop = hard_stop.row(scene.incoming.update_id, stopping, called, scene.now)
        scene = replace(scene, file=_promising(scene.file, stop, _second(scene)))
    urgency, slug = Urgency.EMERGENCY, found[0].slug
    return Reply(file=telling.raised(scene, telling.EMERGENCY, urgency, slug, is_flood=is_flood))


def _kept(scene: Scene, slug: str, concern: str) -> Scene:
    """Keep what arrived, under the name of the sign it was taken for."""
    about = telling.title(slug, scene.topics, concern)
    return replace(scene, file=handing_over.kept(scene, about=about))


def _promising(file: ClientFile, stop: MessageRow, second: MessageRow) -> ClientFile:
    """Promise the stop before everything else that waits, also before staff rows of a photo."""
    if stop.key in file.outbox.rows:
        return file
    outbox = replace(file.outbox, rows={stop.key: stop, **file.outbox.rows})
    return replace(file, outbox=outbox.add([second]))


def _second(scene: Scene) -> MessageRow:
    """Return the message below the hard stop, which offers that something else was meant."""
    cause = scene.incoming.update_id
    keyboard: Keyboard = ((Button(phrase="button.meant_else", data=f"v1:else:{cause}"),),)
    return MessageRow(
        key=RowKey(f"update:{cause}:else"),
        leaflet="emergency.second",
        due_at=scene.now,
        keyboard=keyboard,
        audible=False,
    )


def same_day(scene: Scene, finding: Finding) -> Reply:
    """Say what to do until the clinic reads it, and tell staff; a flood makes one sound."""
    scene = _kept(scene, finding.slug, telling.SIGNS)
    is_flood = alerts.is_just_told(scene.file, telling.SIGNS, scene.now)
    told = scene.answer(until_read(scene, finding.slug, is_raised=not is_flood))
    scene = replace(scene, file=told.file)
    return Reply(
        file=telling.raised(scene, telling.SIGNS, Urgency.SAME_DAY, finding.slug, is_flood=is_flood)
    )


def until_read(scene: Scene, slug: str, *, is_raised: bool = True) -> Answer:
    """Return what to do until the clinic reads it: the sign's leaflet, else what always fits.

    Where the alert that is raised beside it tells first whom to call, it is not said again.
    """
    is_sign = scene.topics.kind_of(slug) == SIGN
    leaflet = f"signs/{slug}" if is_sign and not _is_first_step(scene, slug) else SAME_DAY
    is_told = is_raised and closing_time.is_told_first(
        scene.file, telling.SIGNS, scene.clinic, scene.now
    )
    return Answer(leaflet=leaflet, values=closing_time.NOT_AGAIN if is_told else {})


def _is_first_step(scene: Scene, slug: str) -> bool:
    """Tell whether a sign's leaflet is what to do while help comes, of no use without a call."""
    urgencies = [sign.urgency for sign in scene.signs.signs if sign.slug == slug]
    return urgencies.count(Urgency.EMERGENCY) > urgencies.count(Urgency.SAME_DAY)


def _foreign(scene: Scene) -> Reply:
    """Say what helps in any case, in two languages, and hand the words to staff."""
    is_common = scene.file.client.language == COMMON_LANGUAGE
    parts = () if is_common else ("foreign.in_english",)
    reply = scene.answer(Answer(leaflet="foreign.not_understood", parts=parts))
    return Reply(file=handing_over.handed_over(replace(scene, file=reply.file)))


def _amber(scene: Scene, understanding: Understanding, finding: Finding) -> Reply:
    """Note what is to be watched, give the day's guidance, and answer what was asked besides."""
    scene = _kept(scene, finding.slug, telling.AMBER)
    topic = scene.topics.by_slug.get(finding.slug)
    leaflet = () if topic is None or topic.kind != "topic" else (f"topics/{finding.slug}",)
    if topic is not None and topic.staff:
        # A new fact about the client does not get better by tomorrow: a person decides.
        file = scene.file.noting(scene.now, holds.AMBER, "client", fact=finding.slug)
        file = handing_over.handed_over(replace(scene, file=file))
        return replace(scene, file=file).answer(Answer(leaflet="amber.for_clinic", parts=leaflet))
    file = telling.raised(scene, telling.AMBER, Urgency.ROUTINE, finding.slug)
    file = watching.noted(file, finding.slug, scene.now)
    scene = replace(scene, file=watching.asking_again(file, scene.now))
    others = [
        part
        for part in understanding.parts
        if part.topic in scene.topics.by_slug and part.topic != finding.slug
    ]
    watch = Answer(leaflet=WATCH, parts=leaflet)
    besides = [answers.answer(scene, others, careful=True)] if others else []
    file = scene.file
    if any(each.for_staff for each in besides):
        file = handing_over.handed_over(scene, first=False)
    return replace(scene, file=file).answer(watch, *(each.message for each in besides))
