"""What the page's buttons do: one verb, one function, from JSON facts to the world and its clock.

The facts come from a browser, so each is checked; what an app cannot do is refused in a sentence.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.simulator import limits, samples
from bot.simulator.page_view import Jump, Phone, Playing
from bot.simulator.player import CannotPlay, Player, Progress
from bot.simulator.world import World

TEXT_CHARACTERS_MAX = 20_000


class Wrong(Exception):
    """The facts of an action are not usable; the sentence is meant for the reader of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The JSON object sent with an action, read strictly."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A string of bounded length."""
        value = self.values.get(name)
        if not isinstance(value, str):
            raise Wrong(f"{name} must be a text")
        if len(value) > TEXT_CHARACTERS_MAX:
            raise Wrong(f"{name} is longer than {TEXT_CHARACTERS_MAX} characters")
        return value

    def number(self, name: str) -> int:
        """A whole number."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Wrong(f"{name} must be a whole number")
        return value

    def content(self, name: str) -> bytes | None:
        """A picture in base64, None when absent."""
        packed = self.values.get(name)
        if packed is None:
            return None
        try:
            content = base64.b64decode(str(packed), validate=True)
        except binascii.Error as error:
            raise Wrong(f"{name} must be base64") from error
        if len(content) > limits.PHOTO_BYTES_MAX:
            raise Wrong("Telegram takes photos of 10 MB at most.")
        return content


Act = Callable[[World, int, Facts], object]
Answer = dict[str, Any]
Told = Callable[[], None]


def _tap(world: World, phone: int, facts: Facts) -> object:
    return world.tap(phone, facts.number("message"), facts.number("index"))


def _photo(world: World, phone: int, facts: Facts) -> object:
    sent = sum(each.photo is not None and not each.from_bot for each in world.chat(phone))
    sample = samples.photo(min(sent, samples.PHOTOS_UNTIL_PLAIN))
    return world.send_photo(phone, facts.content("content") or sample)


def _document(world: World, phone: int, _: Facts) -> object:
    return world.send_document(phone, samples.DOCUMENT, samples.DOCUMENT_NAME)


def _edit(world: World, phone: int, facts: Facts) -> None:
    world.edit_text(phone, facts.number("message"), facts.text("text"))


ACTS: Mapping[str, Act] = {
    "start": lambda world, phone, facts: world.start_link(phone, facts.text("payload")),
    "text": lambda world, phone, facts: world.send_text(phone, facts.text("text")),
    "tap": _tap,
    "edit": _edit,
    "photo": _photo,
    "document": _document,
    "voice": lambda world, phone, _: world.send_voice(phone, samples.VOICE),
    "block": lambda world, phone, _: world.block(phone),
    "unblock": lambda world, phone, _: world.unblock(phone),
}


async def act(playing: Playing, verb: str, facts: Facts) -> Answer:
    """One person's act on one phone, and what the bot makes of it."""
    phone = facts.number("phone")
    if phone not in {one.id for one in playing.phones}:
        raise Wrong("There is no such phone.")
    world = playing.show.world
    if verb == "location":
        await _settled(playing, lambda: world.send_location(phone, *playing.show.location))
    else:
        await _settled(playing, lambda: ACTS[verb](world, phone, facts))
    return {}


async def add_phone(playing: Playing, facts: Facts) -> Answer:
    """Hand a phone to somebody of the cast; the answer names its id."""
    name = facts.text("name")
    found = [phone for phone in playing.others if phone.name == name]
    if not found:
        raise Wrong(f"{name} is not of the cast, or has a phone already.")
    await _settled(playing, lambda: enter(playing, found[0]))
    return {"phone": found[0].id}


def enter(playing: Playing, phone: Phone) -> None:
    """Put a phone, and its owner if the world does not know them, on the stage."""
    world = playing.show.world
    if phone.id not in world.state.users:
        world.add_user(phone.id, phone.name, language_code=phone.language)
    playing.phones.append(phone)


async def jump(playing: Playing, facts: Facts, told: Told) -> Answer:
    """Move the clock: by name (hour, next_message, next_morning, week) or to an ISO instant."""
    player = playing.show.player
    if player is None:
        raise CannotPlay("This world runs on the computer's own clock.")
    if playing.jump is not None:
        raise CannotPlay("The clock is moving already.")

    def on_progress(progress: Progress) -> None:
        playing.jump = Jump(now=progress.now, done=progress.done)
        told()

    playing.jump = Jump(now=player.now(), done=0.0)
    told()
    try:
        return await _jumps(playing, player, facts.text("to"), on_progress)
    finally:
        playing.jump = None
        told()


async def _jumps(
    playing: Playing, player: Player, to: str, on_progress: Callable[[Progress], None]
) -> Answer:
    zone = ZoneInfo(playing.show.zone)
    jumps: Mapping[str, Callable[[], Awaitable[object]]] = {
        "hour": lambda: player.hour(on_progress),
        "week": lambda: player.week(on_progress),
        "next_morning": lambda: player.next_morning(zone, on_progress),
        "next_message": lambda: player.next_message(playing.client_messages, on_progress),
    }
    if to not in jumps:
        await player.jump_to(_instant(to), on_progress)
    elif await jumps[to]() is False:
        return {"note": "No further message is planned for any client."}
    return {}


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Wrong("The clock moves to an instant written as 2026-03-27T17:00+01:00.") from error
    if instant.utcoffset() is None:
        raise Wrong("The instant needs its offset, as +01:00.")
    return instant


async def _settled(playing: Playing, work: Callable[[], object]) -> None:
    player = playing.show.player
    if player is None:
        work()
    else:
        await player.act(work)
