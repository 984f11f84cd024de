"""Sending what is not only words: photos, documents, albums, locations, copies and forwards.

Source: https://core.telegram.org/bots/api#sending-files; it stops at knowing what a picture shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.simulator import access, files, limits, objects, sending, words
from bot.simulator.arguments import Arguments
from bot.simulator.chats import Entity, Media, Message
from bot.simulator.errors import Refusal, bad_request
from bot.simulator.state import State

CAPTIONED = frozenset({"photo", "document", "video", "voice", "animation", "audio"})
ALBUM_KINDS = frozenset({"photo", "document", "video"})


def send_photo(state: State, given: Arguments) -> dict[str, Any]:
    """Answers sendPhoto."""
    return _send_file(state, given, "photo")


def send_document(state: State, given: Arguments) -> dict[str, Any]:
    """Answers sendDocument."""
    return _send_file(state, given, "document")


def send_video(state: State, given: Arguments) -> dict[str, Any]:
    """Answers sendVideo."""
    return _send_file(state, given, "video")


def send_voice(state: State, given: Arguments) -> dict[str, Any]:
    """Answers sendVoice."""
    return _send_file(state, given, "voice")


def send_animation(state: State, given: Arguments) -> dict[str, Any]:
    """Answers sendAnimation."""
    return _send_file(state, given, "animation")


def send_audio(state: State, given: Arguments) -> dict[str, Any]:
    """Answers sendAudio."""
    return _send_file(state, given, "audio")


def send_video_note(state: State, given: Arguments) -> dict[str, Any]:
    """Answers sendVideoNote, which bears no caption."""
    return _send_file(state, given, "video_note")


def send_media_group(state: State, given: Arguments) -> list[dict[str, Any]]:
    """Answers sendMediaGroup: all items are read before the first one is sent."""
    chat = access.writable_chat(state, given)
    items = given.array("media")
    if not limits.ALBUM_MIN <= len(items) <= limits.ALBUM_MAX:
        raise bad_request("wrong number of media items in an album specified")
    read = [read_item(state, given, item) for item in items]
    if len({carried.kind == "document" for carried, _, _ in read}) > 1:
        raise bad_request("documents can't be mixed with other media types")
    group = str(state.next_number())
    return [
        objects.message(
            state,
            sending.post(
                state,
                given,
                chat,
                media=carried,
                caption=caption,
                entities=entities,
                media_group_id=group,
            ),
        )
        for carried, caption, entities in read
    ]


def send_location(state: State, given: Arguments) -> dict[str, Any]:
    """Answers sendLocation."""
    chat = access.writable_chat(state, given)
    latitude, longitude = given.real("latitude"), given.real("longitude")
    if latitude is None or longitude is None:
        raise bad_request("wrong latitude or longitude specified")
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise bad_request("wrong latitude or longitude specified")
    place = Media(kind="location", payload={"latitude": latitude, "longitude": longitude})
    return objects.message(state, sending.post(state, given, chat, media=place))


def copy_message(state: State, given: Arguments) -> dict[str, Any]:
    """Answers copyMessage: the same content as the bot's own new message."""
    chat = access.writable_chat(state, given)
    source = _source(state, given, "copy")
    content: dict[str, Any] = {"text": source.text, "media": source.media}
    content |= {"caption": source.caption, "entities": source.entities}
    if given.has("caption") and source.media is not None:
        content["caption"], content["entities"] = words.caption_of(state, given)
    return {"message_id": sending.post(state, given, chat, **content).id}


def forward_message(state: State, given: Arguments) -> dict[str, Any]:
    """Answers forwardMessage: the same content with its origin named."""
    chat = access.writable_chat(state, given)
    source = _source(state, given, "forward")
    origin = source.origin or {
        "type": "user",
        "date": source.date,
        "sender_user": objects.user(source.sender or state.bot),
    }
    message = sending.post(
        state,
        given,
        chat,
        text=source.text,
        media=source.media,
        caption=source.caption,
        entities=source.entities,
        origin=origin,
    )
    return objects.message(state, message)


def get_file(state: State, given: Arguments) -> dict[str, Any]:
    """Answers getFile; downloads end at 20 MB."""
    if not given.text("file_id"):
        raise bad_request("file_id is not specified")
    try:
        stored = state.files.get(given.text("file_id"))
    except Refusal as refusal:
        raise bad_request("invalid file_id") from refusal
    if len(stored.content) > limits.DOWNLOAD_BYTES_MAX:
        raise bad_request("file is too big")
    return {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


def read_item(
    state: State, given: Arguments, item: Any
) -> tuple[Media, str | None, tuple[Entity, ...]]:
    """One InputMedia: what it carries, its caption and the caption's entities."""
    if not isinstance(item, Mapping) or str(item.get("type")) not in ALBUM_KINDS:
        raise bad_request("can't parse InputMedia: type is not supported")
    part = Arguments(values=dict(item), files=given.files, file_names=given.file_names)
    caption, entities = words.caption_of(state, part)
    return _carried(state, part, str(item["type"]), "media"), caption or None, entities


def payload(stored: files.StoredFile, **facts: Any) -> Any:
    """Telegram's object for a stored file: a list of sizes for a photo, one object otherwise."""
    base: dict[str, Any] = {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
    }
    if stored.kind == "photo":
        return [base | {"width": stored.width or 1, "height": stored.height or 1}]
    return base | facts


def _send_file(state: State, given: Arguments, kind: str) -> dict[str, Any]:
    chat = access.writable_chat(state, given)
    caption, entities = words.caption_of(state, given)
    carried = _carried(state, given, kind, kind)
    message = sending.post(
        state, given, chat, media=carried, caption=caption or None, entities=entities
    )
    return objects.message(state, message)


def _carried(state: State, given: Arguments, kind: str, field: str) -> Media:
    """The uploaded or already known file a call names."""
    upload = given.file(field)
    if upload is not None:
        name, content = upload
        files.check_upload(kind, content)
        stored = state.files.add(kind, content, name)
        return Media(
            kind=kind,
            payload=payload(stored, **facts(kind, given.file_names.get(name, name))),
            content=content,
        )
    reference = given.text(field)
    if not reference:
        raise bad_request(f"there is no {kind} in the request")
    if "://" in reference:
        raise bad_request("failed to get HTTP URL content")
    known = state.files.get(reference)
    if known.kind != kind:
        raise bad_request(f"can't use file of type {known.kind.title()} as {kind.title()}")
    return Media(kind=kind, payload=payload(known, **facts(kind, "")), content=known.content)


def facts(kind: str, name: str) -> dict[str, Any]:
    """What Telegram's object of this kind says besides ids and size."""
    if kind == "document":
        return {"file_name": name or "file"}
    if kind in ("video", "animation"):
        return {"width": 640, "height": 480, "duration": 1}
    if kind == "video_note":
        return {"length": 240, "duration": 1}
    if kind == "sticker":
        look = {
            "type": "regular",
            "width": 512,
            "height": 512,
            "emoji": "\N{SLIGHTLY SMILING FACE}",
        }
        return look | {"is_animated": False, "is_video": False}
    return {"duration": 1, "mime_type": "audio/ogg"}


def _source(state: State, given: Arguments, purpose: str) -> Message:
    place = access.chat_of(state, given, "from_chat_id")
    source = access.message_of(place, given, purpose)
    if source.service is not None or source.protected:
        raise bad_request(f"message can't be {'copied' if purpose == 'copy' else 'forwarded'}")
    return source
