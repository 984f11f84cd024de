"""What follows from an understanding that is no warning sign: an answer, a question back, a person.

Whatever is not understood goes to staff: at once, or when nothing is tapped for ten minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core import alerts, handing_over
from bot.core.answers import blocks
from bot.core.client import ClientFile
from bot.core.incoming import Answer
from bot.core.outbox import Block, Button, Keyboard
from bot.core.pack import Urgency
from bot.core.questions import SIGN, Part, Topics, Understanding
from bot.core.questions.parts import PARTS_ANSWERED
from bot.core.scene import Reply, Scene

# Three leaflets of usual length, and a dozen lines: well within 4,096 units in every language.
BLOCKS_IN_ONE = 15
_ANSWERED_KINDS = ("topic", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One message that answers some parts, and whether staff must get the words besides."""

    message: Answer
    for_staff: bool


def reply(scene: Scene, understanding: Understanding) -> Reply:
    """Answer what was understood; the words are kept, and handed over where somebody must see."""
    if understanding.kind == "red_flag":
        return Reply(file=_worried(scene))
    known = [part for part in understanding.parts if part.topic in scene.topics.by_slug]
    if not known:
        return _unsure(scene, understanding)
    told = answer(scene, known[:PARTS_ANSWERED], careful=_is_careful(understanding))
    is_whole = len(known) == len(understanding.parts) <= PARTS_ANSWERED
    messages = _messages(told.message, scene, known, understanding)
    if understanding.triage.calmed is not None:
        messages = [_asking_whether_now(messages[0], scene), *messages[1:]]
    scene = replace(scene, file=handing_over.kept(scene, about=blocks.title_of(known[0].topic)))
    if told.for_staff or not is_whole:
        file = handing_over.handed_over(scene)
    elif _is_calmed_emergency(understanding):
        file = handing_over.handed_over(scene, first=False)
    else:
        file = scene.file
    return replace(scene, file=file).answer(*messages)


def _is_calmed_emergency(understanding: Understanding) -> bool:
    """Tell whether a person should read it all the same, without a sound."""
    calmed = understanding.triage.calmed
    return calmed is not None and calmed.urgency is Urgency.EMERGENCY


def _asking_whether_now(message: Answer, scene: Scene) -> Answer:
    """Ask below an answer whether the sign that words only spoke of is there now: one tap."""
    button = Button(phrase="calmed.now", data=f"v1:now:{scene.incoming.update_id}")
    return replace(
        message,
        blocks=(*message.blocks, Block(leaflet="calmed.ask")),
        keyboard=((button,), *message.keyboard),
    )


def _messages(
    whole: Answer, scene: Scene, known: Sequence[Part], understanding: Understanding
) -> list[Answer]:
    """Return one message, or one for each part where a single one might not fit Telegram."""
    if len(whole.blocks) <= BLOCKS_IN_ONE:
        return [whole]
    careful = _is_careful(understanding)
    return [answer(scene, [part], careful=careful).message for part in known[:PARTS_ANSWERED]]


def answer(
    scene: Scene, parts: Sequence[Part], *, careful: bool = False, message_id: str = ""
) -> Answered:
    """Put the answers to some parts together in one message, each block once.

    `message_id` is the message they answer, that which just arrived unless given.
    """
    careful = careful or any(blocks.touches_staff_topic(part, scene.topics) for part in parts)
    told = [blocks.answered(part, scene, careful=careful) for part in parts]
    for_staff = any(each.for_staff for each in told)
    once: list[Block] = []
    for block in (block for each in told for block in each.blocks):
        if block not in once:
            once.append(block)
    keyboard = blocks.keyboard(
        [part.topic or "" for part in parts],
        message_id or str(scene.incoming.update_id),
        scene.topics,
        ask=not for_staff and any(part.kind in _ANSWERED_KINDS for part in parts),
    )
    message = Answer(leaflet="", blocks=tuple(once), keyboard=keyboard)
    return Answered(message=message, for_staff=for_staff)


def _is_careful(understanding: Understanding) -> bool:
    """Tell whether something besides the question calls for a person: then nothing is allowed."""
    return any(finding.amber for finding in understanding.triage.findings)


def _unsure(scene: Scene, understanding: Understanding) -> Reply:
    """Ask "Did you mean", with a promise that the words go to staff; at once if unlike anything."""
    buttons = _offered(understanding, scene)
    is_calmed = understanding.triage.calmed is not None
    # With an emergency open nobody is asked back: a person must read what happened since.
    if not buttons or scene.file.is_emergency_open:
        scene = replace(scene, file=handing_over.handed_over(scene))
        asked = [_asking_whether_now(Answer(leaflet=""), scene)] if is_calmed else []
        return scene.answer(*asked)
    file = handing_over.kept(scene)
    file = replace(file, outbox=file.outbox.add([handing_over.waiting(scene)]))
    offered = Answer(leaflet="did_you_mean.ask", keyboard=buttons, calm=False)
    offered = _asking_whether_now(offered, scene) if is_calmed else offered
    return replace(scene, file=file).answer(offered)


def _offered(understanding: Understanding, scene: Scene) -> Keyboard:
    """Return the topics most like the words, "something is wrong" for signs, and the clinic."""
    cause, topics = str(scene.incoming.update_id), scene.topics
    offered: dict[str, Button] = {}
    for slug in understanding.likely:
        if topics.kind_of(slug) == SIGN:
            wrong = Button(phrase="did_you_mean.wrong", data=f"v1:wrong:{cause}")
            offered.setdefault(SIGN, wrong)
        elif _is_worth_offering(slug, topics):
            offered[slug] = blocks.topic_button("q", slug, cause)
    if not offered:
        return ()
    return (*((button,) for button in offered.values()), (blocks.ask_button(cause),))


def _is_worth_offering(slug: str, topics: Topics) -> bool:
    return topics.kind_of(slug) in _ANSWERED_KINDS


def _worried(scene: Scene) -> ClientFile:
    """Tell staff as of a worry: a sign that nobody else took care of is never answered as less."""
    file = handing_over.handed_over(scene, first=False)
    return alerts.worry(file, str(scene.incoming.update_id), scene.clinic, scene.now)
