"""/progress as it is played: the invitation, the guide, the photo kept, shown and deleted.

No sentence here says anything about what a photo shows; whoever wonders is sent to the clinic.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import consent, days, handing_over, progress
from bot.core import incoming as arrivals
from bot.core.client import ClientFile, ProgressPhoto
from bot.core.incoming import Answer, Kind
from bot.core.outbox import Button, Keyboard, Media, MessageRow, RowKey, RowState
from bot.core.pack import Pack, Step
from bot.core.said import ClientMessage
from bot.core.scene import Reply, Scene

COMMAND, VERB = "progress", "photo"
OLD_BUTTON = "toast.old_button"
INVITATION = "progress.invitation"
DAYS_IN_ROW = 2
ALL = "all"
_WAITING = frozenset({RowState.PLANNED, RowState.CLAIMED})


def invitation(step: Step | None, file: ClientFile, pack: Pack) -> Keyboard:
    """Return the button below a day's message that invites to add a photo, none on other days."""
    if step is None or not progress.invites(step, file, pack):
        return ()
    return ((_button("progress.add", "add"),),)


def show(scene: Scene) -> Reply:
    """Promise the client's photos as one picture, or say how to begin.

    The picture is made when it is sent; whoever asks again before it came gets it once.
    """
    file = scene.file
    if any(row.media is Media.PROGRESS and row.state in _WAITING for row in _rows(file)):
        return Reply(file=file, toast="toast.photos_coming")
    if not file.photos:
        return scene.answer(_none_yet(scene))
    count, most = len(file.photos), progress.SHOWN_MOST
    row = MessageRow(
        key=RowKey(f"update:{scene.incoming.update_id}:0"),
        leaflet="progress.shown",
        parts=("progress.some",) if count > most else (),
        values={"count": str(count), "shown_count": str(most)},
        due_at=scene.now,
        media=Media.PROGRESS,
        keyboard=(*_ways_on(scene), (_button("progress.delete", "list"),)),
    )
    added = replace(file, outbox=file.outbox.add([row]))
    return Reply(file=added, toast="toast.photos_coming")


def tapped(scene: Scene) -> Reply:
    """Do what a button below an invitation, a photo or the picture asks for."""
    _, word, photo_id, *_ = (*scene.incoming.words, "", "")
    step = _TAPS.get(word)
    return _old(scene) if step is None else step(scene, photo_id)


def added(scene: Scene) -> ClientFile:
    """Return the file with the photo that arrived, kept once."""
    if progress.is_kept(scene.file, scene.incoming):
        return scene.file
    return progress.added(scene.file, scene.incoming, scene.clinic, scene.now)


def confirmed(scene: Scene, before: ClientFile) -> ClientFile:
    """Say below all else that the photo is kept, for the first of an album; `before` knew none.

    In an emergency nothing is said beside the stop.
    """
    file, arrived = scene.file, scene.incoming
    if progress.goes_on(before, arrived) or file.is_emergency_open:
        return file
    is_told = handing_over.message(file, str(arrived.update_id)) is not None
    is_new = progress.found(file, str(arrived.update_id)) is not None
    ask: Keyboard = ((_button("progress.show_clinic", "ask", str(arrived.update_id)),),)
    row = MessageRow(
        key=RowKey(f"photo:{arrived.update_id}"),
        leaflet="progress.kept" if is_new else "progress.kept_already",
        parts=() if is_told else ("progress.nobody_looked",),
        values={"photo_day": str(progress.day_of(file, scene.now))},
        due_at=scene.now,
        keyboard=ask if is_new and not is_told else (),
        audible=not is_told,
    )
    return replace(file, outbox=file.outbox.add([row]))


def _rows(file: ClientFile) -> tuple[MessageRow, ...]:
    return tuple(file.outbox.rows.values())


def _button(phrase: str, *words: str, **values: str) -> Button:
    return Button(phrase=phrase, data=":".join(("v1", VERB, *words)), values=values)


def _old(scene: Scene) -> Reply:
    return Reply(file=scene.file, toast=OLD_BUTTON)


def _none_yet(scene: Scene) -> Answer:
    reason = progress.why_not(scene.file, scene.pack, scene.now)
    parts = (reason or "progress.begin",)
    return Answer(leaflet="progress.none", parts=parts, keyboard=_ways_on(scene))


def _ways_on(scene: Scene) -> Keyboard:
    """Return the ways to add a photo and to be invited again, as far as they are open."""
    may_add = not progress.why_not(scene.file, scene.pack, scene.now)
    add = ((_button("progress.add", "add"),),) if may_add else ()
    is_off = may_add and scene.file.client.no_photo_invitations
    return (*add, (_button("progress.invite_again", "again"),)) if is_off else add


def _screen(scene: Scene, answer: Answer) -> Reply:
    """Show a screen in the tapped message, or as a new one where that is a picture."""
    target = arrivals.sent_row(scene.file.outbox, scene.incoming)
    is_words = target is not None and target.media is Media.NONE
    return scene.edit(answer) if is_words else scene.answer(answer)


def _add(scene: Scene, _: str) -> Reply:
    """Show how to take it, and keep the next photo that comes."""
    reason = progress.why_not(scene.file, scene.pack, scene.now)
    if reason:
        return scene.answer(Answer(leaflet=reason))
    asking = scene.file.with_client(asking=progress.asking(scene.now))
    is_stored = consent.covers_stored_photos(scene.file, scene.clinic)
    guide = Answer(
        leaflet="photo-guide",
        parts=("progress.where_stored" if is_stored else "progress.where_telegram",),
        keyboard=(
            (_button("progress.not_today", "later"),),
            (_button("progress.never", "never"),),
        ),
    )
    return replace(scene, file=asking).answer(guide)


def _later(scene: Scene, _: str) -> Reply:
    return _screen(scene, Answer(leaflet="progress.not_today_said"))


def _never(scene: Scene, _: str) -> Reply:
    file = scene.file.with_client(no_photo_invitations=True)
    return _screen(replace(scene, file=file), Answer(leaflet="progress.never_said"))


def _again(scene: Scene, _: str) -> Reply:
    file = scene.file.with_client(no_photo_invitations=False)
    said = Answer(leaflet="progress.again_said")
    return _screen(replace(scene, file=file), said)


def _ask(scene: Scene, photo_id: str) -> Reply:
    """Hand a kept photo to staff, as if it had been sent to them."""
    photo = progress.found(scene.file, photo_id)
    if photo is None:
        return _old(scene)
    if handing_over.is_passed_on(scene.file, photo_id):
        return Reply(file=scene.file, toast="toast.passed_on_already")
    asked = ClientMessage(id=photo.id, at=photo.at, kind=Kind.PHOTO, file_id=photo.file_id)
    file = replace(scene.file, messages=(*scene.file.messages, asked))
    passed = handing_over.pass_on(file, photo_id, scene.clinic, scene.now)
    return Reply(file=passed, toast="toast.telling_clinic")


def _list(scene: Scene, _: str) -> Reply:
    """Ask which photo is to go."""
    photos = scene.file.photos
    if not photos:
        return _screen(scene, _none_yet(scene))
    buttons = [_button("progress.taken", "sure", each.id, **_told(scene, each)) for each in photos]
    places = range(0, len(buttons), DAYS_IN_ROW)
    rows = tuple(tuple(buttons[place : place + DAYS_IN_ROW]) for place in places)
    everything = ((_button("progress.delete_all", "sure", ALL),),) if len(photos) > 1 else ()
    keep = ((_button("progress.keep", "keep"),),)
    return _screen(scene, Answer(leaflet="progress.which", keyboard=(*rows, *everything, *keep)))


def _told(scene: Scene, photo: ProgressPhoto) -> dict[str, str]:
    taken_on = days.day_of(photo.at, scene.file.client.zone_info)
    return {"photo_day": str(photo.day), "taken_on": taken_on.isoformat()}


def _sure(scene: Scene, photo_id: str) -> Reply:
    """Ask once more before anything is deleted."""
    photo = progress.found(scene.file, photo_id)
    is_all = photo_id == ALL and bool(scene.file.photos)
    if photo is None and not is_all:
        return _old(scene)
    keyboard: Keyboard = (
        (_button("progress.delete_yes", "gone", photo_id),),
        (_button("progress.keep", "keep"),),
    )
    leaflet = "progress.sure_all" if photo is None else "progress.sure"
    values = {"count": str(len(scene.file.photos))} if photo is None else _told(scene, photo)
    return _screen(scene, Answer(leaflet=leaflet, values=values, keyboard=keyboard))


def _gone(scene: Scene, photo_id: str) -> Reply:
    """Delete one photo, or all; a second tap finds nothing more to do."""
    photo = progress.found(scene.file, photo_id)
    going = scene.file.photos if photo_id == ALL else (() if photo is None else (photo,))
    if not going:
        return _old(scene)
    file = progress.without(scene.file, going, scene.now)
    deleted = Answer(leaflet="progress.deleted_all" if photo is None else "progress.deleted")
    return replace(_screen(replace(scene, file=file), deleted), toast="toast.photo_deleted")


def _keep(scene: Scene, _: str) -> Reply:
    return _screen(scene, Answer(leaflet="progress.nothing_deleted"))


_TAPS: Mapping[str, Callable[[Scene, str], Reply]] = {
    "add": _add,
    "later": _later,
    "never": _never,
    "again": _again,
    "ask": _ask,
    "list": _list,
    "sure": _sure,
    "gone": _gone,
    "keep": _keep,
}
