"""While client and clinic talk, what is not urgent waits; what is urgent never does."""

from datetime import timedelta

from tests.cast import Town
from tests.stories.diary import berlin, when

ASKS = "Is it the blue one?"
WROTE = "K-1 wrote."
QUESTION = "How is it today?"


def asked_at(town: Town) -> list[str]:
    """When Ann was asked how it is."""
    return [when(each) for each in town.ann.received if QUESTION in each.words]


async def talking(town: Town) -> None:
    """At 08:55 on day 1 Ann asks, and the clinic answers; her note is due at nine."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "08:55"))
    await town.ann.says(ASKS)
    await town.clinic.replies(WROTE, "Yes.")


async def test_a_note_waits_for_the_end_of_the_conversation(town: Town) -> None:
    """Half an hour after the last words of either side it comes."""
    await talking(town)
    await town.pass_until(berlin("28.03.", "09:10"))
    assert asked_at(town) == []
    await town.ann.says("Thank you, and the green one, what is that for?")
    await town.pass_until(berlin("28.03.", "09:20"))
    await town.clinic.replies(WROTE, "For the night.")
    await town.pass_until(berlin("28.03.", "09:49"))
    assert asked_at(town) == []
    await town.pass_until(berlin("28.03.", "12:00"))
    assert asked_at(town) == ["28.03. 09:50"]


async def test_without_a_conversation_it_comes_at_its_time(town: Town) -> None:
    """What the bot answered by itself holds nothing up."""
    await town.link_ann()
    await town.pass_until(berlin("28.03.", "08:55"))
    await town.ann.says("When can I swim?")
    await town.pass_until(berlin("28.03.", "12:00"))
    assert asked_at(town) == ["28.03. 09:00"]


async def test_alarms_and_answers_never_wait(town: Town) -> None:
    """In the middle of a conversation a sign rings at once."""
    await talking(town)
    await town.ann.says("I can't breathe")
    assert town.clinic.newest.words.startswith("EMERGENCY: K-1.")
    assert "112" in town.ann.newest.words


async def test_a_talk_beyond_its_time_lets_a_note_go_by_its_own_rule(town: Town) -> None:
    """Words every quarter of an hour all day: the note goes by what the plan says of late ones."""
    await talking(town)
    row = await town.row("day-1")
    assert row.valid_until is not None
    while town.clock.now() < row.valid_until + timedelta(minutes=20):
        await town.pass_until(town.clock.now() + timedelta(minutes=20))
        await town.clinic.replies(WROTE, "Still here.")
    await town.pass_until(town.clock.now() + timedelta(minutes=40))
    late = await town.row("day-1")
    assert late.state.value in ("sent", "skipped")
    assert asked_at(town) == [] or late.if_late.value == "send"
