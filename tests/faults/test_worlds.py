"""A few whole worlds: everything fails, and every promise holds. Many more: `./run bench world`."""

import pytest

from tests.faults.worlds import play


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_in_a_world_of_trouble_every_promise_holds(seed: int) -> None:
    """Clients, staff and weeks of failures; `./run bench world --from-seed N --seeds 1`."""
    outcome = play(seed, clients=2, days=21)
    assert outcome.broken == "", "\n".join((*outcome.trace, f"seed {seed}: {outcome.broken}"))
    assert outcome.troubles["process died"] > 0
    assert outcome.counts["steps sent"] > 0


def test_one_seed_makes_one_world() -> None:
    """Played twice, it is the same to the last count: a failure can be looked at again."""
    first, second = (play(7, clients=1, days=6) for _ in range(2))
    assert first == second
