"""Groups, channels, inline queries: answered in the staff group only, left or ignored elsewhere."""

from tests.cast import ANN, BOB, CLINIC, Town
from tests.stories.conftest import RaiseTown

GROUP, STRANGE, CHANNEL = -900, -901, -902
LEFT = "Somebody added me to a group that is not your staff group."


async def _staff_group(raise_town: RaiseTown) -> Town:
    town = await raise_town(staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC])
    await town.app.settle()
    return town


def said_in(town: Town, chat: int) -> list[str]:
    """What the bot said in a group."""
    return [each.words for each in town.world.chat(chat) if each.from_bot and not each.service]


async def test_a_strange_group_is_left_in_silence(town: Town) -> None:
    """Added to a group that is not the staff group: not a word, and gone."""
    town.world.create_group(STRANGE, "Friends", [BOB, ANN])
    await town.app.settle()
    assert said_in(town, STRANGE) == []
    assert town.world.state.chats[STRANGE].bot_status == "left"


async def test_the_owner_is_told_of_a_strange_group(town: Town) -> None:
    """In private, without the group's name."""
    town.world.create_group(STRANGE, "Rosehip friends", [BOB])
    await town.app.settle()
    assert town.clinic.newest.words.startswith(LEFT)
    assert "Rosehip" not in town.clinic.ever_read
    assert town.disk.holds("Rosehip") == []


async def test_the_owner_is_told_once_for_each_time(town: Town) -> None:
    """One line for one group, though several updates tell of it; a second group, a second line."""
    for group in (STRANGE, STRANGE - 10):
        town.world.create_group(group, "Friends", [BOB])
        await town.app.settle()
    told = [each for each in town.clinic.received if each.words.startswith(LEFT)]
    assert len(told) == 2


async def test_commands_in_a_strange_group_are_not_answered(town: Town) -> None:
    """Whoever types a command there before the bot is gone hears nothing."""
    town.world.create_group(STRANGE, "Friends", [BOB, CLINIC])
    for user, words in ((BOB, "/start"), (CLINIC, "/enrol"), (BOB, "/today")):
        town.world.send_text(user, words, chat_id=STRANGE)
    await town.app.settle()
    town.wants_trouble = True  # it leaves at each of them, and can leave only once
    assert said_in(town, STRANGE) == []
    assert await town.store.client_ids() == []


async def test_without_a_staff_group_every_group_is_strange(town: Town) -> None:
    """STAFF_CHAT_ID is not set: the bot stays in none."""
    town.world.create_group(GROUP, "Staff", [CLINIC])
    await town.app.settle()
    assert town.world.state.chats[GROUP].bot_status == "left"


async def test_the_staff_group_is_stayed_in(raise_town: RaiseTown) -> None:
    """No farewell, no word to the owner."""
    town = await _staff_group(raise_town)
    assert town.world.state.chats[GROUP].bot_status == "member"
    assert LEFT not in town.clinic.ever_read


async def test_commands_in_the_staff_group_are_pointed_to_the_private_chat(
    raise_town: RaiseTown,
) -> None:
    """Details belong in private: one sentence, for staff and for anybody else there."""
    town = await _staff_group(raise_town)
    for command in ("/enrol", "/help", "/start@aftercare_local_bot"):
        town.world.send_text(CLINIC, command, chat_id=GROUP)
        await town.app.settle()
    assert len(said_in(town, GROUP)) == 3
    assert set(said_in(town, GROUP)) == {
        "Please write to me in a private chat for that. In this group I only name codes."
    }


async def test_talk_in_the_staff_group_is_not_answered(raise_town: RaiseTown) -> None:
    """People talk there; the bot does not join in, even where it is mentioned."""
    town = await _staff_group(raise_town)
    town.world.send_text(CLINIC, "@aftercare_local_bot hello", chat_id=GROUP)
    town.world.send_photo(CLINIC, chat_id=GROUP)
    await town.app.settle()
    assert said_in(town, GROUP) == []


async def test_buttons_forged_in_a_group_do_nothing(raise_town: RaiseTown) -> None:
    """A tap in a group is answered without a word and changes nothing."""
    town = await _staff_group(raise_town)
    await town.enrol()
    before = await town.file()
    town.world.forge(CLINIC, GROUP, 1, f"v1:s:renew:{before.id}")
    await town.app.settle()
    assert await town.file() == before
    assert town.clinic.toast == ""


async def test_the_staff_group_may_become_a_supergroup(raise_town: RaiseTown) -> None:
    """Telegram gives it another id: the alert goes there, and nothing is lost."""
    town = await _staff_group(raise_town)
    await town.link_ann()
    town.world.migrate_group(GROUP, -1_000_900)
    town.wants_trouble = True  # Telegram refuses the old id once
    await town.ann.taps("I'm worried")
    assert said_in(town, -1_000_900)[-1] == "K-1, day 0, same-day: worried"
    assert town.world.state.chats[-1_000_900].bot_status == "member"


async def test_channel_posts_are_ignored(town: Town) -> None:
    """A channel is no place for the bot: no answer to any post."""
    town.world.create_group(CHANNEL, "Roses", [BOB], kind="channel")
    town.world.post_in_channel(BOB, CHANNEL, "/start")
    town.world.post_in_channel(BOB, CHANNEL, "Hello")
    await town.app.settle()
    assert said_in(town, CHANNEL) == []
    assert await town.store.client_ids() == []


async def test_inline_queries_are_ignored(town: Town) -> None:
    """Nobody looks anything up inline: no answer, no trace of what was typed."""
    await town.link_ann()
    query = town.world.ask_inline(ANN, "rosehip cheek")
    await town.app.settle()
    assert town.world.state.inline_answers[query] is None
    assert not town.disk.ever_held("rosehip")


async def test_a_staff_group_that_became_a_supergroup_is_still_ours(raise_town: RaiseTown) -> None:
    """Its new id is remembered on the disk: the bot stays, and answers there."""
    town = await _staff_group(raise_town)
    town.world.migrate_group(GROUP, -1_000_900)
    await town.app.settle()
    await town.restart()
    town.world.send_text(CLINIC, "/enrol@aftercare_local_bot", chat_id=-1_000_900)
    await town.app.settle()
    assert "private chat" in said_in(town, -1_000_900)[-1]
    assert town.world.state.chats[-1_000_900].bot_status == "member"
