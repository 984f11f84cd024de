"""Groups, supergroups and channels: what the bot sees there and what it may do."""

from bot.simulator.world import World
from tests.simulator.residents import ANN, BOB, CAT, CHANNEL, GROUP, Ask, Updates

SUPERGROUP = -1002002


async def test_the_bot_is_told_that_it_was_added(world: World, updates: Updates) -> None:
    """By its changed standing and by the group's own notice."""
    world.create_group(GROUP, "Clinic", [ANN, BOB])
    standing, notice = await updates()
    assert standing["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert standing["my_chat_member"]["chat"] == {"id": GROUP, "type": "group", "title": "Clinic"}
    assert notice["message"]["new_chat_members"][0]["id"] == world.bot.id


async def test_privacy_mode_hides_what_is_not_meant_for_the_bot(
    world: World, ask: Ask, updates: Updates
) -> None:
    """Commands, mentions and replies get through; an administrator sees everything."""
    world.create_group(GROUP, "Clinic", [ANN, BOB])
    sent = await ask("sendMessage", chat_id=GROUP, text="An alert")
    await updates()
    world.send_text(ANN, "Lunch?", GROUP)
    world.send_text(ANN, "/board@other_bot", GROUP)
    assert await updates() == []
    world.send_text(ANN, "/board", GROUP)
    world.send_text(ANN, "/board@aftercare_local_bot", GROUP)
    world.send_text(ANN, "@aftercare_local_bot look", GROUP)
    world.send_text(BOB, "I take it", GROUP, reply_to=sent["result"]["message_id"])
    assert len(await updates()) == 4
    world.promote_bot(GROUP, ANN)
    world.send_text(ANN, "Lunch?", GROUP)
    assert [next(iter(set(u) - {"update_id"})) for u in await updates()] == [
        "my_chat_member",
        "message",
    ]


async def test_a_kicked_bot_is_refused_and_told(world: World, ask: Ask, updates: Updates) -> None:
    """With Telegram's words for the kind of chat."""
    world.create_group(GROUP, "Clinic", [ANN])
    await updates()
    world.remove_bot_from_group(GROUP, ANN)
    [update] = await updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    answer = await ask("sendMessage", chat_id=GROUP, text="Hello")
    assert answer["description"] == "Forbidden: bot was kicked from the group chat"
    world.create_group(SUPERGROUP, "Ward", [ANN], kind="supergroup")
    world.remove_bot_from_group(SUPERGROUP, ANN)
    answer = await ask("sendMessage", chat_id=SUPERGROUP, text="Hello")
    assert answer["description"] == "Forbidden: bot was kicked from the supergroup chat"


async def test_the_bot_can_leave(world: World, ask: Ask, updates: Updates) -> None:
    """And is no member then."""
    world.create_group(GROUP, "Clinic", [ANN])
    await updates()
    assert (await ask("leaveChat", chat_id=GROUP))["ok"]
    [update] = await updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "left"
    answer = await ask("sendMessage", chat_id=GROUP, text="Hello")
    assert answer["description"] == "Forbidden: bot is not a member of the group chat"
    world.send_text(ANN, "/board", GROUP)
    assert await updates() == []


async def test_a_moved_group_names_its_new_id(world: World, ask: Ask, updates: Updates) -> None:
    """In the refusal and in two service messages."""
    world.create_group(GROUP, "Clinic", [ANN])
    await updates()
    world.migrate_group(GROUP, SUPERGROUP)
    old, new = await updates()
    assert old["message"]["migrate_to_chat_id"] == SUPERGROUP
    assert new["message"]["migrate_from_chat_id"] == GROUP
    answer = await ask("sendMessage", chat_id=GROUP, text="Hello")
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert answer["parameters"] == {"migrate_to_chat_id": SUPERGROUP}
    assert (await ask("sendMessage", chat_id=SUPERGROUP, text="Hello"))["ok"]


async def test_a_supergroup_counts_its_own_messages(world: World, ask: Ask) -> None:
    """From one, whatever happened elsewhere."""
    world.create_group(SUPERGROUP, "Ward", [ANN], kind="supergroup")
    sent = await ask("sendMessage", chat_id=SUPERGROUP, text="Hello")
    assert sent["result"]["message_id"] == 2


async def test_a_channel_post_has_no_author(world: World, updates: Updates) -> None:
    """It is told as channel_post, and its edit as edited_channel_post."""
    world.create_group(CHANNEL, "News", [ANN], kind="channel")
    await updates()
    number = world.post_in_channel(ANN, CHANNEL, "Open on Monday")
    world.edit_text(ANN, number, "Open on Tuesday", CHANNEL)
    post, edited = await updates()
    assert post["channel_post"]["text"] == "Open on Monday"
    assert "from" not in post["channel_post"]
    assert post["channel_post"]["sender_chat"]["id"] == CHANNEL
    assert edited["edited_channel_post"]["text"] == "Open on Tuesday"


async def test_members_are_told_by_their_standing(world: World, ask: Ask) -> None:
    """Owner, member, stranger, bot."""
    world.create_group(GROUP, "Clinic", [ANN, BOB])
    standings = [
        (await ask("getChatMember", chat_id=GROUP, user_id=user_id))["result"]["status"]
        for user_id in (ANN, BOB, CAT, world.bot.id)
    ]
    assert standings == ["creator", "member", "left", "member"]
    bosses = (await ask("getChatAdministrators", chat_id=GROUP))["result"]
    assert [boss["user"]["id"] for boss in bosses] == [ANN]
    assert (await ask("getChatMemberCount", chat_id=GROUP))["result"] == 3
    answer = await ask("getChatMember", chat_id=GROUP, user_id=999)
    assert answer["description"] == "Bad Request: invalid user_id specified"


async def test_a_private_chat_has_neither_administrators_nor_an_exit(ask: Ask) -> None:
    """Telegram says so."""
    assert (await ask("getChat", chat_id=ANN))["result"]["type"] == "private"
    assert (await ask("getChatMember", chat_id=ANN, user_id=ANN))["result"]["status"] == "member"
    for method in ("getChatAdministrators", "leaveChat"):
        assert (await ask(method, chat_id=ANN))["error_code"] == 400
