"""The healing curve: a client's answers over the days as a picture, for a clinician or an owner."""

from datetime import timedelta

import pytest

from bot.core import healing
from bot.core.outbox import Media, RowState
from bot.simulator.chats import Message
from tests import team
from tests.cast import ANN, CLINIC, DAN, FRIDAY_AFTERNOON, Town
from tests.phone import Phone
from tests.stories.conftest import RaiseTown
from tests.stories.crashing import NEVER, CrashTown
from tests.stories.diary import berlin
from tests.stories.test_check_in_story import MORNINGS, on_morning
from tests.team import CLINICIAN, DESK, GONE

PNG = b"\x89PNG"
COMING = "Here comes the picture."
CALLS_OF_A_LOOK = 40


async def asks(town: Town, phone: Phone, file_id: str = "") -> str:
    """Press the button for the curve of the newest client; return the line above it."""
    data = f"v1:s:curve:{file_id or (await town.file()).id}"
    town.world.forge(phone.user_id, phone.user_id, phone.newest.id, data)
    await town.app.settle()
    return phone.toast


def pictures(phone: Phone) -> list[Message]:
    """The pictures of curves that lie in a chat."""
    photos = [each for each in phone.received if each.media and each.media.kind == "photo"]
    return [each for each in photos if "the answers so far" in each.words]


async def answering(town: Town) -> None:
    """Ann answers on days 1 and 3, and is silent on day 2."""
    await on_morning(town, "day-1")
    await town.ann.taps("Better", "2", "A bit")
    await town.pass_until(berlin(MORNINGS["day-3"], "10:00"))
    await town.ann.taps("Worse", "3")


async def test_a_picture_comes_with_the_same_facts_as_text(town: Town) -> None:
    """Each answer with its day and how it was read; the silent day; the message keeps buttons."""
    await answering(town)
    tapped, buttons = town.clinic.newest.id, town.clinic.buttons
    assert await asks(town, town.clinic) == COMING
    (picture,) = pictures(town.clinic)
    assert picture.media is not None
    assert picture.media.content.startswith(PNG)
    assert picture.words == (
        "K-1, day 3: the answers so far. Shaded: normal by your rules.\n\n"
        "How is it today? day 1: Better; day 3: Worse (same day)\n"
        "How much does it hurt? day 1: 2; day 3: 3\n"
        "Is it swollen? day 1: A bit\n"
        "No answer: day 2"
    )
    kept = next(each for each in town.clinic.messages if each.id == tapped)
    assert [button.label for button in kept.buttons] == buttons


async def test_before_the_first_answer_it_says_so(town: Town) -> None:
    """A picture all the same, with no answers in it."""
    await town.link_ann()
    await asks(town, town.clinic)
    assert pictures(town.clinic)[-1].words.endswith("No answers yet.")


async def test_each_look_is_noted_once(town: Town) -> None:
    """Who and when, no answer in it; the same tap delivered again draws nothing more."""
    await answering(town)
    await asks(town, town.clinic)
    await asks(town, town.clinic)
    events = [each for each in (await town.file()).events if each.name == healing.SEEN]
    assert [(each.who, dict(each.facts)) for each in events] == [(str(CLINIC), {})] * 2
    assert len(pictures(town.clinic)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("calls", range(1, CALLS_OF_A_LOOK, 2))
async def test_a_crash_at_any_call_draws_it_once(calls: int) -> None:
    """Between any two writes, before and after the sending: one look noted, one picture kept.

    Only where Telegram took it and we had not written that down, it comes once more.
    """
    town = CrashTown(NEVER)
    await town.settle()
    await town.town.link_ann()
    file_id = (await town.file()).id
    town.fuse.left = calls
    newest = town.town.clinic.newest.id
    town.world.forge(CLINIC, CLINIC, newest, f"v1:s:curve:{file_id}")
    await town.settle()
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(hours=1))
    file = await town.file()
    rows = [each for each in file.outbox.rows.values() if each.media is Media.CURVE]
    assert [each.state for each in rows] == [RowState.SENT]
    assert len([each for each in file.events if each.name == healing.SEEN]) == 1
    assert len(pictures(town.town.clinic)) == 1 + rows[0].doubts


async def test_after_a_crash_the_picture_still_comes(town: Town) -> None:
    """The promise is on the disk; it is drawn when it is sent."""
    await answering(town)
    town.cut_off(CLINIC)
    await asks(town, town.clinic)
    assert pictures(town.clinic) == []
    town.mend()
    await town.restart()
    await town.pass_days(0.1)
    assert len(pictures(town.clinic)) == 1


async def test_of_an_erased_client_nothing_is_drawn(town: Town) -> None:
    """Erased between the tap and the sending, or long before."""
    await answering(town)
    file_id = str((await town.file()).id)
    town.cut_off(CLINIC)
    await asks(town, town.clinic)
    town.mend()
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything", "Yes, erase it now")
    await town.pass_days(1)
    assert pictures(town.clinic) == []
    assert (await asks(town, town.clinic, file_id)).startswith("This client's data was erased.")


@pytest.mark.parametrize(
    "data", ["v1:s:curve", "v1:s:curve:", "v1:s:curve:nobody", "v1:s:curve:x:y"]
)
async def test_a_button_of_nobody_draws_nothing(town: Town, data: str) -> None:
    """Forged data find no file."""
    await town.link_ann()
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, data)
    await town.app.settle()
    assert pictures(town.clinic) == []
    assert town.clinic.toast.startswith("This client's data was erased.")


async def test_the_front_desk_is_told_who_may(town: Town) -> None:
    """It answers no questions about skin; a clinician sees the curve, one who left nothing."""
    await team.assemble(town)
    await answering(town)
    refusal = "Only a clinician or an owner may see the healing curve."
    assert await asks(town, town.phone(DESK)) == refusal
    await asks(town, town.phone(CLINICIAN))
    await asks(town, town.phone(GONE))
    await town.dan.says("/start")
    await asks(town, town.ann)
    await asks(town, town.dan)
    counts = [len(pictures(town.phone(user))) for user in (CLINICIAN, DESK, GONE, ANN, DAN)]
    assert counts == [1, 0, 0, 0, 0]


async def test_what_one_who_left_had_asked_for_goes_to_nobody(town: Town) -> None:
    """Asked for while Telegram was away, and removed before it was back."""
    await team.join(town, CLINICIAN)
    await answering(town)
    town.cut_off(CLINICIAN)
    await asks(town, town.phone(CLINICIAN))
    await team.remove(town, CLINICIAN)
    town.mend()
    await town.pass_days(0.1)
    rows = (await town.file()).outbox.rows.values()
    (row,) = [each for each in rows if each.media is Media.CURVE]
    assert (row.state, row.reason) == (RowState.SKIPPED, "no longer on the staff")
    assert pictures(town.phone(CLINICIAN)) == pictures(town.clinic) == []


async def test_two_staff_and_two_clients_do_not_mix(town: Town) -> None:
    """Each gets the curve of the client whose button they pressed."""
    await team.join(town, CLINICIAN)
    await answering(town)
    first = str((await town.file()).id)
    await town.bob.opens(await town.enrol())
    await town.bob.taps("I agree")
    second = await town.store.client_of_reference("K-2")
    for user, file_id in ((CLINIC, second), (CLINICIAN, first)):
        newest = town.phone(user).newest.id
        town.world.forge(user, user, newest, f"v1:s:curve:{file_id}")
    await town.app.settle()
    assert pictures(town.clinic)[-1].words.startswith("K-2, day 0")
    assert pictures(town.phone(CLINICIAN))[-1].words.startswith("K-1, day 3")


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "ru"])
async def test_it_speaks_the_clinics_language(raise_town: RaiseTown, language: str) -> None:
    """Caption and picture, in the language of whoever asks, whatever the client speaks."""
    town = await raise_town(language=language)
    town.world.forge(CLINIC, CLINIC, town.clinic.newest.id, f"v1:l:{language}")
    await town.clinic.says("/enrol")
    for key in ("kinds.needling_only", "areas.face", "enrol.buttons.now", "enrol.buttons.code"):
        label = town.library.text("microneedling", key, language, ()).partition("{")[0]
        await town.clinic.taps(label or "K-")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await asks(town, town.clinic)
    row = next(
        each for each in (await town.file()).outbox.rows.values() if each.media is Media.CURVE
    )
    assert row.state is RowState.SENT
    said = town.library.text("microneedling", "staff.curve.nothing", language, ())
    assert town.clinic.newest.words.endswith(said)
