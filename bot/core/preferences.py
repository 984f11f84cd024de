"""/settings: hours, zone, language, pause, fewer, sun reminders, stop; one message, edited."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.core import days, plan, sun, withdrawal
from bot.core.client import ClientFile, Status
from bot.core.incoming import Answer
from bot.core.outbox import Button, Keyboard
from bot.core.scene import Reply, Scene
from bot.core.sun import Place

ZONE = "zone"
QUIET_CHOICES = ((21, 8), (20, 8), (22, 8), (21, 9), (22, 10))
PAUSES = {"3": 3, "7": 7}
ZONES_SHOWN = 6
ZONE_TEXT_LIMIT = 60
SHORTEST_LIKENESS = 2


def show(scene: Scene) -> Reply:
    """Send the settings."""
    return scene.answer(_root(scene.file, scene.now))


def tapped(scene: Scene) -> Reply:
    """Change what the tapped button says, and show the settings anew in the same message."""
    words = (*scene.incoming.words[1:], "", "")
    step = _TAPS.get(words[0])
    if step is None:
        return replace(scene.edit(_root(scene.file, scene.now)), toast="")
    return step(scene, words[1])


def typed(scene: Scene) -> tuple[Reply, bool]:
    """Read the city the client typed for the zone; tell also whether it surely was one.

    Only a city's whole name counts at once; what is merely like one is offered as buttons.
    """
    exact, like = zones_like(scene.incoming.text, scene.zones)
    if len(exact) == 1:
        return _zone(scene, exact[0]), True
    found = exact or like
    if not found:
        return scene.answer(Answer(leaflet="settings.unknown_zone", keyboard=_back())), False
    keyboard = tuple((_zone_button(zone),) for zone in found[:ZONES_SHOWN])
    return scene.answer(Answer(leaflet="settings.which_zone", keyboard=keyboard)), bool(exact)


def location(scene: Scene) -> Reply:
    """Keep a shared location, rounded to 0.1 degree, for the hours of strong sun."""
    near = sun.rounded(Place(latitude=scene.incoming.latitude, longitude=scene.incoming.longitude))
    file = scene.file.with_client(latitude=near.latitude, longitude=near.longitude)
    if scene.incoming.is_edit:
        return Reply(file=file)  # a live location moves on; nobody wants a message for each step
    return replace(scene, file=file).answer(Answer(leaflet="settings.location_kept"))


def zones_like(text: str, zones: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the zones whose city or full name this is, and those that merely hold it."""
    wanted = "_".join(text.strip().lower()[:ZONE_TEXT_LIMIT].split())
    exact = [z for z in zones if wanted in (z.lower(), z.lower().rsplit("/", 1)[-1])]
    return exact, [z for z in zones if len(wanted) > SHORTEST_LIKENESS and wanted in z.lower()]


def _root(file: ClientFile, now: datetime) -> Answer:
    client = file.client
    paused = client.paused_until is not None and client.paused_until > now
    state = "stopped" if client.status is Status.STOPPED else "paused" if paused else "on"
    values = {
        "quiet_from": f"{client.quiet_from:%H:%M}",
        "quiet_until": f"{client.quiet_until:%H:%M}",
        "zone": client.zone,
        "language_phrase": f"languages.{client.language}",
        "state_phrase": f"settings.state_{state}",
        "until_at": client.paused_until.isoformat() if client.paused_until and paused else "",
        "sounds_phrase": f"settings.sounds_{'few' if client.fewer else 'all'}",
        "sun_phrase": f"settings.sun_{'on' if client.sun_reminders else 'off'}",
        "place_phrase": f"settings.place_{'none' if client.latitude is None else 'kept'}",
    }
    return Answer(leaflet="settings.root", values=values, keyboard=_root_keyboard(file, state))


def _button(phrase: str, *words: str) -> Button:
    return Button(phrase=phrase, data=":".join(("v1", "set", *words)))


def _root_keyboard(file: ClientFile, state: str) -> Keyboard:
    client = file.client
    pausing = (
        (withdrawal.button(file) if file.has_withdrawn else _button("settings.resume", "resume"),)
        if state != "on"
        else (_button("settings.pause_3", "pause", "3"), _button("settings.pause_7", "pause", "7"))
    )
    fewer = _button("settings.all_sounds" if client.fewer else "settings.fewer", "fewer")
    suns = _button("settings.sun_stop" if client.sun_reminders else "settings.sun_start", "sun")
    place = () if client.latitude is None else ((_button("settings.place_forget", "place"),),)
    stop = () if state == "stopped" else ((_button("settings.stop", "stop"),),)
    return (
        (_button("settings.hours", "hours"), _button("settings.zone", "zone")),
        (_button("settings.language", "language"), fewer),
        (suns,),
        *place,
        pausing,
        *stop,
    )


def _back() -> Keyboard:
    return ((_button("button.back", "root"),),)


def _shown(scene: Scene, toast: str = "toast.saved") -> Reply:
    return replace(scene.edit(_root(scene.file, scene.now)), toast=toast)


def _replanned(scene: Scene) -> Scene:
    return replace(scene, file=plan.replan(scene.file, scene.pack, scene.now))


def _hours(scene: Scene, choice: str) -> Reply:
    if choice.isdecimal() and int(choice) < len(QUIET_CHOICES):
        start, end = QUIET_CHOICES[int(choice)]
        file = scene.file.with_client(quiet_from=time(start), quiet_until=time(end))
        return _shown(replace(scene, file=file))
    buttons = tuple(
        (
            Button(
                phrase="settings.quiet_choice",
                data=f"v1:set:hours:{number}",
                values={"from": f"{start:02}:00", "until": f"{end:02}:00"},
            ),
        )
        for number, (start, end) in enumerate(QUIET_CHOICES)
    )
    return scene.edit(Answer(leaflet="settings.which_hours", keyboard=(*buttons, *_back())))


def _zone(scene: Scene, zone: str) -> Reply:
    if zone in scene.zones:
        own = zone != str(scene.clinic.zone)
        changed = replace(scene, file=scene.file.with_client(zone=zone, zone_is_own=own))
        changed = _replanned(changed)
        return changed.answer(_root(changed.file, changed.now))
    asking = replace(scene, file=scene.file.with_client(asking=ZONE))
    return asking.edit(Answer(leaflet="settings.type_city", keyboard=_back()))


def _zone_button(zone: str) -> Button:
    data = f"v1:set:zone:{zone}"
    return Button(phrase="settings.zone_choice", data=data, values={"zone": zone})


def _language(scene: Scene, language: str) -> Reply:
    if language in scene.pack.languages:
        return _shown(replace(scene, file=scene.file.with_client(language=language)))
    keyboard = tuple(
        (_button(f"languages.{each}", "language", each),) for each in scene.pack.languages
    )
    return scene.edit(Answer(leaflet="settings.which_language", keyboard=(*keyboard, *_back())))


def _pause(scene: Scene, choice: str) -> Reply:
    if choice not in PAUSES:
        return _shown(scene, "")
    zone = scene.file.client.zone_info
    day = days.day_of(scene.now, zone) + timedelta(days=PAUSES[choice])
    until = days.instant_of(day, days.local(scene.now, zone).time(), zone)
    file = scene.file.with_client(paused_until=until, paused_by_clinic=False)
    return _shown(replace(scene, file=file))


def _resume(scene: Scene, _: str) -> Reply:
    """Let the messages go on; steps that a stop had skipped and that are still to come return.

    Whoever took their consent back is asked for it first.
    """
    if scene.file.has_withdrawn:
        return withdrawal.ask(scene)
    file = scene.file.with_client(paused_until=None, paused_by_clinic=False, status=Status.LINKED)
    return _shown(_replanned(replace(scene, file=file)))


def _fewer(scene: Scene, _: str) -> Reply:
    file = scene.file.with_client(fewer=not scene.file.client.fewer)
    return _shown(replace(scene, file=file))


def _sun(scene: Scene, _: str) -> Reply:
    file = scene.file.with_client(sun_reminders=not scene.file.client.sun_reminders)
    return _shown(replace(scene, file=file))


def _place(scene: Scene, _: str) -> Reply:
    return _shown(replace(scene, file=scene.file.with_client(latitude=None, longitude=None)))


def _stop(scene: Scene, choice: str) -> Reply:
    if choice != "yes":
        keyboard = ((_button("settings.stop_yes", "stop", "yes"),), *_back())
        return scene.edit(Answer(leaflet="settings.stop_sure", keyboard=keyboard))
    file = plan.stop(scene.file, plan.STOPPED).with_client(status=Status.STOPPED)
    file = file.noting(scene.now, "stopped", "client")
    return _shown(replace(scene, file=file), "toast.stopped")


_Step = Callable[[Scene, str], Reply]
_TAPS: Mapping[str, _Step] = {
    "hours": _hours,
    "zone": _zone,
    "language": _language,
    "pause": _pause,
    "resume": _resume,
    "fewer": _fewer,
    "sun": _sun,
    "place": _place,
    "stop": _stop,
}
