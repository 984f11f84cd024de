"""A client's whole course: the right words at the right moment, for twelve weeks."""

from datetime import timedelta

import pytest

from tests.cast import BERLIN, FRIDAY_AFTERNOON, Town
from tests.stories.conftest import RaiseTown
from tests.stories.diary import after_linking, at, berlin, ends, silent, sounds, when

PUSHES = [
    "27.03. 19:30",
    "28.03. 09:00",
    "29.03. 09:00",
    "30.03. 09:00",
    "01.04. 09:00",
    "03.04. 09:00",
    "06.04. 09:00",
    "10.04. 09:00",
    "24.04. 09:00",
    "19.06. 09:00",
]
SUN_ALONE = ["31.03.", "02.04.", "04.04.", "05.04.", "07.04.", "08.04.", "09.04.", "17.04."]


async def test_28_days_have_nine_sounds(town: Town) -> None:
    """The evening, then days 1, 2, 3, 5, 7, 10, 14 and 28 at nine, over the clock change too."""
    await town.link_ann()
    await town.pass_days(28.5)
    assert sounds(town.ann) == PUSHES[:9]


async def test_84_days_have_ten_sounds(town: Town) -> None:
    """As many as consent promises, and not one more."""
    await town.link_ann()
    await town.pass_days(90)
    assert sounds(town.ann) == PUSHES


async def test_what_is_not_audible_is_the_card_and_the_sun(town: Town) -> None:
    """The card at once, sunscreen's hour on day 1, a sun line on mornings without a message."""
    await town.link_ann()
    await town.pass_days(90)
    expected = ["27.03. 17:00", "28.03. 17:00", *(f"{day} 09:00" for day in SUN_ALONE)]
    next_may_be_due = "24.04. 11:00"
    assert silent(town.ann) == [*expected, next_may_be_due]


async def test_every_step_ends_sent(town: Town) -> None:
    """Nothing is left over, and nothing was skipped in a course without trouble."""
    await town.link_ann()
    await town.pass_days(90)
    assert {state for state, _ in (await ends(town)).values()} == {"sent"}
    assert await town.clinic.reads() != ""
    assert [each for each in town.clinic.received if "not sent" in each.words] == []


async def test_each_note_speaks_of_its_own_day(town: Town) -> None:
    """Dated, in the client's own calendar."""
    await town.link_ann()
    await town.pass_days(90)
    dates = {push: at(town.ann, push).words for push in PUSHES}
    assert "Friday 27 March" in dates["27.03. 19:30"]
    assert "Sunday 29 March" in dates["29.03. 09:00"]
    assert "Friday 19 June" in dates["19.06. 09:00"]


@pytest.mark.parametrize("area", ["Scalp", "Body"])
async def test_other_areas_have_the_same_course_in_words_of_their_own(
    raise_town: RaiseTown, area: str
) -> None:
    """The same hours; what is written differs from the face's."""
    face, other = await raise_town(), await raise_town()
    for town, name in ((face, "Face"), (other, area)):
        await town.link_ann(name)
        await town.pass_days(29)
    assert sounds(other.ann) == sounds(face.ann)
    assert at(other.ann, "28.03. 09:00").words != at(face.ann, "28.03. 09:00").words


async def test_two_clients_courses_run_side_by_side(town: Town) -> None:
    """Bob, an hour after Ann: each their own hours, none the other's words."""
    await town.link_ann()
    await town.pass_until(FRIDAY_AFTERNOON + timedelta(hours=1))
    await town.bob.opens(await town.enrol("Scalp"))
    await town.bob.taps("I agree")
    await town.pass_days(2)
    assert sounds(town.ann) == PUSHES[:3]
    assert sounds(town.bob)[:2] == ["27.03. 20:00", "28.03. 09:00"]


# ------------------------------------------------------------------- linking and when


async def test_who_links_late_gets_todays_card_only(town: Town) -> None:
    """Three days on: one card, of today, and then the course as planned."""
    link = await town.enrol()
    await town.pass_until(berlin("29.03.", "20:00"))
    await town.ann.opens(link)
    await town.ann.taps("I agree")
    first = [(when(each), each.silent) for each in after_linking(town.ann)]
    await town.pass_days(3)
    assert first == [("29.03. 20:00", True)]
    assert "Sunday 29 March" in "".join(town.shown[town.ann.user_id])
    assert sounds(town.ann) == ["30.03. 09:00", "01.04. 09:00"]


async def test_what_was_before_linking_is_skipped_with_the_reason(town: Town) -> None:
    """'linked later', for anyone who looks."""
    link = await town.enrol()
    await town.pass_until(berlin("29.03.", "20:00"))
    await town.ann.opens(link)
    await town.ann.taps("I agree")
    found = await ends(town)
    past = ("evening-0", "day-1", "day-2", "sun-1", "sun-gate", "today-2")
    assert {found[step] for step in past} == {("skipped", "linked later")}
    assert found["day-3"] == ("planned", None)


async def test_a_session_of_yesterday_begins_with_day_one(town: Town) -> None:
    """Enrolled a day late: the card of day 1, and day 2 the next morning."""
    await town.clinic.says("/enrol")
    await town.clinic.taps("Needling only", "Face", "Yesterday")
    await town.clinic.says("15:00")
    while "K-1" not in " ".join(town.clinic.buttons):
        await town.clinic.taps("Yes")
    await town.clinic.taps("K-")
    await town.ann.opens(town.link())
    await town.ann.taps("I agree")
    await town.pass_days(1)
    assert (await town.file()).session.ended_at == berlin("26.03.", "15:00")
    assert sounds(town.ann) == ["28.03. 09:00"]
    assert town.ann.card.words.startswith("Hello. Here is your note for today, Saturday 28 March")


async def test_an_evening_within_quiet_hours_is_told_on_the_card(raise_town: RaiseTown) -> None:
    """Needling ended at 19:30: two hours later all is quiet, so the card says it."""
    town = await raise_town(berlin("27.03.", "19:30"))
    await town.link_ann()
    card = town.ann.card.words
    await town.pass_days(1)
    assert "Tonight" in card
    assert sounds(town.ann) == ["28.03. 09:00"]


async def test_the_evening_comes_two_hours_after_the_session_at_the_earliest(
    raise_town: RaiseTown,
) -> None:
    """Needling ended at 18:15: not 19:30, but 20:15."""
    town = await raise_town(berlin("27.03.", "18:15"))
    await town.link_ann()
    await town.pass_days(0.5)
    assert sounds(town.ann) == ["27.03. 20:15"]


# ------------------------------------------------------------------- changes on the way


async def test_a_zone_changed_midway_moves_what_is_to_come(town: Town) -> None:
    """On day 3 Ann flies to New York: from then on it is nine in the morning there."""
    await town.link_ann()
    await town.pass_until(berlin("30.03.", "12:00"))
    await town.ann.says("/settings")
    await town.ann.taps("Time zone")
    await town.ann.says("New York")
    before = len(town.ann.received)
    await town.pass_until(berlin("04.04.", "12:00"))
    since = town.ann.received[before:]
    assert [when(each) for each in since if not each.silent] == ["01.04. 15:00", "03.04. 15:00"]
    assert {each.date for each in since} >= {berlin("02.04.", "15:00").timestamp()}


async def correct_to(town: Town, typed: str) -> None:
    """Let the clinic correct the session's time."""
    await town.clinic.taps("Correct the session's time")
    await town.clinic.says(typed)
    await town.clinic.taps("Yes")


async def test_a_corrected_time_moves_what_is_unsent(town: Town) -> None:
    """It was a day earlier: day 2 is today, day 3 tomorrow, and nothing sent comes again."""
    await town.link_ann()
    await town.pass_until(berlin("28.03."))
    await correct_to(town, "26 March 17:00")
    await town.pass_until(berlin("31.03.", "20:00"))
    assert sounds(town.ann) == [
        "27.03. 19:30",
        "28.03. 09:00",
        "28.03. 12:00",
        "28.03. 12:00",
        "29.03. 09:00",
        "31.03. 09:00",
    ]
    assert (await town.row("day-2")).sent_at == berlin("28.03.")
    assert (await town.row("day-3")).sent_at == berlin("29.03.", "09:00")


async def test_a_correction_is_told_to_the_client_once(town: Town) -> None:
    """With the new time; a second correction is a second message."""
    await town.link_ann()
    await town.pass_until(berlin("28.03."))
    await correct_to(town, "27 March 15:00")
    told = [each.words for each in town.ann.received if "corrected the time" in each.words]
    await correct_to(town, "27 March 14:00")
    again = [each.words for each in town.ann.received if "corrected the time" in each.words]
    assert ["15:00" in words for words in told] == [True]
    assert len(again) == 2


async def test_a_correction_changes_the_times_on_the_pinned_card(town: Town) -> None:
    """What stands on the card is what holds: make-up from 48 h after the real end."""
    await town.link_ann()
    await correct_to(town, "27 March 12:00")
    assert "Make-up: not yet, from Sun 29 March, 13:00" in town.ann.card.words


async def test_a_correction_to_the_same_time_is_no_correction(town: Town) -> None:
    """Nothing is told and nothing moves."""
    await town.link_ann()
    before = len(town.ann.received)
    await correct_to(town, "27 March 17:00")
    assert len(town.ann.received) == before
    assert (await town.file()).session.plan_version == 1


async def test_a_correction_before_linking_is_not_told(town: Town) -> None:
    """There is nobody to tell, and the card has the right time from the start."""
    link = await town.enrol()
    await correct_to(town, "27 March 12:00")
    await town.ann.opens(link)
    await town.ann.taps("I agree")
    assert [each for each in town.ann.received if "corrected" in each.words] == []
    assert "Sat 28 March, 12:00" in town.ann.card.words


# ------------------------------------------------------------------- on a locked phone


async def test_a_locked_phone_shows_nothing_private(town: Town) -> None:
    """The first 60 characters of a push name no treatment, body part or symptom."""
    await town.link_ann()
    await town.pass_days(90)
    private = ("needl", "skin", "face", "scalp", "treatment", "session", "pain", "scar", "swell")
    told = [each.words[:60].lower() for each in after_linking(town.ann) if not each.silent]
    assert [line for line in told if any(word in line for word in private)] == []


async def test_the_course_ends_with_the_file_erased(raise_town: RaiseTown) -> None:
    """Kept as long as consent says, and not a day longer."""
    town = await raise_town(retention_days=30)
    await town.link_ann()
    await town.pass_until(FRIDAY_AFTERNOON.astimezone(BERLIN) + timedelta(days=115))
    assert await town.store.client_ids() == []
    assert town.disk.holds("K-1") == []
