"""/forget: what is told before a client's data goes, and the wish itself, written on their file.

Two taps, and with an alert open the client is told first. Erasing is an action, which finds the
wish on the file and so goes on after a crash.
"""

from dataclasses import replace

from bot.core import holds, own_data
from bot.core.client import ClientFile
from bot.core.incoming import Answer, Incoming
from bot.core.outbox import Button, Keyboard
from bot.core.pack import Urgency
from bot.core.scene import Reply, Scene

WISHED = "erasure asked for"
ASK, SURE, YES, NO = "ask", "sure", "yes", "no"
TOLD = "alert"


def show(scene: Scene) -> Reply:
    """Say what would be erased, and what cannot be."""
    return scene.answer(_first(scene.file))


def tapped(scene: Scene) -> Reply:
    """Go one tap further, or back; the last tap counts only from whoever read of an open alert."""
    _, word, told, *_ = (*scene.incoming.words, "", "")
    if word == ASK:
        return scene.answer(_first(scene.file))
    if word == NO:
        return scene.edit(Answer(leaflet="forget.kept"))
    if word == YES and (told == TOLD or not is_alert_open(scene.file)):
        return Reply(file=_wished(scene))
    if word in (SURE, YES):
        return scene.edit(_second(scene.file))
    return Reply(file=scene.file, toast="toast.old_button")


def is_last_tap(incoming: Incoming) -> bool:
    """Tell whether something that arrived may be the tap that erases."""
    return incoming.words[:2] == ("forget", YES)


def is_wished(file: ClientFile) -> bool:
    """Tell whether the client asked for everything to be erased."""
    return any(event.name == WISHED for event in file.events)


def is_alert_open(file: ClientFile) -> bool:
    """Tell whether something the client told us of waits for staff still."""
    return most_urgent_open(file) is not None


def most_urgent_open(file: ClientFile) -> Urgency | None:
    """Return how urgent that is, None where nothing of the kind is open."""
    found = [
        each.urgency
        for each in file.alerts
        if each.closed_at is None and each.concern not in holds.TECHNICAL
    ]
    return min(found, key=tuple(Urgency).index, default=None)


def button() -> Button:
    """Return the button that leads here from elsewhere."""
    return Button(phrase="forget.open", data=f"v1:forget:{ASK}")


def _first(file: ClientFile) -> Answer:
    keyboard: Keyboard = (
        (Button(phrase="forget.go_on", data=f"v1:forget:{SURE}"),),
        (own_data.button(),),
        (Button(phrase="forget.keep", data=f"v1:forget:{NO}"),),
    )
    return _warned(file, "forget.ask", keyboard)


def _second(file: ClientFile) -> Answer:
    told = f":{TOLD}" if is_alert_open(file) else ""
    keyboard: Keyboard = (
        (Button(phrase="forget.yes", data=f"v1:forget:{YES}{told}"),),
        (Button(phrase="forget.keep", data=f"v1:forget:{NO}"),),
    )
    return _warned(file, "forget.sure", keyboard)


def _warned(file: ClientFile, leaflet: str, keyboard: Keyboard) -> Answer:
    """Return a screen; what is open with staff is told above everything else."""
    if not is_alert_open(file):
        return Answer(leaflet=leaflet, keyboard=keyboard)
    return Answer(leaflet="forget.alert_open", parts=(leaflet,), keyboard=keyboard)


def _wished(scene: Scene) -> ClientFile:
    """Return the file with the wish on it: from now on it is over, whatever else is planned."""
    file = scene.file
    if is_wished(file):
        return file
    return replace(file, erase_at=scene.now).noting(scene.now, WISHED, "client")
