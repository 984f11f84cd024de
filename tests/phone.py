"""One person's phone in a town: what they do in Telegram's app, and what they see there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.simulator.chats import Message

if TYPE_CHECKING:
    from tests.cast import Town


@dataclass
class Phone:
    """One person's phone: what they do and what they see."""

    town: Town
    user_id: int
    seen: int = field(default=0)

    async def says(self, text: str) -> str:
        """Type a message; return the newest text that came back."""
        self.town.world.send_text(self.user_id, text)
        return await self.reads()

    async def replies(self, words: str, text: str) -> str:
        """Answer the newest message that begins so with Telegram's reply; the newest text."""
        answered = [each for each in self.received if each.words.startswith(words)][-1]
        self.town.world.send_text(self.user_id, text, reply_to=answered.id)
        return await self.reads()

    async def opens(self, link: str) -> str:
        """Open a deep link and press Start."""
        self.town.world.start_link(self.user_id, link)
        return await self.reads()

    async def taps(self, *labels: str) -> str:
        """Tap the newest button whose label starts so, one after the other; the newest text."""
        for label in labels:
            message, shown = self.find_button(label)
            self.town.world.tap(self.user_id, message.id, shown)
            await self.town.app.settle()
        return await self.reads()

    async def reads(self) -> str:
        """Let the bot come to rest, and return the newest message's words."""
        await self.town.app.settle()
        return self.newest.words if self.messages else ""

    def find_button(self, label: str) -> tuple[Message, str]:
        """Return the newest message with such a button, and the button's whole label."""
        for message in reversed(self.messages):
            labels = [button.label for button in message.buttons]
            found = [each for each in labels if each == label or each.startswith(label)]
            if found:
                return message, label if label in found else found[0]
        shown = [b.label for m in self.messages[-3:] for b in m.buttons]
        raise AssertionError(f"no button {label!r}; the newest are {shown}")

    @property
    def messages(self) -> list[Message]:
        """All messages of the private chat with the bot that still stand."""
        return [each for each in self.town.world.chat(self.user_id) if not each.deleted]

    @property
    def received(self) -> list[Message]:
        """The bot's messages, oldest first."""
        return [each for each in self.messages if each.from_bot and each.service is None]

    @property
    def newest(self) -> Message:
        """The bot's newest message."""
        return self.received[-1]

    @property
    def toast(self) -> str:
        """The latest line shown above a tapped button."""
        return self.town.world.toasts(self.user_id)[-1].text

    @property
    def buttons(self) -> list[str]:
        """The labels of the bot's newest message."""
        return [button.label for button in self.newest.buttons]

    @property
    def card(self) -> Message:
        """The one pinned message."""
        (pinned,) = self.town.world.pinned(self.user_id)
        return pinned

    @property
    def ever_read(self) -> str:
        """All words that ever stood in this chat, before edits too, and all toasts."""
        toasts = [each.text for each in self.town.world.toasts(self.user_id)]
        return "\n".join([*self.town.shown[self.user_id], *toasts])
