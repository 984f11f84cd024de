"""How many calls the server may get within any one second, whatever happens to them on the way.

A call arrives at some moment between leaving and being answered. Where the way stalls, calls that
left one after the other arrive together, and Telegram counts them so; a call therefore holds its
place until a second after its answer, less the time that the way takes at best.
"""

from collections import deque

SECOND = 1.0
# What has no answer by then does not hold up an alarm any longer.
HELD_SECONDS = 3.0
# Of so many calls the quickest tells how long the way takes at best.
REMEMBERED = 300


class Window:
    """Counts calls; seconds are those of the lanes' clock."""

    def __init__(self, most: int) -> None:
        """Start with no call on its way; `most` may arrive within a second."""
        self._most = most
        self._on_their_way: dict[int, float] = {}
        self._answered_at = deque[float](maxlen=most)
        self._answers = 0
        # Each with its place among the answers; what a later one undercuts is not kept.
        self._quickest = deque[tuple[int, float]]()

    def allow(self, most: int) -> None:
        """Let so many arrive within a second from now on, one at least."""
        self._most = max(most, 1)

    def leaves(self, number: int, now: float) -> None:
        """Count a call that goes out; its number is no other's."""
        self._on_their_way[number] = now

    def comes_back(self, number: int, now: float) -> None:
        """Count its answer, or that it failed."""
        left = self._on_their_way.pop(number, None)
        if left is None:
            return
        self._answered_at.append(now)
        self._answers += 1
        while self._quickest and self._quickest[-1][1] >= now - left:
            self._quickest.pop()
        self._quickest.append((self._answers, now - left))
        if self._quickest[0][0] <= self._answers - REMEMBERED:
            self._quickest.popleft()

    def opens_at(self, now: float) -> float:
        """Return when another call may go out, as far as is known now."""
        late = [each for each, left in self._on_their_way.items() if left + HELD_SECONDS <= now]
        for number in late:
            del self._on_their_way[number]
        room = self._most - len(self._on_their_way)
        if room <= 0:
            return min(self._on_their_way.values()) + HELD_SECONDS
        if len(self._answered_at) < room:
            return now
        return self._answered_at[-room] + SECOND - min(SECOND, self._quickest[0][1])
