"""The buttons of warning signs: something else was meant, it is so now, how it is a day later."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import alerts, answers, handing_over
from bot.core.alerts import Concern
from bot.core.client import ClientFile
from bot.core.incoming import Answer, Kind
from bot.core.pack import Urgency
from bot.core.questions import second_look
from bot.core.questions.parts import PARTS_ANSWERED
from bot.core.said import ClientMessage
from bot.core.scene import Reply, Scene
from bot.core.stops import heeding, telling, watching
from bot.core.stops.hearing import heard

OLD_BUTTON = "toast.old_button"
NOTED_ALREADY = "toast.noted_already"
TELLING = "toast.telling_clinic"
MEANT_ELSE = "meant something else"
IS_NOW = "it is so now"


def meant_else(scene: Scene) -> Reply:
    """Tell staff silently, leave the alert open, and answer what else the words may have meant."""
    message = _message_of(scene, MEANT_ELSE)
    if isinstance(message, Reply):
        return message
    file = scene.file.noting(scene.now, MEANT_ELSE, "client", message=message.id)
    scene = replace(scene, file=_joined(replace(scene, file=file)))
    return replace(_next_best(scene, message), toast=TELLING)


def is_now(scene: Scene) -> Reply:
    """Take a message that seemed to tell of no sign here and now for what its words name.

    It is heard as if it had just arrived; where no sign is found in it any more it is a worry, and
    staff get the words.
    """
    message = _message_of(scene, IS_NOW)
    if isinstance(message, Reply):
        return message
    file = handing_over.taken_back(scene.file, message.id)
    file = file.noting(scene.now, IS_NOW, "client", message=message.id)
    arrived = replace(scene.incoming, kind=Kind.TEXT, text=message.text, data="")
    scene, understanding = heard(replace(scene, file=file, incoming=arrived), message.text)
    reply = heeding.reply(scene, second_look.uncalmed(understanding))
    if reply is None:
        file = handing_over.pass_on(scene.file, message.id, scene.clinic, scene.now)
        reply = Reply(file=alerts.worry(file, str(arrived.update_id), scene.clinic, scene.now))
    return replace(reply, toast=TELLING)


def _message_of(scene: Scene, event: str) -> ClientMessage | Reply:
    """Return the message a tap speaks of, or the answer where it is gone or said already."""
    message = handing_over.message(scene.file, scene.incoming.word(1))
    if message is None:
        return Reply(file=scene.file, toast=OLD_BUTTON)
    is_noted = any(
        each.name == event and each.facts.get("message") == message.id for each in scene.file.events
    )
    return Reply(file=scene.file, toast=NOTED_ALREADY) if is_noted else message


def _joined(scene: Scene) -> ClientFile:
    """Tell staff without a sound; an alert they have closed is not opened again by this."""
    if scene.file.open_alert(telling.EMERGENCY) is None:
        return scene.file
    concern = Concern(
        name=telling.EMERGENCY,
        urgency=Urgency.EMERGENCY,
        cause=str(scene.incoming.update_id),
        leaflet="meant_else",
        tells_client=False,
        audible=False,
    )
    return alerts.raise_alert(scene.file, concern, scene.clinic, scene.now)


def _next_best(scene: Scene, message: ClientMessage) -> Reply:
    """Answer the words as if no emergency was in them; staff have them, nothing is unlocked."""
    scene, understood = heard(scene, message.text)
    calmer = [each for each in understood.triage.findings if each.urgency is not Urgency.EMERGENCY]
    if calmer and calmer[0].urgency is Urgency.SAME_DAY:
        return scene.answer(heeding.until_read(scene, calmer[0].slug, is_raised=False))
    topics = scene.topics
    known = [part for part in understood.parts if topics.kind_of(part.topic or "") == "topic"]
    if not known:
        return scene.answer(Answer(leaflet="emergency.with_clinic"))
    told = answers.answer(scene, known[:PARTS_ANSWERED], careful=True, message_id=message.id)
    return scene.answer(told.message)


def asked_again(scene: Scene) -> Reply:
    """Note how it is a day later: better ends it, the same or worse is for the same day."""
    alert_id, choice = scene.incoming.word(1), scene.incoming.word(2)
    known = {each.id: each for each in scene.file.alerts if each.concern == telling.AMBER}
    if alert_id not in known or choice not in watching.CHOICES:
        return Reply(file=scene.file, toast=OLD_BUTTON)
    if known[alert_id].closed_at is not None:
        return Reply(file=scene.file, toast=NOTED_ALREADY)
    file = scene.file.noting(scene.now, "asked again", "client", alert=alert_id, answer=choice)
    slug = watching.watched(file)
    scene = replace(scene, file=watching.closed(file, scene.now))
    if choice == watching.BETTER:
        return replace(scene.edit(Answer(leaflet="amber.better")), toast="toast.noted")
    told = scene.edit(heeding.until_read(scene, slug))
    return Reply(file=_not_better(replace(scene, file=told.file), slug, choice), toast=TELLING)


def _not_better(scene: Scene, slug: str, choice: str) -> ClientFile:
    concern = Concern(
        name=telling.SIGNS,
        urgency=Urgency.SAME_DAY,
        cause=str(scene.incoming.update_id),
        leaflet="not_better",
        values={
            "sign_phrase": telling.title(slug, scene.topics, telling.AMBER),
            "option_phrase": f"amber.is_{choice}",
        },
    )
    return alerts.raise_alert(scene.file, concern, scene.clinic, scene.now)


TAPS: Mapping[str, Callable[[Scene], Reply]] = {
    "else": meant_else,
    "now": is_now,
    "amber": asked_again,
}
