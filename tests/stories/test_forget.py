"""/forget: what is told first, two taps, and then nothing that tells of the client is left."""

import pytest

from bot.actions import erase_client
from tests import team
from tests.cast import ANN, CLINIC, Town
from tests.stories.conftest import RaiseTown
from tests.stories.test_own_data import talkative
from tests.stories.test_rings import EMERGENCY
from tests.team import CLINICIAN

SURE = "Are you sure? This cannot be undone."


async def forget(town: Town) -> str:
    """Let Ann ask, and tap twice."""
    await town.ann.says("/forget")
    return await town.ann.taps("Erase everything about me", "Yes, erase it now")


def left_of_ann(town: Town, reference: str = "K-1") -> list[str]:
    """Where anything still names her: by reference, by her words, by the number of her chat."""
    names = (reference, "rosehip", "blue bottle", "photo-file-")
    found = [path for name in names for path in town.disk.holds(name)]
    number = f"chat{ANN}"
    found += [path for path in town.disk.files() if number in path]
    found += town.disk.holds(f'"chat_id":{ANN}')
    return sorted(set(found))


async def test_it_says_plainly_what_goes_and_what_cannot(town: Town) -> None:
    """The chat, Telegram's servers, staff's chats, the record stay; a copy is offered."""
    await town.link_ann()
    said = await town.ann.says("/forget")
    for words in ("your reference", "this chat on your phone", "Telegram's servers"):
        assert words in said
    assert "the clinic's medical record" in said
    assert town.ann.buttons[:3] == ["Erase everything about me", "Send me my data", "Keep it"]


async def test_after_two_taps_nothing_names_the_client(town: Town) -> None:
    """Not the reference, not a word, not the chat's number, in no file."""
    await talkative(town)
    said = await forget(town)
    assert said.startswith("Everything I kept about you is erased")
    assert left_of_ann(town) == []
    assert await town.store.client_ids() == []


async def test_staff_are_told_without_content(town: Town) -> None:
    """By the clinic's own reference, to each chat, once."""
    await town.link_ann()
    await forget(town)
    said = [each.words for each in town.clinic.received]
    assert said[-1] == "K-1 has erased their data."
    assert sum("has erased" in each for each in said) == 1


async def test_one_tap_erases_nothing(town: Town) -> None:
    """The first tap asks; keeping it leaves everything."""
    await town.link_ann()
    await town.ann.says("/forget")
    said = await town.ann.taps("Erase everything about me")
    assert said.startswith(SURE)
    assert len(await town.store.client_ids()) == 1
    said = await town.ann.taps("Keep it")
    assert said.startswith("Nothing was erased.")
    assert len(await town.store.client_ids()) == 1


async def test_with_an_alert_open_the_client_is_told_first(town: Town) -> None:
    """Above everything else, on both screens; staff hear that something was open."""
    await town.link_ann()
    await town.ann.says("/worried")
    said = await town.ann.says("/forget")
    assert said.startswith("Please read this first. Something you told the clinic is still open")
    assert "+49 30 5550100" in said
    said = await town.ann.taps("Erase everything about me")
    assert said.startswith("Please read this first.")
    await town.ann.taps("Yes, erase it now")
    assert await town.store.client_ids() == []
    assert town.clinic.newest.words.startswith("K-1, same-day: please phone them now.")


async def test_an_alert_that_opens_in_between_is_told_too(town: Town) -> None:
    """The tap on the screen from before asks again instead of erasing."""
    await town.link_ann()
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me")
    screen = town.ann.newest
    await town.ann.says("/worried")
    town.world.tap(ANN, screen.id, "Yes, erase it now")
    await town.ann.reads()
    shown = next(each for each in town.ann.messages if each.id == screen.id)
    assert shown.words.startswith("Please read this first.")
    assert len(await town.store.client_ids()) == 1
    await town.ann.taps("Yes, erase it now")
    assert await town.store.client_ids() == []


async def test_nothing_follows(town: Town) -> None:
    """Not a word more, whatever day comes; old buttons are answered kindly."""
    await town.link_ann()
    await forget(town)
    heard = len(town.ann.received)
    town.world.tap(ANN, town.ann.find_button("Keep it")[0].id, "Keep it")
    await town.ann.reads()
    await town.pass_days(90)
    assert len(town.ann.received) == heard
    assert town.ann.toast == "This button no longer works. /help shows what does."
    assert left_of_ann(town) == []


async def test_two_taps_at_once_erase_once(town: Town) -> None:
    """The second one finds nobody."""
    await town.link_ann()
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me")
    for _ in range(2):
        town.world.tap(ANN, town.ann.newest.id, "Yes, erase it now")
    await town.ann.reads()
    goodbyes = [each for each in town.ann.received if each.words.startswith("Everything I kept")]
    assert len(goodbyes) == 1
    assert sum("has erased" in each.words for each in town.clinic.received) == 1


async def test_while_telegram_is_down_it_is_erased_all_the_same(town: Town) -> None:
    """Only the two last words wait; when they are out, they are gone too."""
    await talkative(town)
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me")
    town.cut_off(ANN, CLINIC)
    await town.ann.taps("Yes, erase it now")
    assert await town.store.client_ids() == []
    assert town.disk.holds("rosehip") == []
    town.mend()
    await town.pass_days(0.1)
    assert town.clinic.newest.words.startswith("K-1 has erased their data.")
    assert left_of_ann(town) == []


async def test_a_client_who_blocked_the_bot_leaves_nothing(raise_town: RaiseTown) -> None:
    """The last words find nobody, and their file goes."""
    town = await raise_town()
    town.wants_trouble = True
    await town.link_ann()
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me")
    town.world.tap(ANN, town.ann.newest.id, "Yes, erase it now")
    town.world.block(ANN)
    await town.app.settle()
    await town.pass_days(3)
    assert left_of_ann(town) == []


@pytest.mark.parametrize("days", [0, 120])
async def test_stopped_and_finished_clients_may_too(town: Town, days: int) -> None:
    """Whoever has something kept can have it erased."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Stop all messages", "Yes, stop them")
    await town.pass_days(days)
    await forget(town)
    assert await town.store.client_ids() == []


async def test_a_stranger_gets_a_kind_answer(town: Town) -> None:
    """There is nothing to erase, and what little is noted goes by itself."""
    said = await town.bob.says("/forget")
    assert said.startswith("There is nothing to erase")
    assert "48 hours" in said


async def test_before_consent_no_thank_you_is_the_way(town: Town) -> None:
    """Nothing of theirs is kept; the screen says what erases what staff entered."""
    await town.ann.opens(await town.enrol())
    said = await town.ann.says("/forget")
    assert "No, thank you also erases what the clinic had entered." in said
    await town.ann.taps("No, thank you")
    assert await town.store.client_ids() == []


async def test_forged_buttons_of_strangers_and_staff_erase_nobody(town: Town) -> None:
    """Only the client's own chat has a say."""
    await town.link_ann()
    await town.bob.says("/start")
    for user in ("bob", "clinic"):
        phone = getattr(town, user)
        town.world.forge(phone.user_id, phone.user_id, phone.newest.id, "v1:forget:yes:alert")
    await town.app.settle()
    assert len(await town.store.client_ids()) == 1


async def test_a_form_in_the_middle_about_the_client_is_closed(town: Town) -> None:
    """A correction that staff began knows nobody any more."""
    await town.link_ann()
    await town.clinic.taps("Correct the session's time")
    await forget(town)
    assert town.disk.holds("K-1") == []
    assert (await town.clinic.taps("Just now")).startswith("K-1 has erased")
    assert town.clinic.toast.startswith("This form is closed, and nothing was")


async def test_a_client_may_come_back_as_new(town: Town) -> None:
    """Another enrolment, another link: all as for anybody."""
    await town.link_ann()
    await forget(town)
    await town.link_ann()
    assert (await town.file()).client.chat_id == ANN


async def test_earlier_courses_of_the_same_chat_go_too(town: Town) -> None:
    """The chat went on to a next course; both files are the same person's."""
    await town.link_ann()
    await town.pass_days(60)
    await town.ann.opens(await town.enrol())
    await town.ann.taps("I agree")
    assert len(await town.store.client_ids()) == 2
    await forget(town)
    assert await town.store.client_ids() == []
    assert left_of_ann(town) + left_of_ann(town, "K-2") == []


async def test_a_link_opened_by_mistake_makes_nobody_the_same_person(town: Town) -> None:
    """Ann opened another's link, did not agree, and used her own: the other's file stays."""
    theirs = await town.enrol()
    await town.ann.opens(theirs)
    await town.ann.opens(await town.enrol())
    await town.ann.taps("I agree")
    await forget(town)
    (kept,) = await town.store.client_ids()
    file = await town.store.load(kept)
    assert file.client.reference == "K-1"  # type: ignore[union-attr]
    assert left_of_ann(town, "K-2") == []


async def test_a_process_that_died_in_between_goes_on_at_the_next_start(town: Town) -> None:
    """The wish stands on the file: all the rest follows from it, and is said once."""
    await town.link_ann()
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me")
    with pytest.MonkeyPatch.context() as dying:
        dying.setattr(erase_client, "erase_client", _dying)
        town.world.tap(ANN, town.ann.newest.id, "Yes, erase it now")
        await town.app.settle()
    assert len(await town.store.client_ids()) == 1
    await town.restart()
    assert town.ann.newest.words.startswith("Everything I kept about you is erased")
    assert town.clinic.newest.words == "K-1 has erased their data."
    assert left_of_ann(town) == []


async def _dying(*arguments: object) -> None:
    """Get no further."""


async def test_an_open_emergency_of_erased_data_is_a_call_to_phone_now(town: Town) -> None:
    """With its urgency and a sound; the alarm's old buttons say that the data was erased."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.says(EMERGENCY)
    await forget(town)
    for phone in (town.clinic, clinician):
        assert phone.newest.words.startswith("K-1, emergency: please phone them now.")
        assert not phone.newest.silent
    for label in ("I take it", "Close …", "View client"):
        await clinician.taps(label)
        assert clinician.toast.startswith("This client's data was erased.")
