"""How Python looks for what nobody holds, in a process that has many files in hand."""

import gc
from collections import deque

from bot.commands import telegram

FILES_HELD = 256
FILES_READ = 1_000
ROWS_OF_A_FILE = 400
MET_MOST = 3_000


def test_a_look_for_what_nobody_holds_meets_few_objects() -> None:
    """Files come and older ones go: however many are held, a look takes about a millisecond."""
    met: list[int] = []
    before = gc.get_threshold()

    def note(phase: str, about: dict[str, int]) -> None:
        if phase == "start" and about["generation"] == 0:
            met.append(len(gc.get_objects(generation=0)))

    telegram.spare_the_collector()
    gc.callbacks.append(note)
    try:
        held: deque[list[list[int]]] = deque(maxlen=FILES_HELD)
        for _ in range(FILES_READ):
            held.append([[number] for number in range(ROWS_OF_A_FILE)])
    finally:
        gc.callbacks.remove(note)
        gc.set_threshold(*before)
        gc.unfreeze()
    assert len(met) > FILES_HELD
    assert max(met) <= MET_MOST
