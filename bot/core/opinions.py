"""The client's permission to be asked and invited, and their opinion: a tap each, theirs to change.

"No" is as near as "yes", here and in /privacy. What is not good goes to a person; nobody is asked
to write a review. When it is asked stands in `near_the_end`.
"""

from dataclasses import replace

from bot.core import alerts, near_the_end
from bot.core.alerts import Concern
from bot.core.client import ClientFile, Opinion, Permission
from bot.core.incoming import Answer
from bot.core.outbox import Button, Keyboard
from bot.core.pack import Urgency
from bot.core.scene import Reply, Scene

CONCERN = "opinion"
BAD = frozenset({"poor", "bad"})
GIVEN, REFUSED = "permission given", "permission refused"


def keyboard(file: ClientFile) -> Keyboard:
    """Return the button that changes the permission, for whoever was asked for it."""
    if file.client.permission is None:
        return ()
    word = "no" if file.client.permission.is_given else "yes"
    name = "take_back" if word == "no" else "allow"
    return ((Button(phrase=f"near_end.{name}", data=f"v1:opinion:{word}"),),)


def tapped(scene: Scene) -> Reply:
    """Note the permission, or the opinion."""
    word = scene.incoming.word(1)
    if word in ("yes", "no"):
        return _permitted(scene, is_given=word == "yes")
    if word in near_the_end.OPTIONS and near_the_end.was_asked(scene.file):
        return _noted(scene, word)
    return Reply(file=scene.file, toast="toast.old_button")


def _permitted(scene: Scene, *, is_given: bool) -> Reply:
    file, now, former = scene.file, scene.now, scene.file.client.permission
    if former is not None and former.is_given is is_given:
        return Reply(file=file, toast="toast.noted_already")
    permission = Permission(is_given=is_given, language=file.client.language, at=now)
    file = file.with_client(permission=permission)
    if is_given:
        file = near_the_end.planned(file, scene.pack)
    file = file.noting(now, GIVEN if is_given else REFUSED, "client")
    leaflet = "near_end.thanks" if is_given else "near_end.no_asking"
    return replace(scene, file=file).edit(Answer(leaflet=leaflet))


def _noted(scene: Scene, option: str) -> Reply:
    """Keep the opinion; one that is not good is handed over to a person."""
    file, now = scene.file, scene.now
    session = _session_asked_of(file)
    given = next((each for each in file.opinions if each.session == session), None)
    if given is not None and given.option == option:
        return Reply(file=file, toast="toast.noted_already")
    others = tuple(each for each in file.opinions if each is not given)
    fresh = Opinion(session=session, option=option, at=now)
    file = replace(file, opinions=(*others, fresh))
    if option in BAD:
        file = alerts.raise_alert(file, _concern(scene, option), scene.clinic, now)
    values = {"option_phrase": f"near_end.options.{option}"}
    reply = replace(scene, file=file).edit(Answer(leaflet="near_end.noted", values=values))
    return replace(reply, toast="toast.noted" if given is None else "toast.changed")


def _session_asked_of(file: ClientFile) -> str:
    """Return the id of the session whose question was asked."""
    asked = [key for key in file.outbox.rows if key.startswith("said:course:opinion:")]
    return asked[-1].rpartition(":")[2] if asked else file.opinions[-1].session


def _concern(scene: Scene, option: str) -> Concern:
    return Concern(
        name=CONCERN,
        urgency=Urgency.ROUTINE,
        cause=str(scene.incoming.update_id),
        values={"option_phrase": f"near_end.options.{option}"},
        audible=False,
    )
