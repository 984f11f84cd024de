"""What only sounds like a sign, and the sign beside it, in each language: rules alone."""

import pytest

from bot.core.pack import Urgency
from bot.core.triage import Condition, read
from tests.content.shipped_signs import signs

ALARMS = (Urgency.EMERGENCY, Urgency.SAME_DAY)

# Language, what is only a way of speaking or long over, what is a sign.
PAIRS = (
    (
        "en",
        "my heart stopped when i saw the results",
        "my heart stopped for a moment, now it races",
    ),
    ("en", "the queue at reception was unbearable", "the pain is unbearable"),
    ("en", "my boyfriend fainted watching the video", "my boyfriend fainted in the hall just now"),
    ("en", "had herpes but that was years ago", "had herpes years ago and now blisters on my lip"),
    ("en", "your booking page is down", "she is down and wont wake up"),
    ("es", "casi me desmayo al ver el resultado", "me desmayo al levantarme"),
    ("es", "la cola en recepcion fue insoportable", "el dolor es insoportable"),
    (
        "es",
        "antes de la sesion se me hinchaban los ojos",
        "despues de la sesion se me hinchan los labios",
    ),
    (
        "de",
        "mir blieb die luft weg als ich das ergebnis sah",
        "mir bleibt die luft weg seit der creme",
    ),
    ("de", "die schlange am empfang war unerträglich", "der schmerz ist unerträglich"),
    (
        "de",
        "hatte mal herpes, ist aber jahre her",
        "hatte vor jahren herpes, jetzt bläschen an der lippe",
    ),
    (
        "de",
        "die augen sind ganz normal",
        "früher auch mal dick, aber so noch nie, links geht kaum auf",
    ),
    (
        "fr",
        "souffle coupé en voyant le résultat",
        "souffle coupé depuis la crème, j'ai du mal à respirer",
    ),
    ("fr", "votre site ne marche plus", "je ne marche plus droit et ma bouche tombe"),
    ("fr", "l'attente à l'accueil était insupportable", "la douleur est insupportable"),
    (
        "ru",
        "дыхание перехватило когда увидела результат",
        "дыхание перехватило после крема, задыхаюсь",
    ),
    ("ru", "очередь на ресепшене была невыносимая", "боль невыносимая"),
    ("ru", "был герпес но это было много лет назад", "герпес был давно, а сейчас пузырьки у губы"),
    ("en", "bleeding ryanair moved my flight again", "bleeding again since this morning"),
    (
        "en",
        "watched a documentary about a woman with sepsis",
        "watched a documentary, now im shivering with a fever",
    ),
    ("fr", "j'ai fait un bouton de fièvre en 2009, un seul", "j'ai un bouton de fièvre qui sort"),
    (
        "fr",
        "il paraît que le minoxidil donne des palpitations, je n'ai pas commencé",
        "depuis le minoxidil j'ai des palpitations",
    ),
    ("ru", "у меня от администратора уже глаз дергается", "глаз болит и плохо видит"),
    ("ru", "меня аж трясет так зла", "меня трясет и температура 39"),
)


@pytest.mark.parametrize(("language", "harmless", "sign"), PAIRS)
def test_a_way_of_speaking_is_none_and_the_sign_is_one(
    language: str, harmless: str, sign: str
) -> None:
    """The words are nearly the same."""
    condition = Condition(hours=50, areas=("face",), language=language)
    found = [read(text, signs(language), condition).urgency in ALARMS for text in (harmless, sign)]
    assert found == [False, True]
