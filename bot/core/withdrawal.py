"""Consent taken back and given again: nothing is sent unasked, and what helps in need stays.

Whoever writes is answered, a warning sign is still heard, and "I'm worried" reaches the clinic.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import alerts, consent, forgetting, plan
from bot.core.client import ClientFile, Status
from bot.core.incoming import Answer
from bot.core.outbox import Button, Keyboard
from bot.core.scene import Reply, Scene


def button(file: ClientFile) -> Button:
    """Return the button that leads here: to take back, or to agree again."""
    phrase = "withdraw.agree_again" if file.has_withdrawn else "withdraw.open"
    return Button(phrase=phrase, data="v1:withdraw:ask")


def tapped(scene: Scene) -> Reply:
    """Go one tap further, or back."""
    _, word, *_ = (*scene.incoming.words, "")
    step = _TAPS.get(word)
    return Reply(file=scene.file, toast="toast.old_button") if step is None else step(scene)


def ask(scene: Scene) -> Reply:
    """Ask whether it is meant: taking back what was agreed to, or agreeing again."""
    if scene.file.has_withdrawn:
        again = Answer(
            leaflet="consent", values=consent.kept(scene.clinic), keyboard=_keyboard("agree")
        )
        return scene.answer(again)
    return scene.answer(Answer(leaflet="withdraw.sure", keyboard=_keyboard("yes")))


def _keyboard(word: str) -> Keyboard:
    phrase = "consent.agree" if word == "agree" else "withdraw.yes"
    keep = Button(phrase="button.back", data="v1:withdraw:no")
    return ((Button(phrase=phrase, data=f"v1:withdraw:{word}"),), (keep,))


def _back(scene: Scene) -> Reply:
    return scene.edit(Answer(leaflet="start.again"))


def _withdrawn(scene: Scene) -> Reply:
    """Stop all that would be sent unasked, and tell staff once."""
    file, now, agreed = scene.file, scene.now, scene.file.client.consent
    if agreed is None or file.has_withdrawn:
        return Reply(file=file, toast="toast.noted_already")
    file = plan.stop(file, plan.STOPPED)
    file = file.with_client(status=Status.STOPPED, consent=replace(agreed, withdrawn_at=now))
    file = file.noting(now, "consent withdrawn", "client")
    cause = f"withdrawn-{scene.incoming.update_id}"
    file = alerts.notice(file, "staff.withdrawn", cause, scene.clinic, now)
    keyboard = ((forgetting.button(),),)
    return replace(scene, file=file).edit(Answer(leaflet="withdraw.done", keyboard=keyboard))


def _agreed(scene: Scene) -> Reply:
    """Take the consent anew, for the text as it stands today, and let the course go on."""
    file, now, former = scene.file, scene.now, scene.file.client.consent
    if former is None or not file.has_withdrawn:
        return Reply(file=file, toast="toast.noted_already")
    anew = replace(
        former,
        version=consent.version(scene.pack, scene.clinic),
        language=file.client.language,
        at=now,
        withdrawn_at=None,
    )
    file = file.with_client(status=Status.LINKED, consent=anew, paused_until=None)
    file = plan.replan(file, scene.pack, now).noting(now, "consent given", "client")
    cause = f"agreed-{scene.incoming.update_id}"
    file = alerts.notice(file, "staff.agreed_again", cause, scene.clinic, now)
    return replace(scene, file=file).edit(Answer(leaflet="withdraw.again"))


_TAPS: Mapping[str, Callable[[Scene], Reply]] = {
    "ask": ask,
    "yes": _withdrawn,
    "agree": _agreed,
    "no": _back,
}
