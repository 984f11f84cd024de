"""Two taps at once, the same update twice, old keyboards and forged buttons: none does harm."""

import re
from collections.abc import Awaitable, Callable

import pytest
from telegram import Update

from tests import team
from tests.cast import ANN, BOB, CAT, CLINIC, NAMES, Town
from tests.stories.acts import ANSWERING, Act, say, tap
from tests.stories.conftest import RaiseTown

OLD_BUTTON = "This button no longer works. /help shows what does."


async def nothing_before(town: Town) -> None:
    """The clinic is there, nobody is enrolled."""


async def at_the_code(town: Town) -> None:
    """The form stands at its last screen."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now")


async def at_consent(town: Town) -> None:
    """Ann has opened the link."""
    await town.ann.opens(await town.enrol())


async def linked(town: Town) -> None:
    """Ann has agreed."""
    await town.link_ann()


async def at_settings(town: Town) -> None:
    """Ann looks at her settings."""
    await town.link_ann()
    await town.ann.says("/settings")


async def at_a_check_in(town: Town) -> None:
    """Ann has been asked how it is today."""
    await town.link_ann()
    await town.pass_days(1)


async def at_the_staff(town: Town) -> None:
    """Bob works here, a link for another is open, the owner looks at the list."""
    await town.bob.opens(await team.staff_link(town))
    await team.staff_link(town, "Invite a clinician")


async def asked_whether_to_remove(town: Town) -> None:
    """The owner is asked whether Bob is to go."""
    await at_the_staff(town)
    await town.clinic.taps("Bob", "Remove")


async def at_closed_days(town: Town) -> None:
    """Some days are closed."""
    await town.clinic.says("/closed 2026-12-24")


def at_the_course(*labels: str) -> Callable[[Town], Awaitable[None]]:
    """A day later the owner goes these taps into Ann's course."""

    async def prepare(town: Town) -> None:
        await at_a_check_in(town)
        await town.clinic.taps("Course:", *labels)

    return prepare


def open_link(user: int) -> Act:
    """Open the newest link, which the clinic received."""
    return lambda town: town.world.start_link(user, town.link())


def press_curve(town: Town) -> None:
    """Press the button for the healing curve of the one client there is."""
    (path,) = [each for each in town.disk.files() if each.startswith("clients/")]
    file_id = path.rpartition("/")[2].removesuffix(".json")
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, f"v1:s:curve:{file_id}")


END = ("End the course", "Another reason")
NEXT = ("Next session", "As last time", "Just now")
ACTS = {
    "curve": (linked, press_curve),
    "numbers": (linked, say(CLINIC, "/numbers")),
    "staff": (at_the_staff, say(CLINIC, "/staff")),
    "invite": (at_the_staff, tap(CLINIC, "Invite the front desk")),
    "join": (at_the_staff, open_link(CAT)),
    "make clinician": (at_the_staff, tap(CLINIC, "Make them")),
    "remove": (asked_whether_to_remove, tap(CLINIC, "Yes, remove")),
    "close days": (at_closed_days, say(CLINIC, "/closed 2026-12-28")),
    "open again": (at_closed_days, tap(CLINIC, "Open again")),
    "rules": (linked, say(CLINIC, "/rules K-1")),
    "enrol": (nothing_before, say(CLINIC, "/enrol")),
    "code": (at_the_code, tap(CLINIC, "K-")),
    "reference": (at_the_code, say(CLINIC, "Rose 7")),
    "back": (at_the_code, tap(CLINIC, "‹ Back")),
    "renew": (at_consent, tap(CLINIC, "New link")),
    "correct": (at_consent, tap(CLINIC, "Correct the session's time")),
    "pause": (at_the_course("Pause"), tap(CLINIC, "7 days")),
    "end": (at_the_course(*END), tap(CLINIC, "Yes, end it")),
    "take the end back": (at_the_course(*END, "Yes, end it"), tap(CLINIC, "Take the end back")),
    "next session": (at_the_course(*NEXT), tap(CLINIC, "Yes, enter it")),
    "areas": (at_the_course("Correct something", "Areas", "Body"), tap(CLINIC, "Yes, change it")),
    "agree": (at_consent, tap(ANN, "I agree")),
    "decline": (at_consent, tap(ANN, "No, thank you")),
    "choose": (at_consent, say(ANN, "Hello?")),
    "not me": (linked, tap(ANN, "This is not me")),
    "worried": (linked, tap(ANN, "I'm worried")),
    "text": (linked, say(ANN, "May I swim?")),
    "today": (linked, say(ANN, "/today")),
    "settings": (at_settings, tap(ANN, "Fewer sounds")),
    "stop": (at_settings, tap(ANN, "Stop all")),
    **ANSWERING,
    "answer": (at_a_check_in, tap(ANN, "Worse")),
    "visitor": (nothing_before, say(BOB, "/procedure")),
}


def everything(town: Town) -> tuple[object, ...]:
    """What is kept of clients, and what stands in every chat."""
    files = town.disk.files()
    clients = {path: files[path] for path in files if path.startswith("clients/")}
    chats = {user: [(m.id, m.words) for m in town.phone(user).messages] for user in NAMES}
    return clients, chats


def words(town: Town) -> dict[int, list[str]]:
    """What stands in every chat, whatever the links are."""
    link = re.compile(r"start=\S+")
    phones = {user: town.phone(user) for user in NAMES}
    return {user: [link.sub("", m.words) for m in phones[user].messages] for user in NAMES}


@pytest.mark.parametrize("name", ACTS)
async def test_the_same_update_twice_changes_nothing(town: Town, name: str) -> None:
    """Telegram may deliver an update again: it counts once."""
    prepare, act = ACTS[name]
    town.wants_trouble = True  # Telegram takes only one answer to a tap
    await prepare(town)
    act(town)
    waiting = town.world.state.updates.oldest(100)
    updates = [Update.de_json(each, town.app.bot) for each in waiting]
    await town.app.settle()
    before = everything(town)
    for update in updates:
        await town.app.application.process_update(update)
    await town.app.settle()
    assert len(updates) == 1
    assert everything(town) == before


@pytest.mark.slow
@pytest.mark.parametrize("name", ACTS)
async def test_a_crash_before_the_update_is_confirmed_counts_it_once(
    raise_town: RaiseTown, name: str
) -> None:
    """Saved but not confirmed, then the process dies: all reads as if it had not died."""
    prepare, act = ACTS[name]
    calm, town = await raise_town(), await raise_town()
    town.wants_trouble = True  # Telegram takes only one answer to a tap
    for each in (calm, town):
        await prepare(each)
        act(each)
    await calm.app.settle()
    await town.app.intake.take_batch(timeout_seconds=0)
    assert town.world.pending_updates() == 1
    await town.restart()
    assert words(town) == words(calm)
    assert len(await town.store.client_ids()) == len(await calm.store.client_ids())


@pytest.mark.parametrize("name", ACTS)
async def test_two_taps_at_once_do_no_harm(town: Town, name: str) -> None:
    """The same tap or text twice in one breath: each is answered, at most one client exists."""
    prepare, act = ACTS[name]
    await prepare(town)
    act(town)
    act(town)
    await town.app.settle()
    assert len(await town.store.client_ids()) <= 1
    assert [town.world.waiting_taps(user) for user in NAMES] == [[]] * len(NAMES)


async def test_an_old_form_is_closed(town: Town) -> None:
    """The keyboard of an earlier enrolment changes nothing in the present one."""
    await town.clinic.says("/enrol")
    old = town.clinic.newest
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only")
    town.world.tap(CLINIC, old.id, "Needling only")
    await town.app.settle()
    assert town.clinic.toast.startswith("This form is closed, and nothing was")
    assert "Which area?" in town.clinic.newest.words


async def test_an_old_screen_of_the_form_shows_the_present_one(town: Town) -> None:
    """A second tap on a screen that has gone by changes nothing."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face")
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, "v1:e:1:area:scalp")
    await town.app.settle()
    await town.clinic.taps("Just now", "K-")
    assert (await town.file()).session.areas == ("face",)


async def test_a_client_cannot_answer_for_another(town: Town) -> None:
    """Bob sends what Ann's check-in buttons carry: nothing is noted for Ann, nor for Bob."""
    await town.link_ann()
    ann_file = await town.file()
    await town.pass_days(1)
    await town.bob.opens(await town.enrol("Scalp"))
    await town.bob.taps("I agree")
    message, _ = town.ann.find_button("Worse")
    (data,) = (each.data for each in message.buttons if each.label == "Worse")
    town.world.forge(BOB, BOB, town.bob.newest.id, str(data))
    await town.app.settle()
    files = [await town.store.load(each) for each in await town.store.client_ids()]
    assert [each.answers for each in files] == [(), ()]
    assert ann_file.id in {each.id for each in files}
    assert town.bob.toast.startswith("This check-in is closed.")


async def test_a_forged_answer_before_its_question_is_not_noted(town: Town) -> None:
    """An answer to a check-in that has not been sent yet is none."""
    await town.link_ann()
    town.world.forge(ANN, ANN, town.ann.newest.id, "v1:a:s1:day-3:feeling:better")
    await town.app.settle()
    assert (await town.file()).answers == ()


FORGED = (
    "x",
    "v1",
    "v1:",
    "v2:worried",
    ":" * 64,
    "🌹" * 16,
    "v1:p:-1",
    "v1:p:999999999999999999",
    "v1:p:²",
    "v1:p:٣",
    "v1:a",
    "v1:a:s1:day-1:feeling",
    "v1:a:s1:day-1:feeling:marvellous",
    "v1:a:s9:day-1:mood:better",
    "v1:again",
    "v1:again:s1:day-1:x",
    "v1:set",
    "v1:set:hours:99",
    "v1:set:hours:²",
    "v1:set:hours:٣",
    "v1:set:zone:../../etc/passwd",
    "v1:set:language:xx",
    "v1:set:pause:1000",
    "v1:set:nonsense:1",
    "v1:s:renew:../../clinic",
    "v1:s:time:chat1",
    "v1:s:renew:chat1",
    "v1:s:time:0000000000000000",
    "v1:s:write:chat1",
    "v1:s:write:0000000000000000",
    "v1:s:ready:chat1:²",
    "v1:s:send:../../clinic:ready-photo",
    "v1:s:newer:0000000000000000:1",
    "v1:e",
    "v1:e:²:kind:combined",
    "v1:e:1:day:2026-99-99",
    "v1:e:1:minute:9999",
)


@pytest.mark.parametrize("who", [CLINIC, ANN, BOB])
async def test_forged_buttons_of_any_kind_are_harmless(town: Town, who: int) -> None:
    """Whatever data an app could send, from staff, client or stranger: answered, no fault."""
    await town.link_ann()
    await town.bob.says("/start")
    await town.clinic.says("/enrol")
    for data in FORGED:
        town.world.forge(who, who, town.phone(who).newest.id, data)
        await town.app.settle()
    file = await town.file()
    assert (file.client.zone, file.client.language, file.answers) == ("Europe/Berlin", "en", ())
    assert file.client.paused_until is None
    assert len(town.world.toasts(who)) >= len(FORGED)


async def test_a_button_of_another_chats_message_is_no_way_in(town: Town) -> None:
    """Bob names a message of Ann's chat: it is his own chat that is looked at."""
    await town.link_ann()
    town.world.forge(BOB, BOB, town.ann.newest.id, "v1:notme")
    await town.app.settle()
    assert ((await town.file()).client.chat_id, town.bob.toast) == (ANN, OLD_BUTTON)
