"""The part of `check` that looks at the content: faults, languages, translations, signatures."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from bot import leaflets
from bot.commands._findings import Finding, Level, Part
from bot.core.clinic import Unsigned
from bot.leaflets import ContentError, ContentLibrary
from bot.settings import Settings, unsigned_policy

NAMED_TEXTS = 5
NAMED_NOTICES = 40
_FOLLOWS = {
    Unsigned.REFUSE: "so /enrol refuses. Read and sign them with ./run sign --by NAME, or set"
    " ALLOW_UNSIGNED_CONTENT=yes to work with a draft",
    Unsigned.DRAFT: "and each enrolment says so. Read and sign them with ./run sign --by NAME",
    Unsigned.WARN: "which only warns, as the server is not Telegram's own. Read and sign them with"
    " ./run sign --by NAME",
}


def look(settings: Settings, *, today: date) -> list[Finding]:
    """Read all of the content and say what is wrong with it; nothing is changed."""
    try:
        library = leaflets.read(settings.content_dir)
    except ContentError as error:
        return [Finding(Part.CONTENT, Level.FAULT, fault) for fault in error.faults]
    except OSError as error:
        why = error.strerror or "the system refuses"
        sentence = f"The content cannot be read ({why}). Look at CONTENT_DIR and who may read it."
        return [Finding(Part.CONTENT, Level.FAULT, sentence)]
    return [
        *_languages(library, settings),
        *_translations(library),
        *_signatures(library, settings, today),
        *_place(library, settings),
    ]


def _languages(library: ContentLibrary, settings: Settings) -> Iterator[Finding]:
    wanted = settings.default_language
    for name, pack in library.packs.items():
        spoken = ", ".join(pack.languages)
        yield Finding(Part.CONTENT, Level.NOTE, f"{name}: {len(pack.steps)} steps, in {spoken}.")
        if wanted not in pack.languages:
            sentence = f"DEFAULT_LANGUAGE: {name} has no texts in '{wanted}'. It has: {spoken}."
            yield Finding(Part.SETTINGS, Level.FAULT, sentence)


def _translations(library: ContentLibrary) -> Iterator[Finding]:
    for notice in library.notices[:NAMED_NOTICES]:
        yield Finding(Part.CONTENT, Level.WARNING, notice)
    more = len(library.notices) - NAMED_NOTICES
    if more > 0:
        sentence = f"{more} more of this kind are told when these are mended."
        yield Finding(Part.CONTENT, Level.WARNING, sentence)


def _signatures(library: ContentLibrary, settings: Settings, today: date) -> Iterator[Finding]:
    texts = library.signed_texts()
    reasons = {text.name: leaflets.why_unsigned(text, today) for text in texts}
    unsigned = {name: reason for name, reason in reasons.items() if reason is not None}
    if not unsigned:
        yield Finding(Part.CONTENT, Level.NOTE, f"All {len(texts)} texts are signed.")
        return
    counts = ", ".join(f"{count} {reason}" for reason, count in Counter(unsigned.values()).items())
    # What was never signed is shown by `sign`; what is so no more comes as a surprise.
    lapsed = [text.name for text in texts if text.review.signature and text.name in unsigned]
    yield Finding(
        Part.CONTENT,
        Level.WARNING,
        f"{len(unsigned)} of {len(texts)} texts count as unsigned ({counts}),"
        f" {_FOLLOWS[unsigned_policy(settings)]}.",
    )
    for name in lapsed[:NAMED_TEXTS]:
        yield Finding(Part.CONTENT, Level.WARNING, f"{name}: {unsigned[name]}.")


def _place(library: ContentLibrary, settings: Settings) -> Iterator[Finding]:
    zone = settings.clinic_timezone.key
    if settings.clinic_location is None and library.place_of_zone(zone) is None:
        sentence = (
            f"CLINIC_TIMEZONE: {zone} is the zone of no city, so nothing is known about the sun"
            " there. Name a city's zone, like Europe/Berlin, or set CLINIC_LOCATION."
        )
        yield Finding(Part.SETTINGS, Level.WARNING, sentence)
