"""What the shipped words must be: plain, kind and careful; read from the files themselves.

Whether words and rule table fit each other is tested in `test_plan_words`; whether the program
accepts the files, beside `leaflets`.
"""

import re

import pytest

from tests.content.shipped import (
    FIELD,
    benefits,
    body,
    day_cards,
    early_cards,
    items,
    leaflet,
    phrases,
    plan,
    pushes,
    section,
    stems,
)

GRADE_LIMIT = 8.0
SENTENCE_LIMIT_WORDS = 30
PREVIEW_CHARACTERS = 60
CARD_LIMIT_CHARACTERS = 1_800
TOAST_LIMIT_CHARACTERS = 200
A_DATE = "Saturday 28 March"

GRADES = ("well supported", "some evidence", "little evidence")
CLAIMS = (
    "will remove",
    "will disappear",
    "guarantee",
    "promise",
    "cure",
    "permanent result",
    "painless",
    "risk-free",
    "no risk",
    "completely safe",
    "you have an infection",
)
BEFORE_THE_GATE = ("day-0", "evening-0", "sun-before-gate")
SUNSCREEN = re.compile(r"sunscreen|sun cream|\bspf\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?])[\s*]+")


def syllables(word: str) -> int:
    """Return the number of vowel groups, a silent -e, -es or -ed left out, at least one."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    spoken = re.sub(r"(?<=[^laeiouy])e$|(?<=[^aeiouylcsxzg])es$|(?<=[^aeiouytd])ed$", "", letters)
    return max(1, len(re.findall(r"[aeiouy]+", spoken)))


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text in US school years.

    0.39 * words / sentences + 11.8 * syllables / words - 15.59. A field counts as one short word;
    a heading or label without a full stop belongs to the sentence that follows.
    """
    plain = re.sub(r"^\s*- ", "", FIELD.sub("then", text), flags=re.MULTILINE)
    sentences = [part for part in SENTENCE_END.split(plain) if re.search("[A-Za-z]", part)]
    words = re.findall(r"[A-Za-z][A-Za-z'-]*", plain)
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * per_word - 15.59


def test_the_measure_of_reading_grade_agrees_with_known_texts() -> None:
    """A nursery line is far below the limit, a sentence of a journal far above it."""
    easy = "The cat sat on the mat. It was warm there."
    hard = (
        "Percutaneous collagen induction demonstrates statistically significant improvement "
        "of atrophic cicatrices following consecutive interventional procedures."
    )
    assert reading_grade(easy) < 2
    assert reading_grade(hard) > 20


@pytest.mark.parametrize("stem", stems())
def test_every_leaflet_reads_easily(stem: str) -> None:
    """No leaflet needs more than eight years of school."""
    assert reading_grade(body(stem)) <= GRADE_LIMIT


@pytest.mark.parametrize("stem", stems())
def test_no_sentence_is_too_long_for_a_tired_reader(stem: str) -> None:
    """Sentences stay short; only the emergency signs stand in one longer line."""
    text = re.sub(r"^\*\*Call \{emergency.*$", "", body(stem), flags=re.MULTILINE)
    sentences = re.split(r"[.!?:]\**\s", FIELD.sub("then", text))
    assert max(len(sentence.split()) for sentence in sentences) <= SENTENCE_LIMIT_WORDS


@pytest.mark.parametrize("stem", benefits())
def test_each_benefit_is_graded_with_exactly_one_phrase(stem: str) -> None:
    """How good the proof is, is said once, in one of three phrases."""
    assert sum(body(stem).count(grade) for grade in GRADES) == 1


def test_all_asked_benefits_have_a_leaflet() -> None:
    """Collagen, wrinkles, both kinds of scars, pores, tone and texture, hair loss."""
    asked = ["acne-scars", "collagen", "hair-loss", "pores", "surgical-scars", "tone-texture"]
    assert benefits() == [f"procedure-benefit-{name}" for name in [*asked, "wrinkles"]]


@pytest.mark.parametrize("stem", benefits())
def test_the_overview_of_benefits_agrees_with_each_leaflet(stem: str) -> None:
    """The overview lists a benefit under the phrase that its own leaflet uses."""
    grade = next(grade for grade in GRADES if grade in body(stem))
    lines = body("procedure-benefits").lower().splitlines()
    listed = " ".join(line for line in lines if line.endswith(f": {grade}."))
    assert str(leaflet(stem)["title"]).lower().removesuffix(" or injury") in listed


@pytest.mark.parametrize("stem", day_cards())
def test_every_day_card_has_its_lines_in_order(stem: str) -> None:
    """Normal today, do, leave alone, call us today if: always there, always in this order."""
    lines = ("**Normal today**", "**Do**", "**Leave alone**", "**Call us today if**")
    places = [body(stem).find(line) for line in lines]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("stem", day_cards())
def test_a_day_card_asks_for_at_most_three_things(stem: str) -> None:
    """Where the day's sun line is appended, that line is the third."""
    sun = next(step for step in plan()["steps"] if step["name"] == "sun")
    day = int(stem.partition(".")[0].removeprefix("day-"))
    limit = 2 if day in sun["days"] else 3
    assert 1 <= len(items(section(body(stem), "Do"))) <= limit


@pytest.mark.parametrize("stem", early_cards())
def test_the_first_cards_hold_one_emergency_line(stem: str) -> None:
    """Days 0 to 3 say in one line when to call the emergency number."""
    assert body(stem).count("**Call {emergency_number} now if**") == 1


@pytest.mark.parametrize("stem", early_cards())
def test_what_is_normal_fits_every_skin_tone(stem: str) -> None:
    """Not only red: darker and purple as well, and what can be felt."""
    normal = section(body(stem), "Normal today")
    assert [tone for tone in ("pinker", "darker", "purple") if tone not in normal] == []
    assert any(feeling in normal for feeling in ("warm", "tight", "sore"))


@pytest.mark.parametrize("stem", stems())
def test_skin_is_never_called_only_red(stem: str) -> None:
    """The word stands nowhere, as it leaves out darker skin."""
    assert re.findall(r"\b(?:red|redness|reddish)\b", body(stem), re.IGNORECASE) == []


@pytest.mark.parametrize("stem", day_cards())
def test_a_card_with_its_sun_line_stays_short(stem: str) -> None:
    """The card, the longest sun line and generous values stay well under the limit."""
    longest = max((body(name) for name in stems("sun-line", "sun-before-gate")), key=len)
    filled = FIELD.sub("not yet, from Saturday 28 March, 17:00", body(stem) + longest)
    assert len(filled) <= CARD_LIMIT_CHARACTERS


@pytest.mark.parametrize("stem", stems(*BEFORE_THE_GATE))
def test_before_its_gate_sunscreen_is_only_named_with_its_time(stem: str) -> None:
    """Day 0, its evening and the sun line before the gate say shade, hat, clothing, and when."""
    naming = [part for part in SENTENCE_END.split(body(stem)) if SUNSCREEN.search(part)]
    assert len(naming) == 1
    assert "Sunscreen may start {from:sunscreen}" in naming[0]
    assert re.search("shade|hat", body(stem))


@pytest.mark.parametrize("stem", [*day_cards(), *stems("evening-0", "from-your-clinic")])
def test_only_the_sun_lines_ever_tell_a_client_to_use_sunscreen(stem: str) -> None:
    """A card may be read before the gate, so it names sunscreen only with the rule's own field."""
    naming = [line for line in body(stem).splitlines() if SUNSCREEN.search(line)]
    assert [line for line in naming if ":sunscreen}" not in line] == []


@pytest.mark.parametrize("stem", pushes())
def test_a_locked_phone_shows_nothing_private(stem: str) -> None:
    """The first 60 characters name no treatment, body part or symptom."""
    shown = FIELD.sub(A_DATE, body(stem).replace("**", ""))[:PREVIEW_CHARACTERS].lower()
    private = plan()["check"]["private_words"]["en"]
    assert [word for word in private if re.search(rf"\b{re.escape(word)}\b", shown)] == []


@pytest.mark.parametrize("stem", [*day_cards(), *stems("evening-0")])
def test_a_card_opens_with_a_neutral_line_longer_than_a_preview(stem: str) -> None:
    """The opening paragraph alone fills what a locked phone shows, with the shortest date too."""
    opening = FIELD.sub("Sat 28 May", body(stem).split("\n\n", 1)[0])
    assert len(opening) >= PREVIEW_CHARACTERS


@pytest.mark.parametrize("stem", stems())
def test_nothing_is_promised_and_nothing_diagnosed(stem: str) -> None:
    """No claim that a result is certain, no name for what a client has."""
    assert [claim for claim in CLAIMS if claim in body(stem).lower()] == []


def test_lines_above_a_button_are_short() -> None:
    """Telegram shows 200 characters there, and the rest would be cut."""
    long = [name for name, text in phrases()["toast"].items() if len(text) > TOAST_LIMIT_CHARACTERS]
    assert long == []
