"""The diary of the sealed part: three runs at most, each with its date and figures."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.benchmarks import question_set
from tests.benchmarks.figures import FIGURES, Answered

DIARY = question_set.FOLDER / "sealed_runs.toml"
MOST = 3


def are_used_up() -> bool:
    """Tell whether the sealed part has been run as often as it may."""
    return len(tomllib.loads(DIARY.read_text(encoding="utf-8")).get("runs", [])) >= MOST


def note(answered: Sequence[Answered], languages: Sequence[str]) -> None:
    """Append a run that was just made."""
    today = datetime.now(UTC).date()  # noqa: TID251 - a diary has the day's date
    lines = ["", "[[runs]]", f'on = "{today.isoformat()}"']
    for figure in FIGURES:
        counts = (
            (language, *figure.count(each for each in answered if each.asked.lang == language))
            for language in languages
        )
        told = ", ".join(f"{language} {counted}/{of}" for language, counted, of in counts)
        lines.append(f'"{figure.name}" = "{told}"')
    with DIARY.open("a", encoding="utf-8") as kept:
        kept.write("\n".join(lines) + "\n")
