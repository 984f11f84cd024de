"""What a linked client's message or tap leads to: one public function over a table of steps.

Pure: it returns the changed file (answers are rows in its outbox) and the line shown above the
button that was tapped. Linking and unlinking a chat are actions; settings are `preferences`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import alerts, check_in, consent, plan, preferences, procedure, step_claims
from bot.core.alerts import Concern
from bot.core.check_in import Taken
from bot.core.client import ClientFile, ClientMessage
from bot.core.incoming import HANDED_OVER, Answer, Kind
from bot.core.outbox import MessageRow, RowKey
from bot.core.pack import Guidance, Urgency
from bot.core.scene import Reply, Scene

NOTED_TOAST = {
    Taken.NOTED: "toast.noted",
    Taken.CHANGED: "toast.changed",
    Taken.SAME: "toast.noted_already",
    Taken.CLOSED: "toast.check_in_closed",
    Taken.UNKNOWN: "toast.old_button",
}


def reply_to(scene: Scene) -> Reply:
    """Return what becomes of one thing a linked client did; the same update twice does nothing."""
    if scene.file.outbox.has_seen(scene.incoming.update_id):
        return Reply(file=scene.file)
    if scene.incoming.kind is not Kind.BLOCKED:
        scene = replace(scene, file=alerts.back_again(scene.file, scene.now))
    reply = _step_for(scene)(scene)
    outbox = reply.file.outbox.saw(scene.incoming.update_id, scene.now)
    return replace(reply, file=replace(reply.file, outbox=outbox))


_Step = Callable[[Scene], Reply]


def _step_for(scene: Scene) -> _Step:
    kind = scene.incoming.kind
    if kind is Kind.COMMAND:
        return _COMMANDS.get(scene.incoming.command, _unknown_command)
    if kind is Kind.TAP:
        words = scene.incoming.words
        return _TAPS.get(words[0] if words else "", _old_button)
    if kind is Kind.TEXT and scene.file.client.asking:
        return _typed_setting
    return _KINDS.get(kind, _odd_thing)


def _typed_setting(scene: Scene) -> Reply:
    """Take the words as the setting asked for; words that are none go to staff as any others."""
    reply = preferences.typed(scene)
    return reply or _hand_over(replace(scene, file=scene.file.with_client(asking="")))


def _start(scene: Scene) -> Reply:
    return scene.answer(Answer(leaflet="start.again"))


def _help(scene: Scene) -> Reply:
    return scene.answer(Answer(leaflet="help"))


def _privacy(scene: Scene) -> Reply:
    return scene.answer(
        Answer(
            leaflet="privacy",
            values=consent.kept(scene.clinic),
            keyboard=check_in.not_me_keyboard(),
        )
    )


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
        keyboard=check_in.not_me_keyboard(),
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
    concern = Concern(name="worried", urgency=Urgency.SAME_DAY, cause=str(scene.incoming.update_id))
    file = alerts.raise_alert(scene.file, concern, scene.clinic, scene.now)
    return Reply(file=file, toast="toast.telling_clinic")


def _hand_over(scene: Scene) -> Reply:
    """Keep the client's words or file, and pass them to staff; an album is answered once."""
    arrived = scene.incoming
    file, first = _kept(scene), _is_first_of_album(scene)
    concern = Concern(
        name="message",
        urgency=Urgency.ROUTINE,
        cause=str(arrived.update_id),
        values={"words": arrived.text, "kind_phrase": f"arrived.{arrived.kind}"},
        media=HANDED_OVER[arrived.kind],
        file_id=arrived.file_id,
        tells_client=first,
    )
    return Reply(file=alerts.raise_alert(file, concern, scene.clinic, scene.now))


def _kept(scene: Scene) -> ClientFile:
    arrived = scene.incoming
    message = ClientMessage(
        id=str(arrived.update_id),
        at=scene.now,
        kind=arrived.kind,
        text=arrived.text,
        file_id=arrived.file_id,
        album=arrived.album,
    )
    return replace(scene.file, messages=(*scene.file.messages, message))


def _is_first_of_album(scene: Scene) -> bool:
    album = scene.incoming.album
    return not album or all(each.album != album for each in scene.file.messages)


def _location(scene: Scene) -> Reply:
    return preferences.location(scene)


def _odd_thing(scene: Scene) -> Reply:
    return scene.answer(Answer(leaflet="odd.thing"))


def _unknown_command(scene: Scene) -> Reply:
    return scene.answer(Answer(leaflet="odd.command"))


def _old_button(scene: Scene) -> Reply:
    return Reply(file=scene.file, toast="toast.old_button")


def _blocked(scene: Scene) -> Reply:
    return Reply(file=alerts.unreachable(scene.file, scene.clinic, scene.now))


def _unblocked(scene: Scene) -> Reply:
    return Reply(file=scene.file)


def _check_in(scene: Scene) -> Reply:
    words = scene.incoming.words
    if len(words) != 5:
        return _old_button(scene)
    row = check_in.row_of_stem(f"{words[1]}:{words[2]}")
    outcome = check_in.record(scene.file, row, words[3], words[4], pack=scene.pack, now=scene.now)
    toast = NOTED_TOAST[outcome.taken]
    if outcome.taken not in (Taken.NOTED, Taken.CHANGED):
        return Reply(file=outcome.file, toast=toast)
    answered = replace(scene, file=outcome.file)
    file = _alarmed(answered, outcome, words[4])
    return Reply(file=_redrawn(replace(scene, file=file), row, ask=None), toast=toast)


def _alarmed(scene: Scene, outcome: check_in.Outcome, option: str) -> ClientFile:
    """Raise the alert that an answer calls for, and note an amber one."""
    guidance, cause = outcome.guidance, str(scene.incoming.update_id)
    if option == check_in.WORRIED:
        return _worried(scene).file
    if guidance is None:
        return scene.file
    if guidance.urgency is Urgency.SAME_DAY:
        values = {
            "question_phrase": f"questions.{guidance.question}",
            "option_phrase": f"options.{guidance.question}.{option}",
        }
        concern = Concern(name="answers", urgency=guidance.urgency, cause=cause, values=values)
        return alerts.raise_alert(scene.file, concern, scene.clinic, scene.now)
    if guidance.amber:
        return scene.file.noting(scene.now, "amber answer", "client", question=guidance.question)
    return scene.file


def _again(scene: Scene) -> Reply:
    words = scene.incoming.words
    row = check_in.row_of_stem(":".join(words[1:]))
    found = check_in.open_row(scene.file, row)
    if found is None:
        return Reply(file=scene.file, toast="toast.check_in_closed")
    return Reply(file=_redrawn(scene, row, ask=found.question), toast="")


def _redrawn(scene: Scene, row: RowKey, *, ask: str | None) -> ClientFile:
    """Edit the check-in in place: what was answered, what it means, and the next question.

    `ask` starts over with that question; None goes on to the next one.
    """
    original = scene.file.outbox.rows[row]
    meanings = check_in.meanings(scene.file, row, scene.pack, scene.now)
    question = ask or check_in.next_question(scene.file, original, scene.pack, scene.now)
    noted, values = _noted(scene.file, row)
    edit = MessageRow(
        key=RowKey(f"update:{scene.incoming.update_id}:edit"),
        leaflet=original.leaflet,
        parts=(*original.parts, *noted, *_guidance_lines(meanings, question)),
        values={**original.values, **values},
        question=question or "",
        keyboard=check_in.keyboard(row, scene.pack.questions[question])
        if question
        else check_in.again_keyboard(row),
        as_of=original.as_of,
        due_at=scene.now,
        edits=row,
    )
    return replace(scene.file, outbox=scene.file.outbox.add([edit]))


def _noted(file: ClientFile, row: RowKey) -> tuple[tuple[str, ...], Mapping[str, str]]:
    given = [each for each in file.answers if each.row == row]
    names = " ".join(f"answers.{each.question}.{each.option}" for each in given)
    return (("check_in.noted",), {"answers_names": names}) if given else ((), {})


def _guidance_lines(meanings: list[Guidance], question: str | None) -> tuple[str, ...]:
    """Say at once what is urgent; say the calm line too once nothing more is asked."""
    urgent = [each.leaflet for each in meanings if each.urgency or each.amber]
    calm = [each.leaflet for each in meanings if not (each.urgency or each.amber)]
    return tuple(dict.fromkeys(urgent[:1] or calm[:1]))


_COMMANDS: Mapping[str, _Step] = {
    "start": _start,
    "today": _today,
    "procedure": _procedure,
    "sun": _sun,
    "settings": preferences.show,
    "worried": _worried,
    "help": _help,
    "privacy": _privacy,
}
_TAPS: Mapping[str, _Step] = {
    "worried": _worried,
    "a": _check_in,
    "again": _again,
    "p": _procedure_page,
    "set": preferences.tapped,
}
_KINDS: Mapping[Kind, _Step] = {
    **dict.fromkeys(HANDED_OVER, _hand_over),
    Kind.LOCATION: _location,
    Kind.BLOCKED: _blocked,
    Kind.UNBLOCKED: _unblocked,
}
