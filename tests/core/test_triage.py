"""How a message is read for signs: what counts, what does not, and how urgent it is."""

import pytest

from tests.core.small_signs import heard, urgency


@pytest.mark.parametrize(
    "text",
    [
        "my throat is closing",
        "my throat feels really tight",
        "THROAT   CLOSINGGGG!!!",
        "i can't breathe",
        "i cant breathe",
        "i cantbreathe",
        "my thraot is closng",
        "throat 🎈",
        "it is the throat. so tight",
        "no fever, but my throat is tight",
        "not sure but my throat is closing",
        "throat is closing, no idea why",
        "she can hardly talk, her throat is tight",
        "is it ok that my throat is closing",
        "i dont know if its serious my throat is tight",
        "what if it gets worse, my throat is closing",
        "if i lie down i cant breathe",
        "it was hard to breathe, my throat is tight now",
    ],
)
def test_an_emergency_is_found_however_it_is_told(text: str) -> None:
    """Typos, capitals, joined words, emoji, two sentences and hedging hide no emergency."""
    assert urgency(text) == "emergency"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no fever", "it is denied"),
        ("no blister, no fever, no redness", "it is denied"),
        ("not red or swollen", "it is denied"),
        ("without any fever or blisters", "it is denied"),
        ("fever negative", "it is denied"),
        ("what if my throat is closing", "it is only imagined"),
        ("could it cause blisters", "it is only imagined"),
        ("had blisters years ago", "it ended before this session"),
        ("fever in 2015", "it ended before this session"),
        ("my friend had a fever and blisters", "it is another person's past"),
        ("is swelling normal", "it is only asked about"),
        ("hi does it leave blisters?", "it is only asked about"),
        ("a glass of red wine", "it is a way of speaking"),
    ],
)
def test_what_is_not_so_here_and_now_does_not_count(text: str, reason: str) -> None:
    """The denied, the imagined, the past and the idiom are passed over, each with its reason."""
    triage = heard(text, hours=200)
    assert triage.urgency is None
    assert reason in {reason for _, reason in triage.passed_over}


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("no fever just red", "routine"),
        ("no swelling but a fever", "same_day"),
        ("no fever, throat tight", "emergency"),
        ("my friend had this and my throat is tight", "emergency"),
        ("blisters years ago, throat closing today", "emergency"),
        ("does it make your throat tight? mine is", "emergency"),
        ("does it make your throat tight, mine is", "emergency"),
        ("had blisters years ago, my throat is tight", "emergency"),
        ("my throat is tight, i had blisters years ago", "emergency"),
        ("my friend had blisters: i have a fever", "same_day"),
        ("had blisters years ago, a fever too", None),
        ("a little redness", "routine"),
        ("thanks", None),
        ("", None),
        ("???", None),
    ],
)
def test_each_part_of_a_message_counts_for_itself(text: str, urgent: str | None) -> None:
    """A denial, a past or a question reaches only as far as its part of the message."""
    assert urgency(text) == urgent


@pytest.mark.parametrize(
    ("text", "hours", "urgent"),
    [
        ("swollen on one side", 47, "routine"),
        ("swollen on one side", 48, "same_day"),
        ("still red", 95, None),
        ("still red", 96, "routine"),
        ("still red", 167, "routine"),
        ("still red", 168, "same_day"),
        ("redness is fading", 168, None),
    ],
)
def test_the_same_words_mean_another_thing_on_another_day(
    text: str, hours: int, urgent: str | None
) -> None:
    """Each sign counts from its first hour to its last."""
    assert urgency(text, hours=hours) == urgent


def test_amber_is_routine_and_says_so() -> None:
    """Bright redness on day 4 is asked about again."""
    first = heard("still red", hours=96).first
    assert first is not None
    assert (first.sign, first.amber) == ("red_again", True)


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("temp 38", "same_day"),
        ("temp is 38,5", "same_day"),
        ("temp 38.9°C", "same_day"),
        ("temp 39", "emergency"),
        ("39.4", "emergency"),
        ("39 years", None),
        ("temp 37.5", None),
    ],
)
def test_a_number_is_read_with_point_or_comma(text: str, urgent: str | None) -> None:
    """Degrees decide between same day and emergency."""
    assert urgency(text) == urgent


def test_what_passed_since_the_session_goes_to_the_clinic_the_same_day() -> None:
    """A throat that was tight an hour ago is told to the clinic; before any session it is past."""
    assert urgency("my throat was tight, gone now", hours=5) == "same_day"
    assert urgency("my throat was tight, gone now", hours=None) is None


def test_a_wish_to_end_it_all_is_never_over() -> None:
    """Words that sound finished ("it is finished") weaken no sign that must not be weakened."""
    assert urgency("i will end it all, finished") == "emergency"
    assert urgency("i will end it all, finished", hours=None) == "emergency"
    assert urgency("what if i end it all") == "emergency"
    assert urgency("what if people end it all") is None


def test_a_sign_behind_hundreds_of_short_lines_is_read() -> None:
    """A message of as many lines as Telegram lets through hides nothing."""
    assert urgency("hm\n" * 1000 + "my throat is closing") == "emergency"


def test_a_sentence_without_end_is_read_in_pieces() -> None:
    """A thousand words without a full stop: the sign at their end is found."""
    assert urgency("and so on " * 400 + "my throat is closing") == "emergency"


def test_a_risk_raises_a_skin_sign_by_one_tier() -> None:
    """Blood thinners make a same-day sign of the skin an emergency, an amber one same-day."""
    assert urgency("a blister") == "same_day"
    assert urgency("a blister, i take warfarin") == "emergency"
    assert urgency("a blister", facts=frozenset(["thinner"])) == "emergency"
    assert urgency("a blister, no blood thinner") == "same_day"
    assert urgency("still red", hours=100, facts=frozenset(["thinner"])) == "same_day"
    assert urgency("red", facts=frozenset(["thinner"])) == "routine"
    assert heard("i take warfarin").facts == frozenset(["thinner"])


def test_a_sign_of_one_area_counts_there_and_where_the_area_is_unknown() -> None:
    """A blister on the treated body is no sign of the face."""
    assert urgency("a blister", areas=("face",)) == "same_day"
    assert urgency("a blister", areas=("body",)) is None
    assert urgency("a blister", areas=()) == "same_day"


def test_without_a_session_late_signs_need_a_word_about_it() -> None:
    """Redness of somebody without a session is no sign, unless the session is spoken of."""
    assert urgency("red", hours=None) == "routine"
    assert urgency("red since the session", hours=None) == "same_day"


def test_every_language_the_words_fit_is_read() -> None:
    """A client who writes in another language we have is understood all the same."""
    assert urgency("kurkku on turvonnut") == "emergency"
    assert urgency("kurkku ei turvonnut", language="fi") is None
    assert urgency("throat tight", language="fi") == "emergency"


@pytest.mark.parametrize(
    ("text", "is_foreign"),
    [
        ("nie mogę oddychać", True),
        ("我的脸肿得很厉害", True),
        ("mein gesicht tut sehr weh", True),
        ("my throat is tight", False),
        ("minun kurkku on kiinni", False),
        ("hm", False),
        ("ok 👍", False),
        ("", False),
    ],
)
def test_a_language_without_signs_is_seen_as_foreign(text: str, *, is_foreign: bool) -> None:
    """Too few known words, a letter or a common word of another language tell it."""
    assert heard(text).is_foreign == is_foreign


def test_words_far_apart_make_no_sign() -> None:
    """Concepts belong together when they stand near each other."""
    far = "the throat please " + "what help " * 6 + "tight"
    assert urgency(far) is None


def test_the_most_urgent_finding_comes_first() -> None:
    """A message with several signs is as urgent as the worst of them."""
    found = heard("fever and my throat is tight").findings
    assert [each.sign for each in found] == ["airway", "fever"]
    assert found[0].words == "fever and my throat is tight"
