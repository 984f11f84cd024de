""" "I'm worried": on every message, to staff at once, and the truth to the client."""

from datetime import datetime, timedelta

import pytest

from bot.simulator.faults import Faults
from tests.cast import ANN, BERLIN, CLINIC, DAN, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown

GROUP = -900
PASSED_ON = "Passed on to Rose Clinic."
PLEASE_PHONE = "We could not reach anyone at the clinic just now. Please phone us: +49 30 5550100."
COURSE = ("/today", "/procedure", "/sun", "/settings", "/help", "/privacy", "/start", "/nonsense")


async def test_the_button_tells_staff_at_once(town: Town) -> None:
    """In the same second, with the code, the day of the course, and how urgent it is."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    alert = town.clinic.newest
    assert alert.words.startswith("K-1 is worried. Day 0 · same-day")
    assert alert.date == int(FRIDAY_AFTERNOON.timestamp())
    assert not alert.silent
    assert town.ann.toast == "Telling the clinic now."


async def test_the_command_does_the_same(town: Town) -> None:
    """/worried for who finds no button."""
    await town.link_ann()
    assert PASSED_ON in await town.ann.says("/worried")
    assert "K-1 is worried." in town.clinic.newest.words


async def test_every_owner_and_the_staff_group_are_told(raise_town: RaiseTown) -> None:
    """Each owner in private, the group by the code only."""
    town = await raise_town(owners=frozenset({CLINIC, DAN}), staff_chat=GROUP)
    town.world.create_group(GROUP, "Staff", [CLINIC, DAN])
    await town.dan.says("/start")
    await town.link_ann()
    await town.ann.taps("I'm worried")
    assert "K-1 is worried." in town.clinic.newest.words
    assert "K-1 is worried." in town.dan.newest.words
    assert town.world.chat(GROUP)[-1].words == "K-1, day 0, same-day: worried"


async def test_passed_on_is_said_after_staff_have_it(town: Town) -> None:
    """Staff's message id comes first, then the client hears 'passed on'."""
    await town.link_ann()
    said = await town.ann.taps("I'm worried")
    assert said.startswith(PASSED_ON)
    assert town.clinic.newest.id < town.ann.newest.id


async def test_it_says_when_the_clinic_is_open_and_whom_to_call(town: Town) -> None:
    """On Friday at 17:00 until 18:00: the clinic's phone, and in an emergency 112."""
    await town.link_ann()
    said = await town.ann.taps("I'm worried")
    assert "Can't wait? Please phone us: +49 30 5550100. We are here: today until 18:00." in said
    assert [n in said for n in ("116117", "call 112")] == [False, True]


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (datetime(2026, 3, 27, 20, 0, tzinfo=BERLIN), "from Sat 28 March, 10:00"),
        (datetime(2026, 3, 28, 9, 0, tzinfo=BERLIN), "today from 10:00"),
        (datetime(2026, 3, 29, 12, 0, tzinfo=BERLIN), "from Mon 30 March, 09:00"),
    ],
)
async def test_when_it_is_closed_it_says_when_it_opens(
    raise_town: RaiseTown, at: datetime, opens: str
) -> None:
    """In the evening, in the morning, on a Sunday after the clocks changed."""
    town = await raise_town(at)
    await town.link_ann()
    await town.ann.taps("I'm worried")
    assert town.ann.ever_read.count(f": {opens}.") == 1


async def test_nobody_reached_within_a_minute_is_told_as_it_is(town: Town) -> None:
    """No message id for 60 seconds: please phone, with the number; never 'passed on'."""
    await town.link_ann()
    town.cut_off(CLINIC)
    await town.ann.taps("I'm worried")
    early = town.ann.ever_read
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(seconds=60))
    said = town.ann.newest.words
    assert PASSED_ON not in early
    assert PLEASE_PHONE not in early
    assert said.startswith(PLEASE_PHONE)
    assert "call 112" in said
    assert PASSED_ON not in town.ann.ever_read


async def test_when_staff_are_reached_after_all_that_is_said_too(town: Town) -> None:
    """First 'please phone', then, when Telegram takes it, 'passed on'."""
    await town.link_ann()
    town.cut_off(CLINIC)
    await town.ann.taps("I'm worried")
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=3))
    town.mend()
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=20))
    heard = [each.words.split(".")[0] for each in town.ann.received[-2:]]
    assert heard == ["We could not reach anyone at the clinic just now", PASSED_ON[:-1]]
    assert town.clinic.newest.words.startswith("K-1 is worried.")


async def test_staff_reached_within_the_minute_is_just_passed_on(town: Town) -> None:
    """A short trouble: 'passed on' comes late, and 'please phone' not at all."""
    await town.link_ann()
    town.cut_off(CLINIC)
    await town.ann.taps("I'm worried")
    town.mend()
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=20))
    assert town.ann.newest.words.startswith(PASSED_ON)
    assert PLEASE_PHONE not in town.ann.ever_read


async def test_one_of_several_staff_is_enough(raise_town: RaiseTown) -> None:
    """With one owner unreachable, the other's message id makes it true."""
    town = await raise_town(owners=frozenset({CLINIC, DAN}))
    await town.dan.says("/start")
    await town.link_ann()
    town.cut_off(CLINIC)
    assert (await town.ann.taps("I'm worried")).startswith(PASSED_ON)
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=2))
    assert PLEASE_PHONE not in town.ann.ever_read


async def test_a_blocked_bot_reaches_nobody(town: Town) -> None:
    """The only owner has blocked the bot: the client is asked to phone."""
    await town.link_ann()
    town.wants_trouble = True
    town.world.block(CLINIC)
    await town.ann.taps("I'm worried")
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(seconds=61))
    assert town.ann.newest.words.startswith(PLEASE_PHONE)
    assert PASSED_ON not in town.ann.ever_read


async def test_a_lost_answer_is_no_message_id(town: Town) -> None:
    """Telegram took it but the answer was lost: it goes once more, and then it is said."""
    await town.link_ann()
    policy = Faults()
    policy.time_out("sendMessage", "after")
    town.world.policy, town.wants_trouble = policy, True
    await town.ann.taps("I'm worried")
    early = town.ann.ever_read
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=2))
    alerts = [each for each in town.clinic.received if each.words.startswith("K-1 is worried.")]
    assert PASSED_ON not in early
    assert len(alerts) == 2
    assert town.ann.newest.words.startswith(PASSED_ON)


async def test_a_restart_within_the_minute_loses_neither_alert_nor_truth(town: Town) -> None:
    """The process dies before staff are reached; the next one tells staff and the client."""
    await town.link_ann()
    town.cut_off(CLINIC)
    await town.ann.taps("I'm worried")
    town.mend()
    await town.restart()
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(minutes=2))
    assert town.clinic.newest.words.startswith("K-1 is worried.")
    assert town.ann.newest.words.startswith(PASSED_ON)


async def test_a_second_worry_tells_staff_again(town: Town) -> None:
    """Each tap is told to staff and answered; none is swallowed."""
    await town.link_ann()
    await town.ann.taps("I'm worried")
    await town.pass_days(0.1)
    await town.ann.taps("I'm worried")
    told = [each for each in town.clinic.received if each.words.startswith("K-1 is worried.")]
    heard = [each for each in town.ann.received if each.words.startswith(PASSED_ON)]
    assert (len(told), len(heard)) == (2, 2)


async def test_the_button_is_on_every_message_of_a_course(town: Town) -> None:
    """From the thanks to day 84, cards, check-ins, sun lines and what was asked for."""
    await town.link_ann()
    for command in COURSE:
        await town.ann.says(command)
    await town.ann.says("May I swim?")
    await town.ann.taps("I'm worried")
    await town.ann.opens("x" * 32)
    town.world.send_sticker(ANN)
    town.world.send_location(ANN, 52.5, 13.4)
    await town.pass_days(1.8)
    await town.ann.taps("Worse", "7", "A lot")
    await town.pass_days(85)
    without = [m.words for m in town.ann.received[1:] if _worry_buttons(m.buttons) == 0]
    assert without == []
    assert len(town.ann.received) > 30


def _worry_buttons(buttons: object) -> int:
    return sum(each.label == "I'm worried" for each in buttons)  # type: ignore[attr-defined]


async def test_the_button_is_on_every_screen_of_settings_and_procedure(town: Town) -> None:
    """Screens that change in place keep it."""
    await town.link_ann()
    screens = []
    await town.ann.says("/settings")
    for label in ("Quiet hours", "‹ Back", "Time zone", "‹ Back", "Language", "‹ Back", "Stop all"):
        await town.ann.taps(label)
        screens.append(_worry_buttons(town.ann.newest.buttons))
    await town.ann.says("/procedure")
    for label in ("What it is", "Next ›", "All pages"):
        await town.ann.taps(label)
        screens.append(_worry_buttons(town.ann.newest.buttons))
    assert screens == [1] * 10


@pytest.mark.parametrize("quiet", ["Pause for a week", "Stop all messages"])
async def test_it_works_when_paused_or_stopped(town: Town, quiet: str) -> None:
    """Who wants no messages is still heard."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps(quiet)
    if quiet.startswith("Stop"):
        await town.ann.taps("Yes, stop them")
    await town.pass_days(2)
    assert (await town.ann.taps("I'm worried")).startswith(PASSED_ON)
    assert "K-1 is worried. Day 2" in town.clinic.newest.words


async def test_it_works_in_the_night(town: Town) -> None:
    """Quiet hours hold for plans, not for worries; it rings at the clinic when it opens."""
    await town.link_ann()
    await town.pass_until(datetime(2026, 3, 28, 3, 0, tzinfo=BERLIN))
    assert (await town.ann.taps("I'm worried")).startswith(PASSED_ON)
    assert town.clinic.newest.silent
    await town.pass_until(datetime(2026, 3, 28, 10, 0, tzinfo=BERLIN))
    assert not town.clinic.newest.silent


async def test_a_visitor_who_is_worried_is_told_whom_to_phone(town: Town) -> None:
    """Nobody is told in their name: the numbers, at once."""
    said = await town.bob.says("/worried")
    assert [n in said for n in ("+49 30 5550100", "116117", "112")] == [True, True, True]
    assert "worried" not in town.clinic.ever_read
