"""The diary of the sealed parts: three runs of each at most, with their dates and figures."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.benchmarks import question_set
from tests.benchmarks.figures import FIGURES, Answered

DIARY = question_set.FOLDER / "sealed_runs.toml"
MOST = 3


def of_parts() -> Counter[str]:
    """Return how often each part has been run, by its file's stem."""
    runs = tomllib.loads(DIARY.read_text(encoding="utf-8")).get("runs", [])
    return Counter(each["part"] for each in runs)


def are_used_up() -> bool:
    """Tell whether the last part has been run as often as it may."""
    return of_parts()[question_set.SEALED.stem] >= MOST


def note(answered: Sequence[Answered], languages: Sequence[str]) -> None:
    """Append a run that was just made."""
    today = datetime.now(UTC).date()  # noqa: TID251 - a diary has the day's date
    part = question_set.SEALED.stem
    lines = ["", "[[runs]]", f'part = "{part}"', f'on = "{today.isoformat()}"']
    for figure in FIGURES:
        counts = (
            (language, *figure.count(each for each in answered if each.asked.lang == language))
            for language in languages
        )
        told = ", ".join(f"{language} {counted}/{of}" for language, counted, of in counts)
        lines.append(f'"{figure.name}" = "{told}"')
    with DIARY.open("a", encoding="utf-8") as kept:
        kept.write("\n".join(lines) + "\n")
