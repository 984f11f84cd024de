"""A bot of two hundred words: it lets the page be looked at and tested without the real one.

It speaks to the world as any bot does, through `call`; `FakeBot.settle` answers what has come in.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import segno

from bot.simulator.page_view import CAST, CLINIC, Show
from bot.simulator.player import Hands, Player
from bot.simulator.world import World

START = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
WORRY = [{"text": "I'm worried", "callback_data": "worry"}]
FEELING = [
    [
        {"text": "Better", "callback_data": "better"},
        {"text": "Same", "callback_data": "same"},
        {"text": "Worse", "callback_data": "worse"},
    ],
    WORRY,
]
DAYS = (1, 2, 3, 5, 7, 10, 14, 28)


class FakeClock:
    """A clock that only moves by hand."""

    def __init__(self, now: datetime = START) -> None:
        self.instant = now

    def now(self) -> datetime:
        """The instant it shows."""
        return self.instant

    def move_to(self, instant: datetime) -> None:
        """Show another instant."""
        self.instant = instant


class FakeBot:
    """Enrols in two taps, sends a card on eight days, passes worries on."""

    def __init__(self, world: World, clock: FakeClock) -> None:
        self.world = world
        self.clock = clock
        self.due: dict[datetime, tuple[int, int]] = {}
        self.sent: dict[int, list[tuple[datetime, int]]] = {}
        self.offset = 0

    async def next_due(self) -> datetime | None:
        """The earliest instant at which a card is due."""
        return min(self.due, default=None)

    async def tick(self, now: datetime) -> None:
        """Send what is due."""
        for instant in sorted(self.due):
            if instant <= now:
                chat, day = self.due.pop(instant)
                self.sent.setdefault(chat, []).append((instant, day))
                await self.card(chat, day)

    async def settle(self) -> None:
        """Answer all that has come in."""
        while updates := await self.call("getUpdates", offset=self.offset, timeout=0):
            for update in updates:
                self.offset = update["update_id"] + 1
                await self.answer(update)

    async def timeline(self, chat: int) -> list[dict[str, Any]]:
        """The cards of one client, as wiring hands them to the page."""
        steps = [
            {"at": at, "step": f"day_{day}", "state": "sent", "reason": "", "audible": True}
            for at, day in self.sent.get(chat, ())
        ]
        steps += [
            {"at": at, "step": f"day_{day}", "state": "planned", "reason": "", "audible": day < 9}
            for at, (whose, day) in sorted(self.due.items())
            if whose == chat
        ]
        if steps:
            late = {"step": "evening_0", "state": "skipped", "reason": "linked later"}
            steps.insert(0, {"at": START, "audible": True, **late})
        return steps

    async def call(self, method: str, **parameters: Any) -> Any:
        """Ask the world as a bot asks Telegram; a refusal is a failure of the test."""
        files = parameters.pop("files", None)
        status, body = await self.world.call(self.world.token, method, parameters, files)
        assert status == 200, body
        return json.loads(body)["result"]

    async def say(self, chat: int, text: str, keys: list[Any] | None = None, **more: Any) -> Any:
        """Send a text, in HTML, with buttons."""
        markup = {"reply_markup": {"inline_keyboard": keys}} if keys else {}
        return await self.call(
            "sendMessage", chat_id=chat, text=text, parse_mode="HTML", **markup, **more
        )

    async def set_up(self) -> None:
        """Describe itself, as a bot does when it starts."""
        await self.call(
            "setMyDescription",
            description="Aftercare for the weeks after your session: what is normal today, what"
            " to leave alone and until when, and a button that always reaches a human.",
        )
        await self.call(
            "setMyCommands",
            commands=[
                {"command": "today", "description": "What matters today"},
                {"command": "worried", "description": "Reach the clinic now"},
                {"command": "settings", "description": "Hours, language, pause"},
            ],
        )

    async def greet_staff(self) -> None:
        """Give the clinic its own menu, once it has pressed START."""
        await self.call(
            "setMyCommands",
            scope={"type": "chat", "chat_id": CLINIC.id},
            commands=[
                {"command": "enrol", "description": "Enrol a client"},
                {"command": "board", "description": "Who is fine, worried or silent"},
            ],
        )
        await self.say(CLINIC.id, "Welcome. /enrol begins a client's course.")

    async def answer(self, update: Mapping[str, Any]) -> None:
        """Do what the update asks for."""
        if "callback_query" in update:
            await self.tapped(update["callback_query"])
            return
        message = update.get("message") or update.get("edited_message")
        if message is None or "pinned_message" in message:
            return
        chat, text = message["chat"]["id"], message.get("text", "")
        if text == "/enrol":
            areas = [{"text": a, "callback_data": f"area:{a}"} for a in ("Face", "Scalp", "Body")]
            await self.say(chat, "<b>Which area was treated?</b>", [areas])
        elif text == "/start" and chat == CLINIC.id:
            await self.greet_staff()
        elif text.startswith("/start "):
            await self.consent(chat)
        elif text == "/markup":
            await self.say(chat, MARKUP)
        elif text == "/echo":
            await self.say(chat, "&lt;img src=x onerror=alert(1)&gt; **not bold**")
        else:
            await self.say(chat, "Passed on to the clinic. In an emergency call +49 112.")

    async def consent(self, chat: int) -> None:
        """Say who is speaking, and ask."""
        await self.say(
            chat,
            "<b>Hello, this is your clinic.</b>\n\nFor twelve weeks I tell you what is normal,"
            " what to do and what to leave alone.\n<blockquote expandable>What is kept: the"
            " clinic's own reference, your sessions, your answers and your messages. Nothing"
            " else. You can read it, take it with you or have it erased in two taps."
            "</blockquote>\nThis is <u>not</u> an emergency service: call <b>112</b>.",
            [
                [{"text": "I agree", "callback_data": "agree", "style": "success"}],
                [{"text": "No, thank you", "callback_data": "no"}],
            ],
        )

    async def tapped(self, query: Mapping[str, Any]) -> None:
        """Answer a pressed button."""
        chat, message_id = query["message"]["chat"]["id"], query["message"]["message_id"]
        kind, _, value = query["data"].partition(":")
        toast = {"worry": "Passed on to the clinic", "better": "Noted, thank you"}.get(kind, "")
        alert = kind == "worse"
        await self.call(
            "answerCallbackQuery",
            callback_query_id=query["id"],
            text="Sorry to hear that. Two more questions." if alert else toast,
            show_alert=alert,
        )
        if kind == "area":
            await self.invite(chat, message_id, value)
        elif kind == "agree":
            await self.agreed(chat, message_id)
        elif kind == "worry":
            await self.worry(chat)
        elif kind in ("better", "same", "worse"):
            await self.call(
                "editMessageText",
                chat_id=chat,
                message_id=message_id,
                text=f"{query['message']['text']}\n\n✓ You said: {kind}",
                reply_markup={"inline_keyboard": [WORRY]},
            )

    async def invite(self, chat: int, message_id: int, area: str) -> None:
        """Show the picture to scan, with the link."""
        link = f"{self.world.link}?start=K47{area}"
        picture = io.BytesIO()
        segno.make(link, error="m").save(picture, kind="png", scale=9, border=3, dark="#0b3b46")
        await self.call(
            "editMessageText", chat_id=chat, message_id=message_id, text=f"Area: {area} ✓"
        )
        await self.call(
            "sendPhoto",
            chat_id=chat,
            photo="attach://qr",
            files={"qr": picture.getvalue()},
            caption=f"K-47 is enrolled. Let them scan this, or send the link:\n{link}",
            reply_markup={
                "inline_keyboard": [[{"text": "Copy the link", "copy_text": {"text": link}}]]
            },
        )

    async def agreed(self, chat: int, message_id: int) -> None:
        """Begin the course: the pinned card now, the others on their days."""
        await self.call(
            "editMessageText", chat_id=chat, message_id=message_id, text="You agreed. Welcome!"
        )
        card = await self.say(
            chat,
            "<b>Today, day 0</b>\n\nWarm, tight and darker or red skin is normal today.\n\n"
            "<b>Do</b>\n• Rinse with cool water\n• Drink enough\n• Sleep on your back\n\n"
            "<b>Leave alone</b>\n• Make-up until tomorrow 17:00\n\n"
            "<i>Call us today if it gets worse.</i>",
            [WORRY],
            disable_notification=True,
        )
        await self.call("pinChatMessage", chat_id=chat, message_id=card["message_id"])
        for day in DAYS:
            at = START.replace(hour=8, minute=0) + timedelta(days=day)
            self.due[at + timedelta(microseconds=chat)] = (chat, day)

    async def card(self, chat: int, day: int) -> None:
        """One morning's card."""
        await self.say(
            chat,
            f"<b>Day {day}: how is it today?</b>\n\nA little swelling is normal now."
            " Shade, hat and clothing until this evening.",
            FEELING,
            disable_notification=day > 8,
        )

    async def worry(self, chat: int) -> None:
        """Tell the clinic, then the client."""
        await self.say(
            CLINIC.id,
            "🔔 <b>K-47 is worried</b> (day 1, face)\nNothing written yet.",
            [[{"text": "I'm on it", "callback_data": "claim", "style": "danger"}]],
        )
        await self.say(chat, "Passed on to the clinic at once. We call you back today.")


MARKUP = (
    "<b>bold</b>, <i>italic</i>, <u>underlined</u>, <s>struck</s>, <b><i>both</i></b> 👍🏽"
    " <code>code</code>\n<pre>two\n  lines</pre>\n<blockquote>A quote.</blockquote>\n"
    '<a href="https://example.org/">a link</a> https://example.org/page /today @someone'
)


async def fake_show() -> tuple[Show, FakeBot]:
    """A world with the fake bot in it, ready to be served, and the bot."""
    clock = FakeClock()
    world = World(now=clock.now)
    for phone in (CLINIC, *CAST):
        world.add_user(phone.id, phone.name)
    bot = FakeBot(world, clock)
    await bot.set_up()
    hands = Hands(now=clock.now, move_to=clock.move_to)
    player = Player(hands, bot.next_due, bot.tick, bot.settle)
    return Show(world=world, player=player, zone="Europe/Berlin", timeline=bot.timeline), bot
