"""The evaluation messages: read from `tests/content/questions/`, never changed here."""

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "content" / "questions"
DEVELOPMENT = FOLDER / "dev.jsonl"
# Each may be run three times: a part that was run so often has told what it could, and those who
# had seen nothing wrote the next.
SEALED_PARTS = (FOLDER / "sealed.jsonl", FOLDER / "sealed_second.jsonl")
SEALED = SEALED_PARTS[-1]
# Written last of all, by people who had seen nothing; not tuned on either. What was fresh before is
# an example now.
FRESH = FOLDER / "fresh.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One message with what a careful reader says of it.

    `group` is one of emergency, same_day, look_alike, ordinary, own_normal, admin, greeting,
    off_topic, unsure. `also` are other topics a fair reader accepts; `things` the restrictions
    asked about.
    """

    id: str
    lang: str
    text: str
    day: int | None
    area: str
    group: str
    kind: str
    topic: str | None
    also: tuple[str, ...]
    urgency: str | None
    things: tuple[str, ...]

    @property
    def right(self) -> frozenset[str | None]:
        """The topics that count as right."""
        return frozenset((self.topic, *self.also))


def read(path: Path) -> list[Asked]:
    """Return the messages of one part of the set."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_asked(json.loads(line)) for line in lines]


def _asked(row: dict[str, object]) -> Asked:
    lists = {name: tuple(row[name]) for name in ("also", "things")}  # type: ignore[arg-type]
    return Asked(**{**row, **lists})  # type: ignore[arg-type]
