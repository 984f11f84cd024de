"""Staff hear what became of their answer, and "delivered" only with Telegram's own number."""

from datetime import timedelta

import pytest

from bot.core.outbox import RowState
from tests import team
from tests.cast import ANN, CLINIC, Town
from tests.stories.conftest import RaiseTown
from tests.stories.crashing import NEVER, CrashTown
from tests.stories.troubles import troubled
from tests.team import DESK

WROTE = "K-1 wrote."
EVERY = 9


async def asked(town: Town) -> None:
    """Ann is linked and has asked something that staff read."""
    await town.link_ann()
    await town.ann.says("Is it the blue one?")


def said_to_clinic(town: Town) -> list[str]:
    """Every text the clinic's phone ever showed about an answer, before edits too."""
    return [each for each in town.shown[CLINIC] if each.startswith("K-1: ")]


async def test_on_its_way_turns_into_delivered_in_place(town: Town) -> None:
    """Ann's chat does not take it yet: said as it is; then the same message says delivered."""
    await asked(town)
    town.cut_off(ANN)
    assert await town.clinic.replies(WROTE, "Yes.") == "K-1: your answer is on its way."
    count = len(town.clinic.received)
    town.mend()
    await town.pass_until(town.clock.now() + timedelta(minutes=5))
    assert town.clinic.newest.words.startswith("K-1: delivered 17:0")
    assert len(town.clinic.received) == count


async def test_a_client_who_blocked_the_bot_is_to_be_phoned(town: Town) -> None:
    """Never "delivered", and whom to phone."""
    await asked(town)
    town.wants_trouble = True
    town.world.block(ANN)
    await town.clinic.replies(WROTE, "Yes.")
    assert said_to_clinic(town)[-1] == (
        "K-1: not delivered. The client blocked the bot or deleted the chat. Please phone."
    )
    assert "delivered 1" not in town.clinic.ever_read


async def test_a_lost_answer_is_doubtful_and_sent_once_more(town: Town) -> None:
    """Telegram took it and its yes was lost: it may have arrived, then it is delivered."""
    await asked(town)
    troubled(town).time_out("sendMessage", "after")
    await town.clinic.replies(WROTE, "Yes.")
    assert said_to_clinic(town)[-1].startswith("K-1: your answer may have arrived.")
    await town.pass_until(town.clock.now() + timedelta(minutes=5))
    assert town.clinic.newest.words.startswith("K-1: delivered 17:0")
    assert len([each for each in town.ann.received if "\n\nYes.\n\n" in each.words]) == 2


async def test_what_telegram_refuses_is_told_to_the_writer_alone(town: Town) -> None:
    """A refusal for good: the writer hears it, nobody else is alarmed."""
    await team.assemble(town)
    await asked(town)
    heard = len(town.phone(DESK).received)
    troubled(town).refuse("sendMessage", 400, "Bad Request: something odd")
    await town.clinic.replies(WROTE, "Yes.")
    assert town.clinic.newest.words.startswith("K-1: not delivered. Telegram did not take it.")
    assert len(town.phone(DESK).received) == heard


async def test_what_cannot_go_out_for_a_day_is_stopped(town: Town) -> None:
    """An answer of yesterday is not slipped in today; the writer is told."""
    await asked(town)
    town.cut_off(ANN)
    await town.clinic.replies(WROTE, "Yes.")
    await town.pass_until(town.clock.now() + timedelta(hours=24, minutes=30))
    assert town.clinic.newest.words.startswith("K-1: not delivered. It could not be sent for a day")
    town.mend()
    await town.pass_days(1)
    assert not [each for each in town.ann.received if "\n\nYes.\n\n" in each.words]


async def test_an_answer_never_goes_to_whoever_links_next(town: Town) -> None:
    """Ann says "This is not me" while it waits: it is given up, and the writer is told."""
    await asked(town)
    town.cut_off(ANN)
    await town.clinic.replies(WROTE, "Yes.")
    town.mend()
    town.world.forge(ANN, ANN, town.ann.newest.id, "v1:notme:yes")
    await town.app.settle()
    assert "K-1: not delivered. No phone is linked any more." in town.clinic.ever_read
    assert (await town.file()).replies == ()
    await town.clinic.taps("New link")
    await town.bob.opens(town.link())
    await town.bob.taps("I agree")
    await town.pass_until(town.clock.now() + timedelta(hours=1))
    assert not [each for each in town.bob.received if "Yes." in each.words]
    assert "K-1: delivered" not in town.clinic.ever_read


async def test_what_was_written_to_a_wrong_person_is_forgotten(town: Town) -> None:
    """Delivered, then "This is not me": the words are no part of the right person's data."""
    await asked(town)
    await town.clinic.replies(WROTE, "Quite private.")
    town.world.forge(ANN, ANN, town.ann.newest.id, "v1:notme:yes")
    await town.app.settle()
    file = await town.file()
    assert file.replies == ()
    assert "Quite private." not in str(file)


async def test_the_timeline_shows_machine_and_people_in_order(town: Town) -> None:
    """One thread: what Ann wrote, what the clinic answered and that it arrived, what came after."""
    await asked(town)
    await town.clinic.replies(WROTE, "Yes.")
    await town.pass_days(1)
    await town.clinic.says("/client K-1")
    lines = (await town.clinic.taps("Timeline")).splitlines()
    wrote = next(n for n, line in enumerate(lines) if "from the client: a message" in line)
    answered = next(n for n, line in enumerate(lines) if "Clinic to the client: a message." in line)
    assert lines[answered].endswith("Delivered.")
    assert 0 < answered < wrote
    assert any("sent: " in line for line in lines[:answered])


async def answered(fatal: int) -> CrashTown:
    """Ann asks and the clinic answers by a button, with a crash at one call after her question."""
    town = CrashTown(NEVER)
    await town.settle()
    town.world.send_text(CLINIC, "/enrol")
    await town.settle()
    for label in ("Needling only", "Face", "Just now", "K-"):
        await town.taps(CLINIC, label)
    town.world.start_link(ANN, town.town.link())
    await town.settle()
    await town.taps(ANN, "I agree")
    town.world.send_text(ANN, "Is it the blue one?")
    await town.settle()
    town.fuse.left = fatal
    await town.taps(CLINIC, "Answer")
    town.world.send_text(CLINIC, "Yes, the blue one.")
    await town.settle()
    await town.pass_until(town.clock.now() + timedelta(minutes=20))
    return town


async def check(fatal: int) -> bool:
    """Whatever call the process died at, Ann has the answer, twice only in doubt; it is told."""
    town = await answered(fatal)
    rows = await town.rows()
    file = await town.file()
    got = [each for each in town.read_by(ANN) if "Yes, the blue one." in each]
    doubts = [row for row in rows if row.doubted]
    assert 1 <= len(got) <= 1 + len(doubts), fatal
    assert len(file.replies) == 1, fatal
    assert [row.key for row in rows if row.state is RowState.DOUBTFUL] == [], fatal
    assert any(each.startswith("K-1: delivered") for each in town.read_by(CLINIC)), fatal
    return town.starts > 1


@pytest.mark.slow
@pytest.mark.parametrize("offset", [1, 4, 7])
async def test_a_crash_at_some_calls_loses_no_answer(offset: int) -> None:
    """Before each call to the disk or Telegram, and before its answer."""
    fatal = offset
    while await check(fatal):
        fatal += EVERY
    assert fatal > EVERY


async def test_after_a_restart_a_reply_still_finds_its_client(raise_town: RaiseTown) -> None:
    """Which message is about whom lies on the disk."""
    town = await raise_town()
    await asked(town)
    await town.restart()
    await town.clinic.replies(WROTE, "Yes.")
    assert town.clinic.newest.words.startswith("K-1: delivered")


async def test_who_withdrew_and_writes_is_answered(town: Town) -> None:
    """Nothing comes unasked any more; an answer to their own question does."""
    await town.link_ann()
    town.world.forge(ANN, ANN, town.ann.newest.id, "v1:withdraw:yes")
    await town.app.settle()
    await town.ann.says("Is it the blue one?")
    assert (await town.clinic.replies(WROTE, "Yes.")).startswith("K-1: delivered")
