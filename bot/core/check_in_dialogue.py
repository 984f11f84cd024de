"""The check-in as it is played: taps noted, the message edited in place, staff told where needed.

What an answer means is `check_in`'s to say; here is only what follows from it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.core import alerts, check_in, closing_time, days, holds, progress_dialogue
from bot.core.alerts import Concern
from bot.core.check_in import Taken
from bot.core.client import ClientFile
from bot.core.outbox import MessageRow, RowKey
from bot.core.pack import Guidance, Urgency
from bot.core.scene import Reply, Scene
from bot.core.stops import watching

OLD_BUTTON = "toast.old_button"
NOTED_TOAST = {
    Taken.NOTED: "toast.noted",
    Taken.CHANGED: "toast.changed",
    Taken.SAME: "toast.noted_already",
    Taken.CLOSED: "toast.check_in_closed",
    Taken.UNKNOWN: OLD_BUTTON,
}


def answered(scene: Scene) -> Reply:
    """Note a tap on an answer, tell staff where it calls for it, and show what comes next."""
    words = scene.incoming.words
    if len(words) != 5:
        return Reply(file=scene.file, toast=OLD_BUTTON)
    row = check_in.row_of_stem(f"{words[1]}:{words[2]}")
    outcome = check_in.record(scene.file, row, words[3], words[4], pack=scene.pack, now=scene.now)
    toast = NOTED_TOAST[outcome.taken]
    if outcome.taken in (Taken.CLOSED, Taken.UNKNOWN):
        return Reply(file=outcome.file, toast=toast)
    file = outcome.file
    if outcome.taken is not Taken.SAME:
        file = _alarmed(replace(scene, file=file), outcome, words[4])
    asked = check_in.next_question(file, file.outbox.rows[row], scene.pack, after=words[3])
    return Reply(file=_redrawn(replace(scene, file=file), row, question=asked), toast=toast)


def _alarmed(scene: Scene, outcome: check_in.Outcome, option: str) -> ClientFile:
    """Raise the alert that an answer calls for, and note an amber one."""
    guidance, cause = outcome.guidance, str(scene.incoming.update_id)
    if option == check_in.WORRIED:
        return alerts.worry(scene.file, cause, scene.clinic, scene.now)
    if guidance is not None and guidance.urgency is Urgency.SAME_DAY:
        told = _passed_on(scene, outcome, is_urgent=True)
        return watching.closed(told, scene.now)
    if outcome.taken is Taken.CHANGED and scene.file.open_alert("answers") is not None:
        # Staff were told the former answer; they hear what it was changed to, without a sound.
        return _passed_on(scene, outcome, is_urgent=False)
    if guidance is not None and guidance.amber:
        return _watched(scene, guidance.question)
    if watching.is_about(scene.file, question=outcome.file.answers[-1].question):
        return watching.closed(scene.file, scene.now)
    return scene.file


def _watched(scene: Scene, question: str) -> ClientFile:
    """Note an amber answer, to be asked again by the plan, or else by a promise of its own."""
    file = scene.file.noting(scene.now, holds.AMBER, "client", question=question)
    if watching.is_asked_by_plan(file, question, scene.pack, scene.now):
        return file
    return watching.asking_again(file, scene.now)


def _passed_on(scene: Scene, outcome: check_in.Outcome, *, is_urgent: bool) -> ClientFile:
    """Tell staff the answer just given."""
    given = outcome.file.answers[-1]
    concern = Concern(
        name="answers",
        urgency=Urgency.SAME_DAY,
        cause=str(scene.incoming.update_id),
        values={
            "question_phrase": f"questions.{given.question}",
            "option_phrase": f"options.{given.question}.{given.option}",
        },
        tells_client=is_urgent and not _is_told_already(scene.file, given.row),
        audible=is_urgent,
    )
    return alerts.raise_alert(scene.file, concern, scene.clinic, scene.now)


def _is_told_already(file: ClientFile, row: RowKey) -> bool:
    """Tell whether the client hears already, of an earlier answer to this check-in."""
    alert, asked_at = file.open_alert("answers"), file.outbox.rows[row].sent_at
    return alert is not None and any(
        key.startswith(f"ack:{alert.id}:") and asked_at is not None and told.due_at >= asked_at
        for key, told in file.outbox.rows.items()
    )


def again(scene: Scene) -> Reply:
    """Ask a check-in's questions once more, from the first."""
    words = scene.incoming.words
    row = check_in.row_of_stem(":".join(words[1:]))
    found = check_in.open_row(scene.file, row)
    if found is None:
        return Reply(file=scene.file, toast="toast.check_in_closed")
    return Reply(file=_redrawn(scene, row, question=found.question))


def _redrawn(scene: Scene, row: RowKey, *, question: str | None) -> ClientFile:
    """Edit the check-in in place: what was answered, what it means, and the question if any.

    The day's own words give way, so that guidance is not lost below them; they stay on the card.
    """
    original = scene.file.outbox.rows[row]
    step = scene.pack.step(original.step or "")
    ways_on = (
        *check_in.again_keyboard(row),
        *progress_dialogue.invitation(step, scene.file, scene.pack),
    )
    meanings = check_in.meanings(scene.file, row, scene.pack)
    noted, values = _noted(scene.file, row)
    is_told = closing_time.is_just_told(scene.file, scene.now)
    told = closing_time.NOT_AGAIN if is_told else {}
    edit = MessageRow(
        key=RowKey(f"update:{scene.incoming.update_id}:edit"),
        leaflet="check_in.head",
        parts=(*noted, *_guidance_lines(meanings)),
        values={**values, **told, "check_in_on": _day_asked(scene, original).isoformat()},
        question=question or "",
        keyboard=check_in.keyboard(row, scene.pack.questions[question]) if question else ways_on,
        calm=check_in.has_worry(question or "", scene.pack),
        due_at=scene.now,
        edits=row,
    )
    return replace(scene.file, outbox=scene.file.outbox.add([edit]))


def _day_asked(scene: Scene, original: MessageRow) -> date:
    return days.day_of(original.sent_at or scene.now, scene.file.client.zone_info)


def _noted(file: ClientFile, row: RowKey) -> tuple[tuple[str, ...], Mapping[str, str]]:
    given = [each for each in file.answers if each.row == row]
    names = " ".join(f"answers.{each.question}.{each.option}" for each in given)
    return (("check_in.noted",), {"answers_names": names}) if given else ((), {})


def _guidance_lines(meanings: list[Guidance]) -> tuple[str, ...]:
    """Say the most urgent line there is, at once; a calm one when nothing is urgent."""
    said = [each for each in meanings if each.leaflet]
    urgent = [each.leaflet for each in said if each.urgency or each.amber]
    calm = [each.leaflet for each in said if not (each.urgency or each.amber)]
    return tuple(dict.fromkeys(urgent[:1] or calm[:1]))
