"""What clients of a world write: questions, words nobody understands, signs of each urgency."""

from collections.abc import Mapping

EMERGENCIES: Mapping[str, str] = {
    "en": "My lips are swelling and I can't breathe properly",
    "de": "meine lippen werden immer dicker und die zunge passt kaum noch in den mund",
    "fr": "depuis que je suis rentrée jai la langue qui gonfle et jarrive plus bien a respirer",
    "es": "se me están hinchando los labios y la lengua la siento gorda",
    "ru": "губы как вареники стали и дышать тяжело со свистом",
}
SAME_DAY: Mapping[str, str] = {
    "en": "there is yellow pus coming out of my cheek",
    "de": "aus nem loch am kinn kommt eiter wenn ich drankomm",
    "fr": "il y a du pus jaune qui sort de ma joue",
    "es": "me sale pus amarilla de un puntito en el cachete",
    "ru": "зеленоватая жижа сочится из ранок на щеке и воняет",
}
QUESTIONS: Mapping[str, str] = {
    "en": "May I wear make-up?",
    "de": "Darf ich Make-up tragen?",
    "fr": "Puis-je mettre du maquillage ?",
    "es": "¿Puedo usar maquillaje?",
    "ru": "Можно ли краситься?",
}
CITIES = (
    "Europe/Berlin",
    "Europe/Lisbon",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Honolulu",
)
ZONES_OF_CLINICS = ("Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Beirut")
