"""While something is open: every screen says first that nothing new begins, and dates are none."""

import pytest

from tests.cast import Town
from tests.stories.diary import at, berlin
from tests.stories.test_check_in_story import on_morning

FIRST = (
    "Nothing new for now. What you told us comes first: please begin nothing new until Rose Clinic "
    "tells you that it is settled."
)


async def held_on_saturday(town: Town) -> None:
    """Ann is worried on the morning after, eighteen hours after her session."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "11:00"))
    await town.ann.says("/worried")


@pytest.mark.parametrize("asked", ["/today", "/sun", "/can", "May I wear make-up?", "sauna?"])
async def test_whatever_tells_of_rules_says_first_that_nothing_new_begins(
    town: Town, asked: str
) -> None:
    """Before the alert none does; with it each does, once."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "11:00"))
    assert "Nothing new" not in await town.ann.says(asked)
    await town.ann.says("/worried")
    said = await town.ann.says(asked)
    assert said.startswith(FIRST)
    assert said.count(FIRST) == 1


async def test_no_time_is_given_as_if_it_held(town: Town) -> None:
    """What would open this afternoon has no countdown, and sunscreen no hour."""
    await held_on_saturday(town)
    today = await town.ann.says("/today")
    assert "Gentle cleanser: not for now, and not before Sat 28 March, 17:00." in today
    assert "Sunscreen may start when the clinic says so, not before." in today
    can = await town.ann.says("/can")
    assert "What waits, what goes on, and what is still needed." in can
    assert "(in " not in can


async def test_the_mornings_note_and_its_sun_line_wait_as_well(town: Town) -> None:
    """Two days on the alert is still open: no sunscreen is told of as allowed."""
    await held_on_saturday(town)
    await town.pass_until(berlin("29.03.", "09:00"))
    note = at(town.ann, "29.03. 09:00").words
    assert note.startswith(FIRST)
    assert "Put mineral sunscreen" not in note
    assert "Sunscreen may start when the clinic says so" in note


async def test_the_line_that_sunscreen_is_allowed_is_not_sent(town: Town) -> None:
    """Its hour comes while the alert is open; staff read why it did not go out."""
    await held_on_saturday(town)
    await town.pass_until(berlin("28.03.", "18:00"))
    assert "From now on, sunscreen" not in town.ann.ever_read
    row = await town.row("sun-gate")
    assert row.reason == "nothing new was to begin while something was open"


async def test_a_corrected_time_is_told_after_that_word(town: Town) -> None:
    """The newest times are below it, and do not count down."""
    await held_on_saturday(town)
    await town.ann.says("May I wear make-up?")
    await town.clinic.taps("Course:", "Correct something", "Time")
    await town.clinic.says("27 March 12:00")
    await town.clinic.taps("Yes, change it")
    told = next(each.words for each in town.ann.received if "clinic corrected" in each.words)
    assert told.startswith(FIRST)
    assert "• Make-up: not for now, and not before Sun 29 March, 13:00" in told


async def test_care_that_had_begun_goes_on(town: Town) -> None:
    """Lukewarm washing since yesterday is not taken back; what is new waits, with no yes."""
    await held_on_saturday(town)
    said = await town.ann.says("Can I wash my face with lukewarm water?")
    assert "• Washing with lukewarm water: go on as before, unless we told you otherwise\n" in said
    assert "• Gentle cleanser: not for now, and not before Sat 28 March, 17:00\n" in said
    assert "Yes" not in said


async def test_what_the_notes_tell_to_do_and_what_can_says_agree(town: Town) -> None:
    """Sunscreen and cream were begun before the worry of the fourth day: neither is taken back."""
    await town.link_ann()
    await town.pass_until(berlin("31.03.", "12:00"))
    await town.ann.says("/worried")
    await town.pass_until(berlin("01.04.", "09:00"))
    note = at(town.ann, "01.04. 09:00").words
    assert note.startswith(FIRST)
    assert "Put mineral sunscreen on the treated skin" in note
    pages = [await town.ann.says("/can")]
    while "Next ›" in town.ann.buttons:
        pages.append(await town.ann.taps("Next ›"))
    lines = "\n".join(pages).splitlines()
    going_on = [each for each in lines if "go on as before, unless we told you otherwise" in each]
    assert [each.partition(":")[0] for each in going_on if "Sun" in each or "moist" in each] == [
        "• Sunscreen",
        "• Plain moisturiser, no perfume",
    ]
    assert "• Make-up: not for now" in lines


async def test_care_that_had_not_begun_waits_too(town: Town) -> None:
    """Worried in the first hours: the first washing waits for the clinic's word."""
    await town.link_ann()
    await town.ann.says("/worried")
    await town.pass_until(berlin("28.03.", "11:00"))
    pages = [await town.ann.says("/can")]
    while "Next ›" in town.ann.buttons:
        pages.append(await town.ann.taps("Next ›"))
    assert "• Washing with lukewarm water: not for now" in "\n".join(pages)


async def test_what_protects_is_still_needed(town: Town) -> None:
    """Shade has a head of its own in /can, and does not end by its date alone."""
    await held_on_saturday(town)
    pages = [await town.ann.says("/can")]
    while "Next ›" in town.ann.buttons:
        pages.append(await town.ann.taps("Next ›"))
    needed = "\n".join(pages).partition("Still needed\n\n")[2]
    assert needed.startswith("• Staying in the shade: needed at least until Mon 30 March, 18:00\n")


async def test_an_amber_answer_says_until_when(town: Town) -> None:
    """Worse on the first morning: asked again a day later, and that is the time."""
    await on_morning(town, "day-1")
    await town.ann.taps("Worse")
    said = await town.ann.says("/today")
    assert said.startswith(
        "Nothing new for now. What you told us comes first: please begin nothing new before "
        "Sun 29 March, 11:00.\n"
    )
    assert "Sunscreen may start Sun 29 March, 11:00, not before." in said
    await town.pass_until(berlin("29.03.", "11:01"))
    assert "Nothing new" not in await town.ann.says("/today")


async def test_the_pinned_card_follows_when_a_hold_begins_and_ends(town: Town) -> None:
    """It stands above the chat: its times are no promises while the alert is open, then again."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "11:00"))
    card = town.ann.card.words
    assert "Gentle cleanser: not yet, from Sat 28 March, 17:00." in card
    await town.ann.says("/worried")
    assert town.ann.card.words.startswith(FIRST)
    messages = len(town.ann.received)
    await town.clinic.taps("Close …", "Phoned them")
    await town.ann.reads()
    assert town.ann.card.words == card
    assert len(town.ann.received) == messages + 2


async def test_the_card_of_who_stopped_stays_as_it_is(town: Town) -> None:
    """Nothing planned is touched; /today tells of the hold."""
    await town.link_ann()
    await town.ann.says("/settings")
    await town.ann.taps("Stop all messages", "Yes, stop them")
    card = town.ann.card.words
    await town.ann.says("/worried")
    assert town.ann.card.words == card
    assert (await town.ann.says("/today")).startswith(FIRST)
