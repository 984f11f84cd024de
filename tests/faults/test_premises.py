"""The kinds of clinics that worlds have: each kind comes, and each comes without it."""

from zoneinfo import ZoneInfo

from tests.faults import premises

SEEDS = range(1, 60)
KINDS = 5


def test_among_some_seeds_is_each_kind_of_clinic_and_its_opposite() -> None:
    """With a key and open, with and without a group, backups, kept photos, strangers."""
    kinds = [premises.drawn(seed, 1, ZoneInfo("Europe/Berlin")).kinds for seed in SEEDS]
    found = {kind for each in kinds for kind in each}
    assert len(found) == KINDS
    assert all(any(kind not in each for each in kinds) for kind in found)


def test_a_seed_has_one_clinic() -> None:
    """A world that failed can be played again."""
    first, second = (premises.drawn(7, 1, ZoneInfo("Asia/Tokyo")) for _ in range(2))
    assert (first.facts, first.kinds) == (second.facts, second.kinds)
