"""What each kind of update leads to. Thin: read, call one action, wake the sender."""

from collections.abc import Callable
from dataclasses import dataclass

from telegram import ChatMemberUpdated, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ContextTypes

from bot.actions import answer_group, answer_message, know_clinic, know_language
from bot.chat import reading
from bot.chat.profile import Profile
from bot.core import people_screens, rights, staff
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Incoming, Kind
from bot.core.outbox import ChatId, UserId
from bot.core.rights import Role
from bot.ports import Outside

STAFF_CHANGES = (
    (people_screens.PEOPLE, people_screens.REMOVE),
    (people_screens.PEOPLE, people_screens.ROLE),
)
GONE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers, with what they need; `wake` asks the sender to look at what is due."""

    outside: Outside
    clinic: ClinicFacts
    profile: Profile
    wake: Callable[[], None]

    async def private(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Anything a person says, sends or taps in a private chat."""
        incoming = reading.read(update)
        if incoming is not None:
            await answer_message.answer_message(self.outside, self.clinic, incoming)
            self.wake()
        if incoming is not None:
            await self._fit_menus(incoming)

    async def _fit_menus(self, incoming: Incoming) -> None:
        """Set the menu of staff who press Start or choose a language, and of who was changed."""
        is_change = incoming.words[:2] in STAFF_CHANGES and incoming.word(2).isdecimal()
        is_own = incoming.command == "start" or incoming.word(0) == staff.LANGUAGES
        if not is_own and not is_change:
            return
        clinic = await know_clinic.know_clinic(self.outside, self.clinic)
        own = rights.staff_role(incoming.user_id, clinic)
        if is_own and own is not Role.STRANGER:
            await self._fit_menu(clinic, incoming.chat_id, own)
        if is_change and own is Role.OWNER:
            changed = ChatId(int(incoming.word(2)))
            await self._fit_menu(clinic, changed, rights.staff_role(changed, clinic))

    async def _fit_menu(self, clinic: ClinicFacts, chat: ChatId, role: Role) -> None:
        language = await know_language.know_language(self.outside, clinic, chat)
        await self.profile.staff_menu(chat, role, language)

    async def tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A button pressed anywhere."""
        chat = update.effective_chat
        if chat is None or chat.type == ChatType.PRIVATE:
            await self.private(update, context)
        else:
            await self.group(update, context)

    async def group(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Anything in a group: the staff group gets an answer to commands, others are left."""
        message = update.message
        if message is not None and message.migrate_to_chat_id is not None:
            moved_to = ChatId(message.migrate_to_chat_id)
            await answer_group.follow(self.outside, self.clinic, ChatId(message.chat.id), moved_to)
        incoming = reading.read(update)
        if incoming is not None:
            await answer_group.answer_group(self.outside, self.clinic, incoming)
            self.wake()

    async def membership(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot was blocked, unblocked, added or removed."""
        change = update.my_chat_member
        if change is None:
            return
        incoming = _membership(update.update_id, change)
        if change.chat.type == ChatType.PRIVATE:
            await answer_message.answer_message(self.outside, self.clinic, incoming)
        elif incoming.kind is Kind.UNBLOCKED:
            await answer_group.answer_group(self.outside, self.clinic, incoming)
        self.wake()


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming:
    gone = change.new_chat_member.status in GONE
    return Incoming(
        update_id=update_id,
        chat_id=ChatId(change.chat.id),
        user_id=UserId(change.from_user.id),
        kind=Kind.BLOCKED if gone else Kind.UNBLOCKED,
        language=change.from_user.language_code or "",
    )
