"""The consent screen: who we are and what is kept; no treatment is named before it."""

from collections.abc import Sequence

from bot.core.client import ClientFile, Consent
from bot.core.clinic import ClinicFacts
from bot.core.incoming import Answer
from bot.core.outbox import Button, ChatId, Keyboard
from bot.core.pack import Pack

LANGUAGES_IN_ROW = 3
WITH_PHOTOS = "+photos"
KEPT = (
    "reference",
    "sessions",
    "areas",
    "zone",
    "answers",
    "messages",
    "photos",
    "notes",
    "replies",
)


def screen(
    pack: Pack, clinic: ClinicFacts, language: str, chat_id: ChatId, *, preview: bool = False
) -> Answer:
    """Return the screen; a staff preview shows it without buttons that do anything."""
    keyboard: Keyboard = () if preview else _keyboard(pack, language)
    return Answer(leaflet="consent", values=kept(clinic), keyboard=keyboard, to=chat_id)


def helped(asked: str, pack: Pack, language: str, chat_id: ChatId) -> Answer:
    """Return what /worried and /help say while nobody has agreed: numbers, not the whole text."""
    if asked == "worried":
        return Answer(leaflet="visitor-worried", to=chat_id)
    return Answer(leaflet="consent.help", keyboard=_keyboard(pack, language), to=chat_id)


def version(pack: Pack, clinic: ClinicFacts) -> str:
    """Return the version of the text as this clinic shows it: what is kept is part of it."""
    return f"{pack.consent_version}{WITH_PHOTOS if clinic.keep_photos else ''}"


def is_current(agreed: Consent, pack: Pack) -> bool:
    """Tell whether a client agreed to today's text, with or without photos on the disk."""
    return agreed.version.removesuffix(WITH_PHOTOS) == pack.consent_version


def covers_stored_photos(file: ClientFile, clinic: ClinicFacts) -> bool:
    """Tell whether photos may be kept on the clinic's disk: it wants to, and the client agreed."""
    agreed = file.client.consent
    return clinic.keep_photos and agreed is not None and agreed.version.endswith(WITH_PHOTOS)


def kept(clinic: ClinicFacts) -> dict[str, str]:
    """Return what is kept, as phrase keys, and for how many days after the course."""
    also = ("stored_photos",) if clinic.keep_photos else ()
    return {
        "kept_bullets": " ".join(f"kept.{each}" for each in (*KEPT, *also)),
        "retention_days": str(clinic.retention_days),
    }


def language_for(code: str, languages: Sequence[str], default: str) -> str:
    """Return the language to speak: Telegram's own where we have it, else the clinic's."""
    short = code.split("-", maxsplit=1)[0].lower()
    return short if short in languages else default


def _keyboard(pack: Pack, language: str) -> Keyboard:
    first = sorted(pack.languages, key=lambda each: (each != language, each))
    languages = tuple(
        Button(phrase=f"languages.{each}", data=f"v1:consent:language:{each}") for each in first
    )
    rows = range(0, len(languages), LANGUAGES_IN_ROW)
    return (
        (Button(phrase="consent.agree", data="v1:consent:yes"),),
        (Button(phrase="consent.decline", data="v1:consent:no"),),
        *(languages[start : start + LANGUAGES_IN_ROW] for start in rows),
    )
