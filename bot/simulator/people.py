"""What people do in Telegram's app: write, press, send, change; each act queues its update.

It stops at one person's own acts; groups, channels and blocking have files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.simulator import edits, entities, files, limits, media, objects, standing
from bot.simulator.chats import Button, Chat, Entity, Media, Message, User
from bot.simulator.errors import Impossible
from bot.simulator.state import State, Tap

PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{1,{limits.START_PAYLOAD_CHARACTERS_MAX}}}")
LINK_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})


def add_user(state: State, user: User) -> User:
    """Put a person into the world; their chat with the bot is not started yet."""
    if user.id in state.users or user.id <= 0:
        raise Impossible(f"there is no room for a person with id {user.id}")
    state.users[user.id] = user
    state.chats[user.id] = Chat(
        id=user.id, type="private", user=user, started=False, known_to_bot=False
    )
    state.changed(user.id)
    return user


def start_link(state: State, user_id: int, link: str) -> int:
    """Open the bot by its link, a bare payload or nothing, and press START; the message's id."""
    payload = _payload(state, link)
    standing.unblock(state, user_id)
    return send_text(state, user_id, f"/start {payload}".strip())


def send_text(
    state: State,
    user_id: int,
    text: str,
    *,
    chat_id: int | None = None,
    reply_to: int | None = None,
) -> int:
    """Write a text; a longer one than fits goes as several messages, as the app does it."""
    if not text.strip():
        raise Impossible("the app sends no empty message")
    message_id = 0
    for part in _parts(text):
        clean, marked = entities.formatted(part, [], state.drop)
        message_id = say(state, user_id, chat_id, text=clean, entities=marked, reply_to=reply_to).id
    return message_id


def send_file(
    state: State,
    user_id: int,
    kind: str,
    content: bytes | None,
    *,
    chat_id: int | None = None,
    caption: str = "",
    media_group_id: str | None = None,
    name: str = "",
) -> int:
    """Send a photo, document, voice, video or sticker; without content a grey pixel travels."""
    stored = state.files.add(kind, content or files.PIXEL, name)
    carried = Media(
        kind=kind,
        payload=media.payload(stored, **media.facts(kind, name)),
        content=stored.content,
    )
    clean, marked = entities.formatted(caption, [], state.drop)
    return say(
        state,
        user_id,
        chat_id,
        media=carried,
        caption=clean or None,
        entities=marked,
        media_group_id=media_group_id,
    ).id


def send_object(
    state: State, user_id: int, kind: str, payload: Mapping[str, Any], chat_id: int | None
) -> int:
    """Send a location or a contact."""
    return say(state, user_id, chat_id, media=Media(kind=kind, payload=dict(payload))).id


def say(state: State, user_id: int, chat_id: int | None, **content: Any) -> Message:
    """Put a person's message into a chat and queue its update, if the bot may see it."""
    user = state.users[user_id]
    chat = place(state, user_id, chat_id)
    if chat.is_private:
        _enter(state, chat)
    message = Message(
        id=state.new_message_id(chat),
        chat_id=chat.id,
        sender=None if chat.type == "channel" else user,
        from_bot=False,
        date=state.seconds(),
        **content,
    )
    state.keep(message)
    if bot_sees(state, chat, message):
        kind = "channel_post" if chat.type == "channel" else "message"
        state.push(kind, objects.message(state, message))
    return message


def edit_text(
    state: State, user_id: int, message_id: int, new_text: str, chat_id: int | None = None
) -> None:
    """Change one's own text or caption."""
    chat = place(state, user_id, chat_id)
    message = standing_message(chat, message_id)
    if message.from_bot or (message.sender and message.sender.id != user_id):
        raise Impossible("people change only what they wrote themselves")
    clean, marked = entities.formatted(new_text, [], state.drop)
    field = "text" if message.text is not None else "caption"
    changes: dict[str, Any] = {field: clean, "entities": marked, "edit_date": state.seconds()}
    changed = state.alter(message, **changes)
    if bot_sees(state, chat, changed):
        kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
        state.push(kind, objects.message(state, changed))


def delete_message(state: State, user_id: int, message_id: int, chat_id: int | None = None) -> None:
    """Take a message away for both sides; the bot is not told."""
    chat = place(state, user_id, chat_id)
    edits.remove(state, chat, standing_message(chat, message_id))


def tap(
    state: State, user_id: int, message_id: int, button: str | int, chat_id: int | None = None
) -> str:
    """Press a button that is really there, by label, data or index; the query's id."""
    chat = place(state, user_id, chat_id)
    message = standing_message(chat, message_id)
    pressed = _button(message, button)
    if pressed.data is None:
        raise Impossible(f"the button {pressed.label!r} does not ask the bot: it is {pressed.kind}")
    return forge(state, user_id, chat.id, message_id, pressed.data)


def forge(state: State, user_id: int, chat_id: int, message_id: int, data: str) -> str:
    """Press a button that need not be there, as an old screen or a forged app does."""
    chat = place(state, user_id, chat_id)
    if chat.is_private and chat.blocked:
        raise Impossible("who has blocked the bot presses nothing")
    tap_id = f"{user_id}{state.next_number():09d}"
    state.await_answer(Tap(id=tap_id, user_id=user_id, chat_id=chat.id, at=state.now()))
    message = chat.messages.get(message_id)
    gone = {"chat": objects.chat(chat), "message_id": message_id, "date": 0}
    there = message is not None and not message.deleted
    state.push(
        "callback_query",
        {
            "id": tap_id,
            "from": objects.user(state.users[user_id]),
            "message": objects.message(state, message) if message and there else gone,
            "chat_instance": str(chat.id * 7919),
            "data": data,
        },
    )
    state.changed(chat.id)
    return tap_id


def ask_inline(state: State, user_id: int, query: str) -> str:
    """Type '@bot query' in some other chat; the query's id."""
    query_id = f"{user_id}{state.next_number():09d}"
    state.inline_answers[query_id] = None
    state.push(
        "inline_query",
        {
            "id": query_id,
            "from": objects.user(state.users[user_id]),
            "query": query[: limits.INLINE_QUERY_CHARACTERS_MAX],
            "offset": "",
            "chat_type": "sender",
        },
    )
    return query_id


def place(state: State, user_id: int, chat_id: int | None) -> Chat:
    """The chat a person means, their own with the bot unless they name another they are in."""
    chat = state.chats.get(user_id if chat_id is None else chat_id)
    if user_id not in state.users or chat is None:
        raise Impossible("no such person or chat")
    if chat.id != user_id and user_id not in chat.members:
        raise Impossible("people act only in chats they are in")
    return chat


def standing_message(chat: Chat, message_id: int) -> Message:
    """A message that is still to be seen in the chat."""
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise Impossible(f"there is no message {message_id} in this chat")
    return message


def bot_sees(state: State, chat: Chat, message: Message) -> bool:
    """Whether the bot gets this message: in groups, privacy mode hides what is not meant for it."""
    if chat.is_private:
        return True
    if chat.bot_status not in ("member", "administrator") or chat.migrated_to is not None:
        return False
    if state.reads_all_group_messages or chat.bot_status == "administrator":
        return True
    answered = chat.messages.get(message.reply_to) if message.reply_to else None
    return (
        message.service is not None
        or (answered is not None and answered.from_bot)
        or _calls_bot(state, message)
    )


def _calls_bot(state: State, message: Message) -> bool:
    name = f"@{state.bot.username}".lower()
    return any(_means_bot(message, entity, name) for entity in message.entities)


def _means_bot(message: Message, entity: Entity, name: str) -> bool:
    raw = message.words.encode("utf-16-le")[entity.offset * 2 : entity.end * 2]
    said = raw.decode("utf-16-le").lower()
    if entity.type == "bot_command":
        return "@" not in said or said.endswith(name)
    return entity.type == "mention" and said == name


def _enter(state: State, chat: Chat) -> None:
    if chat.deactivated:
        raise Impossible("this account is deleted")
    if chat.blocked:
        raise Impossible("who has blocked the bot cannot write to it; unblock first")
    chat.started = chat.known_to_bot = True


def _button(message: Message, wanted: str | int) -> Button:
    buttons = message.buttons
    if isinstance(wanted, int):
        if not 0 <= wanted < len(buttons):
            raise Impossible(f"there are only {len(buttons)} buttons")
        return buttons[wanted]
    found = [b for b in buttons if wanted in (b.label, b.data)]
    if not found:
        raise Impossible(f"no button {wanted!r} among {[b.label for b in buttons]}")
    return found[0]


def _payload(state: State, link: str) -> str:
    if "://" not in link and "/" not in link:
        payload = link
    else:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        given = parse_qs(parts.query)
        name = given.get("domain", [""])[0] if parts.scheme == "tg" else parts.path.strip("/")
        if parts.scheme != "tg" and parts.hostname not in LINK_HOSTS:
            raise Impossible("this link does not lead to Telegram")
        if name.lower() != str(state.bot.username).lower():
            raise Impossible("this link leads to another bot")
        payload = given.get("start", [""])[0]
    if payload and not PAYLOAD.fullmatch(payload):
        state.drop(f"start link: a payload must be 1-64 of A-Z a-z 0-9 _ - ({len(payload)} given)")
        return ""
    return payload


def _parts(text: str) -> list[str]:
    parts, current, size = [], "", 0
    for character in text:
        width = entities.units(character)
        if size + width > limits.TEXT_UNITS_MAX:
            parts.append(current)
            current, size = "", 0
        current, size = current + character, size + width
    return [part for part in [*parts, current] if part.strip()]
