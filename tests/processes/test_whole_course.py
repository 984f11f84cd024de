"""The whole line by real HTTP: enrolment, consent, check-in, worry, and what is due."""

from tests.processes.street import Street


async def test_a_client_is_enrolled_checked_in_and_heard_over_http(street: Street) -> None:
    """Yesterday's session brings today's card at once, a check-in, and an alarm that arrives."""
    await street.start_and_greet()
    link = await street.clinic.enrols("Needling only", "Face", "Yesterday", ">00:05", "K-1")
    await street.ann.joins(link)
    card = await street.ann.reads("day 1")
    assert street.world.pinned(street.ann.user_id) != []
    await street.ann.taps("Better")
    await street.ann.taps("I'm worried")
    await street.clinic.reads("K-1 is worried")
    await street.ann.reads("passed on")
    assert card.silent
    assert await street.program.stop() == 0
