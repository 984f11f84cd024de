"""Which languages may be offered to clients, and what is told about those that may not.

A language needs every phrase, the words of the signs, and each leaflet that never falls back. What
else is missing or old is English until it is translated.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.leaflets import language_files, phrase_check
from bot.leaflets.library import FALLBACK_LANGUAGE, Treatment
from bot.leaflets.translations import PHRASES, State, told

_HOW = "`./run translations {language}` lists all"


def with_languages_offered(treatment: Treatment) -> Treatment:
    """Return the treatment in the languages that lack nothing, English first."""
    others = (name for name in treatment.leaflets if name != FALLBACK_LANGUAGE)
    offered = (FALLBACK_LANGUAGE, *(name for name in others if not any(of(treatment, name))))
    return replace(treatment, pack=replace(treatment.pack, languages=offered))


def of(treatment: Treatment, language: str) -> Iterator[str]:
    """Return what keeps a language from being offered, a few words each."""
    phrases = treatment.phrases[language]
    missing = phrase_check.missing(treatment, language)
    if not phrases.is_readable:
        yield "its phrases cannot be read"
    elif missing:
        yield f"phrases are missing ({told(missing)})"
    if not _has_signs(treatment, language):
        yield f"the words of the warning signs are not complete ({language_files.SIGN_WORDS})"
    fixed = tuple(sorted(treatment.fixed - set(treatment.leaflets[language])))
    if fixed:
        yield f"leaflets are missing that are never shown in English ({told(fixed)})"


def notices(treatment: Treatment, language: str) -> Iterator[str]:
    """Return sentences on what a language lacks, for whoever looks after the content."""
    place = f"{treatment.plan.place.rpartition('/')[0]}/{language}"
    how = _HOW.replace("{language}", language)
    for what in of(treatment, language):
        yield f"{place}: this language is not offered to clients: {what}; {how}."
    standing = treatment.standings[language]
    for state, what in _TOLD.items():
        names = tuple(name for name in standing.of(state) if name != PHRASES)
        if names:
            yield f"{place}: {len(names)} leaflets {what} ({told(names)}); {how}."
    if standing.phrases in (State.STALE, State.UNCONFIRMED):
        yield f"{place}: phrases.toml may be older than the English one; {how}."
    things = treatment.topics.things.get(language, {})
    unnamed = tuple(name for name in treatment.pack.restrictions if name not in things)
    if unnamed:
        yield f"{place}/things.toml: words are missing for {told(unnamed)}. Write them."


_TOLD = {
    State.MISSING: "are not translated, so clients read English",
    State.STALE: "are older than the English ones, which are shown instead",
    State.UNCONFIRMED: "were never confirmed as translations, so English ones are shown instead",
}


def _has_signs(treatment: Treatment, language: str) -> bool:
    if treatment.signs.signs:
        return language in treatment.signs.lexicons
    return any(each.path.name == language_files.SIGN_WORDS for each in treatment.tables[language])
