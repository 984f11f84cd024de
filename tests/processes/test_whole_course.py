"""The whole line by real HTTP: enrolment, consent, what is due at once, and worry."""

from tests.processes.street import Street


async def test_a_client_is_enrolled_linked_and_heard_over_http(street: Street) -> None:
    """Yesterday's session brings today's pinned card at once, and a worry reaches the clinic."""
    await street.start_and_greet()
    link = await street.clinic.enrols("Needling only", "Face", "Yesterday", ">00:05", "K-1")
    card = await street.ann.joins(link)
    assert card.silent
    await street.ann.taps("I'm worried")
    await street.clinic.reads("K-1")
    await street.ann.reads("Passed on")
    assert await street.program.stop() == 0
    people = (street.clinic, street.ann)
    assert [street.world.waiting_taps(each.user_id) for each in people] == [[], []]
