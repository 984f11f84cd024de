"""What stands at the top of a leaflet that answers a question or a warning sign, besides its title.

Only the form of one file is looked at here; whether the leaflets agree is `topic_check`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from bot.leaflets.faults import Faults

TOPICS_FOLDER = "topics"
SIGNS_FOLDER = "signs"
KINDS: Mapping[str, tuple[str, ...]] = {
    TOPICS_FOLDER: ("topic", "admin", "greeting", "off_topic"),
    SIGNS_FOLDER: ("sign",),
}
CARE_KINDS = frozenset({"topic", "sign"})
QUESTION_LIMIT_CHARACTERS = 300
ABOUT_FIELDS = ("topic", "kind", "questions", "related", "staff", "crisis")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Slug and kind of a leaflet, example messages, neighbours; whether staff get those messages.

    `crisis` marks the sign for which the crisis line is named.
    """

    slug: str
    kind: str
    questions: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    staff: bool = False
    crisis: bool = False


def read_about(fields: Mapping[str, Any], stem: str, place: str, faults: Faults) -> About:
    """Return what the front matter says; `stem` is the name with its folder, without .md."""
    folder, _, name = stem.partition("/")
    slug = PurePath(name).name.partition(".")[0]
    if fields.get("topic") != slug:
        faults.add(place, f"'topic' must be the file's own name. Write it as: topic: {slug}")
    kind = fields.get("kind")
    if kind not in KINDS[folder]:
        known = " · ".join(KINDS[folder])
        faults.add(place, f"'kind' is missing or not known here. Write one of: {known}.")
        kind = KINDS[folder][0]
    return About(
        slug=slug,
        kind=str(kind),
        questions=_questions(fields, place, faults),
        related=_texts(fields, "related", "[makeup, sunscreen]", place, faults),
        staff=_flag(fields, "staff", place, faults),
        crisis=_flag(fields, "crisis", place, faults),
    )


def _questions(fields: Mapping[str, Any], place: str, faults: Faults) -> tuple[str, ...]:
    found = _texts(fields, "questions", '["can I go out?"]', place, faults)
    for question in found:
        if len(question) > QUESTION_LIMIT_CHARACTERS:
            start = question[:30]
            what = f"the question '{start}…' has more than {QUESTION_LIMIT_CHARACTERS} characters."
            faults.add(place, f"{what} Shorten it.")
        if not question.strip():
            faults.add(place, "one of the questions is empty. Take it out.")
    return tuple(question for question in found if question.strip())


def _texts(
    fields: Mapping[str, Any], name: str, example: str, place: str, faults: Faults
) -> tuple[str, ...]:
    """Return a list of texts; YAML makes numbers of some, which are still what people type."""
    value = fields.get(name, [])
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value):
        return tuple(str(item) for item in value)
    faults.add(
        place, f"'{name}' must be a list of texts, those with a colon in quotes: {name}: {example}"
    )
    return ()


def _flag(fields: Mapping[str, Any], name: str, place: str, faults: Faults) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        faults.add(place, f"'{name}' is either true or false. Write it as: {name}: true")
    return value is True
