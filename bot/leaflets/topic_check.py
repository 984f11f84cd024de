"""Whether topics, signs, things and the rule table agree with each other.

What may stand in a single leaflet is checked in `leaflet_check`, the top of each in `about`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.core.pack import Urgency
from bot.core.triage import Sign
from bot.leaflets import things_file
from bot.leaflets.about import SIGNS_FOLDER, TOPICS_FOLDER
from bot.leaflets.language_files import LanguageFiles
from bot.leaflets.library import FALLBACK_LANGUAGE, Treatment
from bot.leaflets.plan_file import CheckRules
from bot.leaflets.sources import Leaflet
from bot.render.markdown import without_fields


def plan_faults(treatment: Treatment) -> Iterator[str]:
    """Return a sentence for each rule whose topic has no leaflet."""
    for rule in treatment.pack.restrictions.values():
        if rule.topic and f"{TOPICS_FOLDER}/{rule.topic}" not in _model(treatment):
            yield (
                f"[restrictions.{rule.name}] names the topic '{rule.topic}', which has no leaflet. "
                f"Write {FALLBACK_LANGUAGE}/{TOPICS_FOLDER}/{rule.topic}.md."
            )


def sign_faults(treatment: Treatment) -> Iterator[str]:
    """Return a sentence for each sign without a leaflet; routine ones may speak as a topic does."""
    model = _model(treatment)
    for sign in {sign.slug: sign for sign in _urgent_last(treatment.signs.signs)}.values():
        is_routine = sign.urgency is Urgency.ROUTINE
        folders = (SIGNS_FOLDER, TOPICS_FOLDER) if is_routine else (SIGNS_FOLDER,)
        if not any(f"{folder}/{sign.slug}" in model for folder in folders):
            path = f"{FALLBACK_LANGUAGE}/{SIGNS_FOLDER}/{sign.slug}.md"
            yield f"the sign '{sign.slug}' has no leaflet. Write {path}."


def _urgent_last(signs: Sequence[Sign]) -> list[Sign]:
    return sorted(signs, key=lambda sign: sign.urgency is not Urgency.ROUTINE)


def check(treatment: Treatment, rules: CheckRules, files: LanguageFiles) -> None:
    """Note what is wrong among the topics, signs and things of one language."""
    for leaflet in files.leaflets.values():
        for sentence in _leaflet_faults(leaflet, treatment, rules):
            files.faults.add(leaflet.place, sentence)
    wanted = treatment.pack.restrictions
    if files.things_file is not None:
        things_file.check(files.things_file, files.things, wanted, files.faults)
    if files.language == FALLBACK_LANGUAGE:
        for thing in things_file.missing(files.things, wanted):
            sentence = f"the words for '{thing}' are missing. Write them in [things]."
            files.faults.add(f"{files.place}/{things_file.NAME}", sentence)


def _leaflet_faults(leaflet: Leaflet, treatment: Treatment, rules: CheckRules) -> Iterator[str]:
    about = leaflet.about
    if about is None:
        return
    model = _model(treatment)
    if leaflet.stem not in model:
        yield "there is no English leaflet of this name. Write it first, or delete this file."
    elif leaflet.area and leaflet.key not in model:
        yield f"there is no {leaflet.key}.md for the other areas. Write it."
    if not leaflet.area and not about.questions:
        yield "'questions' is empty. Write what clients ask, in their own words."
    for slug in about.related:
        if slug not in treatment.topics.by_slug:
            yield f"'related' names '{slug}', which is no topic. Take it out."
    if leaflet.key.startswith(f"{SIGNS_FOLDER}/"):
        if f"{TOPICS_FOLDER}/{about.slug}" in model:
            yield f"there is a topic of the same name, '{about.slug}'. Give one of them another."
        known = {sign.slug for sign in treatment.signs.signs}
        if known and about.slug not in known:
            yield "no sign of signs.toml has this name. Name it there, or delete the file."
        yield from _diagnoses(leaflet, rules.diagnosis_words)


def _diagnoses(leaflet: Leaflet, words: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Return a sentence for each word that would say what the client has."""
    text = without_fields(leaflet.body)
    for word in words.get(leaflet.language, ()):
        if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None:
            yield f"'{word}' says what the client has, which only a person may. Take it out."


def _model(treatment: Treatment) -> Mapping[str, Leaflet]:
    return treatment.leaflets[FALLBACK_LANGUAGE]
