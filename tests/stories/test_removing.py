"""Whoever is removed loses access at once, and what only they had heard goes to the others."""

from typing import Any

import pytest

from bot.core import leaving
from bot.core.client import ClientFile
from bot.core.outbox import FileId
from bot.ports import StoreUnavailable
from tests import team
from tests.cast import CLINIC, Town
from tests.team import CLINICIAN, DESK

REMOVED = "You are not on the staff list any more."


async def test_removing_is_asked_back(town: Town) -> None:
    """The question names the person; going back changes nothing."""
    await team.join(town, DESK)
    await town.clinic.says("/staff")
    said = await town.clinic.taps("Desk", "Remove")
    assert said.startswith("Remove Desk (front desk, id 22")
    await town.clinic.taps("‹ Back")
    assert (await town.store.load_clinic()).person(DESK) is not None


@pytest.mark.parametrize("how", ["message", "tap"])
async def test_a_removed_person_has_no_access_with_the_next_thing_they_do(
    town: Town, how: str
) -> None:
    """A message is a visitor's; a button of before does nothing; alarms go elsewhere."""
    await town.link_ann()
    desk = await team.join(town, DESK)
    await town.ann.taps("I'm worried")
    await team.remove(town, DESK)
    assert desk.newest.words.startswith(REMOVED)
    if how == "message":
        assert (await desk.says("/enrol")).startswith("Hello. This is the message service of")
    else:
        await desk.taps("Close …")
        assert desk.toast == "This button no longer works. /help shows what does."
    assert (await town.file()).alerts[0].closed_at is None


async def test_a_removed_person_gets_no_alarm(town: Town) -> None:
    """Neither a new one nor what was promised to their chat before."""
    await town.link_ann()
    desk = await team.join(town, DESK)
    await team.remove(town, DESK)
    before = len(desk.received)
    await town.ann.taps("I'm worried")
    assert len(desk.received) == before
    assert town.clinic.newest.words.startswith("K-1 is worried.")


async def test_a_form_in_the_middle_ends_with_the_right(town: Town) -> None:
    """What was entered is forgotten, and its last button enrols nobody."""
    desk = await team.join(town, DESK)
    await desk.says("/enrol")
    await desk.taps("Needling only", "Face", "Just now")
    await team.remove(town, DESK)
    await desk.taps("K-")
    assert await town.store.client_ids() == []


async def test_an_alert_that_only_they_heard_goes_to_the_others(town: Town) -> None:
    """The owner had blocked the bot: with the removal the alert rings there."""
    await town.link_ann()
    desk = await team.join(town, DESK)
    town.wants_trouble = True
    town.world.block(CLINIC)
    await town.ann.taps("I'm worried")
    await town.pass_days(0.5)
    assert [each for each in desk.received if each.words.startswith("K-1 is worried.")] != []
    town.world.unblock(CLINIC)
    await team.remove(town, DESK)
    rung = [each.words for each in town.clinic.received if "K-1 is worried." in each.words]
    assert len(rung) == 1


async def test_an_alert_that_others_heard_does_not_ring_again(town: Town) -> None:
    """Nothing twice."""
    await town.link_ann()
    await team.join(town, DESK)
    await town.ann.taps("I'm worried")
    await team.remove(town, DESK)
    rung = [each.words for each in town.clinic.received if "K-1 is worried." in each.words]
    assert len(rung) == 1


async def test_a_removal_that_failed_halfway_is_finished(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refused after the right was gone: the update comes again, and the alert rings."""
    await town.link_ann()
    await team.join(town, DESK)
    town.wants_trouble = True
    town.world.block(CLINIC)
    await town.ann.taps("I'm worried")
    await town.pass_days(0.5)
    town.world.unblock(CLINIC)
    whole, failures = leaving.handed_on, [StoreUnavailable("full")]

    def handed_on(*given: Any) -> ClientFile:
        if failures:
            raise failures.pop()
        return whole(*given)

    monkeypatch.setattr(leaving, "handed_on", handed_on)
    await town.clinic.says("/staff")
    await town.clinic.taps("Desk", "Remove")
    with pytest.raises(StoreUnavailable):
        await town.clinic.taps("Yes, remove")
    await town.restart()
    assert (await town.store.load_clinic()).person(DESK) is None
    rung = [each.words for each in town.clinic.received if "K-1 is worried." in each.words]
    assert (failures, len(rung)) == ([], 1)


async def test_what_was_promised_to_them_goes_to_an_owner(town: Town) -> None:
    """The desk enrolled somebody and left: that nobody opened the link, the owner hears."""
    desk = await team.join(town, DESK)
    await desk.says("/enrol")
    await desk.taps("Needling only", "Face", "Just now", "K-")
    await team.remove(town, DESK)
    before = len(desk.received)
    await town.pass_days(1.1)
    assert len(desk.received) == before
    assert town.clinic.newest.words.startswith("K-2")


def asked_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> set[FileId]:
    """The clients' files that are read from now on."""
    found: set[FileId] = set()
    load, change = town.store.load, town.store.change_client

    async def loading(file_id: FileId) -> Any:
        found.add(file_id)
        return await load(file_id)

    async def changing(file_id: FileId, decide: Any) -> Any:
        found.add(file_id)
        return await change(file_id, decide)

    monkeypatch.setattr(town.store, "load", loading)
    monkeypatch.setattr(town.store, "change_client", changing)
    return found


@pytest.mark.parametrize("labels", [("Remove", "Yes, remove"), ("Make them front desk",)])
async def test_only_files_of_whom_staff_have_something_are_read(
    town: Town, monkeypatch: pytest.MonkeyPatch, labels: tuple[str, ...]
) -> None:
    """Bob's alert is open, and Cat's words stand in that chat; of the two others there is none."""
    person = await team.join(town, CLINICIAN)
    for phone in (town.ann, town.bob, town.cat, town.dan):
        await phone.opens(await town.enrol())
        await phone.taps("I agree")
    await town.cat.says("Is it the blue one?")
    await town.clinic.taps("Close", "Nothing more to do")
    assert await person.opens_words() != []
    await town.bob.taps("I'm worried")
    await town.clinic.says("/staff")
    await town.clinic.taps("Clinician", *labels[:-1])
    found = asked_for(town, monkeypatch)
    await town.clinic.taps(labels[-1])
    ids = await town.store.client_ids()
    assert found.intersection(ids) == {ids[1], ids[2]}
    assert await person.opens_words() == []


async def test_the_next_reminder_is_still_the_clients(town: Town) -> None:
    """A removal touches no row of a client's own."""
    await town.link_ann()
    await team.join(town, DESK)
    before = await town.file()
    await team.remove(town, DESK)
    after = await town.file()
    assert after.outbox == before.outbox


async def test_a_record_asked_for_goes_to_nobody_else(town: Town) -> None:
    """Whoever asked is removed before it could be sent: no owner gets what they never asked for."""
    gone = await team.join(town, CLINICIAN)
    await town.link_ann()
    await gone.says("/client K-1")
    town.cut_off(CLINICIAN)
    await gone.taps("Export for the record")
    await team.remove(town, CLINICIAN)
    before = len(town.clinic.received)
    town.mend()
    await town.pass_days(1)
    assert not [each for each in town.clinic.received[before:] if "record" in each.words]


async def test_made_front_desk_they_get_no_record_any_more(town: Town) -> None:
    """What was asked for as a clinician asks its right once more when it is sent."""
    person = await team.join(town, CLINICIAN)
    await town.link_ann()
    await person.says("/client K-1")
    town.cut_off(CLINICIAN)
    await person.taps("Export for the record", "Healing curve")
    await town.clinic.says("/staff")
    await town.clinic.taps("Clinician", "Make them front desk")
    before = len(person.received)
    town.mend()
    await town.pass_days(0.5)
    got = [each.words for each in person.received[before:]]
    assert not [each for each in got if "for your record" in each or "answers so far" in each]


async def test_a_removed_person_gets_no_word_about_a_client(town: Town) -> None:
    """An answer they sent and a screen they tapped for wait no longer for their chat."""
    gone = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.says("Is it the blue one?")
    await gone.taps("Answer")
    town.cut_off(CLINICIAN)
    await gone.says("Yes, it is.")
    await gone.taps("Ready-made answers", "Please send a photo")
    await team.remove(town, CLINICIAN)
    before = len(gone.received)
    town.mend()
    await town.pass_days(1)
    assert not [each.words for each in gone.received[before:] if "K-1" in each.words]
