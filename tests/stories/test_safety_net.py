"""What a reader of the code feared, played: nothing a client says may fall through."""

from datetime import timedelta

import pytest

from bot.core.client import Status
from bot.core.desk import desk_id
from bot.store import layout
from bot.store.files import Files
from tests.cast import ANN, BOB, CLINIC, Town, build_town


@pytest.fixture
async def town() -> Town:
    """A town on Friday afternoon."""
    return await build_town()


def told(town: Town) -> list[str]:
    """All that the clinic was told, oldest first."""
    return [each.words for each in town.clinic.received]


async def test_an_answer_keeps_the_meaning_it_had_when_it_was_given(town: Town) -> None:
    """'Worse' on the second morning stays a matter to watch, whenever the next tap comes."""
    await town.link_ann()
    await town.pass_until(town.clock.now() + timedelta(hours=47, minutes=30))
    await town.ann.taps("Worse")
    await town.pass_until(town.clock.now() + timedelta(hours=1))
    said = await town.ann.taps("2")
    assert "We are passing this on" not in said
    assert not [words for words in told(town) if "check-in" in words]


async def test_an_urgent_answer_after_a_calmer_one_tells_staff_and_the_client(town: Town) -> None:
    """The client hears 'passed on' for the first answer that was passed on."""
    await town.link_ann()
    await town.pass_until(town.clock.now() + timedelta(hours=47, minutes=30))
    await town.ann.taps("Worse")
    await town.pass_until(town.clock.now() + timedelta(hours=1))
    await town.ann.taps("8")
    assert [words for words in told(town) if "check-in" in words]
    assert [each for each in town.ann.received if each.words.startswith("Passed on")]


async def test_a_symptom_typed_days_after_the_time_zone_was_asked_is_no_city(town: Town) -> None:
    """'Pain' is not Port of Spain: the question was for the very next thing Ann did."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Time zone")
    await town.ann.taps("‹ Back")
    await town.ann.says("Pain")
    assert (await town.file()).client.zone == "Europe/Berlin"
    assert await town.clinic.reads_words() == ["Pain"]


async def test_a_word_that_merely_resembles_a_city_reaches_staff_too(town: Town) -> None:
    """It may be either, so both happen."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Time zone")
    await town.ann.says("Pain")
    assert (await town.file()).client.zone == "Europe/Berlin"
    assert await town.clinic.reads_words() == ["Pain"]


@pytest.mark.parametrize(
    "text",
    ["/my face is swelling up", "/worried I cannot breathe well", "/worried\nI cannot breathe"],
)
async def test_words_behind_a_slash_reach_staff(town: Town, text: str) -> None:
    """A slash is a slip of the thumb, not a reason to throw words away."""
    await town.link_ann()
    await town.ann.says(text)
    assert text.rsplit(maxsplit=1)[-1] in (await town.clinic.reads_words())[-1]


async def test_correcting_the_time_of_an_unopened_enrolment_does_not_erase_it(town: Town) -> None:
    """What is erased when hangs on the invitation until somebody agreed."""
    await town.enrol()
    before = (await town.file()).erase_at
    await town.clinic.taps("Correct the session's time")
    await town.clinic.says("16 March 10:00")
    await town.clinic.taps("Yes, change it")
    after = await town.file()
    assert (after.session.ended_at.day, after.erase_at) == (16, before)


async def test_a_link_renewed_meanwhile_takes_the_consent_screen_away(town: Town) -> None:
    """Ann's old screen agrees to nothing; Bob gets nothing before he agrees himself."""
    await town.ann.opens(await town.enrol())
    await town.clinic.taps("New link")
    link = town.link()
    await town.ann.taps("I agree")
    assert (await town.file()).client.status is Status.INVITED
    await town.bob.opens(link)
    await town.pass_days(2)
    assert (await town.file()).client.chat_id == BOB
    assert all("Normal today" not in each.words for each in town.bob.received)


async def test_an_expired_link_takes_nothing_from_a_client_whose_course_is_over(
    town: Town,
) -> None:
    """Ann stays linked with her clinic, and her worry still reaches it."""
    await town.link_ann()
    await town.pass_days(90)
    link = await town.enrol()
    await town.pass_days(4)
    said = await town.ann.opens(link)
    await town.ann.says("/worried")
    assert "run out" in said
    assert "is worried" in told(town)[-1]


async def test_a_second_session_after_four_weeks_takes_the_chat_over(town: Town) -> None:
    """The usual next session: the new course starts, the old one says no more."""
    await town.link_ann()
    await town.pass_days(28)
    await town.ann.opens(await town.enrol())
    await town.ann.taps("I agree")
    assert "Normal today" in town.ann.newest.words
    old, new = [await town.store.load(each) for each in await town.store.client_ids()]
    assert {old.client.chat_id, new.client.chat_id} == {None, ANN}


async def test_a_second_link_in_a_running_course_is_told_to_staff(town: Town) -> None:
    """Nobody wonders why the new link did nothing."""
    await town.link_ann()
    said = await town.ann.opens(await town.enrol())
    assert "linked already" in said
    assert "opened a newer link" in told(town)[-1]


async def test_sixty_taps_of_worry_are_one_alarm(town: Town) -> None:
    """A trembling finger floods nobody, and nothing is lost."""
    await town.link_ann()
    for _ in range(60):
        await town.ann.taps("I'm worried")
    assert len([words for words in told(town) if "is worried" in words]) == 1


async def test_words_to_a_damaged_file_are_answered_and_staff_are_told(town: Town) -> None:
    """The client is asked to phone; the clinic hears that a file was put aside."""
    await town.link_ann()
    file_id = (await town.file()).id
    Files(town.disk).write_atomic(layout.path_of(file_id), b"{")
    said = await town.ann.says("I am bleeding a lot")
    assert "Please phone" in said
    assert "damaged" in told(town)[-1]


async def test_a_draft_nobody_goes_on_with_is_forgotten_after_a_week(town: Town) -> None:
    """Nobody has agreed to keep what stands in it."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Just now", "Extras", "Note")
    await town.clinic.says("Allergic to roses")
    await town.pass_days(8)
    desk = await town.store.load(desk_id(CLINIC))
    assert desk.draft is None
    assert not any(b"Allergic" in data for data in town.disk.files().values())


async def test_staff_hear_of_a_damaged_file_before_its_client_writes(town: Town) -> None:
    """What falls due in it cannot go out; somebody must know."""
    await town.link_ann()
    file_id = (await town.file()).id
    Files(town.disk).write_atomic(layout.path_of(file_id), b"{")
    await town.pass_days(1)
    assert "damaged" in told(town)[-1]


async def test_staff_hear_of_a_file_damaged_while_the_bot_was_down(town: Town) -> None:
    """The start puts it aside, and nobody would meet it again; once put back, all goes on."""
    await town.link_ann()
    path = layout.path_of((await town.file()).id)
    whole, _ = Files(town.disk).read(path)
    Files(town.disk).write_atomic(path, whole[:99])
    await town.restart()
    assert "damaged" in told(town)[-1]
    await town.restart()
    assert len([words for words in told(town) if "damaged" in words]) == 1
    Files(town.disk).write_atomic(path, whole)
    await town.pass_days(3)
    await town.restart()
    assert len([words for words in told(town) if "damaged" in words]) == 1
    assert "Passed on" in await town.ann.taps("I'm worried")


async def test_one_slip_on_this_is_not_me_ends_nothing(town: Town) -> None:
    """It is asked back; 'No, it is me' leaves all as it was."""
    await town.link_ann()
    asked = await town.ann.taps("This is not me")
    await town.ann.taps("No, it is me")
    assert "Unlinking ends the notes on this phone" in asked
    assert (await town.file()).client.status is Status.LINKED


async def test_who_was_unlinked_and_worries_gets_the_numbers(town: Town) -> None:
    """The card still stands there with its button; it must not be dead."""
    await town.link_ann()
    await town.ann.taps("This is not me", "Yes, unlink")
    said = await town.ann.taps("I'm worried")
    assert "+49 30 5550100" in said
    assert "116117" in said


@pytest.mark.parametrize("command", ["/worried", "/help"])
async def test_numbers_come_before_consent_too(town: Town, command: str) -> None:
    """Whoever is worried is not shown the whole consent once more."""
    await town.ann.opens(await town.enrol())
    said = await town.ann.says(command)
    assert "112" in said
    assert "What we keep" not in said


async def test_staff_hear_of_an_answer_that_was_changed(town: Town) -> None:
    """They were told the former one; silence would leave them with it."""
    await town.link_ann()
    await town.pass_until(town.clock.now() + timedelta(days=3))
    await town.ann.taps("Better", "9")
    await town.ann.taps("No", "Change my answers", "Better", "0")
    assert told(town)[-1].endswith("0")
