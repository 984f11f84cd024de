"""The five languages that ship: complete, up to date, with their own plurals, dates and address."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.leaflets import Treatment
from bot.render.words import Words
from tests.shipped_library import library

TREATMENT = "microneedling"
LANGUAGES = ("en", "de", "es", "fr", "ru")
OTHERS = LANGUAGES[1:]
COUNTS = (1, 2, 5, 21)
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
NEXT_DAY = datetime(2026, 3, 28, 16, 0, tzinfo=UTC)

# Words with which one speaks to a friend; we speak to clients as a clinic does.
FAMILIAR = {
    "de": ("du", "dich", "dir", "dein", "deine", "deinen", "deiner", "deinem", "euch", "euer"),
    "es": ("tú", "tu", "tus", "te", "ti", "contigo", "tuyo", "puedes", "tienes", "debes", "eres"),
    "fr": ("tu", "toi", "te", "ton", "tes"),
    "ru": ("ты", "тебя", "тебе", "тобой", "твой", "твоя", "твоё", "твои", "твою"),
}


def treatment() -> Treatment:
    """Return the shipped treatment in all its languages."""
    return library().treatments[TREATMENT]


def words(language: str) -> Words:
    """Return what says dates and numbers in a language, at five in the afternoon."""

    def phrase(key: str) -> str:
        return treatment().phrases[language].texts[key]

    return Words(phrase=phrase, language=language, zone=BERLIN, now=NOW)


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Return every text that clients read in a language, with its name."""
    for leaflet in treatment().leaflets[language].values():
        yield leaflet.stem, f"{leaflet.title}\n{leaflet.body}"
    yield from treatment().phrases[language].texts.items()


def test_five_languages_are_offered_and_none_lacks_anything() -> None:
    """All that is translated says what the English says now."""
    assert set(library().packs[TREATMENT].languages) == set(LANGUAGES)
    assert library().notices == ()


def test_a_message_is_read_for_signs_in_every_language() -> None:
    """And for the things that have a rule."""
    assert set(library().signs(TREATMENT).lexicons) == set(LANGUAGES)
    assert set(library().topics(TREATMENT).things) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_and_sign_has_examples_in_every_language(language: str) -> None:
    """At least fifteen ways to say it."""
    found = library().examples(TREATMENT)
    counts = dict.fromkeys(library().topics(TREATMENT).by_slug, 0)
    for example in found:
        counts[example.slug] += example.language == language
    assert {slug: count for slug, count in counts.items() if count < 15} == {}


@pytest.mark.parametrize(
    ("language", "weeks"),
    [
        ("en", ["1 week", "2 weeks", "5 weeks", "21 weeks"]),
        ("de", ["1 Woche", "2 Wochen", "5 Wochen", "21 Wochen"]),
        ("es", ["1 semana", "2 semanas", "5 semanas", "21 semanas"]),
        ("fr", ["1 semaine", "2 semaines", "5 semaines", "21 semaines"]),
        ("ru", ["1 неделя", "2 недели", "5 недель", "21 неделя"]),
    ],
)
def test_weeks_are_counted_as_the_language_does(language: str, weeks: list[str]) -> None:
    """One, two, five and twenty-one differ in some."""
    assert [words(language).weeks(count) for count in COUNTS] == weeks


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["in 1 hour", "in 2 hours", "in 5 hours", "in 21 hours", "in 5 days"]),
        ("de", ["in 1 Stunde", "in 2 Stunden", "in 5 Stunden", "in 21 Stunden", "in 5 Tagen"]),
        (
            "es",
            [
                "dentro de 1 hora",
                "dentro de 2 horas",
                "dentro de 5 horas",
                "dentro de 21 horas",
                "dentro de 5 días",
            ],
        ),
        (
            "fr",
            ["dans 1 heure", "dans 2 heures", "dans 5 heures", "dans 21 heures", "dans 5 jours"],
        ),
        ("ru", ["через 1 час", "через 2 часа", "через 5 часов", "через 21 час", "через 5 дней"]),
    ],
)
def test_a_countdown_is_told_as_the_language_does(language: str, told: list[str]) -> None:
    """Hours up to two days, then days."""
    hours = (*COUNTS, 5 * 24)
    assert [words(language).countdown(NOW + timedelta(hours=each)) for each in hours] == told


@pytest.mark.parametrize(
    ("language", "moment", "day", "month"),
    [
        ("en", "Sat 28 March, 17:00", "Saturday 28 March", "March 2026"),
        ("de", "Sa, 28. März, 17:00 Uhr", "Samstag, 28. März", "März 2026"),
        ("es", "sábado 28 de marzo a las 17:00", "sábado 28 de marzo", "marzo de 2026"),
        ("fr", "sam. 28 mars à 17:00", "samedi 28 mars", "mars 2026"),
        ("ru", "28 марта (сб), 17:00", "28 марта (суббота)", "март 2026"),
    ],
)
def test_days_are_written_as_the_language_does(
    language: str, moment: str, day: str, month: str
) -> None:
    """By the locale data, with the patterns of the phrases."""
    speech = words(language)
    assert (speech.moment(NEXT_DAY), speech.date_of(NEXT_DAY)) == (moment, day)
    assert speech.month(date(2026, 3, 1)) == month


@pytest.mark.parametrize("language", OTHERS)
def test_clients_are_addressed_as_a_clinic_does(language: str) -> None:
    """Politely, in every text."""
    familiar = re.compile(rf"\b({'|'.join(FAMILIAR[language])})\b", re.IGNORECASE)
    found = {name: familiar.findall(text) for name, text in texts(language)}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_text_was_left_in_a_translation(language: str) -> None:
    """What is word for word the English text was never translated, but for one line meant so."""
    english = dict(texts("en"))
    same = {name for name, text in texts(language) if len(text) > 60 and text == english.get(name)}
    assert same - {"foreign.in_english"} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_restriction_has_its_topic_in_every_language(language: str) -> None:
    """Whoever asks why reads an answer."""
    found = treatment().leaflets[language]
    rules = treatment().pack.restrictions.values()
    assert [rule.name for rule in rules if f"topics/{rule.topic}" not in found] == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_name_of_urgent_care_is_bent_by_no_sentence(language: str) -> None:
    """It is a setting, as written: a verb before it would ask for another case, or an article."""
    bent = re.compile(r"[^:,;\s]\s?\{urgent_care_name\}")
    assert {name for name, text in texts(language) if bent.search(text)} == set()
