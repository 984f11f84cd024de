"""The second look: what the rules found, weighed against how like it is told to the examples."""

from bot.core.pack import Urgency
from tests.core.small_questions import understood


def test_what_is_told_like_an_alarm_is_taken_for_one() -> None:
    """Doubt goes upwards where the rules saw nothing; likeness says which sign it may be."""
    found = understood("so odd", ("paint", 0.5), ("fever", 0.1), look=(0.1, 0.7))
    emergency = understood("so odd", ("fever", 0.6), ("collapse", 0.1), look=(0.5, 0.3))
    assert (found.kind, found.topic, found.urgency) == ("red_flag", "fever", Urgency.SAME_DAY)
    assert (emergency.topic, emergency.urgency) == ("collapse", Urgency.EMERGENCY)


def test_what_names_nothing_is_never_raised() -> None:
    """ "I did it again" may be anything; a person reads what is not understood."""
    assert understood("I did it again", look=(0.9, 0.1)).urgency is None


def test_what_the_rules_heard_and_did_not_count_needs_more_to_be_raised() -> None:
    """ "No fever, nothing": told a little like an alarm it is none, told much like one it is."""
    like = (("fever", 0.5), ("paint", 0.5))
    assert understood("so odd", *like, look=(0.0, 0.5)).urgency is Urgency.SAME_DAY
    assert understood("so odd, no burning up", *like, look=(0.0, 0.5)).urgency is None
    assert understood("so odd, no burning up", *like, look=(0.0, 0.8)).urgency is Urgency.SAME_DAY


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
    found = understood("burning up or powder?", ("paint", 0.9), look=(0.01, 0.01))
    assert (found.kind, found.topic, found.urgency) == ("topic", "paint", None)
    assert found.triage.calmed is not None
    assert found.triage.calmed.slug == "fever"


def test_a_plain_statement_is_never_calmed() -> None:
    """Nothing in it asks, denies, imagines or tells of the past."""
    assert understood("burning up", look=(0.0, 0.0)).urgency is Urgency.SAME_DAY
    assert understood("burning up?", look=(0.0, 0.0)).urgency is None


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
    assert understood("he fell down?", asked, look=(0.4, 0.2)).urgency is Urgency.EMERGENCY
    assert understood("he fell down?", asked, look=(0.01, 0.01)).urgency is None


def test_without_examples_the_rules_stand_as_they_are() -> None:
    """Nothing is learnt yet, or there is nothing to learn."""
    assert understood("burning up").urgency is Urgency.SAME_DAY
    assert understood("so odd", ("fever", 0.97)).urgency is None


def test_a_foreign_message_gets_no_second_look() -> None:
    """What nobody can read is like anything; a person reads it."""
    found = understood("xq zzv wvvx kkpq", look=(0.9, 0.1))
    assert (found.urgency, found.triage.is_foreign) == (None, True)


STATED = ("powder? burning up", "burning up. powder?", "burning up, powder?")


def test_what_a_sentence_states_beside_a_question_is_hardly_calmed() -> None:
    """ "May I paint? I am burning up": the question makes it no less so, in whichever order."""
    found = [understood(text, ("paint", 0.9), look=(0.0, 0.45)) for text in STATED]
    assert [each.urgency for each in found] == [Urgency.SAME_DAY] * 3
    assert found[0].topic == "fever"


def test_what_a_sentence_states_that_nobody_tells_so_is_remembered() -> None:
    """ "The boiler is burning up. May I paint?": answered, and the client may say it is so."""
    found = [understood(text, ("paint", 0.9), look=(0.0, 0.0)) for text in STATED]
    assert [each.urgency for each in found] == [None] * 3
    assert all(each.triage.calmed is not None for each in found)


def test_a_sentence_that_must_not_be_weakened_stands_beside_a_question() -> None:
    """Nor is one beside a risk."""
    found = understood("powder? the end", ("paint", 0.9), look=(0.0, 0.0))
    risky = understood("powder? burning up", look=(0.0, 0.0), facts=frozenset(["thinner"]))
    assert (found.urgency, risky.urgency) == (Urgency.EMERGENCY, Urgency.SAME_DAY)


def test_what_a_sentence_only_asks_stays_a_question() -> None:
    """ "Burning up? Powder?" states nothing."""
    assert understood("burning up? powder?", ("paint", 0.9), look=(0.0, 0.0)).urgency is None
