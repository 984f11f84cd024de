"""How the bot presents itself: commands, texts and menu buttons, and who sees which."""

from typing import Any

import pytest

from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, GROUP, Ask


def commands(*names: str) -> list[dict[str, Any]]:
    """Commands of these names, each described by its own name."""
    return [{"command": name, "description": f"Shows {name}"} for name in names]


def names(menu: list[dict[str, Any]]) -> list[str]:
    """Only the names."""
    return [command["command"] for command in menu]


async def test_the_narrowest_menu_in_ones_own_language_is_seen(world: World, ask: Ask) -> None:
    """A chat's own menu comes before that of all private chats, and German before none."""
    await ask("setMyCommands", commands=commands("help"))
    assert names(world.commands_for(ANN)) == ["help"]
    private = {"type": "all_private_chats"}
    await ask("setMyCommands", commands=commands("today"), scope=private)
    await ask("setMyCommands", commands=commands("heute"), scope=private, language_code="de")
    assert (names(world.commands_for(ANN)), names(world.commands_for(BOB))) == (
        ["today"],
        ["heute"],
    )
    own = {"type": "chat", "chat_id": BOB}
    await ask("setMyCommands", commands=commands("board"), scope=own)
    assert names(world.commands_for(BOB)) == ["board"]
    await ask("deleteMyCommands", scope=own)
    assert names(world.commands_for(BOB)) == ["heute"]


async def test_a_group_has_menus_of_its_own(world: World, ask: Ask) -> None:
    """Its administrators may see more."""
    world.create_group(GROUP, "Clinic", [ANN, BOB])
    await ask("setMyCommands", commands=commands("alerts"), scope={"type": "all_group_chats"})
    bosses = {"type": "all_chat_administrators"}
    await ask("setMyCommands", commands=commands("closed"), scope=bosses)
    assert names(world.commands_for(ANN, GROUP)) == ["closed"]
    assert names(world.commands_for(BOB, GROUP)) == ["alerts"]


async def test_commands_are_read_for_exactly_one_scope_and_language(ask: Ask) -> None:
    """What was set comes back, elsewhere there is nothing."""
    await ask("setMyCommands", commands=commands("today"), language_code="de")
    answer = await ask("getMyCommands", language_code="de")
    assert answer["result"] == commands("today")
    assert (await ask("getMyCommands"))["result"] == []


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        ({"command": "Today", "description": "Day"}, "BOT_COMMAND_INVALID"),
        ({"command": "a" * 33, "description": "Day"}, "BOT_COMMAND_INVALID"),
        ({"command": "today", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "today", "description": "a" * 257}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_malformed_command_is_refused(
    ask: Ask, command: dict[str, str], refusal: str
) -> None:
    """Small letters, digits, underscores; a description of 1-256."""
    answer = await ask("setMyCommands", commands=[command])
    assert answer["description"] == f"Bad Request: {refusal}"


async def test_a_menu_for_an_unknown_chat_is_refused(ask: Ask) -> None:
    """The staff member must have pressed Start first."""
    scope = {"type": "chat", "chat_id": 999}
    answer = await ask("setMyCommands", commands=commands("board"), scope=scope)
    assert answer["description"] == "Bad Request: chat not found"


@pytest.mark.parametrize(
    ("kind", "field", "characters_max"),
    [
        ("Description", "description", 512),
        ("ShortDescription", "short_description", 120),
        ("Name", "name", 64),
    ],
)
async def test_texts_about_the_bot_are_kept_for_each_language(
    ask: Ask, kind: str, field: str, characters_max: int
) -> None:
    """A language without its own text shows the general one; too long is refused."""
    await ask(f"setMy{kind}", **{field: "Aftercare"})
    await ask(f"setMy{kind}", **{field: "Nachsorge"}, language_code="de")
    shown = [
        (await ask(f"getMy{kind}", language_code=code))["result"][field] for code in ("de", "fr")
    ]
    assert shown == ["Nachsorge", "Aftercare"]
    answer = await ask(f"setMy{kind}", **{field: "a" * (characters_max + 1)})
    assert answer["error_code"] == 400


async def test_the_menu_button_of_a_chat_comes_before_the_general_one(ask: Ask) -> None:
    """Until it is set, the general one is seen."""
    assert (await ask("getChatMenuButton"))["result"] == {"type": "default"}
    await ask("setChatMenuButton", menu_button={"type": "commands"})
    assert (await ask("getChatMenuButton", chat_id=ANN))["result"] == {"type": "commands"}
    await ask("setChatMenuButton", chat_id=ANN, menu_button={"type": "default"})
    assert (await ask("getChatMenuButton", chat_id=ANN))["result"] == {"type": "default"}


async def test_the_bot_knows_itself(world: World, ask: Ask) -> None:
    """Name, id, and what it may read in groups."""
    me = (await ask("getMe"))["result"]
    assert (me["id"], me["is_bot"], me["username"]) == (world.bot.id, True, "aftercare_local_bot")
    assert me["can_read_all_group_messages"] is False


async def test_wrong_tokens_and_methods_are_told_apart(world: World) -> None:
    """404 for what has not a token's form or is no method, 401 for another bot's token."""
    other = world.token[:-1] + "a"
    asked = [("nonsense", "getMe"), (other, "getMe"), (world.token, "getYou")]
    statuses = [(await world.call(token, method, {}))[0] for token, method in asked]
    assert statuses == [404, 401, 404]
    assert (await world.call(world.token, "GETME", {}))[0] == 200
