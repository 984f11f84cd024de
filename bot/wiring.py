"""The one place where concrete classes meet: for production, the simulator and the tests alike."""

import random
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Thread

from telegram import Bot
from telegram.ext import Application
from telegram.request import BaseRequest

from bot.actions import (
    free_alerts,
    go_on_drilling,
    keep_backup,
    know_clinic,
    know_language,
    plan_digests,
    report_damaged,
    report_translations,
    send_due,
    set_aside,
    welcome_owners,
)
from bot.chat import application as applications
from bot.chat.counted import CountedMessenger
from bot.chat.errors import ErrorDesk
from bot.chat.handlers import Handlers
from bot.chat.handling import Handling, SetAside
from bot.chat.intake import Intake, MayListen, alone
from bot.chat.lanes import SharedBy, one_process
from bot.chat.profile import Profile
from bot.chat.request import ApiRequest, PollingRequest
from bot.core import rights
from bot.core.clinic import ClinicFacts
from bot.ports import Chance, Clock, Library, Offload, Outside, Store

SETTLE_ROUNDS = 200
DRAIN_SECONDS = 1.0
TOKEN_ALPHABET = string.ascii_letters + string.digits + "_-"
ID_ALPHABET = string.ascii_lowercase + string.digits
TOKEN_LENGTH = 32
ID_LENGTH = 16
CONNECTIONS = 64


class SecretChance:
    """Unguessable tokens and ids."""

    def token(self) -> str:
        """Return 32 characters for a deep link."""
        return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))

    def id(self) -> str:
        """Return 16 lower-case letters and digits."""
        return "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))


class SeededChance:
    """The same tokens and ids for the same seed, for worlds and tests."""

    def __init__(self, seed: int) -> None:
        """Start from a seed."""
        self._random = random.Random(seed)  # noqa: S311 - a world, not a secret

    def token(self) -> str:
        """Return 32 characters for a deep link."""
        return "".join(self._random.choices(TOKEN_ALPHABET, k=TOKEN_LENGTH))

    def id(self) -> str:
        """Return 16 lower-case letters and digits."""
        return "".join(self._random.choices(ID_ALPHABET, k=ID_LENGTH))


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How Telegram is reached: the token, the server's root, and the carriers of requests.

    `unread` takes, by update id, what the polling carrier got and the library cannot read;
    `may_listen` tells whether it is this process that polls; `pays` lets messages that would have
    to wait be paid for in Stars; `shared_by` tells how many processes share Telegram's limits.
    """

    token: str
    server: str
    request: BaseRequest
    polling: BaseRequest
    unread: dict[int, str] = field(default_factory=dict)
    may_listen: MayListen = alone
    pays: bool = False
    shared_by: SharedBy = one_process


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The whole bot, built and not yet started."""

    connection: Connection
    outside: Outside
    clinic: ClinicFacts
    bot: Bot
    application: Application  # type: ignore[type-arg]
    handling: Handling
    intake: Intake
    messenger: CountedMessenger
    profile: Profile

    async def start(self) -> None:
        """Get to know the bot's own account, set its menus, greet owners. Raises TelegramError."""
        await self.identify()
        await self.present()
        await self.welcome()

    async def identify(self) -> None:
        """Ask the server who the bot is. Raises TelegramError, InvalidToken among them."""
        await self.application.initialize()

    async def present(self) -> None:
        """Set menus and descriptions, as far as the server takes them. Raises StoreError."""
        clinic = await know_clinic.know_clinic(self.outside, self.clinic)
        languages = {
            chat: await know_language.know_language(self.outside, clinic, chat)
            for chat in clinic.staff_chats
        }
        staff = {
            chat: (rights.staff_role(chat, clinic), language)
            for chat, language in languages.items()
        }
        await self.profile.present(staff, clinic.language)

    async def welcome(self) -> None:
        """Promise owners their greeting, staff their digest, what is told of translations; drills.

        Owners hear of clients' files that were damaged while the bot was down; alerts of those who
        are on the staff no more are free again. Raises StoreError.
        """
        await welcome_owners.welcome_owners(self.outside, self.clinic)
        for file_id in await self.outside.store.put_aside():
            await report_damaged.report_damaged(self.outside, self.clinic, file_id)
        await free_alerts.free_alerts(self.outside, self.clinic)
        known = await know_clinic.know_clinic(self.outside, self.clinic)
        await plan_digests.plan_digests(self.outside, known)
        await report_translations.report_translations(self.outside, self.clinic)
        await go_on_drilling.plan(self.outside, known)

    async def tick(self, now: datetime) -> int:
        """Send what is due, and keep the night's backup; return how many messages Telegram took."""
        taken = await send_due.send_due(self.outside, self.clinic, now)
        await keep_backup.keep_backup(self.outside, self.clinic, now)
        return taken

    async def tick_quietly(self, now: datetime) -> None:
        """Send what is due, for a player who does not count."""
        await self.tick(now)

    async def settle(self) -> None:
        """Take and answer all there is until nothing moves: one step of a simulated world."""
        for _ in range(SETTLE_ROUNDS):
            taken = await self.intake.take_batch(timeout_seconds=0)
            sent = await self.tick(self.outside.clock.now())
            await self.messenger.drain()
            if not taken and not sent:
                return
        raise RuntimeError(f"the bot did not come to rest in {SETTLE_ROUNDS} rounds")

    async def stop(self) -> None:
        """Let go of Telegram."""
        await self.messenger.drain(DRAIN_SECONDS)
        await self.application.shutdown()
        # The library closes only what it has opened to the end, its first call included.
        await self.connection.request.shutdown()
        await self.connection.polling.shutdown()


def learn(work: Callable[[], None]) -> None:
    """Begin work that nobody waits for in a thread of its own, which holds up no end.

    Until the examples are learnt, what no thing tells goes to staff.
    """
    Thread(target=work, name="learning", daemon=True).start()


def connection(
    token: str,
    server: str,
    *,
    may_listen: MayListen = alone,
    pays: bool = False,
    shared_by: SharedBy = one_process,
) -> Connection:
    """Return the way to a Bot API server over HTTP."""
    unread: dict[int, str] = {}
    return Connection(
        token=token,
        server=server,
        request=ApiRequest(connections=CONNECTIONS, read_seconds=20.0),
        polling=PollingRequest(unread, connections=2),
        unread=unread,
        may_listen=may_listen,
        pays=pays,
        shared_by=shared_by,
    )


def _bot(connection: Connection) -> Bot:
    return Bot(
        connection.token,
        base_url=f"{connection.server}/bot",
        base_file_url=f"{connection.server}/file/bot",
        request=connection.request,
        get_updates_request=connection.polling,
    )


def _messenger(
    bot: Bot, connection: Connection, library: Library, clock: Clock, offload: Offload
) -> CountedMessenger:
    pays, shared_by = connection.pays, connection.shared_by
    return CountedMessenger(bot, library, clock, offload, pays=pays, shared_by=shared_by)


def _profile(bot: Bot, library: Library, clinic: ClinicFacts) -> Profile:
    values = {"clinic_name": clinic.name, "emergency_number": clinic.emergency_number}
    return Profile(bot, library, values)


def _putting_aside(outside: Outside, clinic: ClinicFacts) -> SetAside:
    async def put_aside(update_id: int, chat_id: int, content: str) -> None:
        await set_aside.set_aside(outside, clinic, update_id, chat_id, content)

    return put_aside


def build(
    connection: Connection,
    clinic: ClinicFacts,
    library: Library,
    store: Store,
    *,
    clock: Clock,
    chance: Chance,
    offload: Offload,
    wake: Callable[[], None] = lambda: None,
) -> App:
    """Put the bot together; nothing is started or asked yet."""
    bot = _bot(connection)
    messenger = _messenger(bot, connection, library, clock, offload)
    outside = Outside(
        store=store,
        messenger=messenger,
        library=library,
        clock=clock,
        chance=chance,
        offload=offload,
    )
    profile = _profile(bot, library, clinic)
    desk = ErrorDesk()
    handlers = Handlers(outside=outside, clinic=clinic, profile=profile, wake=wake)
    application = applications.build(bot, handlers, desk)
    handling = Handling(application, desk, _putting_aside(outside, clinic))
    unread, may_listen = connection.unread, connection.may_listen
    intake = Intake(bot, handling, clock, unread=unread, may_listen=may_listen)
    return App(
        connection=connection,
        outside=outside,
        clinic=clinic,
        bot=bot,
        application=application,
        handling=handling,
        intake=intake,
        messenger=messenger,
        profile=profile,
    )
