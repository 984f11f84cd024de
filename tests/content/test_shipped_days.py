"""The days one may ask about, as the shipped languages name them: read on Wednesday 1 April."""

from datetime import date
from functools import cache

import pytest

from bot.core.questions import Topics, asked_day
from tests import shipped_library

WEDNESDAY = date(2026, 4, 1)
TOMORROW, FRIDAY, SATURDAY = date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 4)
MONDAY, IN_TWO_WEEKS = date(2026, 4, 6), date(2026, 4, 15)
SAID = {
    "en": {
        "may i go swimming tomorrow": TOMORROW,
        "pool on friday?": FRIDAY,
        "sauna in 3 days ok": SATURDAY,
        "beach this weekend": SATURDAY,
        "gym next week": MONDAY,
        "a sunbed in two weeks": IN_TWO_WEEKS,
        "had it done last friday, swimming?": None,
        "i havent washed in 3 days": None,
        "in 3 days after the session?": None,
        "tomorrow or on friday?": None,
    },
    "es": {
        "¿puedo nadar mañana?": TOMORROW,
        "mañana por la mañana, gimnasio": TOMORROW,
        "el viernes piscina?": FRIDAY,
        "sauna en 3 días": SATURDAY,
        "pasado mañana correr": FRIDAY,
        "este finde playa": SATURDAY,
        "la semana que viene": MONDAY,
        "dentro de dos semanas": IN_TWO_WEEKS,
        "por la mañana salgo a correr": None,
        "desde el lunes": None,
        "el lunes pasado": None,
    },
    "de": {
        "darf ich morgen schwimmen": TOMORROW,
        "am Freitag Sauna?": FRIDAY,
        "übermorgen joggen": FRIDAY,
        "in 3 Tagen": SATURDAY,
        "am Wochenende Therme": SATURDAY,
        "nächste Woche joggen": MONDAY,
        "in zwei Wochen Solarium": IN_TWO_WEEKS,
        "Guten Morgen, darf ich schwimmen": None,
        "letzten Freitag": None,
    },
    "fr": {
        "je peux nager demain": TOMORROW,
        "vendredi piscine ?": FRIDAY,
        "après-demain sauna": FRIDAY,
        "dans 3 jours": SATURDAY,
        "ce week-end plage": SATURDAY,
        "la semaine prochaine": MONDAY,
        "dans quinze jours": IN_TWO_WEEKS,
        "mon fils": None,
        "depuis lundi": None,
        "à demain": None,
    },
    "ru": {
        "можно завтра плавать": TOMORROW,
        "в пятницу в бассейн": FRIDAY,
        "послезавтра": FRIDAY,
        "через 3 дня": SATURDAY,
        "в выходные на пляж": SATURDAY,
        "на следующей неделе": MONDAY,
        "через две недели": IN_TWO_WEEKS,
        "через неделю после процедуры": None,
        "после завтрака можно": None,
        "в прошлую пятницу": None,
    },
}


@cache
def topics() -> Topics:
    """Return the shipped topics."""
    return shipped_library.library().topics("microneedling")


@pytest.mark.parametrize("language", SAID)
def test_a_day_is_read_as_people_write_it(language: str) -> None:
    """To come, gone by, and what only looks like one."""
    found = {text: asked_day.named(text, topics(), language, WEDNESDAY) for text in SAID[language]}
    assert found == SAID[language]


@pytest.mark.parametrize("language", SAID)
def test_every_language_names_the_same_days(language: str) -> None:
    """A day that one language knows, all know."""
    assert set(topics().days[language]) == set(topics().days["en"])
