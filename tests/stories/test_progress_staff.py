"""Staff see a client's photos at a tap: clinicians and owners, in private, each look noted."""

from bot.core import audit, showing
from bot.core.outbox import Media, RowState
from bot.simulator.faults import Faults
from tests import team
from tests.cast import CLINIC, Town
from tests.stories.photographing import add
from tests.team import CLINICIAN, DESK


async def test_a_tap_brings_a_photo(town: Town) -> None:
    """The code first, the day, and that nobody asked about it."""
    await town.link_ann()
    await add(town)
    listed = await town.clinic.says("/photos k-1")
    assert listed.startswith("K-1: photos the client keeps, to compare.")
    said = await town.clinic.taps("Day 0")
    assert said.startswith("K-1, day 0, Friday 27 March.")
    assert town.clinic.newest.photo is not None


async def test_each_look_is_noted_without_content(town: Town) -> None:
    """At the list, and at each photo, by the number of whoever looked."""
    await town.link_ann()
    await add(town)
    await town.clinic.says("/photos K-1")
    await town.clinic.taps("Day 0")
    seen = [each for each in (await town.file()).events if each.name == audit.SEEN]
    assert [each.who for each in seen] == [str(CLINIC)] * 2
    assert [set(each.facts) for each in seen] == [set(), {"photo"}]


async def test_only_who_tapped_gets_it(town: Town) -> None:
    """Two staff, one looks: the other chat stays as it is."""
    await team.assemble(town)
    await town.link_ann()
    await add(town)
    clinician = town.phone(CLINICIAN)
    await clinician.says("/photos K-1")
    await clinician.taps("Day 0")
    assert clinician.newest.photo is not None
    assert [each for each in town.clinic.received if "A photo to compare" in each.words] == []


async def test_the_front_desk_is_told_whom_to_ask(town: Town) -> None:
    """A sentence, no list; a button of elsewhere says so too."""
    await team.assemble(town)
    await town.link_ann()
    await add(town)
    desk = town.phone(DESK)
    assert (await desk.says("/photos K-1")).startswith("Clients' photos are for clinicians")
    file = await town.file()
    for data in (f"v1:s:photos:{file.id}", f"v1:s:photo:{file.id}:{file.photos[0].id}"):
        town.world.forge(DESK, DESK, desk.newest.id, data)
        await desk.reads()
        assert desk.toast == "Only an owner or a clinician may see photos."
    assert [each for each in desk.received if each.photo] == []


async def test_an_unknown_code_and_no_photos_are_told(town: Town) -> None:
    """With how it is written."""
    await town.link_ann()
    assert await town.clinic.says("/photos K-9") == (
        "There is no client K-9. Please write it as /photos K-47."
    )
    assert await town.clinic.says("/photos K-1") == "K-1 keeps no photos."


async def test_a_photo_telegram_refuses_is_told_in_words(town: Town) -> None:
    """Instead of nothing at all."""
    await town.link_ann()
    await add(town)
    await town.clinic.says("/photos K-1")
    policy = Faults()
    policy.refuse("sendPhoto", 400, "Bad Request: wrong file identifier/HTTP URL specified")
    town.world.policy, town.wants_trouble = policy, True
    said = await town.clinic.taps("Day 0")
    assert "What they sent could not be passed on here." in said


async def test_it_reaches_whoever_looked_after_a_restart(town: Town) -> None:
    """The look is on the disk before the photo goes out."""
    await town.link_ann()
    await add(town)
    await town.clinic.says("/photos K-1")
    message, label = town.clinic.find_button("Day 0")
    policy = Faults()
    policy.refuse("sendPhoto", 500, "Internal Server Error")
    town.world.policy, town.wants_trouble = policy, True
    town.world.tap(CLINIC, message.id, label)
    await town.app.settle()
    assert town.clinic.newest.photo is None
    town.mend()
    await town.restart()
    await town.pass_days(0.1)
    assert len([each for each in town.clinic.received if "A photo to compare" in each.words]) == 1


async def test_the_client_is_erased_while_staff_look(town: Town) -> None:
    """An old list is answered."""
    await town.link_ann()
    await add(town)
    await town.clinic.says("/photos K-1")
    file = await town.file()
    last = town.clinic.newest.id
    await town.ann.says("/forget")
    await town.ann.taps("Erase everything about me", "Yes, erase it now")
    town.world.forge(CLINIC, CLINIC, last, f"v1:s:photo:{file.id}:{file.photos[0].id}")
    await town.app.settle()
    assert town.clinic.toast.startswith("This client's data was erased.")


async def test_what_one_who_left_had_tapped_goes_to_nobody(town: Town) -> None:
    """Tapped while Telegram was away, and removed before it was back."""
    await team.join(town, CLINICIAN)
    await town.link_ann()
    await add(town)
    clinician = town.phone(CLINICIAN)
    await clinician.says("/photos K-1")
    message, label = clinician.find_button("Day 0")
    town.cut_off(CLINICIAN)
    town.world.tap(CLINICIAN, message.id, label)
    await town.app.settle()
    await team.remove(town, CLINICIAN)
    town.mend()
    await town.pass_days(0.1)
    rows = (await town.file()).outbox.rows.values()
    (row,) = [each for each in rows if each.media is Media.PHOTO]
    assert (row.state, row.reason) == (RowState.SKIPPED, showing.PUT_AWAY)
    told = [*clinician.received, *town.clinic.received]
    assert [each for each in told if "A photo to compare" in each.words] == []
