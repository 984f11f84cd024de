"""Local Telegram: one door for the bot (`call`) and the acts of the people who use it.

It holds no rule itself: methods answer the bot, people, groups and standing act, state remembers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.simulator import door, faults, groups, people, standing, views
from bot.simulator.arguments import Arguments
from bot.simulator.chats import Chat, ChatType, Message, User
from bot.simulator.door import Answer
from bot.simulator.flood import Flood
from bot.simulator.state import Call, State, Toast

BOT = User(id=424242, first_name="Aftercare", username="aftercare_local_bot", is_bot=True)
TOKEN = f"{BOT.id}:{'local-telegram'.ljust(35, '-')}"


class World:
    """One Telegram with one bot; time comes from `now` (aware UTC), ids from counters."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        bot: User = BOT,
        token: str = TOKEN,
        policy: faults.Policy = faults.none,
        flood: Flood | None = None,
        reads_all_group_messages: bool = False,
    ) -> None:
        self.state = State(
            now=now, bot=bot, token=token, reads_all_group_messages=reads_all_group_messages
        )
        self.policy = policy
        self.flood = flood

    @property
    def token(self) -> str:
        """The bot's token, in Telegram's form and good for nothing but this world."""
        return self.state.token

    @property
    def bot(self) -> User:
        """The bot's own account."""
        return self.state.bot

    @property
    def link(self) -> str:
        """The bot's address; with `?start=` and a payload it is a deep link."""
        return f"https://t.me/{self.state.bot.username}"

    @property
    def dropped(self) -> list[str]:
        """What Telegram would have let fall without a word."""
        return self.state.dropped

    @property
    def calls(self) -> list[Call]:
        """The latest calls of the bot, oldest first, without any text."""
        return list(self.state.calls)

    async def call(
        self,
        token: str,
        method: str,
        parameters: Mapping[str, Any],
        files: Mapping[str, bytes] | None = None,
        file_names: Mapping[str, str] | None = None,
    ) -> Answer:
        """Answer one call as Telegram does: HTTP status and JSON.

        Raises faults.NoAnswer or faults.NoConnection where the policy lets the way fail.
        """
        given = Arguments(values=parameters, files=files or {}, file_names=file_names or {})
        asked = door.Asked(token=token, method=method, given=given)
        return await door.answer(self.state, self.policy, self.flood, asked)

    def file(self, token: str, path: str) -> Answer:
        """The bytes at a file_path of getFile, or Telegram's 404."""
        return door.download(self.state, token, path)

    # What people do. Ids are those of the person, the chat and the message.

    def add_user(
        self,
        user_id: int,
        first_name: str,
        *,
        language_code: str = "en",
        username: str | None = None,
    ) -> User:
        """Put a person into the world, who has not started the bot yet."""
        user = User(
            id=user_id, first_name=first_name, language_code=language_code, username=username
        )
        return people.add_user(self.state, user)

    def start_link(self, user_id: int, url_or_payload: str = "") -> int:
        """Open the bot's link, or just the bot, and press START; the id of the /start message."""
        return people.start_link(self.state, user_id, url_or_payload)

    def send_text(
        self, user_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None
    ) -> int:
        """Write a text; its message id (of the last part when it had to be split)."""
        return people.send_text(self.state, user_id, text, chat_id=chat_id, reply_to=reply_to)

    def tap(
        self, user_id: int, message_id: int, button: str | int, chat_id: int | None = None
    ) -> str:
        """Press an inline button by label, callback data or index; the callback query's id."""
        return people.tap(self.state, user_id, message_id, button, chat_id)

    def forge(self, user_id: int, chat_id: int, message_id: int, data: str) -> str:
        """Send callback data no visible button carries; the callback query's id."""
        return people.forge(self.state, user_id, chat_id, message_id, data)

    def send_photo(
        self,
        user_id: int,
        content: bytes | None = None,
        caption: str = "",
        media_group_id: str | None = None,
        chat_id: int | None = None,
    ) -> int:
        """Send a photo, alone or as part of an album; its message id."""
        return people.send_file(
            self.state,
            user_id,
            "photo",
            content,
            caption=caption,
            media_group_id=media_group_id,
            chat_id=chat_id,
        )

    def send_document(
        self, user_id: int, content: bytes | None = None, name: str = "file.bin", caption: str = ""
    ) -> int:
        """Send a file; its message id."""
        return people.send_file(
            self.state, user_id, "document", content, name=name, caption=caption
        )

    def send_voice(self, user_id: int, content: bytes | None = None) -> int:
        """Send a voice message; its message id."""
        return people.send_file(self.state, user_id, "voice", content)

    def send_video(self, user_id: int, content: bytes | None = None, caption: str = "") -> int:
        """Send a video; its message id."""
        return people.send_file(self.state, user_id, "video", content, caption=caption)

    def send_animation(self, user_id: int, caption: str = "") -> int:
        """Send an animation; its message id."""
        return people.send_file(self.state, user_id, "animation", None, caption=caption)

    def send_audio(self, user_id: int, caption: str = "") -> int:
        """Send an audio file; its message id."""
        return people.send_file(self.state, user_id, "audio", None, caption=caption)

    def send_video_note(self, user_id: int) -> int:
        """Send a round video; its message id."""
        return people.send_file(self.state, user_id, "video_note", None)

    def send_sticker(self, user_id: int) -> int:
        """Send a sticker; its message id."""
        return people.send_file(self.state, user_id, "sticker", None)

    def send_location(self, user_id: int, latitude: float, longitude: float) -> int:
        """Send a location; its message id."""
        where = {"latitude": latitude, "longitude": longitude}
        return people.send_object(self.state, user_id, "location", where, None)

    def send_contact(self, user_id: int, phone_number: str, first_name: str) -> int:
        """Send a contact; its message id."""
        card = {"phone_number": phone_number, "first_name": first_name}
        return people.send_object(self.state, user_id, "contact", card, None)

    def edit_text(
        self, user_id: int, message_id: int, new_text: str, chat_id: int | None = None
    ) -> None:
        """Change one's own text or caption."""
        people.edit_text(self.state, user_id, message_id, new_text, chat_id)

    def delete_message(self, user_id: int, message_id: int, chat_id: int | None = None) -> None:
        """Take a message away for both sides; the bot is not told."""
        people.delete_message(self.state, user_id, message_id, chat_id)

    def block(self, user_id: int) -> None:
        """Block the bot."""
        standing.block(self.state, user_id)

    def unblock(self, user_id: int) -> None:
        """Take the block away."""
        standing.unblock(self.state, user_id)

    def delete_account(self, user_id: int) -> None:
        """Delete a person's account."""
        standing.delete_account(self.state, user_id)

    def create_group(
        self,
        chat_id: int,
        title: str,
        member_ids: Iterable[int],
        *,
        with_bot: bool = True,
        kind: ChatType = "group",
    ) -> Chat:
        """Make a group, supergroup or channel (negative id), owned by the first member."""
        chat = groups.create(self.state, chat_id, title, member_ids, kind=kind)
        if with_bot:
            owner = next(iter(chat.members))
            groups.add_bot(self.state, chat_id, owner, as_administrator=kind == "channel")
        return chat

    def add_bot_to_group(self, chat_id: int, by: int, *, as_administrator: bool = False) -> None:
        """Bring the bot into a group one is in."""
        groups.add_bot(self.state, chat_id, by, as_administrator=as_administrator)

    def remove_bot_from_group(self, chat_id: int, by: int) -> None:
        """Throw the bot out of a group."""
        groups.remove_bot(self.state, chat_id, by)

    def promote_bot(self, chat_id: int, by: int) -> None:
        """Make the bot an administrator of a group."""
        groups.promote_bot(self.state, chat_id, by)

    def migrate_group(self, chat_id: int, new_chat_id: int) -> None:
        """Turn a group into a supergroup with another id."""
        groups.migrate(self.state, chat_id, new_chat_id)

    def post_in_channel(self, user_id: int, chat_id: int, text: str) -> int:
        """Publish a text in a channel one belongs to; its message id."""
        return people.send_text(self.state, user_id, text, chat_id=chat_id)

    def ask_inline(self, user_id: int, query: str) -> str:
        """Type '@bot query' somewhere else; the inline query's id."""
        return people.ask_inline(self.state, user_id, query)

    # What people see.

    def chat(self, chat_id: int) -> list[Message]:
        """The messages of a chat (a person's id is their chat with the bot), oldest first."""
        return views.messages(self.state, chat_id)

    def pinned(self, chat_id: int) -> list[Message]:
        """The pinned messages of a chat, the newest pin last."""
        return views.pinned(self.state, chat_id)

    def toasts(self, user_id: int) -> list[Toast]:
        """The answers to a person's taps, oldest first."""
        return views.toasts(self.state, user_id)

    def waiting_taps(self, user_id: int) -> list[str]:
        """The ids of a person's taps that nothing has answered."""
        return views.waiting_taps(self.state, user_id)

    def commands_for(self, user_id: int, chat_id: int | None = None) -> list[dict[str, Any]]:
        """The command menu a person sees, in their language."""
        return views.commands_for(self.state, user_id, chat_id)

    def reply_keyboard(self, chat_id: int) -> Mapping[str, Any] | None:
        """The keyboard below the text field, if there is one."""
        return views.reply_keyboard(self.state, chat_id)

    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.state.updates)

    def on_change(self, listener: Callable[[int], None]) -> None:
        """Call the listener with a chat's id whenever something in that chat changes."""
        self.state.listeners.append(listener)
