"""A few rounds of `./run bench kill` and `./run bench backlog`: real processes, real kills."""

from random import Random

from tests.benchmarks import backlog, kill

KILLS = 5
PEOPLE = 40


async def test_five_kills_lose_nothing_and_double_only_what_was_on_its_way(faketime: str) -> None:
    """People act and reminders fall due meanwhile; afterwards the books agree."""
    result = await kill.one_world(faketime, seed=1, kills=KILLS)
    assert result.troubles == []
    assert (result.kills, result.twice <= result.in_flight) == (KILLS, True)
    assert result.acts > 0


async def test_nobody_who_waited_is_forgotten_over_kills() -> None:
    """A backlog as after an outage: each is answered."""
    outcome = await backlog.outcome(backlog.OURS, PEOPLE, 2, Random(1))
    assert (outcome.kills, outcome.lost) == (2, 0)
