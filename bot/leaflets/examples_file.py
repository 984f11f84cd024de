"""`examples.toml` of a language: messages with a known verdict, from which a second look learns.

Tables: `[emergency]`, `[same_day]`, `[no_alarm]`; in each the messages by the day after the session
on which they were written, as `day_2 = ["…"]`, or `no_session = ["…"]`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.pack import Urgency
from bot.leaflets.faults import Faults
from bot.leaflets.matching import Told
from bot.leaflets.sources import TableFile

NAME = "examples.toml"
MESSAGES_LIMIT = 5000
HOUR_OF_DAY_0 = 2
_VERDICTS: Mapping[str, Urgency | None] = {
    "emergency": Urgency.EMERGENCY,
    "same_day": Urgency.SAME_DAY,
    "no_alarm": None,
}
_NO_SESSION = "no_session"
_DAY = re.compile(r"day_(\d{1,3})")


def read_examples(file: TableFile, faults: Faults) -> tuple[Told, ...]:
    """Return the messages; what is of the wrong form is noted and left out."""
    for name in sorted(set(file.tables) - set(_VERDICTS)):
        known = ", ".join(_VERDICTS)
        faults.add(file.place, f"[{name}] is not known here. Known are: {known}.")
    found = tuple(
        told
        for name, urgency in _VERDICTS.items()
        for told in _of_verdict(name, file.tables.get(name, {}), urgency, file, faults)
    )
    if len(found) > MESSAGES_LIMIT:
        faults.add(file.place, f"there are more than {MESSAGES_LIMIT} messages. Take some away.")
    return found[:MESSAGES_LIMIT]


def _of_verdict(
    name: str, days: Any, urgency: Urgency | None, file: TableFile, faults: Faults
) -> Iterator[Told]:
    if not isinstance(days, dict):
        faults.add(file.place, f"write the messages below [{name}], a list for each day.")
        return
    for day, texts in days.items():
        is_day = day == _NO_SESSION or _DAY.fullmatch(day) is not None
        is_list = isinstance(texts, list) and all(isinstance(text, str) for text in texts)
        if not is_day or not is_list:
            faults.add(file.place, f"write '{day}' of [{name}] as: day_2 = [\"…\"]")
            continue
        for text in texts:
            yield Told(text=text, language=file.language, hours=_hours(day), urgency=urgency)


def _hours(day: str) -> float | None:
    """Return hours since the session; on its own day, the first ones after it."""
    found = _DAY.fullmatch(day)
    return None if found is None else max(int(found[1]) * 24.0, HOUR_OF_DAY_0)
