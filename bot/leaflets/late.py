"""A mapping whose values are made when somebody asks for them: most of the content rests packed."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class Late(Mapping[str, T]):
    """Makes each value the first time it is asked for, and keeps it.

    Two threads may make the same one at once: what is made has to come out the same each time.
    """

    def __init__(self, makers: Mapping[str, Callable[[], T]]) -> None:
        """Take what makes each value; nothing is made yet."""
        self._makers = makers
        self._made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        """Return the value, made now if it was not."""
        if key not in self._made:
            self._made[key] = self._makers[key]()
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        """Tell whether there is such a value, without making it."""
        return key in self._makers

    def __iter__(self) -> Iterator[str]:
        """Yield the keys in their order."""
        return iter(self._makers)

    def __len__(self) -> int:
        """Return how many values there are, made or not."""
        return len(self._makers)
