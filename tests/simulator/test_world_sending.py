"""What the local Telegram takes and refuses when the bot writes."""

import pytest

from bot.simulator.world import World
from tests.simulator.residents import ANN, CAT, DAN, GROUP, Ask, button, inline


async def test_a_sent_message_lies_in_the_chat_as_people_see_it(world: World, ask: Ask) -> None:
    """Text, marks, buttons and silence arrive as they were sent."""
    answer = await ask(
        "sendMessage",
        chat_id=ANN,
        text="Good morning, Ann",
        entities=[{"type": "bold", "offset": 0, "length": 4}],
        reply_markup=inline(
            [button("Fine", "v1:fine"), {"text": "Map", "url": "https://example.org/map"}],
            [{"text": "Copy", "copy_text": {"text": "K-47"}}],
        ),
        disable_notification=True,
    )
    shown = world.chat(ANN)[-1]
    assert answer["result"]["message_id"] == shown.id
    assert answer["result"]["date"] == int(world.state.now().timestamp())
    assert (shown.text, shown.from_bot, shown.silent) == ("Good morning, Ann", True, True)
    assert [(e.type, e.offset, e.length) for e in shown.entities] == [("bold", 0, 4)]
    assert [[(b.label, b.kind) for b in row] for row in shown.keyboard] == [
        [("Fine", "callback"), ("Map", "url")],
        [("Copy", "copy")],
    ]
    assert [b.data or b.url or b.copy_text for b in shown.buttons] == [
        "v1:fine",
        "https://example.org/map",
        "K-47",
    ]
    assert world.dropped == []


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\r", "\u202e"])
async def test_a_text_of_nothing_is_refused(ask: Ask, text: str) -> None:
    """What is empty after cleaning and trimming counts as empty."""
    answer = await ask("sendMessage", chat_id=ANN, text=text)
    assert answer["description"] == "Bad Request: message text is empty"


async def test_a_text_is_measured_in_utf16_units(ask: Ask) -> None:
    """An emoji counts twice: 2048 of them fit, one letter more does not."""
    assert (await ask("sendMessage", chat_id=ANN, text="🌸" * 2048))["ok"]
    answer = await ask("sendMessage", chat_id=ANN, text="🌸" * 2048 + "a")
    assert answer["description"] == "Bad Request: message is too long"


async def test_a_text_is_measured_after_its_marks_are_read(world: World, ask: Ask) -> None:
    """HTML tags do not count."""
    text = "<b>" + "a" * 4096 + "</b>"
    assert (await ask("sendMessage", chat_id=ANN, text=text, parse_mode="HTML"))["ok"]
    assert world.chat(ANN)[-1].text == "a" * 4096


@pytest.mark.parametrize(
    ("data", "is_taken"),
    [("a", True), ("a" * 64, True), ("a" * 65, False), ("ä" * 33, False)],
)
async def test_callback_data_is_1_to_64_bytes(ask: Ask, data: str, is_taken: bool) -> None:
    """Bytes count, not letters."""
    markup = inline([button("Fine", data)])
    answer = await ask("sendMessage", chat_id=ANN, text="Hello", reply_markup=markup)
    assert answer["ok"] == is_taken
    assert is_taken or answer["description"] == "Bad Request: BUTTON_DATA_INVALID"


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        ({"text": "A"}, "can't parse inline keyboard button: Text buttons are unallowed"),
        (button("A", ""), "can't parse inline keyboard button: Text buttons are unallowed"),
        ({"text": " ", "callback_data": "a"}, "can't parse inline keyboard button"),
        ({"text": "A", "callback_data": "a", "url": "https://a.example"}, "BUTTON_TYPE_INVALID"),
        ({"text": "A", "url": "tel:+4930123456"}, "BUTTON_URL_INVALID"),
        ({"text": "A", "url": "http://localhost:8080/"}, "BUTTON_URL_INVALID"),
        ({"text": "A", "url": "/relative"}, "BUTTON_URL_INVALID"),
        ({"text": "A", "url": "https://with space"}, "BUTTON_URL_INVALID"),
        ({"text": "A", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "A", "copy_text": {"text": "a" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "A", "web_app": {"url": "http://a.example"}}, "BUTTON_URL_INVALID"),
        ({"text": "A", "callback_data": "a", "style": "pink"}, "BUTTON_STYLE_INVALID"),
        ("A", "can't parse inline keyboard button"),
    ],
)
async def test_a_button_telegram_would_refuse_is_refused(
    ask: Ask, raw: object, refusal: str
) -> None:
    """Each button has a label and exactly one sound action."""
    markup = {"inline_keyboard": [[raw]]}
    answer = await ask("sendMessage", chat_id=ANN, text="Hello", reply_markup=markup)
    assert answer["error_code"] == 400
    assert answer["description"].startswith(f"Bad Request: {refusal}")


@pytest.mark.parametrize(("rows", "per_row"), [(13, 8), (1, 9)])
async def test_a_keyboard_too_large_is_refused(ask: Ask, rows: int, per_row: int) -> None:
    """At most 100 buttons, at most eight side by side."""
    markup = inline(*[[button("A", "a")] * per_row] * rows)
    answer = await ask("sendMessage", chat_id=ANN, text="Hello", reply_markup=markup)
    assert answer["description"] == "Bad Request: reply markup is too long"


async def test_who_never_pressed_start_is_not_to_be_found(ask: Ask) -> None:
    """A stranger's chat does not exist for the bot."""
    answer = await ask("sendMessage", chat_id=CAT, text="Hello")
    assert (answer["error_code"], answer["description"]) == (400, "Bad Request: chat not found")
    assert (await ask("sendMessage", text="Hello"))["description"] == (
        "Bad Request: chat_id is empty"
    )


async def test_who_was_only_met_in_a_group_cannot_be_written_to(world: World, ask: Ask) -> None:
    """The bot knows Dan from a group, but Dan has not started it."""
    world.create_group(GROUP, "Clinic", [ANN, DAN])
    answer = await ask("sendMessage", chat_id=DAN, text="Hello")
    assert answer["description"] == "Forbidden: bot can't initiate conversation with a user"


async def test_a_blocked_bot_is_told_so(world: World, ask: Ask) -> None:
    """Blocking refuses, unblocking lets through again."""
    world.block(ANN)
    answer = await ask("sendMessage", chat_id=ANN, text="Hello")
    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    world.unblock(ANN)
    assert (await ask("sendMessage", chat_id=ANN, text="Hello"))["ok"]


async def test_a_deleted_account_is_told_as_such(world: World, ask: Ask) -> None:
    """Telegram's words for it differ from those of a block."""
    world.delete_account(ANN)
    answer = await ask("sendMessage", chat_id=ANN, text="Hello")
    assert answer["description"] == "Forbidden: user is deactivated"


async def test_an_answer_to_a_message_names_it(world: World, ask: Ask) -> None:
    """A reply carries what it answers; a missing one is refused unless that is allowed."""
    asked = world.send_text(ANN, "May I shower?")
    answer = await ask(
        "sendMessage", chat_id=ANN, text="Yes", reply_parameters={"message_id": asked}
    )
    assert answer["result"]["reply_to_message"]["text"] == "May I shower?"
    missing = {"message_id": 999}
    answer = await ask("sendMessage", chat_id=ANN, text="Yes", reply_parameters=missing)
    assert answer["description"] == "Bad Request: message to be replied not found"
    missing["allow_sending_without_reply"] = True
    assert (await ask("sendMessage", chat_id=ANN, text="Yes", reply_parameters=missing))["ok"]


async def test_what_nobody_knows_is_dropped_and_noted(world: World, ask: Ask) -> None:
    """An unknown parameter and an unknown field of a button are let fall, but not unseen."""
    markup = inline([button("A", "a") | {"colour": "red"}])
    answer = await ask("sendMessage", chat_id=ANN, text="Hello", tone="warm", reply_markup=markup)
    assert answer["ok"]
    assert world.dropped == [
        "sendMessage: parameter tone",
        "inline button: unknown field colour",
    ]


async def test_the_diary_of_calls_holds_no_words(world: World, ask: Ask) -> None:
    """Sizes and numbers only; names and texts stay out."""
    await ask("sendMessage", chat_id=ANN, text="My cheek hurts")
    await ask("sendMessage", chat_id=CAT, text="My cheek hurts")
    sent, refused = world.calls[-2:]
    assert (sent.method, sent.chat_id, sent.status) == ("sendMessage", ANN, 200)
    assert sent.parameters == {"chat_id": "11", "text": "<14 characters>"}
    assert (refused.status, refused.description) == (400, "Bad Request: chat not found")


async def test_a_reply_keyboard_lies_below_until_it_is_removed(world: World, ask: Ask) -> None:
    """People see the keyboard of the latest message that brought or removed one."""
    keyboard = {"keyboard": [[{"text": "Share location", "request_location": True}]]}
    await ask("sendMessage", chat_id=ANN, text="Where?", reply_markup=keyboard)
    await ask("sendMessage", chat_id=ANN, text="And when?")
    assert world.reply_keyboard(ANN) == keyboard
    await ask("sendMessage", chat_id=ANN, text="Ok", reply_markup={"remove_keyboard": True})
    assert world.reply_keyboard(ANN) is None
