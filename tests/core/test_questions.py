"""What a message asks for: likeness weighed against the things it names, part by part."""

from dataclasses import replace

from bot.core import questions
from bot.core.pack import Urgency
from bot.core.questions import Match, Topic, Topics, Understanding, parts
from bot.core.triage import Chances, Condition, Lexicon, Sign, Signs

TOPICS = Topics(
    by_slug={
        topic.slug: topic
        for topic in (
            Topic(slug="paint", kind="topic", things=("powder", "lasting_paint")),
            Topic(slug="sport", kind="topic", things=("running", "sauna")),
            Topic(slug="creams", kind="topic", things=("oil",)),
            Topic(slug="opening", kind="admin"),
            Topic(slug="hello", kind="greeting"),
            Topic(slug="weather", kind="off_topic"),
            Topic(slug="fever", kind="sign"),
            Topic(slug="collapse", kind="sign"),
        )
    },
    things={
        "en": {
            "powder": ("powder", "make-up"),
            "lasting_paint": ("lasting make-up",),
            "running": ("run*",),
            "sauna": ("sauna",),
            "oil": ("oil",),
        },
        "de": {"powder": ("puder",)},
    },
)
SIGNS = Signs(
    signs=(
        Sign(name="hot", slug="fever", urgency=Urgency.SAME_DAY, when=(("burning",),)),
        Sign(name="warm", slug="fever", urgency=Urgency.ROUTINE, when=(("warm",),)),
        Sign(name="fell", slug="collapse", urgency=Urgency.EMERGENCY, when=(("fell",),)),
        Sign(name="wobbly", slug="wobbling", urgency=Urgency.SAME_DAY, when=(("wobbly",),)),
        Sign(
            name="end",
            slug="the-end",
            urgency=Urgency.EMERGENCY,
            when=(("end",),),
            firm=True,
        ),
        Sign(name="wild", slug="wobbling", urgency=Urgency.EMERGENCY, when=(("wobbly", "fell"),)),
    ),
    raising_facts=frozenset(["thinner"]),
    lexicons={
        "en": Lexicon(
            language="en",
            concepts={
                "burning": ("burning up",),
                "warm": ("warm",),
                "fell": ("fell down",),
                "wobbly": ("wobbly",),
                "end": ("the end",),
                "thinner": ("thinners",),
                "_negation": ("no",),
                "_filler": ("all",),
            },
        )
    },
)


def understood(
    text: str,
    *ranked: tuple[str, float],
    language: str = "en",
    hours: float | None = 24.0,
    look: tuple[float, float] | None = None,
    facts: frozenset[str] = frozenset(),
) -> Understanding:
    """Read a text that is as like the topics as given, whatever part of it is looked at.

    `look` are the chances of an emergency and of a same-day sign that a second look gives it.
    """
    chances = look and Chances(emergency=look[0], same_day=look[1])
    return questions.understand(
        text,
        signs=replace(SIGNS, second_look=lambda told, traits: chances),
        topics=TOPICS,
        closest=lambda part, told: Match(ranked=ranked),
        condition=Condition(language=language, hours=hours, facts=facts),
    )


def test_a_clear_likeness_decides() -> None:
    """Best, and clearly so."""
    found = understood("when?", ("paint", 0.8), ("sport", 0.1))
    assert (found.kind, found.topic) == ("topic", "paint")


def test_a_near_tie_is_unsure_and_offers_three() -> None:
    """Two topics as like as each other: nobody guesses."""
    found = understood("when?", ("paint", 0.5), ("sport", 0.47), ("creams", 0.01))
    assert (found.kind, found.topic) == ("unsure", None)
    assert found.likely == ("paint", "sport", "creams")


def test_a_greeting_needs_less_likeness_than_a_rule() -> None:
    """A short word on the clinic does no harm where it was not asked for."""
    assert understood("hm", ("hello", 0.45), ("paint", 0.3)).kind == "greeting"
    assert understood("hm", ("paint", 0.45), ("hello", 0.3)).kind == "unsure"


def test_mere_signs_are_like_nothing() -> None:
    """Whatever likeness says of them."""
    assert understood("???", ("hello", 0.9)).kind == "unsure"


def test_what_is_like_nothing_offers_nothing() -> None:
    """Below the line for "did you mean" it is for a person."""
    found = understood("what?", ("paint", 0.1), ("sport", 0.05))
    assert (found.kind, found.likely) == ("unsure", ())


def test_a_named_thing_decides_where_likeness_is_unsure() -> None:
    """One word that stands for one thing outvotes a guess."""
    found = understood("powder?", ("sport", 0.3), ("paint", 0.25))
    assert (found.topic, found.parts[0].things, found.parts[0].by_thing) == (
        "paint",
        ("powder",),
        True,
    )


def test_a_sure_likeness_keeps_its_topic_beside_a_named_thing() -> None:
    """The thing is kept for the verdict."""
    found = understood("powder after sport?", ("sport", 0.8), ("paint", 0.1))
    assert found.topic == "sport"


def test_a_word_whose_topic_is_unlike_all_the_rest_is_a_slip() -> None:
    """Running late is no sport."""
    found = understood("running late, sorry", ("opening", 0.35), ("hello", 0.2))
    assert (found.topic, found.parts[0].things) == (None, ())


def test_the_longest_name_wins() -> None:
    """Lasting make-up is not make-up."""
    found = understood("is lasting make-up ok", ("paint", 0.9))
    assert found.parts[0].things == ("lasting_paint",)


def test_a_name_is_found_with_a_slip_or_a_hyphen() -> None:
    """Typed as people type."""
    things = [understood(text, ("paint", 0.9)).parts[0].things for text in ("powdr", "make up")]
    assert things == [("powder",), ("powder",)]


def test_names_of_the_clients_language_come_first_then_english() -> None:
    """A German word, and an English one in a German message."""
    own = understood("wann puder?", ("paint", 0.9), language="de")
    english = understood("wann make-up?", ("paint", 0.9), language="de")
    assert own.parts[0].things == english.parts[0].things == ("powder",)


def test_two_things_of_two_topics_are_two_parts() -> None:
    """ "Can I wear powder and go running?" asks twice, in any language."""
    found = understood("powder and running?", ("paint", 0.6), ("sport", 0.2))
    assert [(part.topic, part.things) for part in found.parts] == [
        ("paint", ("powder",)),
        ("sport", ("running",)),
    ]


def test_two_things_of_one_topic_stay_one_part() -> None:
    """Both are listed."""
    found = understood("running or sauna?", ("sport", 0.9))
    assert [(part.topic, part.things, part.is_alone) for part in found.parts] == [
        ("sport", ("running", "sauna"), False)
    ]


def test_each_question_mark_is_a_part() -> None:
    """Two sentences that ask."""

    def closest(text: str, language: str) -> Match:
        slug = "paint" if "colour" in text else "opening"
        return Match(ranked=((slug, 0.9),))

    found = questions.understand(
        "When may I colour it in? And when are you open on Monday?",
        signs=SIGNS,
        topics=TOPICS,
        closest=closest,
        condition=Condition(),
    )
    assert [part.topic for part in found.parts] == ["paint", "opening"]


def test_a_greeting_before_a_question_does_not_hide_it() -> None:
    """Only the question is a part."""

    def closest(text: str, language: str) -> Match:
        return Match(ranked=(("paint", 0.9),) if "colour" in text.lower() else (("hello", 0.9),))

    found = questions.understand(
        "Hi there! Colour when?",
        signs=SIGNS,
        topics=TOPICS,
        closest=closest,
        condition=Condition(),
    )
    assert [part.topic for part in found.parts] == ["paint"]


def test_a_number_with_a_point_is_no_end_of_a_sentence() -> None:
    """0.3 % stays whole."""
    assert [each.text for each in parts.segments("0.3% of it. And that?")] == [
        "0.3% of it.",
        "And that?",
    ]


def test_a_warning_sign_comes_before_any_topic() -> None:
    """However sure the likeness is; its slug is the first of three."""
    found = understood("I am burning up, powder?", ("paint", 0.99))
    assert (found.kind, found.topic, found.urgency) == ("red_flag", "fever", Urgency.SAME_DAY)
    assert found.top == ("fever", "paint", "sport")


def test_what_is_told_like_an_alarm_is_taken_for_one() -> None:
    """Doubt goes upwards where the rules saw nothing; likeness says which sign it may be."""
    found = understood("so odd", ("paint", 0.5), ("fever", 0.1), look=(0.1, 0.7))
    emergency = understood("so odd", ("fever", 0.6), ("collapse", 0.1), look=(0.5, 0.3))
    assert (found.kind, found.topic, found.urgency) == ("red_flag", "fever", Urgency.SAME_DAY)
    assert (emergency.topic, emergency.urgency) == ("collapse", Urgency.EMERGENCY)


def test_a_raised_alarm_has_a_leaflet_of_its_urgency() -> None:
    """A slug that has a milder form is raised to that form only."""
    found = understood("so odd", ("wobbling", 0.95), look=(0.0, 0.9))
    stopped = understood("so odd", ("wobbling", 0.95), look=(0.9, 0.0))
    assert (found.topic, found.urgency) == ("wobbling", Urgency.SAME_DAY)
    assert (stopped.topic, stopped.urgency) == ("collapse", Urgency.EMERGENCY)


def test_what_is_normal_for_its_day_is_raised_too() -> None:
    """The rules read one word, the look the whole sentence."""
    like = ("fever", 0.5)
    assert understood("it is all warm", like, look=(0.0, 0.6)).urgency is Urgency.ROUTINE
    assert understood("it is all warm", like, look=(0.0, 0.8)).urgency is Urgency.SAME_DAY


def test_an_alarm_of_the_rules_that_nobody_tells_so_is_calmed_and_remembered() -> None:
    """ "My boss is burning up with envy": answered as a question, and the client is asked."""
    found = understood("burning up, powder?", ("paint", 0.9), look=(0.01, 0.01))
    assert (found.kind, found.topic, found.urgency) == ("topic", "paint", None)
    assert found.triage.calmed is not None
    assert found.triage.calmed.slug == "fever"


def test_a_fair_chance_leaves_the_rules_alone() -> None:
    """In doubt the alarm stands; what the rules found weighs much, likeness a little."""
    found = understood("burning up, powder?", ("paint", 0.8), ("fever", 0.2), look=(0.1, 0.2))
    assert (found.urgency, found.triage.calmed) == (Urgency.SAME_DAY, None)


def test_nothing_calms_a_sign_that_must_not_be_weakened() -> None:
    """Nor anything told beside it."""
    found = understood("burning up, the end", look=(0.0, 0.0))
    assert (found.topic, found.urgency) == ("the-end", Urgency.EMERGENCY)


def test_nothing_calms_a_sign_beside_a_risk() -> None:
    """The examples were told without it."""
    found = understood("burning up, I take thinners", look=(0.0, 0.0))
    earlier = understood("burning up", look=(0.0, 0.0), facts=frozenset(["thinner"]))
    assert (found.urgency, earlier.urgency) == (Urgency.SAME_DAY, Urgency.SAME_DAY)


def test_a_same_day_sign_told_like_an_emergency_is_one() -> None:
    """Doubt goes upwards; but where a sign has both tiers, the clinic's table chooses."""
    raised = understood("I am all burning up", ("collapse", 0.8), look=(0.8, 0.1))
    milder = understood("I am all wobbly", ("collapse", 0.8), look=(0.8, 0.1))
    assert (raised.topic, raised.urgency) == ("collapse", Urgency.EMERGENCY)
    assert (milder.topic, milder.urgency) == ("wobbling", Urgency.SAME_DAY)


def test_an_emergency_needs_more_to_be_calmed() -> None:
    """A hard stop too many is better than one too few."""
    asked = ("paint", 0.9)
    assert understood("he fell down", asked, look=(0.4, 0.2)).urgency is Urgency.EMERGENCY
    assert understood("he fell down", asked, look=(0.01, 0.01)).urgency is None


def test_without_examples_the_rules_stand_as_they_are() -> None:
    """Nothing is learnt yet, or there is nothing to learn."""
    assert understood("burning up").urgency is Urgency.SAME_DAY
    assert understood("so odd", ("fever", 0.97)).urgency is None


def test_a_foreign_message_gets_no_second_look() -> None:
    """What nobody can read is like anything; a person reads it."""
    found = understood("xq zzv wvvx kkpq", look=(0.9, 0.1))
    assert (found.urgency, found.triage.is_foreign) == (None, True)


def test_what_is_a_little_like_a_sign_is_offered() -> None:
    """Below the line that raises, it is one of the choices."""
    found = understood("this is so odd", ("fever", 0.4), ("paint", 0.35))
    assert found.likely == ("fever", "paint")


def test_top_always_holds_three_topics() -> None:
    """Even where nothing is like anything."""
    assert len(understood("x").top) == 3
    assert understood("y", ("opening", 0.9)).top == ("opening", "paint", "sport")
