"""The buttons below an answer and below "Did you mean": a topic, the clinic, something is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import alerts, handing_over
from bot.core.answers import blocks, can
from bot.core.answers.reply import answer
from bot.core.questions import SIGN, MessageKind, Part
from bot.core.questions import things as names
from bot.core.scene import Reply, Scene

OLD_BUTTON = "toast.old_button"
TELLING = "toast.telling_clinic"


def chosen(scene: Scene) -> Reply:
    """Answer the topic that was meant, in the place of the question; nothing waits any more."""
    return _topic(scene, edit=True)


def related(scene: Scene) -> Reply:
    """Answer a neighbouring topic in a message of its own."""
    return _topic(scene, edit=False)


def asked_clinic(scene: Scene) -> Reply:
    """Hand the message to staff; what the client hears then is `alerts`'."""
    message_id = scene.incoming.word(1)
    if handing_over.message(scene.file, message_id) is None:
        return Reply(file=scene.file, toast=OLD_BUTTON)
    if handing_over.is_passed_on(scene.file, message_id):
        return Reply(file=scene.file, toast="toast.passed_on_already")
    file = handing_over.pass_on(scene.file, message_id, scene.clinic, scene.now)
    return Reply(file=file, toast=TELLING)


def something_wrong(scene: Scene) -> Reply:
    """Hand the message to staff with a worry: the client says that something is wrong."""
    message_id = scene.incoming.word(1)
    if handing_over.message(scene.file, message_id) is None:
        return Reply(file=scene.file, toast=OLD_BUTTON)
    file = handing_over.pass_on(scene.file, message_id, scene.clinic, scene.now)
    if not alerts.is_just_told(file, "worried", scene.now):
        file = alerts.worry(file, str(scene.incoming.update_id), scene.clinic, scene.now)
    return Reply(file=file, toast=TELLING)


def _topic(scene: Scene, *, edit: bool) -> Reply:
    slug, message_id = scene.incoming.word(1), scene.incoming.word(2)
    topic = scene.topics.by_slug.get(slug)
    if topic is None or topic.kind == SIGN:
        return Reply(file=scene.file, toast=OLD_BUTTON)
    file = handing_over.taken_back(scene.file, message_id) if edit else scene.file
    told = answer(scene, [_part(scene, slug, topic.kind, message_id)], message_id=message_id)
    if told.for_staff:
        file = handing_over.taken_for(file, message_id, blocks.title_of(slug))
        file = handing_over.pass_on(file, message_id, scene.clinic, scene.now)
    scene = replace(scene, file=file)
    return scene.edit(told.message) if edit else scene.answer(told.message)


def _part(scene: Scene, slug: str, kind: MessageKind, message_id: str) -> Part:
    """Return the topic as what the message asks, with its things that the message names.

    The likeness of the words stays with it: what calls for a person does so after a tap, too.
    """
    found = handing_over.message(scene.file, message_id)
    if found is None:
        return Part(text="", topic=slug, kind=kind)
    language = scene.file.client.language
    named = names.named(found.text, scene.topics, language)
    return Part(
        text=found.text,
        topic=slug,
        kind=kind,
        things=tuple(each for each in named if scene.topics.of_thing.get(each) == slug),
        scores=scene.closest(found.text, language).ranked,
    )


TAPS: Mapping[str, Callable[[Scene], Reply]] = {
    "q": chosen,
    "r": related,
    "ask": asked_clinic,
    "wrong": something_wrong,
    "can": can.turned,
    "why": can.why,
}
