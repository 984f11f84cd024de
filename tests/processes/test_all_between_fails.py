"""A short world of `./run bench replicas`: real processes, a real database, real troubles."""

import pytest

from tests.benchmarks import replicas
from tests.benchmarks.replica_world import Hit

HITS = (Hit.KILLED_AFTER, Hit.KILLED_BEFORE, Hit.CRASHED, Hit.CUT, Hit.SLOW, Hit.SILENT)


async def test_two_processes_lose_nothing_and_double_only_what_is_in_doubt(
    faketime: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clock is five minutes ahead; at the end all are answered, and the counts are printed."""
    result = await replicas.one_world(faketime, 2, HITS, by_webhook=True)
    with capsys.disabled():
        print(f"\n{result.line()}")
    assert result.troubles == []
    assert result.hits.total() == len(HITS)
    assert result.twice <= result.unwritten <= result.doubts
