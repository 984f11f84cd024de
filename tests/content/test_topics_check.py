"""Topics, signs and the words of things: every fault among them is told in its author's words."""

import pytest

from bot.core.questions import Match
from bot.leaflets.matching import Example
from tests.content.small_pack import Folder

TOPIC = "content/small/en/topics/heat.md"
SIGN = "content/small/en/signs/spreading.md"
THINGS = "content/small/en/things.toml"


def test_a_topic_is_read_with_its_things_and_examples(folder: Folder) -> None:
    """The rules of plan.toml say which things belong to it."""
    folder.change("plan.toml", "[restrictions.sauna]", '[restrictions.sauna]\ntopic = "heat"')
    folder.topic("topics/heat", "Keep cool.", questions='"sauna ok?", "hot bath?"')
    library = folder.read()
    topic = library.topics("small").by_slug["heat"]
    assert (topic.kind, topic.things, topic.staff) == ("topic", ("sauna",), False)
    assert [each for each in library.examples("small") if each.slug == "heat"] == [
        Example(slug="heat", language="en", text="sauna ok?"),
        Example(slug="heat", language="en", text="hot bath?"),
    ]


def test_a_topic_for_one_area_is_read_by_its_clients_alone(folder: Folder) -> None:
    """As with any other leaflet."""
    folder.topic("topics/heat", "Keep cool.")
    folder.topic("topics/heat.face", "Keep your face cool.", questions="")
    library = folder.read()
    texts = [library.text("small", "topics/heat", "en", areas) for areas in (("face",), ("body",))]
    assert texts == ["Keep your face cool.", "Keep cool."]
    assert library.text("small", "title:topics/heat", "en", ()) == "heat"


def test_the_words_of_the_texts_are_known_and_those_of_the_examples_are_not(folder: Folder) -> None:
    """Examples hold the slips that people make."""
    folder.topic("topics/heat", "Keep cooler.", questions='"swaet?"')
    known = folder.read().topics("small").known["en"]
    assert ("cooler" in known, "swaet" in known) == (True, False)


def test_the_signs_are_read_with_their_words(folder: Folder) -> None:
    """Of each language that has them."""
    signs = folder.read().signs("small")
    assert ([sign.slug for sign in signs.signs], list(signs.lexicons)) == (["spreading"], ["en"])


def test_nothing_is_like_anything_before_the_matcher_has_learnt(folder: Folder) -> None:
    """It learns beside the work of the start."""
    assert folder.read().closest("small", "sauna?", "en") == Match()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("topic: heat", "topic: cold", "'topic' must be the file's own name. Write it as: topic: "),
        (
            "kind: topic",
            "kind: sign",
            "'kind' is missing or not known here. Write one of: topic · ",
        ),
        ("kind: topic", "", "'kind' is missing or not known here. Write one of: topic · admin · "),
        (
            '["what now?"]',
            "[]",
            "'questions' is empty. Write what clients ask, in their own words.",
        ),
        ('["what now?"]', "what now?", "'questions' must be a list of texts, those with a colon "),
        (
            '["what now?"]',
            f'["{"a" * 301}"]',
            "the question 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' has ",
        ),
        ('["what now?"]', '["what now?", " "]', "one of the questions is empty. Take it out."),
        ("related: []", "related: [ice]", "'related' names 'ice', which is no topic. Take it out."),
        ("related: []", "relation: []", "'relation' at the top is not known. Known are title, "),
        ("related: []", "staff: maybe", "'staff' is either true or false. Write it as: staff: "),
        ("Keep cool.", "Wait 3 days.", "'3 days' – write the rule's name instead, as "),
        ("Keep cool.", "{may:ice}", "'{may:ice}' names no restriction of plan.toml."),
        ("Keep cool.", "Take sunscreen.", "'sunscreen' can be read before it may start: add "),
        ("Keep cool.", "a" * 4200, "the text is 104 characters too long for one message."),
    ],
)
def test_a_fault_of_a_topic_is_told(folder: Folder, old: str, new: str, fault: str) -> None:
    """Its top, its neighbours, and all that is checked in any leaflet."""
    folder.topic("topics/heat", "Keep cool.")
    folder.change("en/topics/heat.md", old, new)
    told = [each.partition(": ")[2] for each in folder.faults() if each.startswith(TOPIC)]
    assert [each for each in told if each.startswith(fault)] != []


def test_opening_hours_may_be_told_by_what_is_no_care(folder: Folder) -> None:
    """A greeting, a price or an address speaks of the service."""
    folder.topic("topics/hours", "We are here 8 hours a day.", kind="admin")
    assert folder.faults() == ()


def test_a_rule_whose_topic_has_no_leaflet_is_told(folder: Folder) -> None:
    """The client who asks why would read nothing."""
    folder.change("plan.toml", "[restrictions.sauna]", '[restrictions.sauna]\ntopic = "heat"')
    sentence = "[restrictions.sauna] names the topic 'heat', which has no leaflet. "
    assert folder.faults() == (f"content/small/plan.toml: {sentence}Write en/topics/heat.md.",)


def test_a_leaflet_for_one_area_needs_one_for_the_others(folder: Folder) -> None:
    """Whoever has two areas gets the plain one."""
    folder.topic("topics/heat.face", "Keep cool.", questions="")
    assert "content/small/en/topics/heat.face.md: there is no topics/heat.md for the other " in (
        "\n".join(folder.faults())
    )


def test_a_sign_without_a_leaflet_is_told(folder: Folder) -> None:
    """Its reader must be told what to do."""
    folder.path("en/signs/spreading.md").unlink()
    sentence = "the sign 'spreading' has no leaflet. Write en/signs/spreading.md."
    assert folder.faults() == (f"content/small/signs.toml: {sentence}",)


def test_a_leaflet_of_no_sign_is_told(folder: Folder) -> None:
    """Nothing would ever send it."""
    folder.topic("signs/fading", "Cover it.", kind="sign")
    sentence = "no sign of signs.toml has this name. Name it there, or delete the file."
    assert folder.faults() == (f"content/small/en/signs/fading.md: {sentence}",)


def test_a_topic_and_a_sign_have_different_names(folder: Folder) -> None:
    """One name means one thing."""
    folder.topic("topics/spreading", "It spreads.")
    sentence = "there is a topic of the same name, 'spreading'. Give one of them another."
    assert folder.faults() == (f"{SIGN}: {sentence}",)


def test_the_leaflet_of_a_sign_never_says_what_somebody_has(folder: Folder) -> None:
    """The words that would are listed in plan.toml."""
    folder.change("plan.toml", "allowed =", 'diagnosis_words = { en = ["infection"] }\nallowed =')
    folder.topic("signs/spreading", "This is an Infection. Call us.", kind="sign")
    sentence = "'infection' says what the client has, which only a person may. Take it out."
    assert folder.faults() == (f"{SIGN}: {sentence}",)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('sauna = ["sauna*"]\n', "", "the words for 'sauna' are missing. Write them in [things]."),
        ('["sauna*"]', "[]", "write the words of 'sauna' as: sauna = [\"…\"]"),
        ('["sauna*"]', '["*"]', "write the words of 'sauna' as: sauna = [\"…\"]"),
        ('["sauna*"]', '["sauna*", "Foundation"]', "'Foundation' is a word for 'makeup' and for "),
        ("sauna =", "steam =", "'steam' is no restriction of plan.toml. Take it out."),
        ("[things]", "[thing]", "[thing] is not known here. Known are [things] and [days]."),
    ],
)
def test_a_fault_in_the_words_of_things_is_told(
    folder: Folder, old: str, new: str, fault: str
) -> None:
    """Every thing has words, and no word means two of them."""
    folder.change("en/things.toml", old, new)
    told = [each.partition(": ")[2] for each in folder.faults() if each.startswith(THINGS)]
    assert [each for each in told if each.startswith(fault)] != []


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ('someday = ["some day"]', "'someday' is no day that is known. Write: monday, weekend"),
        (
            'monday = ["x"]\nfriday = ["X"]',
            "'X' is a word for 'monday' and for 'friday'. Keep one.",
        ),
        ("monday = []", "write the words of 'monday' as: monday = [\"…\"]"),
    ],
)
def test_a_fault_in_the_words_of_days_is_told(folder: Folder, days: str, fault: str) -> None:
    """A day has a name that is known, and no word means two of them."""
    folder.change("en/things.toml", "[things]", f"[days]\n{days}\n\n[things]")
    told = [each.partition(": ")[2] for each in folder.faults() if each.startswith(THINGS)]
    assert [each for each in told if each.startswith(fault)] != []


def test_a_treatment_without_signs_is_refused(folder: Folder) -> None:
    """No warning would ever be heard."""
    folder.path("signs.toml").unlink()
    sentence = "this file is missing, or is only a link. Put the file itself there."
    assert f"content/small/signs.toml: {sentence}" in folder.faults()
