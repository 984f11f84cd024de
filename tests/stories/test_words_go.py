"""What was opened of a client's words goes from staff chats again, within 24 hours."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from bot.core import showing
from bot.core.outbox import MessageRow
from bot.simulator import faults
from tests import team
from tests.cast import CLINIC, FRIDAY_AFTERNOON, Town
from tests.stories.crashing import CrashTown, until_the_end
from tests.stories.diary import berlin
from tests.stories.test_forget import forget
from tests.stories.test_words_open import WORDS, opening, standing, written
from tests.stories.troubles import troubled
from tests.team import CLINICIAN

DAY = FRIDAY_AFTERNOON + timedelta(hours=24)


async def opened(town: Town, words: str = WORDS) -> None:
    """Ann has written, and the owner has opened it."""
    await written(town, words)
    await town.clinic.taps("Show")
    assert len(standing(town, CLINIC)) == 1


def deaf(town: Town) -> None:
    """From now on no deletion gets through to Telegram."""

    def policy(method: str, parameters: Mapping[str, object]) -> faults.Fault | None:
        return faults.Unreachable() if method == "deleteMessage" else None

    town.world.policy = policy
    town.wants_trouble = True


async def deletions(town: Town) -> list[MessageRow]:
    """What was promised to be deleted."""
    return [row for row in (await town.file()).outbox.rows.values() if row.deletes is not None]


async def test_it_goes_after_twelve_hours_and_can_be_opened_again(town: Town) -> None:
    """The alarm with its button stays."""
    await opened(town)
    await town.pass_until(FRIDAY_AFTERNOON + showing.SHOWN_FOR - timedelta(seconds=1))
    assert len(standing(town, CLINIC)) == 1
    await town.pass_until(FRIDAY_AFTERNOON + showing.SHOWN_FOR)
    assert standing(town, CLINIC) == []
    assert await town.clinic.reads_words() == [WORDS]
    assert len(opening(await town.file())) == 2


async def test_long_words_and_their_file_go_in_all_parts(town: Town) -> None:
    """Each message is deleted by itself."""
    await written(town, "quokka " * 580)
    await town.clinic.taps("Show")
    assert len(standing(town, CLINIC)) == 2
    await town.pass_until(DAY)
    assert standing(town, CLINIC) == []


async def test_it_goes_after_a_restart_too(town: Town) -> None:
    """The promise is on disk."""
    await opened(town)
    await town.restart()
    await town.pass_until(DAY)
    assert standing(town, CLINIC) == []


async def test_an_outage_of_half_a_day_makes_nothing_late(town: Town) -> None:
    """It is tried again and again: within 24 hours the words are gone."""
    await opened(town)
    deaf(town)
    await town.pass_until(DAY - timedelta(minutes=15))
    assert len(standing(town, CLINIC)) == 1
    town.mend()
    await town.pass_until(DAY)
    assert standing(town, CLINIC) == []


async def test_beyond_telegrams_48_hours_it_ends_with_a_note(town: Town) -> None:
    """Nothing can be deleted any more: it is said so once, and not tried for ever."""
    await opened(town)
    deaf(town)
    await town.pass_days(3)
    town.mend()
    await town.pass_days(1)
    [row] = await deletions(town)
    assert row.reason == "Telegram refused it: bad request"


async def test_what_the_reader_deleted_is_done(town: Town) -> None:
    """Telegram finds it no more."""
    await opened(town)
    town.wants_trouble = True
    town.world.delete_message(CLINIC, town.clinic.newest.id)
    await town.pass_until(DAY)
    [row] = await deletions(town)
    assert row.reason == "it was gone already"


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_lost_answer_to_a_deletion_is_asked_again(town: Town, moment: str) -> None:
    """Whether Telegram had deleted it or not."""
    await opened(town)
    troubled(town).time_out("deleteMessage", moment)  # type: ignore[arg-type]
    await town.pass_until(DAY)
    assert standing(town, CLINIC) == []


async def test_who_blocked_the_bot_finds_it_gone_when_they_are_back(town: Town) -> None:
    """Telegram lets nothing be deleted there meanwhile."""
    await opened(town)
    town.wants_trouble = True
    town.world.block(CLINIC)
    await town.pass_days(1)
    assert len(standing(town, CLINIC)) == 1
    town.world.unblock(CLINIC)
    await town.pass_days(0.1)
    assert standing(town, CLINIC) == []


async def test_closing_the_alert_takes_it_out_of_every_chat(town: Town) -> None:
    """Whoever closed it, and whoever had opened it."""
    clinician = await team.join(town, CLINICIAN)
    await opened(town, "I can't breathe")
    await clinician.taps("Show")
    await town.clinic.taps("Close …", "Phoned them")
    assert (standing(town, CLINIC), standing(town, CLINICIAN)) == ([], [])


async def test_what_another_alert_is_about_stays(town: Town) -> None:
    """Only the words of the alert that was closed go."""
    await opened(town)
    await town.ann.says("I can't breathe")
    await town.clinic.taps("Show", "Close …", "Phoned them")
    assert [each.endswith(WORDS) for each in standing(town, CLINIC)] == [True]


async def test_a_removed_person_keeps_nothing(town: Town) -> None:
    """With the removal it goes from their chat; the others' stays."""
    clinician = await team.join(town, CLINICIAN)
    await opened(town)
    await clinician.taps("Show")
    await team.remove(town, CLINICIAN)
    assert (len(standing(town, CLINIC)), standing(town, CLINICIAN)) == (1, [])
    assert clinician.newest.words.startswith("You are not on the staff list any more.")


async def test_who_becomes_the_front_desk_keeps_nothing(town: Town) -> None:
    """The right goes, and with it what stood open."""
    clinician = await team.join(town, CLINICIAN)
    await opened(town)
    await clinician.taps("Show")
    await town.clinic.says("/staff")
    await town.clinic.taps("Clinician", "Make them front desk")
    assert (len(standing(town, CLINIC)), standing(town, CLINICIAN)) == (1, [])
    await clinician.taps("Show")
    assert clinician.toast == "Only an owner or a clinician may read what clients write."


async def test_erasing_the_client_takes_it_away_at_once(town: Town) -> None:
    """Both staff chats; what follows names nobody."""
    clinician = await team.join(town, CLINICIAN)
    await opened(town)
    await clinician.taps("Show")
    await forget(town)
    assert (standing(town, CLINIC), standing(town, CLINICIAN)) == ([], [])
    assert town.disk.holds("quokka") == []


async def test_erasing_while_telegram_is_away_takes_it_away_after(town: Town) -> None:
    """The client's file is gone; the promise to delete stands in the chat's own, without a name."""
    await opened(town)
    deaf(town)
    await forget(town)
    assert (await town.store.client_ids(), len(standing(town, CLINIC))) == ([], 1)
    await town.restart()
    town.mend()
    await town.pass_days(0.1)
    assert standing(town, CLINIC) == []
    assert (town.disk.holds("quokka"), town.disk.holds("shown:")) == ([], [])


async def test_words_that_go_out_while_the_client_is_erased_go_too(town: Town) -> None:
    """Telegram had them already; the file that would have noted it is gone."""
    await written(town)
    file_id = (await town.file()).id
    message, label = town.clinic.find_button("Show")
    town.world.tap(CLINIC, message.id, label)
    taken = town.app.messenger.send

    async def erasing(outgoing: object) -> int:
        message_id = await taken(outgoing)  # type: ignore[arg-type]
        if outgoing.row.shows:  # type: ignore[attr-defined]
            await town.store.erase(file_id)
        return message_id

    town.app.messenger.send = erasing  # type: ignore[assignment, method-assign]
    await town.app.settle()
    assert standing(town, CLINIC) == []
    assert town.disk.holds("quokka") == []


async def test_after_a_lost_answer_there_is_no_second_copy(town: Town) -> None:
    """Its number is unknown: the reader is asked to delete it by hand; a tap opens it again."""
    await written(town)
    troubled(town).time_out("sendMessage", "after")
    await town.clinic.taps("Show")
    await town.pass_days(0.001)
    assert len(standing(town, CLINIC)) == 1
    assert town.clinic.newest.words.startswith("K-1: it is unclear whether the words you opened")
    await town.clinic.taps("Show")
    assert len(standing(town, CLINIC)) == 2
    await town.pass_until(DAY)
    assert len(standing(town, CLINIC)) == 1


# ------------------------------------------------------------------- a process that dies


async def lived(fatal: int) -> CrashTown:
    """Ann writes, the owner opens it, a day goes by; the process dies at one call."""
    town = CrashTown(fatal)
    await town.settle()
    town.world.send_text(CLINIC, "/enrol")
    await town.settle()
    for label in ("Needling only", "Face", "Just now", "K-"):
        await town.taps(CLINIC, label)
    town.world.start_link(11, town.town.link())
    await town.settle()
    await town.taps(11, "I agree")
    town.world.send_text(11, WORDS)
    await town.settle()
    await town.taps(CLINIC, "Show")
    await town.pass_until(berlin("28.03.", "17:00"))
    return town


async def check(fatal: int) -> bool:
    """Whatever Telegram gave us a number for is deleted; only a doubt can be left standing."""
    town = await lived(fatal)
    rows = await town.rows()
    doubts = [row for row in rows if row.shows and row.doubted]
    assert len(standing(town.town, CLINIC)) <= len(doubts) <= 1, fatal
    assert any(row.shows for row in rows), fatal
    return town.starts > 1


@pytest.mark.slow
async def test_a_crash_at_any_call_leaves_nothing_standing() -> None:
    """At each one of them."""
    await until_the_end(check)
