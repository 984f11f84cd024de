"""What a linked client's message or tap leads to: one public function over a table of steps.

Pure: it returns the changed file (answers are rows in its outbox) and the line shown above the
button that was tapped. Linking and unlinking a chat are actions; settings are `preferences`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import (
    alerts,
    answers,
    bounds,
    check_in,
    check_in_dialogue,
    consent,
    forgetting,
    handing_over,
    holds,
    opinions,
    own_data,
    plan,
    preferences,
    procedure,
    progress,
    progress_dialogue,
    step_claims,
    stops,
    withdrawal,
)
from bot.core.incoming import HANDED_OVER, Answer, Kind
from bot.core.outbox import Keyboard, MessageRow, RowKey
from bot.core.scene import Reply, Scene


def reply_to(scene: Scene) -> Reply:
    """Return what becomes of one thing a linked client did; the same update twice does nothing."""
    if scene.file.outbox.has_seen(scene.incoming.update_id):
        return Reply(file=scene.file)
    if scene.incoming.kind is not Kind.BLOCKED:
        scene = replace(scene, file=alerts.back_again(scene.file, scene.now))
    step = _step_for(scene)
    # What was asked for holds for the very next thing the client does, and for no other.
    scene = replace(scene, file=scene.file.with_client(asking=""))
    reply = step(scene)
    outbox = reply.file.outbox.saw(scene.incoming.update_id, scene.now)
    return replace(reply, file=bounds.within(replace(reply.file, outbox=outbox), scene.now))


_Step = Callable[[Scene], Reply]


def _step_for(scene: Scene) -> _Step:
    kind = scene.incoming.kind
    if kind is Kind.COMMAND:
        return _COMMANDS.get(scene.incoming.command, _unknown_command)
    if kind is Kind.TAP:
        return _TAPS.get(scene.incoming.word(0), _old_button)
    if kind is Kind.TEXT and scene.file.client.asking == preferences.ZONE:
        return _typed_setting
    if kind is Kind.PHOTO and progress.is_for_this(
        scene.file, scene.incoming, scene.pack, scene.now
    ):
        return _photo_to_keep
    return _KINDS.get(kind, _odd_thing)


def _typed_setting(scene: Scene) -> Reply:
    """Take a city for the time zone, warning signs first; anything else goes to staff."""
    scene, understanding = stops.heard(scene, scene.incoming.text)
    stopped = stops.reply(scene, understanding)
    if stopped is not None:
        return stopped
    reply, is_city = preferences.typed(scene)
    if is_city:
        return reply
    return Reply(file=handing_over.handed_over(replace(scene, file=reply.file)))


def _start(scene: Scene) -> Reply:
    return scene.answer(Answer(leaflet="start.again"))


def _help(scene: Scene) -> Reply:
    return scene.answer(Answer(leaflet="help"))


def _privacy(scene: Scene) -> Reply:
    """Say what is kept, with a way to each thing that can be done about it."""
    keyboard: Keyboard = (
        (own_data.button(), forgetting.button()),
        (withdrawal.button(scene.file),),
        *opinions.keyboard(scene.file),
        *check_in.not_me_keyboard(),
    )
    kept = consent.kept(scene.clinic)
    return scene.answer(Answer(leaflet="privacy", values=kept, keyboard=keyboard))


def _not_me(scene: Scene) -> Reply:
    """Ask back; unlinking itself is an action."""
    if scene.incoming.words[1:] == ("no",):
        return scene.edit(Answer(leaflet="start.again"))
    return scene.answer(Answer(leaflet="not_me.sure", keyboard=check_in.not_me_sure_keyboard()))


def _sun(scene: Scene) -> Reply:
    return scene.answer(Answer(leaflet="sun"))


def _today(scene: Scene) -> Reply:
    """Send the day's card again, as the one that is pinned and edited from now on."""
    moment = scene.moment
    row = MessageRow(
        key=RowKey(f"update:{scene.incoming.update_id}:0"),
        leaflet=step_claims.card_leaflet(moment),
        parts=step_claims.card_parts(moment),
        due_at=scene.now,
        as_of=scene.now,
        values=holds.mark(scene.file, scene.now),
        keyboard=check_in.not_me_keyboard(),
        audible=False,
        edits=plan.step_key(scene.file.session, "card"),
        anew=True,
        pin=True,
    )
    return Reply(file=replace(scene.file, outbox=scene.file.outbox.add([row])))


def _procedure(scene: Scene) -> Reply:
    return scene.answer(procedure.menu(scene.pack))


def _procedure_page(scene: Scene) -> Reply:
    return scene.edit(procedure.page(scene.pack, scene.incoming.words[1:]))


def _worried(scene: Scene) -> Reply:
    """Tell staff at once, with the words behind /worried if there are any; they are triaged too."""
    cause, file = str(scene.incoming.update_id), scene.file
    if not alerts.is_just_told(file, "worried", scene.now):
        file = alerts.worry(file, cause, scene.clinic, scene.now)
    if not scene.incoming.text:
        return Reply(file=file, toast="toast.telling_clinic")
    scene, understanding = stops.heard(replace(scene, file=file), scene.incoming.text)
    stopped = stops.reply(scene, understanding)
    return stopped or Reply(file=handing_over.handed_over(scene, first=False))


def _text(scene: Scene) -> Reply:
    """Warning signs first, then the answer; what is not understood goes to a person."""
    scene, understanding = stops.heard(scene, scene.incoming.text)
    return stops.reply(scene, understanding) or answers.reply(scene, understanding)


def _hand_over(scene: Scene) -> Reply:
    """Keep the client's file and pass it to staff; what is written below it is read as words are.

    An album counts as one message.
    """
    file = handing_over.handed_over(scene, first=_is_first_of_album(scene))
    if not scene.incoming.text:
        return Reply(file=file)
    scene, understanding = stops.heard(replace(scene, file=file), scene.incoming.text)
    stopped = stops.reply(scene, understanding)
    if stopped is not None or understanding.kind != "topic":
        return stopped or Reply(file=scene.file)
    return answers.reply(scene, understanding)


def _photo_to_keep(scene: Scene) -> Reply:
    """Keep a photo that was asked for; what is for staff as well goes the way of every photo."""
    before, is_for_staff = scene.file, progress.is_for_staff(scene.file, scene.incoming)
    scene = replace(scene, file=progress_dialogue.added(scene))
    reply = _hand_over(scene) if is_for_staff else Reply(file=scene.file)
    file = progress_dialogue.confirmed(replace(scene, file=reply.file), before)
    return replace(reply, file=file)


def _is_first_of_album(scene: Scene) -> bool:
    album = scene.incoming.album
    return not album or all(each.album != album for each in scene.file.messages)


def _location(scene: Scene) -> Reply:
    return preferences.location(scene)


def _odd_thing(scene: Scene) -> Reply:
    return scene.answer(Answer(leaflet="odd.thing"))


def _unknown_command(scene: Scene) -> Reply:
    """Say what is known; words behind a command that is none are words for the clinic."""
    if scene.incoming.text:
        whole = f"/{scene.incoming.command} {scene.incoming.text}"
        typed = replace(scene.incoming, kind=Kind.TEXT, text=whole)
        return _text(replace(scene, incoming=typed))
    return scene.answer(Answer(leaflet="odd.command"))


def _old_button(scene: Scene) -> Reply:
    return Reply(file=scene.file, toast="toast.old_button")


def _blocked(scene: Scene) -> Reply:
    return Reply(file=alerts.unreachable(scene.file, scene.clinic, scene.now))


def _unblocked(scene: Scene) -> Reply:
    return Reply(file=scene.file)


_COMMANDS: Mapping[str, _Step] = {
    "start": _start,
    "today": _today,
    "can": answers.can.show,
    "procedure": _procedure,
    "sun": _sun,
    "settings": preferences.show,
    "worried": _worried,
    "help": _help,
    "privacy": _privacy,
    progress_dialogue.COMMAND: progress_dialogue.show,
    "mydata": own_data.show,
    "forget": forgetting.show,
}
_TAPS: Mapping[str, _Step] = {
    "worried": _worried,
    # Below a hard stop from before they agreed: whoever asks for the clinic then is a client now.
    "contact": _worried,
    "a": check_in_dialogue.answered,
    "again": check_in_dialogue.again,
    "notme": _not_me,
    "p": _procedure_page,
    progress_dialogue.VERB: progress_dialogue.tapped,
    "set": preferences.tapped,
    "mydata": own_data.show,
    "forget": forgetting.tapped,
    "withdraw": withdrawal.tapped,
    "opinion": opinions.tapped,
    **answers.TAPS,
    **stops.TAPS,
}
_KINDS: Mapping[Kind, _Step] = {
    **dict.fromkeys(HANDED_OVER, _hand_over),
    Kind.TEXT: _text,
    Kind.LOCATION: _location,
    Kind.BLOCKED: _blocked,
    Kind.UNBLOCKED: _unblocked,
}
