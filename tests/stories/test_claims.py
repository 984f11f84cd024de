"""Claims: one takes an alert, the others and the client know; it is closed with a reason."""

from dataclasses import replace

from bot.core.client import Alert
from tests import team
from tests.cast import ANN, FRIDAY_AFTERNOON, Town
from tests.phone import Phone
from tests.stories.test_emergency import WORDS
from tests.stories.test_rings import MINUTE, NOBODY, WORRIED, at, heard, told, when
from tests.team import CLINICIAN, DESK

SEEN = "Someone at Rose Clinic has seen this, "


async def alert(town: Town) -> Alert:
    """Ann's newest alert."""
    return (await town.file()).alerts[-1]


async def worried(town: Town) -> tuple[Phone, Phone]:
    """Ann is worried; return the phones of a clinician and of the desk."""
    clinician, desk = await team.join(town, CLINICIAN), await team.join(town, DESK)
    await town.link_ann()
    await town.ann.taps("I'm worried")
    return clinician, desk


def shown(phone: Phone) -> str:
    """The alarm as it stands on a phone, with its buttons."""
    message = told(phone, WORRIED)[-1]
    return "\n".join([message.words, *(f"[{each.label}]" for each in message.buttons)])


async def test_who_takes_it_has_it_and_the_others_see_who(town: Town) -> None:
    """The same message changes in place, and its buttons with it."""
    clinician, desk = await worried(town)
    await clinician.taps("I take it")
    assert clinician.toast == "It is yours now."
    assert shown(clinician).endswith(
        "You have it, Fri 27 March, 17:00.\n[Answer]\n[View client]\n[Close …]\n[Hand on]"
    )
    has_it = "Clinician has it, Fri 27 March, 17:00.\n"
    looks = "[View client]\n[Close …]\n[Take over]"
    assert shown(desk).endswith(f"{has_it}{looks}")
    assert shown(town.clinic).endswith(f"{has_it}[Answer]\n{looks}")
    taken = await alert(town)
    assert (taken.claimed_by, taken.claimed_at) == (CLINICIAN, FRIDAY_AFTERNOON)


async def test_the_client_hears_when_somebody_has_seen_it(town: Town) -> None:
    """Once, with the time on the client's clock; not again when another takes over."""
    clinician, desk = await worried(town)
    await town.pass_until(FRIDAY_AFTERNOON + 5 * MINUTE)
    await clinician.taps("I take it")
    assert await town.ann.reads() == f"{SEEN}17:05."
    await desk.taps("Take over")
    await desk.taps("Hand on")
    await clinician.taps("I take it")
    assert len(told(town.ann, SEEN)) == 1


async def test_closing_it_at_once_counts_as_seeing_it(town: Town) -> None:
    """The client hears so, also after hearing that nobody has read it; /numbers count it."""
    await town.link_ann()
    await town.ann.says(WORDS)
    await town.pass_until(FRIDAY_AFTERNOON + 12 * MINUTE)
    await town.clinic.taps("Close …", "Phoned them")
    await town.ann.reads()
    seen, settled = (each.words for each in town.ann.received[-2:])
    assert seen == f"{SEEN}17:12."
    assert settled.startswith("Rose Clinic has settled this.")
    taken = await alert(town)
    assert (taken.claimed_by, taken.claimed_at) == (None, taken.closed_at)
    await town.clinic.taps("Open again", "Hand on")
    await town.clinic.taps("I take it")
    assert len(told(town.ann, SEEN)) == 1


async def test_what_is_handed_on_and_stays_free_is_told_again(town: Town) -> None:
    """After the second ring nobody answered: it was seen, and nobody is at it now."""
    await town.link_ann()
    await town.ann.says(WORDS)
    await town.clinic.taps("I take it", "Hand on")
    await town.pass_until(FRIDAY_AFTERNOON + 30 * MINUTE)
    [said] = told(town.ann, "Nobody at Rose Clinic is dealing with this right now")
    assert when(said) == "27. 17:05"
    assert "please phone +49 30 5550100 now" in said.words
    await town.clinic.taps("I take it", "Hand on")
    await town.pass_until(FRIDAY_AFTERNOON + 60 * MINUTE)
    assert len(told(town.ann, "Nobody at")) == 2


async def test_a_client_elsewhere_reads_the_time_of_their_own_zone(town: Town) -> None:
    """17:00 in Berlin is noon in New York."""
    clinician, _ = await worried(town)
    file_id = (await town.file()).id
    await town.store.change_client(
        file_id, lambda file: (file.with_client(zone="America/New_York"), None)
    )
    await clinician.taps("I take it")
    assert await town.ann.reads() == f"{SEEN}12:00."


async def test_of_what_the_client_does_not_know_they_hear_nothing(town: Town) -> None:
    """That they cannot be reached is the clinic's matter."""
    await town.link_ann()
    town.wants_trouble = True
    town.world.block(ANN)
    await town.app.settle()
    await town.clinic.taps("I take it")
    town.world.unblock(ANN)
    await town.app.settle()
    assert told(town.ann, SEEN) == []


async def test_two_at_the_same_moment_one_wins_the_other_is_told_who(
    town: Town,
) -> None:
    """Whoever comes second reads who has it, and can take it over on purpose."""
    clinician, desk = await worried(town)
    for phone in (clinician, desk):
        message, label = phone.find_button("I take it")
        town.world.tap(phone.user_id, message.id, label)
    await town.app.settle()
    winner, loser = (
        (clinician, desk) if (await alert(town)).claimed_by == CLINICIAN else (desk, clinician)
    )
    name = team.NAMES[winner.user_id]
    assert winner.toast == "It is yours now."
    assert loser.toast == "Somebody else has it."
    assert loser.newest.words == (
        f"K-1: {name} has it already. Take over, below the alarm, changes that."
    )
    await loser.taps("Take over")
    assert (await alert(town)).claimed_by == loser.user_id
    assert winner.newest.words == f"K-1: {team.NAMES[loser.user_id]} has taken this over from you."
    assert winner.newest.silent


async def test_an_owner_is_named_as_they_show_themselves(town: Town) -> None:
    """Like everybody else, by the name of their Telegram."""
    clinician, _ = await worried(town)
    message, label = clinician.find_button("I take it")
    await town.clinic.taps("I take it")
    town.world.forge(CLINICIAN, CLINICIAN, message.id, claim_data(town, clinician))
    await town.app.settle()
    assert label == "I take it"
    assert clinician.newest.words.startswith("K-1: Clinic has it already.")
    assert "Clinic has it." in await clinician.says("/alerts")


async def test_an_owner_has_a_name_in_lists_and_histories(town: Town) -> None:
    """Where it is said who works here, and who enrolled a client."""
    await town.link_ann()
    said = await town.clinic.says("/staff")
    assert said.startswith("Who works here. Owners: Clinic, named in the settings")
    await town.clinic.says("/client K-1")
    assert "enrolled · Clinic" in await town.clinic.taps("Timeline")


async def test_an_owner_who_never_did_anything_is_an_owner(town: Town) -> None:
    """What a program of before kept names nobody: an alert of theirs is an owner's."""
    clinician, _ = await worried(town)
    await town.clinic.taps("I take it")
    await town.store.change_clinic(lambda file: (replace(file, owners=()), None))
    assert "An owner has it." in await clinician.says("/alerts")


def claim_data(town: Town, phone: Phone) -> str:
    """What the button that takes the alert held before it was taken."""
    [take] = [each for each in told(phone, WORRIED)[-1].buttons if each.label == "Take over"]
    return (take.data or "").replace(":take:", ":claim:")


async def test_handing_on_rings_for_all(town: Town) -> None:
    """The desk takes it at once and hands it on: everybody is rung, and may take it."""
    clinician, desk = await worried(town)
    await desk.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 2 * MINUTE)
    await desk.taps("Hand on")
    assert desk.toast == "Handed on. It is everybody's again."
    assert heard(clinician, "K-1 is free again: please take it.") == ["27. 17:02"]
    assert shown(clinician).endswith("[Answer]\n[View client]\n[I take it]\n[Close …]")
    assert (await alert(town)).claimed_by is None


async def test_handed_on_twice_within_a_second_it_is_free_on_all_phones(town: Town) -> None:
    """Each time is a change of its own."""
    clinician, _ = await worried(town)
    await town.clinic.taps("I take it", "Hand on")
    await clinician.taps("I take it", "Hand on")
    assert shown(town.clinic).endswith("[I take it]\n[Close …]")


async def test_nobody_hands_on_what_they_do_not_have(town: Town) -> None:
    """An old button, or one that was forged."""
    clinician, desk = await worried(town)
    await desk.taps("I take it")
    data = claim_data(town, clinician).replace(":claim:", ":handon:")
    town.world.forge(CLINICIAN, CLINICIAN, clinician.newest.id, data)
    await town.app.settle()
    assert clinician.toast == "You do not have this one."
    assert (await alert(town)).claimed_by == DESK


async def test_who_does_not_close_it_is_reminded_then_it_is_everybodys(town: Town) -> None:
    """An emergency: after half an hour to whoever has it, after an hour for all."""
    clinician = await team.join(town, CLINICIAN)
    await town.link_ann()
    await town.ann.says(WORDS)
    await clinician.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 31 * MINUTE)
    assert heard(clinician, "K-1: do you still have it?") == ["27. 17:30"]
    assert told(town.clinic, "K-1: do you still have it?") == []
    await town.pass_until(FRIDAY_AFTERNOON + 66 * MINUTE)
    assert heard(town.clinic, "K-1 is free again: please take it.") == ["27. 18:00"]
    assert heard(town.clinic, NOBODY) == ["27. 18:05"]


async def test_the_reminder_of_a_worry_counts_hours_of_opening(town: Town) -> None:
    """Two of them: one on Friday, one on Saturday."""
    clinician, _ = await worried(town)
    await clinician.taps("I take it")
    await town.pass_until(at(28, 13, 30))
    assert heard(clinician, "K-1: do you still have it?") == ["28. 11:00"]
    assert heard(clinician, "K-1 is free again") == ["28. 13:00"]


async def test_who_has_a_photo_stands_below_its_alarm(town: Town) -> None:
    """The picture itself opens on a tap."""
    await town.link_ann()
    town.world.send_photo(ANN, caption="Is this normal?")
    await town.app.settle()
    await town.clinic.taps("I take it")
    [alarm] = [each for each in town.clinic.received if "wrote" in each.words]
    assert alarm.words.endswith("You have it, Fri 27 March, 17:00.")
    [photo] = [each for each in await town.clinic.opens_words() if each.photo]
    assert photo.words.endswith("Is this normal?")


async def test_the_same_update_twice_counts_once(town: Town) -> None:
    """The process dies before Telegram hears that the tap was taken."""
    clinician, _ = await worried(town)
    await clinician.taps("I take it")
    await town.restart()
    names = [each.name for each in (await town.file()).events]
    assert names.count("alert claimed") == 1
    assert len(told(town.ann, SEEN)) == 1


async def test_who_is_removed_leaves_it_to_the_others(town: Town) -> None:
    """Their open claims return to the pool and ring; a tap of theirs does nothing."""
    clinician, desk = await worried(town)
    await desk.taps("I take it")
    await town.pass_until(FRIDAY_AFTERNOON + 2 * MINUTE)
    await team.remove(town, DESK)
    assert (await alert(town)).claimed_by is None
    assert heard(clinician, "K-1 is free again: please take it.") == ["27. 17:02"]
    await town.pass_until(FRIDAY_AFTERNOON + 40 * MINUTE)
    assert heard(town.clinic, NOBODY) == ["27. 17:32"]


async def test_what_the_client_may_read_of_it_names_nobody(town: Town) -> None:
    """/mydata tells of the claim, and neither a name nor a number of staff."""
    clinician, _ = await worried(town)
    await clinician.taps("I take it")
    await town.ann.says("/mydata")
    media = [each.media for each in town.ann.received[-2:]]
    files = [each.content.decode("utf-8-sig") for each in media if each is not None]
    assert ["alert claimed" in each for each in files] == [True, True]
    assert ["Clinician" in each or f"{CLINICIAN}" in each.split() for each in files] == [False] * 2


async def test_the_alarm_on_a_phone_that_was_off_shows_how_it_stands(town: Town) -> None:
    """What was still on its way to them comes as it stands now, without a sound."""
    clinician, desk = await worried(town)
    town.cut_off(DESK)
    await town.pass_until(FRIDAY_AFTERNOON + 2 * MINUTE)
    await town.ann.taps("I'm worried")
    await clinician.taps("I take it")
    town.mend()
    await town.pass_until(FRIDAY_AFTERNOON + 20 * MINUTE)
    late = told(desk, WORRIED)[-1]
    assert (late.silent, "Clinician has it" in late.words) == (True, True)
    assert when(late) != "27. 17:00"
