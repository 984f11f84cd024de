"""The local Telegram held to the Bot API's description: methods, parameters, limits, objects."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.simulator import entities, keyboards, limits, methods
from bot.simulator.files import PIXEL
from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, CHANNEL, GROUP, Ask, button, inline

CHECKOUT = Path(__file__).resolve().parents[2]
PLACE = Path(os.environ.get("BOT_API_SPEC") or CHECKOUT.parent / "shared" / "bot-api-spec.json")
ALL_METHODS = {**methods.METHODS, "getUpdates": methods.GET_UPDATES}
PLAIN = {"Integer": int, "String": str, "Boolean": bool, "Float": (int, float)}

pytestmark = pytest.mark.skipif(
    not PLACE.is_file(),
    reason="no bot-api-spec.json beside the checkout in ../shared and none in BOT_API_SPEC",
)


@cache
def spec() -> dict[str, Any]:
    """The description, read once."""
    read: dict[str, Any] = json.loads(PLACE.read_text(encoding="utf-8"))
    return read


def fields_of(kind: str, name: str) -> dict[str, dict[str, Any]]:
    """The fields of a method or type by their name."""
    return {field["name"]: field for field in spec()[kind][name]["fields"]}


@pytest.mark.parametrize("name", sorted(ALL_METHODS))
def test_each_method_takes_only_what_the_bot_api_takes(name: str) -> None:
    """And requires what it requires."""
    method = ALL_METHODS[name]
    known = fields_of("methods", name)
    assert set(method.required) | set(method.optional) <= set(known)
    assert set(method.required) == {field for field, about in known.items() if about["required"]}


@pytest.mark.parametrize(
    ("kind", "name", "field", "ours"),
    [
        ("methods", "sendMessage", "text", limits.TEXT_UNITS_MAX),
        ("methods", "editMessageText", "text", limits.TEXT_UNITS_MAX),
        ("methods", "sendPhoto", "caption", limits.CAPTION_UNITS_MAX),
        ("methods", "editMessageCaption", "caption", limits.CAPTION_UNITS_MAX),
        ("methods", "copyMessage", "caption", limits.CAPTION_UNITS_MAX),
        ("methods", "setWebhook", "secret_token", limits.WEBHOOK_SECRET_CHARACTERS_MAX),
        ("methods", "answerCallbackQuery", "text", limits.CALLBACK_ANSWER_CHARACTERS_MAX),
        ("methods", "setMyDescription", "description", limits.DESCRIPTION_CHARACTERS_MAX),
        (
            "methods",
            "setMyShortDescription",
            "short_description",
            limits.SHORT_DESCRIPTION_CHARACTERS_MAX,
        ),
        ("methods", "setMyName", "name", limits.NAME_CHARACTERS_MAX),
        ("types", "InlineKeyboardButton", "callback_data", limits.CALLBACK_DATA_BYTES_MAX),
        ("types", "CopyTextButton", "text", limits.COPY_TEXT_CHARACTERS_MAX),
        ("types", "BotCommand", "command", limits.COMMAND_CHARACTERS_MAX),
        ("types", "BotCommand", "description", limits.COMMAND_DESCRIPTION_CHARACTERS_MAX),
        ("types", "ForceReply", "input_field_placeholder", limits.PLACEHOLDER_CHARACTERS_MAX),
        ("types", "InlineQuery", "query", limits.INLINE_QUERY_CHARACTERS_MAX),
    ],
)
def test_limits_are_those_of_the_bot_api(kind: str, name: str, field: str, ours: int) -> None:
    """Each by its own name."""
    assert fields_of(kind, name)[field]["limit"]["max"] == ours


def test_callback_data_is_measured_in_bytes() -> None:
    """From one on."""
    limit = fields_of("types", "InlineKeyboardButton")["callback_data"]["limit"]
    assert (limit["min"], limit["unit"]) == (limits.CALLBACK_DATA_BYTES_MIN, "bytes")


def test_marks_and_buttons_know_only_fields_of_the_bot_api() -> None:
    """Nothing of our own invention."""
    marks = {name for names in entities.EXTRA_FIELDS.values() for name in names}
    assert marks <= set(fields_of("types", "MessageEntity"))
    buttons = {*keyboards.ACTIONS, *keyboards.LOOKS}
    assert buttons <= set(fields_of("types", "InlineKeyboardButton"))


def check(value: Any, kinds: list[str], where: str) -> None:
    """The value is of one of the kinds, down to its last field."""
    faults = [_fault(value, kind, where) for kind in kinds]
    assert None in faults, faults


def _fault(value: Any, kind: str, where: str) -> str | None:
    """What keeps a value from being of a kind, None when it is."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return f"{where}: no array"
        inner = kind.removeprefix("Array of ").split("|")
        for index, item in enumerate(value):
            faults = [_fault(item, one, f"{where}[{index}]") for one in inner]
            if None not in faults:
                return "; ".join(fault for fault in faults if fault)
        return None
    if kind in PLAIN:
        is_plain = isinstance(value, PLAIN[kind]) and isinstance(value, bool) == (kind == "Boolean")
        return None if is_plain else f"{where}: {value!r} is no {kind}"
    if not isinstance(value, dict):
        return f"{where}: {value!r} is no {kind}"
    return _object_fault(value, kind, where)


def _object_fault(value: dict[str, Any], kind: str, where: str) -> str | None:
    if subtypes := spec()["types"][kind].get("subtypes"):
        found = [_object_fault(value, subtype, where) for subtype in subtypes]
        if not spec()["types"][kind].get("fields"):
            return None if None in found else "; ".join(fault for fault in found if fault)
    known = fields_of("types", kind)
    if unknown := set(value) - set(known):
        return f"{where}: {kind} has no {sorted(unknown)}"
    for name, about in known.items():
        if name not in value:
            if about["required"]:
                return f"{where}: {kind} lacks {name}"
            continue
        if "const" in about and value[name] != about["const"]:
            return f"{where}.{name}: {value[name]!r} is not {about['const']!r}"
        faults = [_fault(value[name], one, f"{where}.{name}") for one in about["types"]]
        if None not in faults:
            return "; ".join(fault for fault in faults if fault)
    return None


async def test_every_answer_has_the_form_the_bot_api_tells(world: World, ask: Ask) -> None:
    """One call of each method, its result looked through to the last field."""
    asked = await _calls(world, ask)
    assert {name for name, _, _ in asked} == set(ALL_METHODS)
    for name, files, parameters in asked:
        answer = await ask(name, files=files, **parameters)
        assert answer["ok"], (name, answer)
        check(answer["result"], spec()["methods"][name]["returns"], name)


async def _calls(world: World, ask: Ask) -> list[tuple[str, dict[str, bytes], dict[str, Any]]]:
    """Calls of all methods, in an order in which each succeeds."""
    world.create_group(GROUP, "Clinic", [ANN, BOB])
    world.promote_bot(GROUP, ANN)
    told = world.send_photo(ANN, PIXEL, "Day 2")
    tap, query = world.forge(ANN, ANN, told, "a"), world.ask_inline(ANN, "sun")
    markup = inline(
        [button("Fine", "fine"), {"text": "Map", "url": "https://example.org", "style": "primary"}],
        [{"text": "Copy", "copy_text": {"text": "K-47"}}],
    )
    marks = [{"type": "bold", "offset": 0, "length": 3}]
    message = {"chat_id": ANN, "text": "Day 1", "entities": marks, "reply_markup": markup}
    text = (await ask("sendMessage", **message))["result"]["message_id"]
    photo = (await ask("sendPhoto", files={"photo": PIXEL}, chat_id=ANN))["result"]
    here, there = {"chat_id": ANN, "message_id": text}, {"from_chat_id": ANN, "message_id": told}
    pictured = {"chat_id": ANN, "message_id": photo["message_id"]}
    albums = [{"type": "photo", "media": f"attach://{name}"} for name in "ab"]
    command = [{"command": "today", "description": "Today"}]
    plain = ("getMe", "getMyCommands", "getMyName", "getMyDescription", "getMyShortDescription")
    reply = {"reply_parameters": {"message_id": told}}
    return [
        *((name, {}, {}) for name in plain),
        ("setMyCommands", {}, {"commands": command}),
        ("getMyCommands", {}, {}),
        ("deleteMyCommands", {}, {}),
        ("setMyName", {}, {"name": "Aftercare"}),
        ("setMyDescription", {}, {"description": "Care"}),
        ("setMyShortDescription", {}, {"short_description": "Care"}),
        ("setChatMenuButton", {}, {"menu_button": {"type": "commands"}}),
        ("getChatMenuButton", {}, {}),
        ("sendMessage", {}, message | reply | {"link_preview_options": {"is_disabled": True}}),
        ("sendPhoto", {"photo": PIXEL}, {"chat_id": ANN, "caption": "a", "caption_entities": []}),
        ("sendDocument", {"document": b"a"}, {"chat_id": ANN}),
        ("sendVideo", {"video": b"a"}, {"chat_id": ANN}),
        ("sendVoice", {"voice": b"a"}, {"chat_id": ANN}),
        ("sendAnimation", {"animation": b"a"}, {"chat_id": ANN}),
        ("sendAudio", {"audio": b"a"}, {"chat_id": ANN}),
        ("sendVideoNote", {"video_note": b"a"}, {"chat_id": ANN}),
        ("sendLocation", {}, {"chat_id": ANN, "latitude": 52.5, "longitude": 13.4}),
        ("sendMediaGroup", {"a": PIXEL, "b": PIXEL}, {"chat_id": ANN, "media": albums}),
        ("sendChatAction", {}, {"chat_id": ANN, "action": "typing"}),
        ("copyMessage", {}, {"chat_id": BOB} | there),
        ("forwardMessage", {}, {"chat_id": BOB} | there),
        ("editMessageText", {}, here | {"text": "Day 2", "reply_markup": markup}),
        ("editMessageReplyMarkup", {}, here),
        ("editMessageCaption", {}, pictured | {"caption": "Day 2"}),
        ("editMessageMedia", {"a": b"a"}, pictured | {"media": albums[0] | {"type": "document"}}),
        ("pinChatMessage", {}, here),
        ("getChat", {}, {"chat_id": ANN}),
        ("unpinChatMessage", {}, here),
        ("unpinAllChatMessages", {}, {"chat_id": ANN}),
        ("deleteMessage", {}, here),
        ("deleteMessages", {}, {"chat_id": ANN, "message_ids": [photo["message_id"]]}),
        ("answerCallbackQuery", {}, {"callback_query_id": tap}),
        ("answerInlineQuery", {}, {"inline_query_id": query, "results": []}),
        ("getFile", {}, {"file_id": photo["photo"][0]["file_id"]}),
        ("getChat", {}, {"chat_id": GROUP}),
        ("getChatMember", {}, {"chat_id": GROUP, "user_id": ANN}),
        ("getChatMember", {}, {"chat_id": GROUP, "user_id": BOB}),
        ("getChatAdministrators", {}, {"chat_id": GROUP}),
        ("getChatMemberCount", {}, {"chat_id": GROUP}),
        ("leaveChat", {}, {"chat_id": GROUP}),
        ("getUpdates", {}, {}),
        ("setWebhook", {}, {"url": "https://example.org/hook"}),
        ("getWebhookInfo", {}, {}),
        ("deleteWebhook", {}, {}),
        ("logOut", {}, {}),
        ("close", {}, {}),
    ]


async def test_every_update_has_the_form_the_bot_api_tells(world: World, ask: Ask) -> None:
    """Whatever people do, the bot is told in Telegram's words."""
    sent = await ask("sendMessage", chat_id=ANN, text="Hi", reply_markup=inline([button("A", "a")]))
    number = sent["result"]["message_id"]
    await ask("pinChatMessage", chat_id=ANN, message_id=number)
    world.tap(ANN, number, "A")
    world.forge(ANN, ANN, 999, "b")
    world.send_text(ANN, "/today and https://example.org", reply_to=number)
    world.edit_text(ANN, world.send_photo(ANN, caption="a", media_group_id="1"), "b")
    world.send_document(ANN)
    world.send_voice(ANN)
    world.send_video(ANN)
    world.send_sticker(ANN)
    world.send_location(ANN, 52.5, 13.4)
    world.send_contact(ANN, "+49 30 1", "Dan")
    world.ask_inline(ANN, "sun")
    world.block(ANN)
    world.unblock(ANN)
    world.create_group(GROUP, "Clinic", [ANN, BOB])
    world.promote_bot(GROUP, ANN)
    world.migrate_group(GROUP, -1002002)
    world.remove_bot_from_group(-1002002, ANN)
    world.create_group(CHANNEL, "News", [ANN], kind="channel")
    world.edit_text(ANN, world.post_in_channel(ANN, CHANNEL, "a"), "b", CHANNEL)
    told = (await ask("getUpdates"))["result"]
    assert {kind for update in told for kind in update} == {
        "update_id",
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "inline_query",
        "my_chat_member",
    }
    check(told, ["Array of Update"], "updates")


@pytest.mark.parametrize(
    "flawed",
    [
        {"id": ANN, "type": "private", "mood": "calm"},
        {"id": ANN},
        {"id": str(ANN), "type": "private"},
        {"id": True, "type": "private"},
    ],
)
def test_a_flawed_object_does_not_pass(flawed: dict[str, Any]) -> None:
    """A field too many, one too few, one of the wrong type: the check would notice."""
    with pytest.raises(AssertionError):
        check(flawed, ["Chat"], "chat")
