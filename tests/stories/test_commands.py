"""What a client can ask for at any time, and the menus Telegram shows."""

from datetime import datetime

import pytest

from tests.cast import ANN, BERLIN, CLINIC, Town
from tests.stories.conftest import RaiseTown

CLIENT_MENU = [
    "today", "can", "procedure", "sun", "progress", "settings", "worried", "help", "privacy",
    "mydata", "forget",
]  # fmt: skip
PAGES = ["What it is", "Getting ready", "The needling", "How the skin heals", "What it can help"]


async def test_today_is_one_pinned_card(town: Town) -> None:
    """/today gives the day's card; there is never more than one pinned."""
    await town.link_ann()
    await town.ann.says("/today")
    await town.ann.says("/today")
    assert town.ann.card == town.ann.newest
    assert town.ann.card.words.startswith("Hello. This is your card for today, Friday 27 March.")


async def test_the_card_is_edited_in_place_as_days_pass(town: Town) -> None:
    """The same message tells of the new day each morning."""
    await town.link_ann()
    card = town.ann.card
    days = []
    for day in range(28, 32):
        await town.pass_until(datetime(2026, 3, day, 7, 0, tzinfo=BERLIN))
        days.append((town.ann.card.id, f"{day} March" in town.ann.card.words))
    assert days == [(card.id, True)] * 4


async def test_a_card_that_was_asked_for_is_the_one_that_is_edited(town: Town) -> None:
    """After /today the new card is the one that follows the days."""
    await town.link_ann()
    await town.ann.says("/today")
    card = town.ann.card
    await town.pass_until(datetime(2026, 3, 28, 7, 0, tzinfo=BERLIN))
    assert town.ann.card.id == card.id
    assert "Saturday 28 March" in town.ann.card.words


async def test_the_card_makes_no_sound(town: Town) -> None:
    """The card itself, one that was asked for, its pin and its edits are silent."""
    await town.link_ann()
    card = town.ann.card
    await town.ann.says("/today")
    await town.pass_until(datetime(2026, 3, 28, 7, 0, tzinfo=BERLIN))
    pins = [call for call in town.world.calls if call.method == "pinChatMessage"]
    assert card.silent
    assert {call.parameters["disable_notification"] for call in pins} == {"true"}
    assert [each.id for each in town.ann.received if not each.silent and each.pinned] == []


async def test_a_deleted_card_comes_back_silently(town: Town) -> None:
    """A client who deleted the card gets a new one, pinned and silent, with the next day."""
    await town.link_ann()
    town.world.delete_message(ANN, town.ann.card.id)
    await town.pass_until(datetime(2026, 3, 28, 7, 0, tzinfo=BERLIN))
    assert "Saturday 28 March" in town.ann.card.words
    assert town.ann.card.silent
    town.wants_trouble = True  # Telegram refuses to edit what is not there


async def test_the_procedure_is_browsed_by_buttons(town: Town) -> None:
    """A list of pages, one message that changes, on and back."""
    await town.link_ann()
    await town.ann.says("/procedure")
    screens = len(town.ann.received)
    assert [label for label in PAGES if label in town.ann.buttons] == PAGES
    await town.ann.taps("What it is")
    first = town.ann.newest.words
    await town.ann.taps("Next ›")
    second = town.ann.newest.words
    back = await town.ann.taps("‹ Before")
    assert first == back
    assert first != second
    await town.ann.taps("All pages")
    assert PAGES[0] in town.ann.buttons
    assert len(town.ann.received) == screens


async def test_every_page_of_the_procedure_opens(town: Town) -> None:
    """From the first page to the last with Next, each with its own words."""
    await town.ann.says("/procedure")
    await town.ann.taps("What it is")
    pages = [town.ann.newest.words]
    while "Next ›" in town.ann.buttons:
        pages.append(await town.ann.taps("Next ›"))
    assert len(set(pages)) == len(town.library.packs["microneedling"].procedure)


async def test_the_procedure_is_public(town: Town) -> None:
    """Anybody may read it, linked or not."""
    await town.bob.says("/procedure")
    said = await town.bob.taps("The needling")
    assert "needle" in said


async def test_sun_tells_of_today(town: Town) -> None:
    """/sun before the gate: shade, hat and clothing, and when sunscreen may start."""
    await town.link_ann()
    said = await town.ann.says("/sun")
    assert "shade" in said
    assert "Sat 28 March, 17:00" in said


async def test_help_lists_the_commands_and_the_numbers(town: Town) -> None:
    """/help: each command, that a person reads, the hours, and whom to call."""
    await town.link_ann()
    said = await town.ann.says("/help")
    listed = [name for name in CLIENT_MENU if name != "help" and f"/{name} " in said]
    assert listed == [name for name in CLIENT_MENU if name != "help"]
    assert "today until 18:00" in said
    assert [n in said for n in ("+49 30 5550100", "116117", "112")] == [True, True, True]


async def test_privacy_lists_what_is_kept(town: Town) -> None:
    """/privacy says the same list as the consent screen, how long, and how to unlink."""
    consent_screen = await town.ann.opens(await town.enrol())
    await town.ann.taps("I agree")
    said = await town.ann.says("/privacy")
    assert _bullets(said) == _bullets(consent_screen)
    assert "365 days" in said
    assert "This is not me" in town.ann.buttons


def _bullets(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("• ")]


async def test_an_unknown_command_is_answered(town: Town) -> None:
    """One nobody knows, and one that is only for staff."""
    await town.link_ann()
    for command in ("/nonsense", "/enrol", "/board", "/today_"):
        said = await town.ann.says(command)
        assert said.startswith("I don't know that command. /help lists what I know.")
        assert town.ann.buttons == ["I'm worried"]


async def test_clients_see_their_commands_in_the_menu(town: Town) -> None:
    """Eight commands, each with a short description, in every private chat."""
    menu = town.world.commands_for(ANN)
    assert [each["command"] for each in menu] == CLIENT_MENU
    assert [each["description"] for each in menu if not each["description"]] == []
    assert town.world.state.profile.commands.keys() >= {("all_private_chats", "")}


async def test_staff_see_theirs(town: Town) -> None:
    """Owners see /enrol first, in their own chats only."""
    assert town.world.commands_for(CLINIC)[0]["command"] == "enrol"
    [pack] = town.library.packs.values()
    translated = {("all_private_chats", language) for language in pack.languages[1:]}
    written = set(town.world.state.profile.commands)
    assert written == {("all_private_chats", ""), ("chat:1", ""), *translated}


async def test_the_descriptions_are_set(town: Town) -> None:
    """What Telegram shows before Start: who we are, and that it is no emergency service."""
    texts = town.world.state.profile.texts
    assert "Rose Clinic" in texts["short_description", ""]
    assert "Not an emergency service: in an emergency, call 112." in texts["description", ""]


async def test_menus_are_written_only_on_change(town: Town) -> None:
    """A second start reads what stands there and writes nothing."""
    before = len(town.world.calls)
    await town.restart()
    methods = {call.method for call in town.world.calls[before:]}
    assert {"getMyCommands", "getMyDescription", "getMyShortDescription"} <= methods
    assert [method for method in methods if method.startswith("set")] == []


async def test_a_changed_name_is_written(raise_town: RaiseTown) -> None:
    """What differs is written: the descriptions, and not the commands."""
    town = await raise_town()
    town.world.state.profile.texts["short_description", ""] = "Old words"
    before = len(town.world.calls)
    await town.restart()
    methods = [call.method for call in town.world.calls[before:]]
    written = [method for method in methods if method.startswith("set")]
    assert written == ["setMyShortDescription"]


@pytest.mark.parametrize(
    "command", ["today", "can", "procedure", "sun", "settings", "help", "privacy"]
)
async def test_every_command_of_the_menu_answers_a_client(town: Town, command: str) -> None:
    """Each gives a message of its own, with the worry button below."""
    await town.link_ann()
    heard = len(town.ann.received)
    await town.ann.says(f"/{command}")
    assert len(town.ann.received) == heard + 1
    assert town.ann.buttons[-1] == "I'm worried"


async def test_a_command_may_name_the_bot(town: Town) -> None:
    """Telegram's own suggestions write /help@the_bot."""
    await town.link_ann()
    assert "/today" in await town.ann.says("/help@aftercare_local_bot")
